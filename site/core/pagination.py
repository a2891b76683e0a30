"""Pagination that never fails: an invalid number is page 1; a page that does not exist is 404."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404

from core.sharing import accept_parameter

# No page number has more digits, and int() raises for thousands of digits.
MAX_DIGITS = 7


@dataclass(frozen=True)
class PageLink:
    """One link of the pager. A gap has neither number nor URL."""

    number: int | None
    url: str
    current: bool = False


@dataclass(frozen=True)
class Pager:
    """The context of the pager component. URLs are relative ("?page=2") and include the filters."""

    number: int
    num_pages: int
    count: int
    first_index: int
    last_index: int
    links: list[PageLink]
    previous_url: str
    next_url: str


def asked_page(value: str | None) -> int:
    """The requested page number. Invalid values ("abc", "", "-1", "1.5") count as 1; large ones
    are capped."""
    value = (value or "").strip()
    if not value.isascii() or not value.isdigit():
        return 1
    return int(value[: MAX_DIGITS + 1]) or 1


def paginate(query_params, items, per_page: int, count: int | None = None) -> tuple[list, Pager]:
    """One page of `items` and its pager. Raises Http404 past the last page.

    `query_params` is request.GET; the links include its other values. `count` is the number of
    items, if it is known.
    """
    number = asked_page(query_params.get("page"))
    paginator = Paginator(items, per_page)
    if count is not None:
        paginator.count = count
    if number > paginator.num_pages:
        raise Http404("No such page")
    page = paginator.page(number)
    if number > 1:
        accept_parameter("page", number)

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
