"""Which part of a page is its article: the one with most of the running text, or the headline."""

import json

import pytest

from news.manuscripts import Manuscript, read

LONG = [
    "The keeper of the lock had not slept for two nights, and the water stood higher than the "
    "oldest mark on the wall, which his grandfather had cut there with a knife.",
    "At six in the morning the first barge came, and its master asked for nothing but coffee and a "
    "rope that was longer than his own.",
    "Nobody has counted how many boats went through that day, since the book was under water, but "
    "the keeper says that it was all of them.",
]
TEXT = "".join(f"<p>{each}</p>" for each in LONG)
HEAD = (
    "<html><head><title>The night of the lock | Harbour Post</title>"
    '<meta property="og:title" content="The night of the lock"></head><body>'
)
H1 = "<h1>The night of the lock</h1>"
CARD = '<article class="card"><h3>CARD {}</h3><p>CARD: what the council thinks of it.</p></article>'
CARDS = "".join(map(CARD.format, range(3)))
COMMENT = "<article{}><p>COMMENT: I never read anything like it, and I have read {}.</p></article>"
LONG_COMMENT = COMMENT.format("{}", "a great many books about locks, weirs and dykes, " * 6)


def first(text: str) -> Manuscript:
    manuscript = next(iter(read(text, "html")))
    assert isinstance(manuscript, Manuscript), manuscript
    return manuscript


def shown(manuscript: Manuscript) -> str:
    found = manuscript.as_dict()
    del found["dropped"], found["losses"]
    return json.dumps(found, ensure_ascii=False)


@pytest.mark.parametrize(
    "body",
    [
        f"<div class=story>{H1}{TEXT}</div><div class=promo>{CARDS}</div>",
        f"<div class=story>{H1}{TEXT}</div>{CARDS}",
        f"<div>{H1}{TEXT}{CARD.format(1)}</div>",
        f"{CARDS}<main>{H1}{TEXT}</main>",
        f"<main><div class=story>{H1}{TEXT}</div><section>{CARDS}</section></main>",
        f"<article>{H1}{TEXT}<aside>{CARDS}</aside></article>",
        f"<article>{H1}{TEXT}{CARDS}</article>",
        f"<header>{H1}</header><div class=post>{TEXT}</div><div>{CARDS}</div>",
        f"{H1}<div>{'<br><br>'.join(LONG)}</div><div>{CARDS}</div>",
        f"<article><h2>CARD</h2><p>CARD: short.</p></article><article>{H1}{TEXT}</article>",
        f"<div>{H1}{TEXT}</div><main><p>CARD: sign our letter.</p></main>",
    ],
)
def test_the_text_is_taken_and_the_cards_are_dropped(body):
    manuscript = first(f"{HEAD}{body}</body></html>")
    assert manuscript.title == "The night of the lock"
    assert all(each in shown(manuscript) for each in LONG)
    assert "CARD" not in shown(manuscript)
    assert any("CARD" in each for each in manuscript.dropped)
    assert manuscript.visibility.state == ""


@pytest.mark.parametrize(
    "marks",
    [
        ' class="comment-body"',
        ' id="comment-12"',
        ' itemscope itemtype="https://schema.org/Comment"',
        ' class="user-comment odd"',
    ],
)
@pytest.mark.parametrize(
    "page",
    [
        "<div class=story>{text}</div><div>{talk}</div>",
        "<article>{text}<div>{talk}</div></article>",
        "<main>{text}</main><section>{talk}</section>",
    ],
)
def test_a_long_comment_of_a_reader_is_not_the_article(marks, page):
    talk = LONG_COMMENT.format(marks) * 3
    manuscript = first(f"{HEAD}{page.format(text=H1 + TEXT, talk=talk)}</body></html>")
    assert all(each in shown(manuscript) for each in LONG)
    assert "COMMENT" not in shown(manuscript)


@pytest.mark.parametrize("heading", ["3 Comments", "Responses", "2 replies", "Readers’ replies"])
def test_unmarked_articles_beneath_a_heading_of_comments_are_comments(heading):
    talk = LONG_COMMENT.format("") * 3
    manuscript = first(f"{HEAD}<div>{H1}{TEXT}</div><h3>{heading}</h3>{talk}</body></html>")
    assert all(each in shown(manuscript) for each in LONG)
    assert "COMMENT" not in shown(manuscript)


def test_of_several_articles_the_one_with_the_headline_counts():
    other = f"<article><h2>Another night</h2>{TEXT.replace('lock', 'OTHER') * 2}</article>"
    manuscript = first(
        f"{HEAD}{other}<article><h2>The night of the lock</h2>{TEXT}</article></body></html>"
    )
    assert "OTHER" not in shown(manuscript) and LONG[0] in shown(manuscript)


def test_sections_that_are_articles_stay_in_the_article():
    parts = "".join(
        f"<article><h2>Part {number}</h2><p>{each}</p></article>"
        for number, each in enumerate(LONG)
    )
    manuscript = first(f"{HEAD}<article>{H1}{parts}</article></body></html>")
    assert [section.heading for section in manuscript.sections] == ["Part 0", "Part 1", "Part 2"]


@pytest.mark.parametrize(
    "metas",
    [
        {"parsely-author": "Ada Byron", "parsely-pub-date": "2023-06-05T07:00:00Z"},
        {"sailthru.author": "Ada Byron", "sailthru.date": "2023-06-05"},
        {"dcterms.creator": "Ada Byron", "dcterms.created": "2023-06-05"},
        {"author": "Ada Byron", "article:published_time": "2023-06-05"},
    ],
)
def test_byline_and_date_come_from_the_metas(metas):
    head = "".join(f'<meta name="{name}" content="{text}">' for name, text in metas.items())
    manuscript = first(f"<html><head>{head}</head><body>{H1}{TEXT}</body></html>")
    assert manuscript.byline == "Ada Byron"
    assert manuscript.date.isoformat().startswith("2023-06-05")


def test_an_import_that_dropped_most_of_the_page_warns_and_stays_a_draft():
    others = "".join(f"<article><h2>Night {number}</h2>{TEXT}</article>" for number in range(5))
    manuscript = first(f"<html><head><title>Nights</title></head><body>{others}</body></html>")
    assert any("OF THE PAGE'S TEXT WAS KEPT" in loss for loss in manuscript.losses)
    assert manuscript.visibility.state == "draft"
    assert "of the page's text was kept" in manuscript.visibility.reasons[0]


def test_an_import_that_dropped_nothing_gives_no_warning():
    manuscript = first(f"{HEAD}<article>{H1}{TEXT}</article></body></html>")
    assert manuscript.losses == [] and manuscript.visibility.reasons == []
