"""What a projection says of an article as data: the facts of its card, and its content."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from core.blocks import plain_text
from core.media.pictures import picture_data

# The shapes in which lists show the small picture of an article, and those of the main picture.
SMALL_SHAPES = ("card", "thumb", "wide")
MAIN_SHAPES = ("lead", "card", "tall", "wide")


def listing_of(article, request) -> dict:
    """The facts of the card of an article, which was loaded with ArticleQuerySet.for_listing().

    "url" is relative to the site of the request (None for an article that belongs to no site),
    "published" and "updated" are in UTC (ISO 8601, or None), "minutes" is the reading time, and
    "credits" are the fields of news.models.byline.Credit. See listed_pictures() for the pictures.
    """
    return {
        "title": article.listing_title,
        "headline": article.title,
        "url": article.get_url(request),
        "summary": article.listing_summary,
        "kicker": article.kicker,
        "topic": article.lead_topic or "",
        "kind": article.kind,
        "byline": str(article.byline),
        "printed_byline": str(article.printed_byline),
        "credits": [list(credit) for credit in article.named_credits],
        "minutes": article.reading_time,
        "language": article.language,
        "published": moment(article.published_at),
        "updated": moment(article.updated_at),
        **listed_pictures(article.listing_image, article.hero_image),
    }


def listed_pictures(small, main) -> dict[str, dict]:
    """By shape (core.media.pictures.picture_data): "pictures" are the small picture of an article,
    "main_pictures" its main picture. If both are the same image, or if there is no main picture,
    "pictures" has all shapes and "main_pictures" is empty.
    """
    if main is None or main == small:
        shapes = dict.fromkeys(SMALL_SHAPES + MAIN_SHAPES)
        return {"pictures": picture_data(small, shapes), "main_pictures": {}}
    return {
        "pictures": picture_data(small, SMALL_SHAPES),
        "main_pictures": picture_data(main, MAIN_SHAPES),
    }


def graph_of(reading) -> dict:
    """The content of an article: everything that an output needs to say what the page says.

    `reading` is its news.pages.article.ArticleContext. "passages" are the lead, the sections and
    the questions with their anchors and plain text, in reading order.
    """
    article = reading.article
    return {
        "title": article.title,
        "standfirst": article.standfirst,
        "summary": article.listing_summary,
        "kind": article.kind,
        "language": article.language,
        "published": moment(article.published_at),
        "updated": moment(article.updated_at),
        "words": article.word_count,
        "sections": [{"title": each.title, "url": each.url} for each in article.sections],
        "topics": [{"name": each.name, "url": each.url} for each in article.current_topics],
        "people": [
            {"name": each.author.name, "url": each.author.url, "role": each.role}
            for each in article.signed_by
        ],
        "takeaways": article.takeaway_texts(),
        "passages": [
            {
                "kind": passage.kind,
                "anchor": passage.anchor,
                "heading": passage.heading,
                "text": passage.text,
            }
            for passage in article.passages()
        ],
        "sources": [
            values(child.value, title=str, publisher=str, url=str, date=str, note=str)
            for child in article.sources
        ],
        "corrections": [
            values(value, kind=str, date=day, text=plain_text)
            for value in article.dated_corrections()
        ],
    }


def values(value, **fields: Callable) -> dict:
    """The fields of a stored block that are set, each converted by its function."""
    return {name: convert(value[name]) for name, convert in fields.items() if value.get(name)}


def moment(time: datetime | None) -> str | None:
    return time.astimezone(UTC).isoformat() if time else None


def day(value: date) -> str:
    return value.isoformat()
