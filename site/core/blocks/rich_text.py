"""Rich text features of our own."""

from wagtail.rich_text.pages import PageLinkHandler

from core.blocks.page_links import opening_tags


class LivePageLinkHandler(PageLinkHandler):
    """Links to published pages; see core.blocks.page_links."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        return opening_tags([attrs.get("id", "") for attrs in attrs_list])
