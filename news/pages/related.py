"""Which articles are proposed beneath an article, and which come before and after it."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from core.compiled import compiled
from news.models import ArticlePage, ArticleRelation, Listed
from news.models.projection import MOST_RELATED


@dataclass(frozen=True)
class References:
    """Keys of the articles that an editor chose to follow one, of the articles in its body, and of
    its topics.
    """

    chosen: list[int]
    in_body: set[int]
    topics: list[int]


def references_of(article: ArticlePage) -> References:
    return References(
        chosen=[each.article_id for each in article.related_rows("related_articles", relations_of)],
        in_body=stored_article_ids(article.body_data),
        topics=[topic.pk for topic in article.current_topics],
    )


def stored_article_ids(raw: list[dict]) -> set[int]:
    """The keys of the articles in related_article blocks of a stored body."""
    keys = set()
    for child in raw:
        if child["type"] == "related_article":
            keys.add(child["value"].get("article"))
        elif child["type"] == "section":
            keys |= stored_article_ids(child["value"].get("content") or [])
    return keys - {None}


@compiled
def relations_of(article: int):
    return ArticleRelation.objects.filter(page=article)


# By topic and by words


def kin_of(article: ArticlePage, references: References, linked: Collection[int]) -> list[int]:
    """The keys of the articles that the editor chose. Without such: of articles with the same
    topics, and if there are few, of articles with similar words; without those that are `linked`.
    """
    if references.chosen:
        return references.chosen
    shown = {article.pk, *linked}
    on_topics = on_same_topics(article, references.topics, shown)
    if len(on_topics) >= MOST_RELATED:
        return on_topics
    return [*on_topics, *alike(article, {*shown, *on_topics}, MOST_RELATED - len(on_topics))]


def on_same_topics(article: ArticlePage, topics: list[int], shown: Collection[int]) -> list[int]:
    """The keys of the articles that share most topics, of those that were published at about the
    same time (new articles need not change the page of an old story), the nearest in time first.
    """
    moment = article.published_at
    if not (topics and moment):
        return []
    found = published_near(topics, moment)
    shared = Counter(row for row in found if row[0] not in shown)
    best = sorted(shared, key=lambda row: (-shared[row], abs(row[1] - moment), -row[0]))
    return [key for key, _moment in best[:MOST_RELATED]]


@compiled
def published_near(topics: list[int], moment: datetime):
    """Article and time of the nearest articles on each topic; once for each topic."""
    lists = [Listed.objects.of(topic=topic) for topic in topics]
    return Listed.objects.near(moment, *lists).values_list("article_id", "published_at")


def alike(article: ArticlePage, shown: Collection[int], most: int) -> list[int]:
    """The keys of articles with similar words, without those in `shown`. At most one query
    (settings.RELATED_BY_CONTENT).
    """
    if not settings.RELATED_BY_CONTENT:
        return []
    similar = import_string(settings.RELATED_BY_CONTENT)
    entries = article.contents()
    headings = [each.heading for entry in entries for each in (entry, *entry.children)]
    keys = similar(article.title, headings, most + len(shown))
    return [key for key in keys if key not in shown][:most]


# In the section


@dataclass(frozen=True)
class Around:
    """The articles of the section that were published next to an article: the key of the `earlier`
    and of the `later` one, if they exist, and the keys of the `nearest` others.
    """

    beside: dict[str, int]
    nearest: list[int]


def around(article: ArticlePage, shown: Iterable[int]) -> Around:
    """In one query, without the articles that the page shows already."""
    moment = article.published_at
    if not (moment and article.pk):
        return Around({}, [])
    here = (moment, article.pk)
    section = article.path[: -article.steplen]
    rows = sorted(listed_around(section, moment, article.pk, sorted({article.pk, *shown})))
    earlier, later = [row for row in rows if row < here], [row for row in rows if row > here]
    beside = {"earlier": earlier[-1:], "later": later[:1]}
    others = [*earlier[:-1], *later[1:]]
    others.sort(key=lambda row: (abs(row[0] - moment), -row[1]))
    return Around(
        {side: key for side, found in beside.items() for _moment, key in found},
        [key for _moment, key in others[:MOST_RELATED]],
    )


@compiled
def listed_around(section: str, moment: datetime, key: int, without: list[int]):
    """Time and key of the articles next to one in the list of the section at that path: a
    neighbour on each side, and as many as may be related.
    """
    found = Listed.objects.around(section, moment, key, without, most=MOST_RELATED + 1)
    return found.values_list("published_at", "article_id")
