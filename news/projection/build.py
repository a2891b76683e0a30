"""Builds the projection of an article: one row with everything that readers get of it.

The pieces of the page are rendered by their own templates, as an anonymous reader would get them.
What belongs to the moment is not stored: comments and
their number, the articles before and after, recent news, and anything of a user.

A row belongs to a public article that is not an alias. Readers must still check that the article
is public: a row says what is shown, not who may read it.
"""

import json
from collections.abc import Iterator

from django.utils.module_loading import import_string
from wagtail.images import get_image_model
from wagtail.models import Page

from core.media.image_pool import stored_image_ids
from core.models import Publication
from core.sites import anonymous_request, publication_for
from news.models import ArticlePage, Projection, ProjectionState, ProjectionText
from news.models.projection import PIECES, Texts
from news.projection.facts import graph_of, listing_of
from news.projection.release import release_of
from news.projection.rows import Built, forget, store

# Pages import projections, so what they define is named here by its path.
FEED_ARTICLES = "news.pages.entries.whole_articles"
FEED_ELEMENT = "news.pages.entries.element_of"


class Incomplete(Exception):
    """A block of the article could not be rendered: readers get it live, in case it was an error
    that passes.
    """


def build(key: int) -> bool:
    """Builds and stores the projection of the article with that key, or deletes it if the article
    has none. False if the result was not stored: the article has changed in the meantime, or a
    newer release has built it, or the release is not known (DEBUG).

    Raises what rendering raises; Incomplete if a block failed.
    """
    wanted = wanted_of(key)
    if wanted is None:
        return False
    built = render(key)
    if built is None:
        return forget(key, wanted)
    return bool(built.row.release) and store(key, wanted, built)


def wanted_of(key: int) -> int | None:
    """The number of changes so far. It is read before anything else that the build reads. None
    for an article that does not exist.
    """
    wanted = ProjectionState.objects.filter(pk=key).values_list("wanted", flat=True)
    if (number := wanted.first()) is not None:
        return number
    if not ArticlePage.objects.filter(pk=key).exists():
        return None
    ProjectionState.objects.bulk_create([ProjectionState(pk=key)], ignore_conflicts=True)
    return wanted.first()


# Rendering


def render(key: int) -> Built | None:
    """None for an article that has no projection: a draft, a restricted one, an alias, or one that
    belongs to no site.
    """
    article = ArticlePage.objects.live().public().filter(pk=key).first()
    site = article and article.get_site()
    if not site:
        return None
    with anonymous_request(site, article.get_url()) as request:
        publication = publication_for(request)
        # The page numbers the citations of its own copy, which the feed does not.
        (entry,) = import_string(FEED_ARTICLES)([key])
        feed = import_string(FEED_ELEMENT)(entry, request)
        reading = article.get_context(request)["reading"]
        html = {name: reading.rendered(name) for name in PIECES}
        if getattr(request, "is_incomplete", False):
            raise Incomplete(f"A block of article {key} could not be rendered")
        row = Projection(
            article_id=key,
            release=release_of(site),
            listing=listing_of(entry, request),
            related=reading.kin,
            is_chosen=reading.is_chosen,
            linked=reading.linked_keys,
        )
        graph = json.dumps(graph_of(reading), ensure_ascii=False, separators=(",", ":"))
        text = ProjectionText.of(key, Texts(html, feed, graph))
        return Built(row, text, uses_of(reading, publication))


# What it depends on


def uses_of(reading, publication: Publication) -> set[tuple[str, int]]:
    """Kind and key of everything that was read for the page and the feed entry of an article, whose
    changes are not changes of the article itself.

    `reading` is its news.pages.article.ArticleContext, which has been rendered.
    """
    article = reading.article
    people = [credit.author for credit in article.signed_by]
    sections = article.sections
    linked = list(reading.linked.values())
    owners = [article, *people, *sections, *linked]
    uses = {
        ("page", article.pk),
        ("settings", publication.pk),
        *(("page", page.pk) for page in (*sections, *linked)),
        *(("author", author.pk) for author in people),
        *(("topic", topic.pk) for topic in article.current_topics),
        *(("image", pk) for each in (*owners, publication) for pk in pictures_of(each)),
        *(("image", pk) for pk in stored_image_ids(article.body_data)),
        *(("related", pk) for pk in reading.kin),
    }
    for each in (article, *people, *sections):
        uses |= set(references_of(each))
    return uses


def pictures_of(instance) -> Iterator[int]:
    for field in instance._meta.concrete_fields:
        is_picture = field.is_relation and field.related_model is get_image_model()
        if is_picture and (pk := getattr(instance, field.attname)):
            yield pk


def references_of(instance) -> Iterator[tuple[str, int]]:
    """The pages, images and documents that the rich texts and streams of an object refer to,
    whether they exist or not.
    """
    for field in instance._meta.concrete_fields:
        if hasattr(field, "extract_references"):
            value = field.value_from_object(instance)
            for model, key, *_path in field.extract_references(value):
                if str(key).isdecimal():
                    yield kind_of(model), int(key)


def kind_of(model) -> str:
    if issubclass(model, Page):
        return "page"
    return "image" if model is get_image_model() else "document"
