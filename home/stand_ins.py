"""Stand-ins for what components show: people and articles that are in no database."""

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
