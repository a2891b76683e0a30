"""Which language a text is in."""

import pytest

from news.manuscripts import read, reading
from news.manuscripts.language import guess
from news.manuscripts.writers.markdown import write_markdown
from tests.hard_cases.languages import STORIES

OTHERS = {
    "en": "The ferry has been out of service since the spring, and "
    "nobody who was asked can say when it will be back. The "
    "council is to vote on it, but not this year.",
    "fr": "Le bac est en panne depuis le printemps et personne ne sait "
    "quand il sera réparé. Le conseil doit voter, mais pas cette "
    "année, et les habitants ont l'habitude d'attendre dans le "
    "froid.",
    "es": "El transbordador no funciona desde la primavera y nadie sabe "
    "cuándo volverá. El consejo tiene que votar, pero no este "
    "año, y los vecinos están acostumbrados a esperar en el "
    "muelle.",
    "ru": "Паром не ходит с весны, и никто не знает, когда он снова "
    "будет на реке. Совет должен голосовать, но не в этом году, и "
    "жители уже привыкли ждать на берегу в холод.",
    "ja": "渡し船は春から止まっている。だれも、いつ動くのか知らない。町は来年まで待つと決めた。",
    "ko": "나룻배는 봄부터 멈춰 있다. 언제 다시 다닐지 아무도 모른다. "
    "마을은 내년까지 기다리기로 했다.",
    "fa": "قایق از بهار کار نمی‌کند و هیچ‌کس نمی‌داند که کی دوباره به راه می‌افتد. شورا باید رأی بدهد.",
    "ur": "کشتی بہار سے بند ہے اور کسی کو نہیں معلوم کہ یہ کب دوبارہ چلے گی۔ کونسل کو ووٹ دینا ہے۔",
    "el": "Το φέρι δεν δουλεύει από την άνοιξη και κανείς δεν ξέρει πότε θα γυρίσει στο λιμάνι.",
    "zh-hant": "這座鐘每天慢三分鐘，修鐘的人說問題不在齒輪。學生們還沒有學會跑，因為船長會等他們。",
}


def text_of(code):
    title, standfirst, sections = STORIES[code]
    return "\n".join([title, standfirst, *(text for part in sections for text in part)])


@pytest.mark.parametrize("code", STORIES)
def test_a_story_is_recognised(code):
    assert guess(text_of(code)) == code


@pytest.mark.parametrize("code", OTHERS)
def test_a_few_sentences_are_recognised(code):
    assert guess(OTHERS[code]) == code


@pytest.mark.parametrize(
    "text",
    ["", "Ice", "12,5 / 2019 / 40 %", "👀 🎉", "Rindfleisch Kalender Xylophon " * 20,
     f"{OTHERS['ru']} {OTHERS['en']}", "lorem ipsum dolor sit amet " * 10],
)  # fmt: skip
def test_an_uncertain_language_is_not_declared(text):
    assert guess(text) == ""


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("---\ntitle: Brot\nlang: de-AT\n---\nText.\n", "markdown"),
        ("---\ntitle: Brot\nlanguage: de-AT\n---\nText.\n", "markdown"),
        ('{"title": "Brot", "body": "Text.", "lang": "de-AT"}\n', "jsonl"),
        ('{"title": "Brot", "body": "Text.", "language": "de-AT"}\n', "jsonl"),
        ('<html lang="de-AT"><body><article><h1>Brot</h1><p>Text und Text.</p></article>', "html"),
        ('<html lang="en"><main lang="de-AT"><h1>Brot</h1><p>Text und Text.</p></main>', "html"),
    ],
)
def test_the_declared_language_of_a_source_is_read(text, format):
    (manuscript,) = read(text, format)
    assert (manuscript.language, manuscript.losses) == ("de-AT", [])


def test_a_declared_language_in_another_script_is_ignored():
    paragraph = f"<p>{text_of('ar')}</p>"
    (manuscript,) = read(f'<html lang="en"><main><h1>الجسر</h1>{paragraph}</main>', "html")
    assert manuscript.language == ""
    assert any("en" in loss for loss in manuscript.losses)


def test_markdown_has_the_language():
    (manuscript,) = reading.read("---\ntitle: Brot\nlang: de-AT\n---\nText.\n", "markdown")
    (again,) = read(write_markdown(manuscript), "markdown")
    assert again == manuscript
