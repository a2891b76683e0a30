"""A guess is put right: the words move, and none of them is lost."""

import re

import pytest

from news.manuscripts import Manuscript, read
from news.manuscripts.guesses import switch

from .pasted_articles import pasted_articles, squeezed


def read_one(text: str) -> Manuscript:
    (manuscript,) = read(text, "text")
    assert isinstance(manuscript, Manuscript), manuscript
    return manuscript


def words_of(manuscript: Manuscript) -> list[str]:
    data = manuscript.as_dict()
    parts = [data["title"], data["standfirst"], data["introduction"], *data["takeaways"]]
    parts += [*data["topics"], *(section["heading"] for section in data["sections"])]
    parts += [section["text"] for section in data["sections"]]
    parts += [each["question"] + " " + each["answer"] for each in data["questions"]]
    return sorted(re.findall(r"[^\W_]+", " ".join(parts)))


INTERVIEW = """\
Tea with the keeper of the well

Ruth Abara

We met at the well.

When did you come here?

I came as a child, and I stayed.

You have seen it dry. What did you do on the first of those long and silent days?

I waited, as my mother did.

And now?

Now I sleep beside it.
"""


def test_interview_questions_are_all_headings_or_all_bold():
    manuscript = read_one(INTERVIEW)
    assert len(manuscript.sections) == 3
    (guess,) = [guess for guess in manuscript.guesses if guess.kind == "questions"]
    assert switch(manuscript, guess) and not guess.taken
    assert manuscript.sections == []
    html = "".join(piece.html for piece in manuscript.introduction)
    assert html.count("<p><b>") == 3
    assert switch(manuscript, guess) and guess.taken
    assert [section.heading for section in manuscript.sections] == guess.words


def test_interview_with_a_question_too_long_for_a_heading_has_bold_questions():
    long = "You have seen it dry. " + "And then you saw it full again, and dry again. " * 4
    manuscript = read_one(INTERVIEW.replace("You have seen it dry. ", long))
    assert manuscript.sections == []
    assert manuscript.introduction[0].html.count("<p><b>") == 3


def test_a_colon_heading_can_become_text():
    text = (
        "A title for plants\n\nSymptoms:\n\nThe leaves turn. They fall.\n\nCauses:\n\nIt is damp."
    )
    manuscript = read_one(text)
    assert [section.heading for section in manuscript.sections] == ["Symptoms", "Causes"]
    guess = next(guess for guess in manuscript.guesses if guess.words == ["Causes"])
    assert switch(manuscript, guess)
    assert manuscript.sections[0].pieces[0].html.endswith("<p>Causes</p><p>It is damp.</p>")


@pytest.mark.parametrize("article", list(pasted_articles()), ids=lambda article: article.name)
def test_no_word_is_lost_by_any_choice(article):
    manuscript = read_one(article.text)
    for guess in manuscript.guesses:
        before, authors = words_of(manuscript), manuscript.byline
        assert switch(manuscript, guess)
        if guess.kind in ("takeaways", "topic", "heading", "questions"):
            assert words_of(manuscript) == before
        elif guess.kind == "author":
            assert squeezed(guess.words[0]) in squeezed(" ".join(str(manuscript.as_dict()).split()))
        assert switch(manuscript, guess)
        assert words_of(manuscript) == before
        assert sorted(manuscript.byline.split(", ")) == sorted(authors.split(", "))


def test_a_choice_about_words_that_are_gone_is_refused():
    manuscript = read_one(INTERVIEW)
    guess = next(guess for guess in manuscript.guesses if guess.kind == "author")
    manuscript.authors.clear()
    assert not switch(manuscript, guess)
    assert guess.taken
