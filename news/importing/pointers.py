"""Pointers between imported articles. They are resolved after all articles are stored."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from news.models import ArticlePage, ArticleRelation

RELATED = 4


@dataclass(frozen=True)
class PendingPointers:
    """An article with pointers to resolve after all articles are stored."""

    record_id: int
    revision_id: int
    digest: str
    related: tuple[str, ...]
    pointers: tuple[tuple[str, str], ...]
    location: str


def point(article: ArticlePage, waiting: PendingPointers) -> list[str]:
    """Resolves the related articles and pointers of the article; returns the losses."""
    slugs = [*waiting.related, *(slug for _block, slug in waiting.pointers)]
    found = articles_by_slug(slugs, article)
    losses = [
        _("No article “%s” to point to") % slug
        for slug in dict.fromkeys(slugs)
        if slug not in found
    ]
    related = list(dict.fromkeys(found[slug] for slug in waiting.related if slug in found))
    if len(related) > RELATED:
        losses.append(_("Only %d related articles can be shown") % RELATED)
    article.related_articles = [
        ArticleRelation(article_id=pk, sort_order=order)
        for order, pk in enumerate(related[:RELATED])
    ]
    targets = {block: found.get(slug) for block, slug in waiting.pointers}
    body = with_targets(article.body_data, targets)
    article.body = article.body.stream_block.to_python(body)
    return losses


def articles_by_slug(slugs: list[str], article: ArticlePage) -> dict[str, int]:
    """Articles by slug. Of several with one slug: a sibling of the article, or else the oldest."""
    found: dict[str, int] = {}
    rows = ArticlePage.objects.filter(slug__in=slugs).exclude(pk=article.pk)
    beside = article.path[: -ArticlePage.steplen]
    by_nearness = sorted(
        rows.values_list("slug", "path", "pk"),
        key=lambda row: (not row[1].startswith(beside), row[2]),
    )
    for slug, _path, pk in by_nearness:
        found.setdefault(slug, pk)
    return found


def with_targets(blocks: list[dict], targets: dict[str, int | None]) -> list[dict]:
    """The blocks with their pointers resolved. Pointers without an article are left out."""
    remaining = []
    for block in blocks:
        if block["type"] == "related_article" and block["id"] in targets:
            if targets[block["id"]] is None:
                continue
            block["value"]["article"] = targets[block["id"]]
        elif block["type"] == "section":
            block["value"]["content"] = with_targets(block["value"]["content"], targets)
        remaining.append(block)
    return remaining
