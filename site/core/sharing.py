"""What a view says of its response to the caches in front of it: the page cache, a CDN."""

from contextvars import ContextVar
from dataclasses import dataclass, field

# Names under which a CDN purges what it has stored (core.models.Change.names): everything, and the
# lists of articles that have no narrower name: the front page, feeds, the archive, sitemaps.
EVERYTHING = "everything"
ARTICLES = "articles"


@dataclass
class Sharing:
    """Of the response to one request: whether caches may store it, the names of what it shows, and
    the query parameters that its view has accepted.
    """

    is_allowed: bool = False
    names: set[str] = field(default_factory=set)
    parameters: dict[str, str] = field(default_factory=dict)


# None where no cache asks.
sharing: ContextVar[Sharing | None] = ContextVar("sharing", default=None)


def share_response(*names: str) -> None:
    """Allows caches to store the response for everybody. `names` are the page and the lists that it
    shows: "page:5", "articles-on:3".
    """
    if current := sharing.get():
        current.is_allowed = True
        current.names.update(names)


def accept_parameter(name: str, value: str | int) -> None:
    """Accepts a query parameter: the view has read it, and the site itself links to the value (a
    page number that exists, a filter that matches something).

    A response with any other parameter or value is not stored. Otherwise a reader could invent
    values and fill the cache with them.
    """
    if current := sharing.get():
        current.parameters[name] = str(value)
