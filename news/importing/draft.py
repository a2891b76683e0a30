"""The values that an ArticlePage stores of a manuscript, before they are stored."""

from dataclasses import dataclass, field, fields
from typing import Any

from django.utils.translation import gettext as _

from news.manuscripts import model

from .shapes import UNSTORABLE, Block
from .visibility import Plan


@dataclass
class Draft:
    """The values that an ArticlePage stores of a manuscript."""

    fields: dict[str, Any]
    body: list[Block]
    takeaways: list[Block]
    sources: list[Block]
    credits: list[model.Author]
    topics: list[str]
    related: list[str]
    pointers: dict[str, str] = field(default_factory=dict)
    """Related-article blocks that wait for their article: block id to slug."""
    losses: list[str] = field(default_factory=list)
    plan: Plan = field(default_factory=Plan)
    """Who may read it, and when."""

    @property
    def awaits_others(self) -> bool:
        return bool(self.related or self.pointers)


def storable(draft: Draft) -> Draft:
    """The draft without NUL and lone surrogates, which databases reject."""
    if is_storable(vars(draft)):
        return draft
    draft.losses.append(_("Characters that cannot be stored were left out"))
    for each in fields(draft):
        setattr(draft, each.name, cleaned(getattr(draft, each.name)))
    return draft


def is_storable(value: Any) -> bool:
    match value:
        case str():
            is_plain = value.isascii() and "\0" not in value
            return is_plain or not UNSTORABLE.search(value)
        case list():
            return all(map(is_storable, value))
        case dict():
            return all(map(is_storable, value.values()))
        case model.Author(name=name):
            return is_storable(name)
    return True


def cleaned(value: Any) -> Any:
    match value:
        case str():
            return UNSTORABLE.sub("", value)
        case list():
            return [cleaned(part) for part in value]
        case dict():
            return {key: cleaned(part) for key, part in value.items()}
        case model.Author(name=name, role=role):
            return model.Author(cleaned(name), role)
    return value
