"""Links in rich text that never lead nowhere."""

from django.utils.html import format_html
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler


class LivePageLinkHandler(PageLinkHandler):
    """Links to published pages; the words of a link to any other page stay, without a link.

    Wagtail's own handler writes href="None" for a page without an address, and raises for an id
    that is no number.
    """

    @classmethod
    def get_many(cls, attrs_list):
        ids = [attrs.get("id", "") for attrs in attrs_list]
        numbers = {int(value) for value in ids if value.isascii() and value.isdigit()}
        pages = Page.objects.filter(live=True).in_bulk([pk for pk in numbers if pk < 2**31])
        return [pages.get(int(v)) if v.isascii() and v.isdigit() else None for v in ids]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        urls = [page.url if page else None for page in cls.get_many(attrs_list)]
        return [format_html('<a href="{}">', url) if url else "<a>" for url in urls]
