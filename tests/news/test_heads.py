"""The head of an article, composed from what it has."""

import pytest

from core.media.pictures import hero_form
from news.models import ArticleAuthor
from news.pages.heads import Opener, headline_step, hero_of, take_opener
from tests.factories import ArticlePageFactory, AuthorFactory, ImageFactory, section
from tests.hard_cases import words
from tests.hard_cases.pictures import drawing, stored

pytestmark = pytest.mark.django_db

OPENER = {"type": "paragraph", "value": f"<p>{words.OPENER}</p><p>And then?</p>"}


def page_of(client, health, **fields) -> str:
    page = ArticlePageFactory(parent=health, **fields)
    return client.get(page.url).content.decode()


@pytest.fixture
def picture(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def create(*size):
        return stored(drawing(*size), caption="Seen from the bridge.")

    return create


@pytest.mark.parametrize(
    ("letters", "with_picture", "without"),
    [
        (12, "poster", "poster"),
        (13, "76", "85"),
        (80, "76", "85"),
        (81, "61", "76"),
        (120, "61", "76"),
        (121, "49", "61"),
        (160, "49", "61"),
        (161, "44", "44"),
        (255, "44", "44"),
    ],
)
def test_the_headline_steps_down_by_its_length(health, picture, letters, with_picture, without):
    page = ArticlePageFactory(parent=health, title="a" * letters, hero_image=picture(1600, 1000))
    assert headline_step(page.title, "full", hero_of(page)) == with_picture
    assert headline_step(page.title, "full", None) == without


@pytest.mark.parametrize(("letters", "step"), [(60, "98"), (61, "85"), (100, "85"), (101, "76")])
def test_a_bare_headline_is_larger(letters, step):
    assert headline_step("a" * letters, "bare", None) == step


@pytest.mark.parametrize(
    ("size", "layout"),
    [
        ((2000, 1250), "full"),
        ((1200, 800), "full"),
        ((2600, 520), "panorama"),
        ((1199, 800), "axis"),
        ((600, 600), "axis"),
        ((599, 400), "rail"),
        ((240, 300), "rail"),
        ((239, 200), "stamp"),
        ((1, 1), "stamp"),
        ((900, 1250), "portrait"),
        ((1600, 2000), "full"),
        ((600, 1500), "slender"),
        ((250, 900), "rail"),
    ],
)
def test_the_place_of_a_picture_follows_its_size(size, layout):
    assert hero_form(*size).layout == layout


def test_without_standfirst_and_picture_the_first_paragraph_opens_the_story(client, health):
    html = page_of(client, health, standfirst="", body=[OPENER, section("Why", "Because.")])
    head, body = html.split("</header>")[-2:]
    assert "article-head--bare" in head and words.OPENER in head
    assert words.OPENER not in body and "And then?" in body


def test_a_heading_before_the_opener_becomes_its_label_and_keeps_its_anchor(client, health):
    introduction = section("Introduction", words.OPENER, anchor="introduction", aliases="intro")
    html = page_of(client, health, standfirst="", body=[introduction, section("Why", "Because.")])
    assert '<h2 class="opener__label" id="introduction">' in html
    assert html.count('id="introduction"') == html.count('id="intro"') == 1
    assert html.count(words.OPENER) == 1


@pytest.mark.parametrize(
    "body",
    [
        [{"type": "divider", "value": None}, OPENER],
        [{"type": "paragraph", "value": "<p>Too short.</p>"}],
        [{"type": "paragraph", "value": f"<h3>First</h3><p>{words.OPENER}</p>"}],
        [section("Nothing but a heading")],
        [],
    ],
)
def test_nothing_but_a_paragraph_at_the_very_beginning_opens_a_story(client, health, body):
    html = page_of(client, health, standfirst="", body=body)
    assert "article-head--plain" in html and 'class="opener' not in html


def test_with_a_standfirst_or_a_picture_the_body_is_whole(health, picture):
    for fields in ({"standfirst": "Why."}, {"standfirst": "", "hero_image": picture(1600, 1000)}):
        page = ArticlePageFactory(parent=health, body=[OPENER], **fields)
        assert take_opener(page, page.body_data) == (None, page.body_data)


def test_links_and_citations_of_the_opener_survive(client, health):
    text = f'<p>{words.OPENER} See <a linktype="page" id="{health.pk}">health</a>.</p>'
    html = page_of(client, health, standfirst="", body=[{"type": "paragraph", "value": text}])
    assert f'<a href="{health.url}">health</a>' in html.split("</header>")[-2]


@pytest.mark.parametrize(
    ("text", "step", "has_drop_cap"),
    [
        ("A line. " * 10, "28", True),
        ("A line. " * 60, "25", True),
        ("A line. " * 100, "20", True),
        ("“Quoted first,” she said. " * 4, "28", False),
        ("Η πρώτη παράγραφος. " * 5, "28", False),
    ],
)
def test_the_opener_is_smaller_the_longer_it_is(text, step, has_drop_cap):
    opener = Opener({"type": "paragraph", "value": f"<p>{text}</p>"})
    assert (opener.step, opener.has_drop_cap) == (step, has_drop_cap)


def test_a_picture_that_cannot_be_shown_leaves_a_head_without_one(client, health, picture):
    lost = picture(1600, 1000)
    lost.file.storage.delete(lost.file.name)
    html = page_of(client, health, hero_image=lost)
    assert "<figure" not in html.split("</main>")[0] and "Seen from the bridge." not in html


@pytest.mark.parametrize("size", [(2000, 1250), (900, 600), (400, 300), (90, 60), (900, 1300)])
def test_every_picture_is_shown_once(client, health, picture, size):
    html = page_of(client, health, hero_image=picture(*size))
    assert html.count('<figure class="hero') == 1 and html.count("Seen from the bridge.") == 1


def test_up_to_three_people_have_a_row_with_what_they_did(client, health):
    people = [AuthorFactory(name=f"Person {n}", role="Desk") for n in range(3)]
    html = page_of(client, health, authors=people)
    assert '<ul class="byline"' in html and "byline--many" not in html


def test_four_people_run_on_in_a_sentence_and_their_roles_move_to_the_end(client, health):
    people = [AuthorFactory(name=f"Person {n}", role=f"Desk {n}") for n in range(4)]
    html = page_of(client, health, authors=people)
    head, rest = html.split("</header>")[-2:]
    assert "byline--many" in head and "Desk 0" not in head
    assert all(f"Desk {n}" in rest for n in range(4))


def test_a_person_of_two_roles_is_named_once(client, health, author):
    page = ArticlePageFactory(parent=health, authors=[author])
    page.article_authors.add(ArticleAuthor(author=author, role="graphics", sort_order=1))
    page.save_revision().publish()
    head = client.get(page.url).content.decode().split("</header>")[-2]
    assert head.count(">Ines Okafor</a>") == 1
    assert "Health editor, Graphics" in head


def test_the_feed_shows_the_picture_too(client, health):
    ArticlePageFactory(parent=health, hero_image=ImageFactory(caption="Seen from a boat."))
    assert "Seen from a boat." in client.get("/feed/").content.decode()
