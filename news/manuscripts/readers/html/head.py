"""The metadata of a page: meta tags and JSON-LD."""

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from ...dates import coerce_date
from ...rich.inline import safe_href
from ..text.bylines import read_credits

_SITE_IN_TITLE = re.compile(r"\s+(?:[|–—»·]|-)\s+[^|–—»·]+$")


AUTHORS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "citation_author",
    "byl",
)
PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "date",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dcterms.issued",
    "citation_publication_date",
    "pubdate",
    "publish-date",
    "publication_date",
)


class HtmlHead:
    """The article's metadata in meta tags and JSON-LD."""

    def __init__(self, page: HtmlElement):
        self.metas: dict[str, list[str]] = {}
        for meta in page.iter("meta"):
            key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
            content = " ".join((meta.get("content") or "").split())
            if key and content:
                self.metas.setdefault(key, []).append(content)
        self.linked = next(_articles_in(page), {})
        node = page.find(".//title")
        self.page_title = " ".join(node.text_content().split()) if node is not None else ""

    def meta(self, *keys: str) -> str:
        return next((self.metas[key][0] for key in keys if key in self.metas), "")

    def title(self) -> str:
        """The headline. The page's own title comes last, because it also contains the site's
        name."""
        return (
            _string(self.linked.get("headline"))
            or self.meta("og:title", "twitter:title")
            or _SITE_IN_TITLE.sub("", self.page_title)
        )

    def description(self) -> str:
        return self.meta("og:description", "description", "twitter:description") or _string(
            self.linked.get("description")
        )

    def authors(self) -> list[str]:
        names = [_string(each) for each in _list(self.linked.get("author"))]
        if not any(names):
            names = next((self.metas[key] for key in AUTHORS if key in self.metas), [])
        split = [part for name in names for part in _split_names(name)]
        return [name for name in dict.fromkeys(split) if name and not safe_url(name)]

    def date(self):
        return coerce_date(_string(self.linked.get("datePublished")) or self.meta(*PUBLISHED))

    def updated(self):
        return coerce_date(
            _string(self.linked.get("dateModified"))
            or self.meta(
                "article:modified_time", "og:updated_time", "datemodified", "last-modified"
            )
        )

    def topics(self) -> list[str]:
        tags = self.metas.get("article:tag") or []
        if not tags:
            keywords = self.meta("keywords", "news_keywords")
            tags = keywords.split(",")
        return list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))


def safe_url(text: str) -> bool:
    return text.startswith(("http://", "https://")) and bool(safe_href(text))


def _articles_in(page: HtmlElement) -> Iterator[dict[str, Any]]:
    """The articles that JSON-LD describes."""
    for script in page.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for each in _list(data.get("@graph", data) if isinstance(data, dict) else data):
            if isinstance(each, dict) and any(
                str(kind).endswith(("Article", "BlogPosting", "Report"))
                for kind in _list(each.get("@type"))
            ):
                yield each


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _string(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    return " ".join(value.split()) if isinstance(value, str) else ""


def _split_names(text: str) -> list[str]:
    credits = read_credits(f"By {text}")
    if credits and credits.authors:
        return [author.name for author in credits.authors]
    return [text]
