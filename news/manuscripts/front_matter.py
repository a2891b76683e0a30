"""The YAML front matter of a Markdown manuscript, and the fields that it sets."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import yaml

from .dates import coerce_date
from .errors import ManuscriptError
from .limits import MAX_FRONT_MATTER
from .model import KINDS, ROLES, Author, Listing, Manuscript, Picture, Seo, Source
from .report import Report, shortened
from .rich.critic import without_remarks
from .visibility import read_visibility

_FENCE = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


class _Loader(yaml.SafeLoader):
    """Safe YAML without aliases, which could expand a small file beyond all memory."""

    def compose_node(self, parent, index):
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.constructor.ConstructorError(None, None, "aliases are not allowed", mark)
        return super().compose_node(parent, index)


def split_front_matter(text: str) -> tuple[str, str, int]:
    """The front matter, the body, and the number of lines before the body."""
    match = _FENCE.match(text)
    if match is None:
        return "", text, 0
    return match[1], text[match.end() :], match[0].count("\n")


def load_front_matter(text: str, file: str) -> dict[str, Any]:
    """The front matter as a dictionary. Raises ManuscriptError with the line of a syntax error."""
    if len(text) > MAX_FRONT_MATTER:
        reason = f"bad front matter: it has more than {MAX_FRONT_MATTER:,} characters"
        raise ManuscriptError(reason, file, 1)
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1  # The opening fence is line 1.
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise ManuscriptError(f"bad front matter: {problem}", file, line) from error
    except (ValueError, RecursionError, TypeError, OverflowError) as error:
        raise ManuscriptError(f"bad front matter: {shortened(str(error))}", file, 1) from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ManuscriptError("bad front matter: it is no list of “key: value”", file, 2)
    return {str(key): value for key, value in data.items()}


class FrontMatter:
    """Sets the fields of a manuscript from front matter; invalid values are reported as losses."""

    def __init__(self, report: Report, line_of_key: Callable[[str], int | None], inline):
        self.report = report
        self.line_of_key = line_of_key
        self.inline = inline
        """Makes inline Markdown rich text."""

    def fill(self, manuscript: Manuscript, data: dict[str, Any]) -> None:
        for key, value in data.items():
            self._key = key
            name = key.casefold().replace(" ", "_").replace("-", "_")
            is_ours, name = name in FIELDS, ALIASES.get(name, name)
            setter = getattr(self, f"set_{name}", None) if name in FIELDS else None
            if setter is None:
                if name in SILENT or read_visibility(manuscript.visibility, key, value):
                    continue
                if isinstance(value, dict):
                    # `params:` and `extra:` hold custom fields of a site.
                    for inner, part in value.items():
                        read_visibility(manuscript.visibility, str(inner), part)
                self._lose(f"unknown key “{shortened(key)}”: {shortened(repr(value))}")
            elif value is not None and (is_ours or name in LISTS or not getattr(manuscript, name)):
                setter(manuscript, value)
        # Without a date of its own, an article gets the date on which its embargo ends.
        manuscript.date = manuscript.date or manuscript.visibility.opens

    def _lose(self, message: str) -> None:
        self.report.lose(message, self.line_of_key(self._key))

    def _text(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, dict | list):
            self._lose(f"“{self._key}” should be a text: {shortened(repr(value))}")
            return ""
        return " ".join(without_remarks(str(value), self.report).split())

    def _texts(self, value: Any) -> list[str]:
        texts = (self._text(each) for each in _as_list(value))
        return [text for text in texts if text]

    def _names(self, value: Any) -> list[str]:
        """A list of names; a single string is split at its commas."""
        if isinstance(value, str):
            value = value.split(",")
        return self._texts(value)

    def _mapping(self, value: Any, keys: Iterable[str]) -> dict[str, str]:
        if not isinstance(value, dict):
            self._lose(f"“{self._key}” should have keys of its own: {shortened(repr(value))}")
            return {}
        for key in value.keys() - set(keys):
            self._lose(f"unknown key “{shortened(str(key))}” in “{self._key}”")
        return {key: self._text(value.get(key)) for key in keys}

    def _date(self, value: Any):
        date = coerce_date(value)
        if date is None:
            self._lose(f"“{shortened(str(value))}” is no date we understand")
        return date

    def set_title(self, manuscript: Manuscript, value: Any) -> None:
        manuscript.title = self._text(value)

    def set_slug(self, manuscript: Manuscript, value: Any) -> None:
        manuscript.slug = self._text(value)

    def set_id(self, manuscript: Manuscript, value: Any) -> None:
        manuscript.key = self._text(value)

    def set_section(self, manuscript: Manuscript, value: Any) -> None:
        manuscript.section = self._text(value)

    def set_language(self, manuscript: Manuscript, value: Any) -> None:
        manuscript.language = self._text(value)

    def set_standfirst(self, manuscript: Manuscript, value: Any) -> None:
        manuscript.standfirst = self._text(value)

    def set_kind(self, manuscript: Manuscript, value: Any) -> None:
        kind = self._text(value).lower()
        if kind in KINDS:
            manuscript.kind = kind
        elif kind:
            self._lose(f"unknown kind of article “{shortened(kind)}”")

    def set_date(self, manuscript: Manuscript, value: Any) -> None:
        manuscript.date = self._date(value)

    def set_updated(self, manuscript: Manuscript, value: Any) -> None:
        manuscript.updated = self._date(value)

    def set_authors(self, manuscript: Manuscript, value: Any) -> None:
        for each in _as_list(_people(value)):
            author = self._author(each)
            if author.name:
                manuscript.authors.append(author)

    def _author(self, value: Any) -> Author:
        if not isinstance(value, dict):
            return Author(self._text(value))
        data = self._mapping(value, ("name", "role"))
        role = data["role"] or "words"
        if role not in ROLES:
            self._lose(f"unknown role “{shortened(role)}” of an author")
            role = "words"
        return Author(data["name"], role)

    def set_topics(self, manuscript: Manuscript, value: Any) -> None:
        known = set(manuscript.topics)
        more = [name for name in self._names(value) if name not in known]
        manuscript.topics = [*manuscript.topics, *more]

    def set_takeaways(self, manuscript: Manuscript, value: Any) -> None:
        manuscript.takeaways = [self.inline(text) for text in self._texts(value)]

    def set_related(self, manuscript: Manuscript, value: Any) -> None:
        manuscript.related = self._texts(value)

    def set_sources(self, manuscript: Manuscript, value: Any) -> None:
        for each in _as_list(value):
            if isinstance(each, dict):
                data = self._mapping(each, ("title", "publisher", "url", "date", "note"))
                source = Source(**data)
            else:
                source = Source(self._text(each))
            if source != Source(""):
                manuscript.sources.append(source)

    def set_hero(self, manuscript: Manuscript, value: Any) -> None:
        if isinstance(value, str):
            value = {"image": value}
        data = self._mapping(value, ("image", "alt", "caption", "credit"))
        if data.get("image"):
            manuscript.hero = Picture(data["image"], data["alt"], data["caption"], data["credit"])

    def set_listing(self, manuscript: Manuscript, value: Any) -> None:
        manuscript.listing = Listing(**self._mapping(value, ("title", "summary", "image")))

    def set_seo(self, manuscript: Manuscript, value: Any) -> None:
        manuscript.seo = Seo(**self._mapping(value, ("title", "description")))


ALIASES = {
    "author": "authors",
    "byline": "authors",
    "lang": "language",
    "locale": "language",
    "tags": "topics",
    "tag": "topics",
    "keywords": "topics",
    "categories": "topics",
    "category": "topics",
    "excerpt": "standfirst",
    "summary": "standfirst",
    "dek": "standfirst",
    "subtitle": "standfirst",
    "description": "standfirst",
    "lastmod": "updated",
    "last_modified_at": "updated",
    "last_modified": "updated",
    "modified": "updated",
    "updated_at": "updated",
}
"""What other systems call our fields."""
LISTS = frozenset(["authors", "topics"])
"""Fields that several names of other systems may add to."""
SILENT = frozenset(["layout", "template", "comments", "toc", "weight"])
"""Settings of other systems that say nothing about the article."""

FIELDS = frozenset(
    name.removeprefix("set_") for name in vars(FrontMatter) if name.startswith("set_")
)


def _people(value: Any) -> Any:
    """“Byron, Ada; Rehl, Tomas” as the list “Ada Byron” and “Tomas Rehl”."""
    if not isinstance(value, str) or ";" not in value:
        return value
    parts = (part.strip().split(",") for part in value.split(";"))
    return [" ".join(word.strip() for word in reversed(part)) for part in parts if any(part)]


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
