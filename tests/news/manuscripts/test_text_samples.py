"""Manuscripts of many shapes, as editors paste them, and what must come out."""

from pathlib import Path

import pytest

from news.manuscripts import Manuscript, Table, read

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> Manuscript:
    (manuscript,) = read(SAMPLES / f"{name}.txt")
    assert isinstance(manuscript, Manuscript), manuscript
    return manuscript


def headings(manuscript: Manuscript) -> list[str]:
    return [section.heading for section in manuscript.sections]


def questions_of(manuscript: Manuscript) -> list[str]:
    return [question.question for question in manuscript.questions]


def test_long_explainer():
    manuscript = sample("long_explainer")
    data = manuscript.as_dict()
    assert data["title"] == "Understanding Iron Deficiency: What Patients and Families Should Know"
    assert data["authors"] == ["Jane Doe", "John Roe"]
    assert data["date"] == "2026-03-04"
    assert data["takeaways"] == [
        "Iron deficiency is common and often goes unnoticed for months.",
        "A simple blood test can show it.",
        "Tablets help most people, but they take time.",
    ]
    assert headings(manuscript) == [
        "Introduction",
        "What Is Iron Deficiency?",
        "Who Is at Risk",
        "HOW DOCTORS TEST FOR IT",
        "Treatment Options",
        "Eating for iron",
        "What Are the Side Effects?",
        "Children and Teenagers",
        "Costs and Access",
        "When to Seek Help",
        "Conclusion",
    ]
    assert questions_of(manuscript) == [
        "What is a normal ferritin level?",
        "How long does treatment take?",
        "Can I take iron with coffee?",
        "Is an infusion safe?",
        "Should I take iron without a test?",
    ]
    assert manuscript.questions[1].answer == (
        "<p>Three months is usual. Some people need longer.</p>"
        "<ul><li>Stores fill slowly.</li><li>A second test shows progress.</li></ul>"
    )
    assert [type(part).__name__ for part in manuscript.body][-2:] == ["FaqGroup", "Section"]
    assert "“I thought I was simply getting older,”" in data["sections"][0]["text"]
    assert "<ol><li>A nurse takes a small sample.</li>" in manuscript.sections[3].pieces[0].html
    for line in (
        "RECENT NEWS",
        "Table of Content",
        "Leave a Reply",
        "newsroom@valleycourier.example",
    ):
        assert line in data["dropped"]
    assert "Three schools share a prize for young scientists" in data["dropped"]
    assert data["losses"] == []


def test_lines_without_any_blank_between():
    manuscript = sample("no_blank_lines")
    assert manuscript.title == "How Small Towns Are Bringing Back the Night Bus"
    assert manuscript.byline == "Amara Okafor"
    assert manuscript.as_dict()["date"] == "2026-01-12"
    assert headings(manuscript) == [
        "Why the bus went away",
        "What changed",
        "What It Costs",
        "Will other towns follow?",
    ]
    assert manuscript.as_dict()["sections"][1]["text"].count("\n\n") == 1
    assert "New cycle lane opens on the harbour road" in manuscript.dropped


def test_hard_wrapped_lines():
    manuscript = sample("hard_wrapped")
    assert manuscript.title == "WHAT A HEAT PUMP CAN AND CANNOT DO"
    assert manuscript.byline == "Priya Nair"
    assert any("Energy Correspondent" in loss for loss in manuscript.losses)
    assert headings(manuscript) == ["How it works", "Where it struggles", "What it costs"]
    html = manuscript.sections[1].pieces[0].html
    assert "<li>the size of your radiators, which may have to grow by a third</li>" in html
    assert len(manuscript.questions) == 3
    assert manuscript.questions[0].answer == (
        "<p>Yes, though it draws more power. Pumps in Norway run at minus twenty degrees without"
        " trouble.</p>"
    )


def test_questions_without_numbers():
    manuscript = sample("plain_questions")
    assert questions_of(manuscript) == [
        "How often should I water?",
        "What about the lawn",
        "Is mulch worth the trouble?",
    ]
    group = manuscript.faqs[0]
    assert group.title == "Frequently Asked Questions"
    assert group.introduction == "<p>Readers sent us these questions over the past month.</p>"
    assert headings(manuscript) == ["Choose the right plants", "Final thoughts"]


def test_missing_title():
    manuscript = sample("no_title")
    assert manuscript.title == "The night before"
    assert headings(manuscript) == ["The night before", "The search"]
    assert manuscript.as_dict()["introduction"].startswith("The harbour was quiet")
    assert "no title found" in manuscript.losses[0]


def test_word_processor_labels_and_numbered_headings():
    manuscript = sample("word_processor")
    assert manuscript.title == "Learning to Read at Fifty"
    assert manuscript.standfirst == "Evening classes are full for the first time in years."
    assert manuscript.byline == "Tom Baker, Lucy Hall"
    assert manuscript.as_dict()["date"] == "2026-02-03"
    assert manuscript.topics == ["education", "adults", "reading"]
    assert headings(manuscript) == [
        "1. Introduction",
        "2. How the classes began",
        "3. What pupils say",
        "References",
    ]
    assert manuscript.questions == []


