"""Which content a response depends on, collected while the response is made.

Content has tags: one for each page, picture, author and topic ("page:5"), and one for each list
("articles-on:5"). Reading a row adds the tag of the row to the response; a view adds the tags of
its lists. "around:5" stands for what surrounds the story of page 5: its neighbours and comments.
A change of content invalidates tags (core.models.change), and caches drop what depends on them.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

# Every cached page and fragment depends on it: whatever readers see of the content changes it, but
# for comments and renditions.
SITE = "site"
# So does this, which changes where something has to disappear at once: a page is withdrawn,
# deleted, moved or restricted.
WITHDRAWN = "site!"
# The same, where everything changes at once.
EVERYTHING = "everything"
# Lists of articles that have no narrower tag: the front page, feeds, the archive, sitemaps.
ARTICLES = "articles"


@dataclass
class Making:
    """A response while it is made: its tags, whether it may be cached, and the query parameters
    that its view has read and accepted.
    """

    tags: set[str] = field(default_factory=set)
    may_be_kept: bool = False
    parameters: dict[str, str] = field(default_factory=dict)


making: ContextVar[Making | None] = ContextVar("making", default=None)


def note(*tags: str) -> None:
    """Adds the tags to the response that is being made, if there is one."""
    if current := making.get():
        current.tags.update(tags)


def keep(*lists: str) -> None:
    """Allows caches to store the response that is being made; `lists` are the lists it shows."""
    if current := making.get():
        current.may_be_kept = True
        current.tags.update(lists)


def know(name: str, value: str | int) -> None:
    """Accepts a query parameter: the view has read it, and the site itself links to the value (a
    page number that exists, a filter that matches something).

    A response with any other parameter or value is not cached. Otherwise a reader could invent
    values and fill the cache with them.
    """
    if current := making.get():
        current.parameters[name] = str(value)


class noted_property:
    """Like cached_property, and adds the tags that computing the value has collected to every
    response or fragment that reads the value, not only to the first one.
    """

    def __init__(self, make: Callable[[Any], Any]):
        self.make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner, name):
        self.place = f"_noted_{name}"

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.place not in instance.__dict__:
            token = making.set(inner := Making())
            try:
                value = self.make(instance)
            finally:
                making.reset(token)
            instance.__dict__[self.place] = value, inner.tags
        value, tags = instance.__dict__[self.place]
        note(*tags)
        return value
