"""Links to pages in rich text, without dead links."""

import re

from django.utils.html import format_html
from wagtail.models import Page

from core.blocks.shape import is_key

# Wagtail stores a link to a page as <a linktype="page" id="5">, with the attributes in any order.
PAGE_LINK = re.compile(r"<a\s[^>]*linktype=\"page\"[^>]*>")
LINK_ID = re.compile(r"\bid=\"([^\"]*)\"")


def opening_tags(ids: list[str]) -> list[str]:
    """The <a> tag for each stored page id, in one query. For an unpublished page the tag has no
    href, so the words of the link remain but lead nowhere.

    Wagtail itself writes href="None" for such a page, and raises for a non-numeric id.
    """
    keys = {int(key) for key in ids if is_key(key)}
    pages = Page.objects.filter(live=True).in_bulk(keys)
    urls = [pages[int(key)].url if is_key(key) and int(key) in pages else None for key in ids]
    return [format_html('<a href="{}">', url) if url else "<a>" for url in urls]


def with_page_links(bodies: list) -> list:
    """Stored stream data with the addresses of linked pages filled in, in one query for all.

    Otherwise rendering costs one query for each rich text with such links.
    """
    links = {tag for body in bodies for text in strings(body) for tag in PAGE_LINK.findall(text)}
    if not links:
        return bodies
    tags = sorted(links)
    ids = [(LINK_ID.search(tag) or ["", ""])[1] for tag in tags]
    opened = dict(zip(tags, opening_tags(ids), strict=True))
    return [replaced(body, lambda found: opened[found[0]]) for body in bodies]


def strings(raw):
    """Every text in stored data, at any depth."""
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, dict):
        for value in raw.values():
            yield from strings(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from strings(value)


def replaced(raw, opening):
    """A copy of the stored data with new opening tags for the page links in every text."""
    if isinstance(raw, str):
        return PAGE_LINK.sub(opening, raw)
    if isinstance(raw, dict):
        return {key: replaced(value, opening) for key, value in raw.items()}
    if isinstance(raw, list):
        return [replaced(value, opening) for value in raw]
    return raw