def test_windows_file_with_invisible_characters():
    manuscript = sample("windows_bullets")
    assert manuscript.title == "SLEEP AND SHIFT WORK: A SHORT GUIDE"
    assert manuscript.takeaways == [
        "Keep the bedroom dark.",
        "Eat lightly at night.",
        "Talk to your manager about rotas.",
    ]
    assert headings(manuscript) == ["WHY NIGHTS ARE HARD", "WHAT HELPS"]
    text = manuscript.as_dict()["sections"][0]["text"]
    assert "A night worker’s brain gets the wrong message twice a day." in text


def test_news_with_standfirst_and_comment_form():
    manuscript = sample("news_brief")
    assert manuscript.title == "Parliament votes to keep the village post offices open"
    assert manuscript.standfirst == "Ministers had wanted to close four hundred branches."
    assert manuscript.byline == "Admin"
    assert manuscript.as_dict()["date"] == "2026-03-09"
    assert manuscript.body == []
    assert manuscript.as_dict()["introduction"].count("\n\n") == 2
    assert {"Politics", "Website", "Contact", "desk@eastmoorpost.example"} <= set(
        manuscript.dropped
    )


def test_takeaways_at_the_end():
    manuscript = sample("takeaways_at_end")
    assert manuscript.byline == "lena fischer"
    assert manuscript.takeaways == [
        "Late opening brings new visitors.",
        "The café matters more than the shop.",
        "Staff must want it, too.",
    ]
    assert headings(manuscript) == ["Who comes", "How it pays", "What visitors want"]
    assert "Advertisement" in manuscript.dropped


def test_answers_with_steps():
    manuscript = sample("questions_with_steps")
    assert questions_of(manuscript) == [
        "How do I get the cat into the box?",
        "When can the cat go outside?",
        "What should I tell the vet?",
    ]
    assert manuscript.questions[0].answer.endswith(
        "<ol><li>Put a blanket inside.</li><li>Feed the cat next to it.</li>"
        "<li>Close the door while she eats.</li></ol>"
    )
    assert "But is three weeks enough?" in manuscript.questions[1].answer
    assert headings(manuscript) == ["A last word"]


def test_list_that_lost_its_bullets():
    manuscript = sample("unmarked_list")
    assert headings(manuscript) == ["Clothes", "Food", "Money"]
    assert manuscript.as_dict()["sections"][0]["text"] == (
        "- Wool socks\n- Rain jacket\n- Spare shirt\n- Warm hat\n\n"
        "Nothing made of cotton dries in a hut."
    )


def test_table_and_numbered_contents():
    manuscript = sample("table_and_contents")
    assert manuscript.byline == "Jane Doe"
    assert headings(manuscript) == ["What we measured", "What we found", "What comes next"]
    table = manuscript.sections[1].pieces[0]
    assert isinstance(table, Table)
    assert [column.heading for column in table.columns] == ["City", "Price", "Change"]
    assert table.rows[1] == ["Lyon", "3.10", "+1%"]
    assert "2. What we found .......... 2" in manuscript.dropped


def test_every_line_is_a_paragraph_of_its_own():
    manuscript = sample("one_paragraph_lines")
    assert manuscript.title == "How the River Came Back to Life"
    assert headings(manuscript) == [
        "It began with a law nobody liked",
        "Then the fish came",
        "Who paid?",
    ]
    assert manuscript.faqs[0].title == "Questions and Answers"
    assert questions_of(manuscript) == ["Is the water safe to swim in?", "Are there fish to eat?"]
    assert "Can the river be cleaned by next summer?" in manuscript.dropped


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-16-le", "utf-8-sig"])
def test_encodings(encoding: str):
    text = "Le café du coin\n\nIl est fermé depuis l'été dernier, et personne ne sait pourquoi.\n"
    (manuscript,) = read(text.encode(encoding), "text")
    assert manuscript.title == "Le café du coin"
    assert "fermé depuis l'été" in manuscript.as_dict()["introduction"]


def test_numbered_list_is_no_faq():
    steps = "1. Boil the water.\n2. Is it hot?\n3. Add the tea."
    text = f"A Title\n\nDo this:\n\n{steps}\n\nThen wait a while."
    (manuscript,) = read(text, "text")
    assert manuscript.questions == []
    assert "<ol><li>Boil the water.</li><li>Is it hot?</li>" in manuscript.introduction[0].html


def test_section_names_inside_an_article_stay():
    text = (
        "A Title\n\nAn opening sentence stands here.\n\n"
        "Health\n\nPeople feel better for it.\n\nSport\n\nThey run faster."
    )
    (manuscript,) = read(text, "text")
    assert headings(manuscript) == ["Health", "Sport"]
    assert manuscript.dropped == []


def test_an_unknown_sentence_in_the_footer_is_imported_and_reported():
    text = (
        "A Title\n\nAn opening sentence stands here.\n\n© 2026 The Paper\n\n"
        "This paper has been printed in the valley since 1901.\n"
    )
    (manuscript,) = read(text, "text")
    assert "since 1901" in manuscript.as_dict()["introduction"]
    assert any("since 1901" in loss for loss in manuscript.losses)


def test_sentences_in_a_list_at_the_end_stay():
    text = (
        "A Title\n\nAn opening sentence stands here.\n\nRelated stories\n\nWhat to do\n\n"
        "- Close the windows.\n- Contact\n- Wait for the all-clear.\n\nContact\n\na@b.example\n"
    )
    (manuscript,) = read(text, "text")
    assert "Wait for the all-clear." in manuscript.as_dict()["sections"][-1]["text"]
    assert manuscript.dropped[:2] == ["Contact", "a@b.example"]
