"""The template tags of the whole site."""

import logging

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, to_locale
from wagtail.admin.templatetags.wagtailuserbar import wagtailuserbar
from wagtail.models import Site

from core import charts, nameplate, structured
from core.cache.chrome import remembered
from core.lettering import digits, widest_word
from core.media import pictures
from core.media.share_image import share_image as share_image_of
from core.pagination import asked_page

# As many as strip and footer show together.
MOST_RECENT = 7
# The number of letters that fit on one line of a phone in display type.
LONGEST_UNBROKEN = 20

register = template.Library()
logger = logging.getLogger(__name__)


@register.inclusion_tag("components/picture.html", name="picture")
def picture_tag(image, shape="card", alt="", sizes="", eager=False, css="") -> dict:
    """{% picture image shape="wide" alt="…" sizes="…" eager=False css="" %}

    `image` is an image, or a dictionary of its stored shapes (core.media.pictures.picture_data).
    `css` are classes for the frame. Prints nothing if there is no usable image.
    """
    find = pictures.stored_picture if isinstance(image, dict) else pictures.picture
    return {
        "picture": find(image, shape, sizes),
        "alt": alt or "",
        "eager": eager,
        "css": css,
        "narrow_media": pictures.NARROW,
    }


@register.simple_tag(takes_context=True)
def full_url(context, url: str) -> str:
    """{% full_url "/media/x.webp" %}: an absolute URL, for other programs."""
    site = Site.find_for_request(context["request"]) if url.startswith("/") else None
    return f"{site.root_url}{url}" if site else url


@register.simple_tag(takes_context=True)
def recent_news(context, name: str) -> str:
    """{% recent_news "recent_strip" %}: renders that component with the recent news, except
    those `shown` elsewhere on the page."""
    shown = context.get("shown", ())
    shown = frozenset(shown() if callable(shown) else shown)
    articles = [each for each in context.get("recent_news", ()) if each.pk not in shown]
    articles = articles[:MOST_RECENT]

    def render() -> str:
        return get_template(f"components/{name}.html").render({"recent_news": articles})

    if (request := context.get("request")) is None:
        return render()
    # Most pages show none of the newest articles, so they share the HTML.
    key = ("recent news", name, tuple(each.pk for each in articles), *seen_by(request))
    return remembered(key, render)


@register.tag
def chrome(parser, token):
    """{% chrome "footer" %}…{% endchrome %}: renders the content once until the site changes. It
    may depend on nothing but the site, the place in its navigation, the language and the day.
    """
    _tag, name = token.split_contents()
    nodes = parser.parse(("endchrome",))
    parser.delete_first_token()
    return ChromeNode(parser.compile_filter(name), nodes)


class ChromeNode(template.Node):
    def __init__(self, name, nodelist):
        self.name, self.nodelist = name, nodelist

    def render(self, context):
        request, navigation = context.get("request"), context.get("navigation")
        # Examples of the style guide have a navigation of their own.
        if request is None or navigation is None or navigation.path != request.path:
            return self.nodelist.render(context)
        key = ("chrome", self.name.resolve(context), navigation.place, *seen_by(request))
        return remembered(key, lambda: self.nodelist.render(context))


def seen_by(request) -> tuple:
    """The values on which all chrome depends: site, language, time zone (a preview uses the
    editor's) and current day."""
    if not hasattr(request, "seen_by"):
        request.seen_by = (
            request.scheme,
            request.get_host(),
            get_language(),
            timezone.get_current_timezone_name(),
            timezone.localdate(),
        )
    return request.seen_by


@register.simple_tag(takes_context=True, name="nameplate")
def nameplate_tag(context):
    """{% nameplate as plate %}: the core.nameplate.Nameplate of the publication, or None."""
    publication = context["publication"]
    return nameplate.nameplate(publication) if publication else None


@register.simple_tag(takes_context=True)
def story(context, stream):
    """{% story page.body %}: the blocks of a stream, without those that cannot be rendered.

    Renders each block like {% include_block %}, with its `position`, from 1 on. A block that raises
    is logged and left out, so a public page never fails because of one block. It also sets
    `request.is_incomplete`.
    """
    parent = context.flatten()
    # StreamChild.render() does not replace an id that is already in the context.
    parent.pop("id", None)
    rendered = [render_child(stream, position, parent) for position in range(stream_length(stream))]
    return mark_safe("".join(rendered))  # noqa: S308 - joined from rendered templates


