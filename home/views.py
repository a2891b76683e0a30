"""Views for machines: health, robots, sitemaps, icons, share cards."""

import logging

from django import db
from django.conf import settings
from django.contrib.sitemaps import views as sitemaps
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from core.languages import site_language
from core.media import share_cards
from core.media.share_image import card_of
from core.querysets import PublicPageQuerySet
from core.sharing import ARTICLES, accept_parameter, share_response
from core.sites import publication_for, publication_or_none
from core.xml import clean
from home.sitemaps import PARTS, recent_news

logger = logging.getLogger(__name__)

DAY, YEAR = 86_400, 31_536_000
XML = "application/xml; charset=utf-8"


@never_cache
@require_safe
def healthz(request):
    """200 {"status": "ok"} if the database answers, 503 if it does not."""
    try:
        with db.connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except db.Error:
        logger.exception("The database does not answer")
        return JsonResponse({"status": "database unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
def robots(request):
    """Excludes robots from the admin, from comment forms, and from the endless search pages."""
    share_response(ARTICLES)
    site = Site.find_for_request(request)
    root = site.root_url if site else settings.SITE_URL
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/?",
        "Disallow: /search/suggest/",
        "Disallow: /comments/",
        "",
        f"Sitemap: {root}/sitemap.xml",
        f"Sitemap: {root}/news-sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def site_of(request) -> Site:
    """The site of the request; raises Http404 if there is none."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404("No site")
    return site


@require_safe
def sitemap(request):
    """The index of the sitemap's parts."""
    share_response(ARTICLES)
    files = [file for name, part in sitemap_parts(request).items() for file in part.files(name)]
    return render(request, "sitemap_index.xml", {"sitemaps": files}, content_type=XML)


@require_safe
def sitemap_part(request, section: str):
    share_response(ARTICLES)
    parts, template = sitemap_parts(request), "feeds/sitemap.xml"
    response = sitemaps.sitemap(request, parts, section, template, content_type=XML)
    number = request.GET.get("p", "1")
    if number != "1":
        # Invalid numbers have been answered with 404 above.
        accept_parameter("p", int(number))
    # An unpublished page changes no date, so Last-Modified would be wrong; the ETag changes.
    response.headers.pop("Last-Modified", None)
    return response


def sitemap_parts(request) -> dict:
    site = site_of(request)
    return {name: part(site) for name, part in PARTS.items()}


def news_language(tag: str) -> str:
    """The code that news sitemaps require: two or three letters; "zh-cn" or "zh-tw" for Chinese."""
    base = tag.lower().partition("-")[0]
    return {"zh-Hans": "zh-cn", "zh-Hant": "zh-tw"}.get(tag, base)


@require_safe
def news_sitemap(request):
    """https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap"""
    share_response(ARTICLES)
    site = site_of(request)
    context = {
        "publication_name": clean(publication_for(request).name),
        "items": [
            {
                "location": article.get_full_url(request),
                "published_at": article.published_at,
                "changed": article.changed,
                "language": news_language(article.language_tag or site_language().tag),
                "title": clean(article.title),
            }
            for article in recent_news(site)
        ],
    }
    return render(request, "feeds/news_sitemap.xml", context, content_type=XML)


@cache_control(public=True, max_age=DAY)
@require_safe
def icon(request, name: str):
    """Redirects from the root URL of an icon, which some clients request directly, to its file."""
    return redirect(static(f"core/icons/{name}"))


@cache_control(public=True, max_age=DAY)
@require_safe
def web_manifest(request):
    """How phones show the site on the home screen: https://www.w3.org/TR/appmanifest/"""
    share_response(ARTICLES)
    publication = publication_or_none(request)
    if publication is None:
        raise Http404("No site")
    name = publication.name
    icons = [
        {
            "src": static(f"core/icons/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
        }
        for size in (192, 512)
    ]
    manifest = {
        "name": name,
        "short_name": name,
        "id": "/",
        "start_url": "/",
        "display": "browser",
        "lang": get_language(),
        "background_color": share_cards.PAPER,
        "theme_color": share_cards.PAPER,
        "icons": icons,
    }
    return JsonResponse(manifest, content_type="application/manifest+json")


# The URL changes with the text on the card.
@cache_control(public=True, max_age=YEAR, immutable=True)
@require_safe
def share_card(request, key: int, digest: str):
    """The share card of a public page, drawn at its first request."""
    site = site_of(request)
    public = PublicPageQuerySet(Page).live().public()
    page = public.descendant_of(site.root_page, inclusive=True).filter(pk=key).first()
    specific = page.specific if page else None
    if not getattr(specific, "has_share_card", False):
        raise Http404("No such page")
    card = card_of(specific, site, publication_for(request))
    if card.digest != digest or not card.is_drawable:
        raise Http404("The page has other words now")
    return HttpResponse(share_cards.stored(page.pk, card), content_type="image/png")
