"""Objects that replace people and articles in the examples of components."""

from datetime import timedelta
from types import SimpleNamespace as Given

from django.utils import timezone

from news.pages.cards import Card
from news.projection.facts import listed_pictures

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


def articles(count: int) -> list[Given]:
    return [article(number) for number in range(count)]


def card(number: int = 0, image=None, **given) -> Card:
    shown = article(number, image)
    pictures = listed_pictures(image, None)
    return Card(
        **{
            "pk": shown.pk,
            "title": shown.title,
            "url": shown.url,
            "summary": shown.listing_summary,
            "kicker": shown.kicker,
            "topic": shown.lead_topic,
            "kind": shown.kind,
            "byline": shown.byline,
            "credits": (),
            "minutes": shown.reading_time,
            "language": "",
            "published_at": shown.published_at,
            "pictures": pictures["pictures"],
            "main_pictures": pictures["pictures"],
            **given,
        }
    )


def cards(count: int, image=None) -> list[Card]:
    """Every second one has a picture."""
    return [card(number, image if number % 2 == 0 else None) for number in range(count)]


def in_arabic(image=None) -> Given:
    return article(3, image, language="ar", **ELSEWHERE["ar"])


def card_in(code: str, image=None) -> Card:
    words = ELSEWHERE[code]
    title, summary = words["title"], words["listing_summary"]
    return card(3, image, language=code, title=title, summary=summary)


def in_languages() -> list[tuple[str, Card]]:
    """A card in each of several scripts."""
    return [(code, card_in(code)) for code in ELSEWHERE]


def in_arabic_hit(image) -> Given:
    shown = in_arabic(image)
    snippet = shown.listing_summary
    return Given(article=shown, title_html="", url="#", heading="", snippet=snippet, links=[])