def stream_length(stream) -> int:
    try:
        return len(stream)
    except TypeError:
        return 0


def render_child(stream, position: int, parent: dict) -> str:
    try:
        context = {**parent, "position": position + 1}
        return str(stream[position].render_as_block(context))
    except Exception:  # Whatever one block raises, the page shows the others.
        page = parent.get("page")
        logger.exception(
            "Left out block %s of page %s", position, getattr(page, "pk", None) or "without a row"
        )
        if request := parent.get("request"):
            request.is_incomplete = True
        return ""


@register.simple_tag(takes_context=True)
def userbar(context) -> str:
    """{% userbar %}: Wagtail's userbar with its content checks, for users who may enter the admin.

    Requests without a session are not looked up, because that would make the page vary by cookie.
    The page cache neither stores nor answers requests with a session, so no reader gets the
    userbar.
    """
    request = context.get("request")
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    bar = wagtailuserbar(context)
    request.has_userbar = bool(bar)
    return bar


@register.simple_tag(takes_context=True)
def canonical(context) -> str:
    """{% canonical as address %}: the full URL of the page, without filters or tracking parameters.

    Further pages of a list have canonical URLs of their own; a filtered list has that of the whole
    list; an alias has that of its source.
    """
    request = context.get("request")
    site = Site.find_for_request(request) if request else None
    if site is None:
        return ""
    number = asked_page(request.GET.get("page")) if context.get("pager") else 1
    is_further = len(request.GET) == 1 and number > 1
    own = f"{site.root_url}{request.path}"
    if getattr(request, "alias_tags", None) and context.get("page"):
        own = context["page"].get_full_url(request)
    return own + (f"?page={number}" if is_further else "")


@register.simple_tag(takes_context=True)
def subject(context):
    """{% subject as subject %}: the page, author, topic or list of the current view, or None."""
    shown = (context.get(name) for name in ("page", "author", "topic", "listing"))
    return next(filter(None, shown), None)


@register.simple_tag(takes_context=True)
def share_image(context, subject):
    """{% share_image page as share %}: url, width, height, alt and is_large, or None.

    `subject` is a page, an author or a topic; anything else gets the image of the front page.
    """
    request = context.get("request")
    site = Site.find_for_request(request) if request else None
    return share_image_of(subject, site, context["publication"]) if site else None


@register.simple_tag(takes_context=True)
def structured_data(context, subject):
    """{% structured_data page %}: the page's structured data (core.structured), as an element.

    `subject` is a page, an author or a topic; anything else gets only the publication. A preview
    prints nothing, because it has no address yet.
    """
    request = context.get("request")
    site = Site.find_for_request(request) if request else None
    if site is None or getattr(request, "is_preview", False):
        return ""
    about = structured.About(request, site, context["publication"])
    return structured.element(about, subject.structured_data(about) if subject else [])


@register.filter
def og_locale(language) -> str:
    """The language code as Open Graph writes it: "en-gb" -> "en_GB"."""
    return to_locale(language or "")


@register.simple_tag
def chart(kind, table):
    """{% chart value.kind value.data as drawing %}: see core.charts; None if there are no
    numbers."""
    return charts.chart_of_table(kind, table)


@register.filter
def initials(name) -> str:
    """The initials for a person without a portrait: "Ines Okafor" -> "IO"."""
    words = str(name or "").split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def word_classes(text) -> str:
    """The classes that tell the style sheet the width of the widest word."""
    return digits("word", widest_word(str(text)))


@register.filter
def unbroken(name) -> str:
    """The name without line breaks, unless it is long."""
    name = str(name or "")
    return name.replace(" ", "\N{NO-BREAK SPACE}") if len(name) <= LONGEST_UNBROKEN else name


@register.filter
def anchors(aliases) -> list[str]:
    """The old anchors of a heading, stored as words separated by spaces."""
    return str(aliases or "").split()


@register.filter
def paragraphs(text) -> list[str]:
    """Plain text split at its blank lines."""
    blocks = str(text or "").replace("\r\n", "\n").split("\n\n")
    return [block.strip() for block in blocks if block.strip()]
