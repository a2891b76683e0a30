"""Objects that replace people and articles in the examples of components."""

from datetime import timedelta
from types import SimpleNamespace as Given

from django.utils import timezone

HEADLINES = [
    "The night train is back, and it is full",
    "Why some pills must never be cut in half",
    "A harbour learns to wait",
    "What the census counts, and what it does not",
    "The choir that rehearses on a ferry",
    "Four winters of data, one answer",
    "How a by-election is called",
]
# Headline and summary in other languages, by language code.
ELSEWHERE = {
    code: {"title": title, "listing_title": title, "listing_summary": summary}
    for code, title, summary in (
        ("ar", "القطار الليلي يعود، وهو مزدحم", "تسعة تغييرات لم تكلّف شيئًا. كان أحدها مصباحًا."),
        ("he", "רכבת הלילה חזרה, והיא מלאה", "תשעה שינויים שלא עלו דבר. אחד מהם היה מנורה."),
        ("zh-hans", "夜车回来了，而且坐满了人", "九处改变，没有花一分钱。其中一处是一盏灯。"),
        ("th", "รถไฟกลางคืนกลับมาแล้ว และเต็มทุกที่นั่ง", "เก้าอย่างที่เปลี่ยนไปโดยไม่เสียเงิน หนึ่งในนั้นคือโคมไฟ"),
        ("de", "Der Nachtzug fährt wieder, und er ist voll", "Neun Änderungen, die nichts kosten."),
    )
}
SUMMARY = "Nine changes, none of which cost anything. One was a lamp."


def author(image=None, **given) -> Given:
    defaults = {
        "name": "Ines Okafor",
        "role": "Health editor",
        "url": "#",
        "bio": "<p>Writes about what medicines do, and what they only promise.</p>",
        "portrait": image,
    }
    return Given(**defaults | given)


def article(number: int = 0, image=None, **given) -> Given:
    moment = timezone.now() - timedelta(days=3 * number)
    defaults = {
        "pk": number + 1,
        "title": HEADLINES[number % len(HEADLINES)],
        "listing_title": HEADLINES[number % len(HEADLINES)],
        "listing_summary": SUMMARY,
        "listing_image": image,
        "hero_image": image,
        "hero_alt": "",
        "hero_caption": "The slow line along the coast, drawn from the timetable.",
        "hero_credit": "Studio",
        "url": "#",
        "byline": "Ines Okafor and Piet Solano",
        "kicker": "Health",
        "lead_topic": "Medicines",
        "kind": "explainer",
        "get_kind_display": "Explainer",
        "reading_time": 7,
        "published_at": moment,
        "updated_at": moment + timedelta(hours=5),
    }
    return Given(**defaults | given)


def articles(count: int, image=None) -> list[Given]:
    return [article(number, image if number % 2 == 0 else None) for number in range(count)]


def in_arabic(image=None) -> Given:
    return article(3, image, language="ar", **ELSEWHERE["ar"])


def in_languages() -> list[tuple[str, Given]]:
    """An article in each of several scripts."""
    return [(code, article(3, language=code, **words)) for code, words in ELSEWHERE.items()]


def in_arabic_hit(image) -> Given:
    shown = in_arabic(image)
    snippet = shown.listing_summary
    return Given(article=shown, title_html="", url="#", heading="", snippet=snippet, links=[])
