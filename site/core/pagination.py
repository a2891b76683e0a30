"""Numbered pages that never fail: nonsense is page one, a page that does not exist is 404."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404

from core.cache.invalidation import know

# A page number beyond this many digits cannot exist, and int() of thousands of digits raises.
MAX_DIGITS = 7


@dataclass(frozen=True)
class PageLink:
    """One link of the pager; a gap has neither number nor url."""

    number: int | None
    url: str
    current: bool = False


@dataclass(frozen=True)
class Pager:
    """What a pager component needs. Urls are relative ("?page=2"), and keep the filters."""

    number: int
    num_pages: int
    count: int
    first_index: int
    last_index: int
    links: list[PageLink]
    previous_url: str
    next_url: str


def asked_page(value: str | None) -> int:
    """The number asked for; nonsense ("abc", "", "-1", "1.5") is 1, and there is a largest one."""
    value = (value or "").strip()
    if not value.isascii() or not value.isdigit():
        return 1
    return int(value[: MAX_DIGITS + 1]) or 1


def paginate(query_params, items, per_page: int, count: int | None = None) -> tuple[list, Pager]:
    """One page of `items` and its pager. Raises Http404 past the last page.

    `query_params` is request.GET; its other values are kept in the links. `count` is the number of
    the items, where it is known.
    """
    number = asked_page(query_params.get("page"))
    paginator = Paginator(items, per_page)
    if count is not None:
        paginator.count = count
    if number > paginator.num_pages:
        raise Http404("No such page")
    page = paginator.page(number)
    if number > 1:
        know("page", number)

    def url(target: int) -> str:
        kept = {key: value for key, value in query_params.items() if key != "page" and value}
        if target > 1:
            kept["page"] = target
        return f"?{urlencode(kept)}" if kept else "?"

    links = [
        PageLink(None, "")
        if target == Paginator.ELLIPSIS
        else PageLink(target, url(target), target == number)
        for target in paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)
    ]
    return list(page.object_list), Pager(
        number=number,
        num_pages=paginator.num_pages,
        count=paginator.count,
        first_index=page.start_index(),
        last_index=page.end_index(),
        links=links,
        previous_url=url(number - 1) if page.has_previous() else "",
        next_url=url(number + 1) if page.has_next() else "",
    )
