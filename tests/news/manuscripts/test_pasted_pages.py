"""The text around pasted articles: labels, names of sites, placeholder authors, closing points."""

import datetime

import pytest

from news.manuscripts import Manuscript, read

TEXT = (
    "The reef turned white in March. Divers saw it first.\n\nWhy it happened\n\nIt was too warm.\n"
)


def read_one(text: str) -> Manuscript:
    (manuscript,) = read(text, "text")
    assert isinstance(manuscript, Manuscript), manuscript
    return manuscript


@pytest.mark.parametrize(
    "line",
    [
        "View in browser",
        "Today's e-edition",
        "For Immediate Release",
        "DAX 22,110.90 0.12%",
        "17°C Partly cloudy",
        "10:42 Peso steadies after a week of losses",
        "Latest | Crops | Livestock | Policy",
        "Breaking: Harbour closed after a collision of two tugs",
        "Anmelden",
        "Image caption, The reef in May",
    ],
)
def test_a_line_of_the_page_above_the_headline_is_no_headline(line: str):
    manuscript = read_one(f"{line}\n\nA Reef in Trouble\n\n{TEXT}")
    assert manuscript.title == "A Reef in Trouble"
    assert line in manuscript.dropped


@pytest.mark.parametrize(
    "footer",
    [
        "© 2026 Coral Sea Ledger. All rights reserved.",
        "Subscribe to Coral Sea Ledger",
        "desk@coralsealedger.example",
    ],
)
def test_the_name_of_the_site_is_known_by_the_foot_of_the_page(footer: str):
    manuscript = read_one(f"Coral Sea Ledger\n\nA White Reef\n\n{TEXT}\nContact\n{footer}\n")
    assert manuscript.title == "A White Reef"
    assert manuscript.byline == ""


@pytest.mark.parametrize("title", ["Vision 2030", "Agenda 2030 Explained", "Life at 40 Degrees"])
def test_a_headline_with_a_number_is_no_ticker(title: str):
    assert read_one(f"{title}\n\n{TEXT}").title == title


def test_a_headline_of_a_statement_and_a_question_is_one():
    title = "Patagonia's Wind Blows Day and Night. Why Does Nobody Use It?"
    assert read_one(f"Home\nNews\n\n{title}\n\nBy Ines Okafor\n\n{TEXT}").title == title


FAQS = """A White Reef

{text}
FAQs
1. Is it dead?
{first}
2. Will it heal?
It may. It takes ten years.
Reefs heal within ten years.
A white reef is hungry and not dead.
Reef recovery
Ines Okafor
Leave a Reply
"""


def test_lines_without_bullets_behind_the_last_answer_are_key_points():
    manuscript = read_one(FAQS.format(text=TEXT, first="Not yet. It is hungry."))
    assert manuscript.takeaways == [
        "Reefs heal within ten years.",
        "A white reef is hungry and not dead.",
    ]
    assert manuscript.topics == ["Reef recovery"]
    assert manuscript.questions[-1].answer == "<p>It may. It takes ten years.</p>"
    assert any("holds the key takeaways" in loss for loss in manuscript.as_dict()["losses"])


def test_a_key_point_with_more_than_the_headline_is_not_dropped():
    text = FAQS.format(text=TEXT, first="Not yet. It is hungry.")
    text = text.replace("A White Reef", "What a White Reef Needs")
    text = text.replace("A white reef is hungry", "What a white reef needs is time: it is hungry")
    assert len(read_one(text).takeaways) == 2


def test_where_answers_are_long_the_last_one_is_not_cut():
    long = "Not yet.\nIt is hungry.\nIt is white.\nIt waits.\nIt may live."
    manuscript = read_one(FAQS.format(text=TEXT, first=long))
    assert manuscript.takeaways == []
    assert "Reefs heal within ten years." in manuscript.questions[-1].answer


def test_a_named_writer_replaces_the_placeholder_author_of_the_system():
    manuscript = read_one(f"A White Reef\n\nby admin\n\n{TEXT}\nInes Okafor\n\nLeave a Reply\n")
    assert manuscript.byline == "Ines Okafor"
    assert any("admin" in loss for loss in manuscript.losses)


@pytest.mark.parametrize(
    "line",
    [
        "Interview by Ines Okafor",
        "Text: Ines Okafor",
        "Text and photographs by Ines Okafor",
        "Von Ines Okafor",
        "By Ines Okafor @inesokafor",
        "Ines Okafor BVSc",
        "By\nInes Okafor",
        "As told to Ines Okafor",
        "Ines Okafor | 4 May 2026 | 0 comments",
        "3 May 2026\nShare full article\nBy Ines Okafor",
        "Analysis by\nInes Okafor",
        "Posted on 3 May 2026 by\nInes Okafor",
    ],
)
def test_bylines_of_many_kinds_name_the_author(line: str):
    manuscript = read_one(f"A White Reef\n\n{line}\n\n{TEXT}")
    assert (manuscript.title, manuscript.byline) == ("A White Reef", "Ines Okafor")


