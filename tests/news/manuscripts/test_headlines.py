"""The headline and the byline are found by their evidence, regardless of other text above them."""

from itertools import cycle

import pytest

from news.manuscripts import Manuscript, read

from .pasted_articles import Pasted, pasted_articles, score

LABELS = ["What's on", "Around the web", "Just in", "On the wire", "From our desks", ""]
"""No list of labels of the reader has to know them."""

BEFORE = 3
ARTICLES = list(pasted_articles())[::2]


def read_one(text: str) -> Manuscript:
    (manuscript,) = read(text, "text")
    assert isinstance(manuscript, Manuscript), manuscript
    return manuscript


def below_strangers(article: Pasted, label: str, headlines: list[str], gap: bool) -> Pasted:
    """The article from its headline on, beneath other pages' headlines."""
    (title,) = article.words("T")
    start = article.lines.index(title)
    lines = [*filter(None, [label]), *headlines, *([""] if gap else []), *article.lines[start:]]
    return Pasted(article.name, lines, article.expected)


@pytest.mark.parametrize("gap", [False, True])
def test_headlines_are_distinguished_from_strips_with_unknown_labels(gap: bool):
    titles = [article.words("T")[0] for article in ARTICLES if article.words("T")]
    changed = []
    for place, (article, label) in enumerate(zip(ARTICLES, cycle(LABELS), strict=False)):
        title = next(iter(article.words("T")), "")
        if title in article.lines and not set("HPQSA") & set(_codes_before(article, title)):
            others = [titles[place - 20 - 7 * n] for n in range(BEFORE)]
            changed.append(below_strangers(article, label, others, gap))
    scores = score(changed)
    assert scores.articles >= 100
    assert scores["headlines"].f1 >= 0.87, "\n".join(scores["headlines"].faults)


def _codes_before(article: Pasted, title: str) -> list[str]:
    above = set(article.lines[: article.lines.index(title)])
    return [
        code for code, words in article.expected.items() if code in "HPQSA" and above & {*words}
    ]


STRANGER = "Lorry Blocks Harbour Bridge"
TEXT = """\
Old pipes and new pumps
{byline}
4 March 2026
Pipes of lead lie under half of the town. Nobody has counted the pumps.

What the pipes carry
Water that stood overnight carries the most lead.
"""


@pytest.mark.parametrize("name", ["Pooja", "Ngozi", "Autumn Lake", "Grace Field"])
def test_a_name_over_a_date_is_the_byline_even_if_its_words_are_common(name: str):
    manuscript = read_one(TEXT.format(byline=name))
    assert manuscript.byline == name
    assert manuscript.title == "Old pipes and new pumps"


@pytest.mark.parametrize("line", ["Culture", "Explainer", "Business"])
def test_other_words_over_a_date_are_no_byline(line: str):
    assert read_one(TEXT.format(byline=line)).byline == ""


def test_one_word_behind_the_closing_points_is_the_byline():
    text = "The well\n\nA sentence stands here.\n\nFAQs\n\n1. Is it deep?\nIt is not.\n"
    points = "• Wells are shallow.\n• Pumps are dear.\nRaghav\nLeave a Reply\n"
    manuscript = read_one(text + points)
    assert manuscript.byline == "Raghav"
    assert manuscript.takeaways == ["Wells are shallow.", "Pumps are dear."]


@pytest.mark.parametrize(
    "line",
    ["Author - Ines Okafor", "Story: Ines Okafor", "Report: Ines Okafor", "Words: Ines Okafor"],
)
def test_labels_announce_a_name(line: str):
    assert read_one(TEXT.format(byline=line)).byline == "Ines Okafor"


def test_another_story_directly_above_is_not_the_headline():
    text = f"Home\nNews\n{STRANGER}\n" + TEXT.format(byline="By Ines Okafor")
    manuscript = read_one(text)
    assert manuscript.title == "Old pipes and new pumps"
    assert STRANGER in manuscript.dropped


def test_a_breadcrumb_is_not_the_headline():
    text = "Pipes / Water\n" + TEXT.format(byline="By Ines Okafor")
    assert read_one(text).title == "Old pipes and new pumps"


@pytest.mark.parametrize("beneath", ["Share\nFacebook\nWhatsApp", "4 March 2026"])
def test_a_sentence_over_share_buttons_or_a_date_is_the_standfirst(beneath: str):
    standfirst = "Half of the town drinks from lead."
    text = f"Old pipes and new pumps\n{standfirst}\n{beneath}\n\nPipes lie there. Pumps run.\n"
    assert read_one(text).standfirst == standfirst


def test_a_line_that_could_be_the_headline_is_reported_when_it_is_left_out():
    text = "Home\nNews\nLorry Blocks Harbour Bridge\nOld pipes and new pumps in the town\n"
    manuscript = read_one(text + "By Ines Okafor\n\nPipes are old in the town. New pumps run.\n")
    assert manuscript.title == "Old pipes and new pumps in the town"
    assert any(STRANGER in loss for loss in manuscript.as_dict()["losses"])
