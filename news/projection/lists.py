"""The lists of public articles, stored in the order in which they are read.

Sections, topics, authors and the archive read their articles from an index and their numbers from a
row: a page costs the same for 100 and for 100,000 articles. In return, everything that changes
which articles are public, where they are in the tree or when they were published calls `relist` in
the same transaction; connect() lists these events.

A list does not decide who may read an article: its readers query with `.live().public()`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear
from django.db.models.signals import post_delete, post_save, pre_delete
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_unpublished, post_page_move

from core.compiled import compiled
from core.models import site_changed
from core.querysets import PublicPageQuerySet
from core.rows import insert
from core.sharing import EVERYTHING
from news.models import ArticleAuthor, ArticlePage, ArticleTopic, Listed, Tally, Topic
from news.querysets import EVERYWHERE, section_paths
from news.signals import article_saved, topic_merged

BATCH = 200
# For an article without a date: it is the last of every list and belongs to no month.
LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)

# Valid in SQLite and PostgreSQL: https://sqlite.org/lang_upsert.html
COUNT_IN = """
    INSERT INTO news_tally (place, topic, author, month, articles) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (place, topic, author, month)
    DO UPDATE SET articles = news_tally.articles + excluded.articles
"""

Row = tuple[int, int, int, int, datetime]  # article, place, topic, author, published_at


# Queries


@dataclass(frozen=True)
class ArticleList:
    """The public articles of a place, on a topic, by an author, in a span of time; newest first.
    The end of the span is excluded.
    """

    place: int = EVERYWHERE
    topic: int = 0
    author: int = 0
    span: tuple[datetime, datetime] | None = None

    def rows(self) -> QuerySet:
        rows = Listed.objects.of(self.place, self.topic, 0 if self.topic else self.author)
        if self.topic and self.author:
            credits = ArticleAuthor.objects.filter(page=OuterRef("article"), author=self.author)
            rows = rows.filter(Exists(credits))
        if self.span:
            rows = rows.filter(published_at__gte=self.span[0], published_at__lt=self.span[1])
        return rows

    def keys(self) -> QuerySet:
        return self.rows().values_list("article_id", flat=True)

    def count(self) -> int:
        """From the tally; with a span or with two filters by counting the rows."""
        if self.span or (self.topic and self.author):
            return self.rows().count()
        return next((number for (number,) in tally_of(self.place, self.topic, self.author)), 0)


@compiled
def tally_of(place: int, topic: int, author: int) -> QuerySet:
    """The number of articles in a list; no row if there is no such list."""
    rows = Tally.objects.filter(place=place, topic=topic, author=author, month=0)
    return rows.values_list("articles")


def tallied(name: str, place: int = EVERYWHERE, most: int | None = None) -> dict[int, int]:
    """The numbers of articles by "topic", "author" or "month" in the list of a place: the `most`
    largest, or all.
    """
    others = {other: 0 for other in ("topic", "author", "month") if other != name}
    rows = Tally.objects.filter(place=place, articles__gt=0, **{f"{name}__gt": 0}, **others)
    return dict(rows.order_by("-articles", name).values_list(name, "articles")[:most])


# Updates


def relist(articles: Iterable[int]) -> None:
    """Updates the rows of these articles in all lists."""
    for batch in batches(articles):
        with transaction.atomic():
            lock(batch)
            write(batch, set(rows_of(batch)))


def relist_beneath(page: Page) -> None:
    """Updates the page itself, if it is an article, and all articles beneath it."""
    articles = ArticlePage.objects.descendant_of(page, inclusive=True).order_by("pk")
    keys = articles.values_list("pk", "alias_of")
    # Lists contain the source of an alias.
    relist(sorted({source or key for key, source in keys}))


def unlist(articles: Iterable[int]) -> None:
    """Removes the articles from all lists."""
    for batch in batches(articles):
        with transaction.atomic():
            lock(batch)
            write(batch, set())


def rebuild() -> Iterator[int]:
    """Updates every article and counts all lists; yields the size of each batch."""
    everyone = ArticlePage.objects.order_by("pk").values_list("pk", flat=True)
    for batch in batches(everyone.iterator()):
        relist(batch)
        yield len(batch)
    recount()


@transaction.atomic
def recount() -> None:
    if connection.vendor == "postgresql":
        # A publication writes its rows before it counts them, so its count waits for this lock.
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE news_tally IN EXCLUSIVE MODE")
    Tally.objects.all().delete()
    lists = Listed.objects.values_list("place", "topic", "author")
    numbers = lists.annotate(number=Count("pk")).order_by()
    tallies = [Tally(place=p, topic=t, author=a, articles=n) for p, t, a, n in numbers]
    dated = Listed.objects.filter(topic=0, author=0).exclude(published_at=LONG_AGO)
    months = dated.annotate(year=ExtractYear("published_at"), month=ExtractMonth("published_at"))
    numbers = months.values_list("place", "year", "month").annotate(number=Count("pk")).order_by()
    tallies += [Tally(place=p, month=100 * y + m, articles=n) for p, y, m, n in numbers]
    Tally.objects.bulk_create(tallies, batch_size=1000)


def batches(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while batch := list(islice(rest, BATCH)):
        yield batch


def lock(articles: list[int]) -> None:
    """Locks the articles, so that two changes of an article count one after the other."""
    if connection.features.has_select_for_update:
        pages = Page.objects.select_for_update(no_key=True).filter(pk__in=articles)
        list(pages.order_by("pk").values_list("pk"))


def write(articles: list[int], rows: set[Row]) -> None:
    before = {tuple(row): pk for pk, *row in listed_rows(articles)}
    gone, fresh = before.keys() - rows, rows - before.keys()
    if gone:
        Listed.objects.filter(pk__in=[before[row] for row in gone]).delete()
    if fresh:
        insert(Listed, ("article_id", "place", "topic", "author", "published_at"), sorted(fresh))
    tally(gone, fresh)


def tally(gone: Iterable[Row], fresh: Iterable[Row]) -> None:
    """Adds and subtracts the rows in the tallies, always in the same order to avoid deadlocks."""
    difference: Counter = Counter()
    for rows, step in ((gone, -1), (fresh, 1)):
        for _article, place, topic, author, moment in rows:
            difference[place, topic, author, 0] += step
            if not (topic or author) and moment != LONG_AGO:
                difference[place, 0, 0, month_of(moment)] += step
    counted = sorted((*key, number) for key, number in difference.items() if number)
    if counted:
        with connection.cursor() as cursor:
            cursor.executemany(COUNT_IN, counted)
    steps = {key[0]: number for key, number in difference.items() if number and not any(key[1:])}
    if changes_menus(steps):
        site_changed(EVERYTHING)


def changes_menus(steps: dict[int, int]) -> bool:
    """Whether a section of the menus, which show only sections with articles, got its first or lost
    its last one. `steps` are the changes by place that were just counted.
    """
    tallies = Tally.objects.filter(place__in=steps, topic=0, author=0, month=0)
    numbers = tallies.values_list("place", "articles")
    turned = [place for place, number in numbers if number in {0, steps[place]}]
    return bool(turned) and Page.objects.in_menu().filter(pk__in=turned, depth=3).exists()


def rows_of(articles: list[int]) -> Iterator[Row]:
    """The rows that the lists should contain for these articles."""
    public = public_rows(articles)
    topics, authors = defaultdict(list), defaultdict(list)
    for article, topic in topic_rows(articles):
        topics[article].append(topic)
    for article, author in author_rows(articles):
        authors[article].append(author)
    paths = {article: {path} for article, path, _ in public}
    for article, path in alias_rows(list(paths)) if paths else ():
        paths[article].add(path)
    above = {article: {each for path in paths[article] for each in section_paths(path)}
             for article in paths}  # fmt: skip
    sections = dict(section_rows(set().union(*above.values())))
    for article, _path, published_at in public:
        moment = published_at or LONG_AGO
        for place in (EVERYWHERE, *(sections[path] for path in above[article])):
            yield article, place, 0, 0, moment
            yield from ((article, place, topic, 0, moment) for topic in topics[article])
            yield from ((article, place, 0, author, moment) for author in authors[article])


def month_of(moment: datetime) -> int:
    local = timezone.localtime(moment)
    return 100 * local.year + local.month


@compiled
def public_rows(articles: list[int]):
    public = ArticlePage.objects.live().public().filter(pk__in=articles).order_by()
    return public.values_list("pk", "path", "published_at")


@compiled
def alias_rows(articles: list[int]):
    """The paths of the aliases: the sections of an alias list its source, too."""
    aliases = PublicPageQuerySet(Page).live().public().filter(alias_of__in=articles)
    return aliases.order_by().values_list("alias_of", "path")


@compiled
def topic_rows(articles: list[int]):
    current = ArticleTopic.objects.filter(page__in=articles, topic__merged_into=None)
    return current.order_by().values_list("page_id", "topic_id")


@compiled
def author_rows(articles: list[int]):
    credits = ArticleAuthor.objects.filter(page__in=articles).order_by()
    return credits.values_list("page_id", "author_id").distinct()


@compiled
def section_rows(paths: list[str]):
    return Page.objects.filter(path__in=paths).order_by().values_list("path", "pk")


@compiled
def listed_rows(articles: list[int]):
    names = ("pk", "article_id", "place", "topic", "author", "published_at")
    return Listed.objects.filter(article__in=articles).values_list(*names)


# Events that change lists


def connect() -> None:
    """Called once, when the apps are ready."""
    article_saved.connect(saved, dispatch_uid="lists_article_saved")
    topic_merged.connect(merged, dispatch_uid="lists_topic_merged")
    pre_delete.connect(article_deleted, sender=ArticlePage, dispatch_uid="lists_article_deleted")
    post_delete.connect(alias_deleted, sender=Page, dispatch_uid="lists_alias_deleted")
    page_unpublished.connect(unpublished, sender=ArticlePage, dispatch_uid="lists_unpublished")
    pre_delete.connect(topic_deleted, sender=Topic, dispatch_uid="lists_topic_deleted")
    post_page_move.connect(page_moved, dispatch_uid="lists_page_moved")
    for signal in (post_save, post_delete):
        signal.connect(privacy_changed, sender=PageViewRestriction, dispatch_uid="lists_privacy")


def relist_article(article: ArticlePage) -> None:
    # Lists contain the source of an alias.
    relist([article.alias_of_id or article.pk])


def saved(article, **kwargs):
    relist_article(article)


def merged(articles, **kwargs):
    relist(articles)


def article_deleted(instance, **kwargs):
    unlist([instance.pk])


def alias_deleted(instance, **kwargs):
    if instance.alias_of_id:
        relist([instance.alias_of_id])


def unpublished(instance, **kwargs):
    """Wagtail saves aliases and expiring articles as Page, which sends no article_saved.

    It also sends page_unpublished for a live page before its deletion.
    """
    if not instance.live:
        relist_article(instance)


def topic_deleted(instance, **kwargs):
    for model in (Listed, Tally):
        model.objects.filter(topic=instance.pk).delete()


def page_moved(instance, **kwargs):
    relist_beneath(instance)


def privacy_changed(instance, **kwargs):
    if page := Page.objects.filter(pk=instance.page_id).first():
        relist_beneath(page)