def test_a_name_directly_over_the_headline_is_the_author():
    manuscript = read_one(f"COLUMN\nInes Okafor\nA White Reef\n3 May 2026\n{TEXT}")
    assert (manuscript.title, manuscript.byline) == ("A White Reef", "Ines Okafor")


def test_a_heading_with_a_colon_is_no_byline():
    manuscript = read_one(f"A White Reef\n\n{TEXT}\nText: How to Read It\n\nThey said so. Twice.\n")
    assert [section.heading for section in manuscript.sections][-1] == "Text: How to Read It"
    assert manuscript.byline == ""


def test_the_place_before_a_date_is_no_author():
    manuscript = read_one(f"A White Reef\n\nSUVA, Fiji, 4 May 2026\n\n{TEXT}")
    assert manuscript.byline == ""
    assert manuscript.date == datetime.date(2026, 5, 4)


def test_a_date_in_another_language_is_read():
    manuscript = read_one(f"A White Reef\n\n27 de enero de 2026\n\n{TEXT}")
    assert manuscript.date == datetime.date(2026, 1, 27)


def test_the_questions_of_a_numbered_label_are_found():
    manuscript = read_one(
        f"A White Reef\n\n{TEXT}\n4. FAQs\n1. Is it dead?\nNot yet.\n2. Will it heal?\nIt may.\n"
    )
    assert [q.question for q in manuscript.questions] == ["Is it dead?", "Will it heal?"]


@pytest.mark.parametrize(
    "line", ["Also Read | Divers count the fish", "Advertisement - scroll to continue"]
)
def test_links_and_advertisements_in_the_text_are_dropped_and_reported(line: str):
    manuscript = read_one(f"A White Reef\n\n{TEXT}\n{line}\n\nThe divers went home. They slept.\n")
    assert line in manuscript.dropped
    assert len(manuscript.sections) == 1


def test_a_headline_after_the_teasers_of_other_stories_is_found():
    teasers = "".join(
        f"{title}\nBy Staff - Dec {day}, 2025\nRead more\n"
        for day, title in enumerate(["Ski season opens late", "A town keeps its old cinema"], 1)
    )
    text = f"Recent News\n{teasers}\nTrending\nBest socks tested\n\nA White Reef\n\n{TEXT}"
    manuscript = read_one(text)
    assert (manuscript.title, manuscript.byline) == ("A White Reef", "")


def test_a_name_with_a_dash_behind_the_key_points_is_the_author():
    text = FAQS.format(text=TEXT, first="Not yet. It is hungry.")
    text = text.replace("Reefs heal", "• Reefs heal").replace(
        "A white reef is", "• A white reef is"
    )
    manuscript = read_one(text.replace("Reef recovery\nInes", "– Ines"))
    assert (manuscript.byline, len(manuscript.takeaways)) == ("Ines Okafor", 2)


def test_a_reporter_without_a_name_gives_way_to_one_with_a_name():
    manuscript = read_one(f"A White Reef\n\nBy our reef reporter\nInes Okafor\n\n{TEXT}")
    assert manuscript.byline == "Ines Okafor"
    assert read_one(f"A White Reef\n\nBy our reef reporter\n\n{TEXT}").byline


def test_a_short_headline_between_a_kicker_and_a_standfirst_is_found():
    standfirst = "Why they die, who can help them, and when it will end"
    head = f"EXPLAINER\n\nReefs, Explained\n\n{standfirst}\n\nBy Ines Okafor\n\n"
    manuscript = read_one(head + TEXT)
    assert (manuscript.title, manuscript.standfirst) == ("Reefs, Explained", standfirst)


def test_without_a_byline_at_the_end_two_lines_stay_in_the_last_answer():
    text = FAQS.format(text=TEXT, first="Not yet. It is hungry.")
    text = text.replace("Reef recovery\nInes Okafor\n", "")
    assert read_one(text).takeaways == []


def test_the_card_of_the_author_beneath_the_text_is_dropped_and_reported():
    card = "Ines Okafor\nScience Writer\nInes dives. She writes.\n"
    manuscript = read_one(f"A White Reef\n\nBy Ines Okafor\n\n{TEXT}\n{card}")
    assert [section.heading for section in manuscript.sections] == ["Why it happened"]
    assert "Ines Okafor" in manuscript.dropped
    assert "She writes." in manuscript.as_dict()["sections"][-1]["text"]
