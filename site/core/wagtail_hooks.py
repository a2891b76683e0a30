from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from core.rich_text import LivePageLinkHandler


# After Wagtail's own handler of the same links, which it replaces.
@hooks.register("register_rich_text_features", order=10)
def replace_page_link_handler(features):
    features.register_link_type(LivePageLinkHandler)


@hooks.register("insert_global_admin_css")
def admin_stylesheet():
    return format_html('<link rel="stylesheet" href="{}">', static("core/admin/admin.css"))
