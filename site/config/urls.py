"""All URLs of the site. Paths that match no view are looked up in the page tree."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access

from accounts.doors import login, with_limit
from core.admin.access import nothing_here
from core.admin.reviews import ReviewActionView
from core.http import uploads
from core.http.ranges import with_ranges
from core.http.routing import serve as serve_page
from home.styleguide import styleguide
from home.views import (
    healthz,
    icon,
    news_sitemap,
    robots,
    share_card,
    sitemap,
    sitemap_part,
    web_manifest,
)
from search.api import api_view

handler500 = "core.http.failures.failed"

urlpatterns = [
    path("admin/failwhale/", nothing_here),
    # Replaces Wagtail's view, which gives no confirmation.
    path(
        "admin/pages/workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
        never_cache(require_admin_access(ReviewActionView.as_view())),
        name="review_action",
    ),
    path("admin/", include("accounts.urls")),
    path("admin/", include(wagtailadmin_urls)),
    # Wagtail's own pattern accepts numbers of any length.
    path(
        "documents/<int:document_id>/<path:document_filename>",
        with_ranges(uploads.serve_document),
        name="wagtaildocs_serve",
    ),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        with_limit(uploads.authenticate_with_password),
        name="wagtaildocs_authenticate_with_password",
    ),
    path("healthz", healthz, name="healthz"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap_part, name="sitemap_part"),
    path("news-sitemap.xml", news_sitemap, name="news_sitemap"),
    path("favicon.ico", icon, {"name": "favicon.ico"}),
    path("apple-touch-icon.png", icon, {"name": "apple-touch-icon.png"}),
    path("site.webmanifest", web_manifest, name="web_manifest"),
    path("share/<int:key>-<slug:digest>.png", share_card, name="share_card"),
    path("styleguide/", styleguide, name="styleguide"),
    path("search/", include("search.urls")),
    path("api/search/", api_view, name="search_api"),
    path("", include("news.urls")),
]

if settings.SERVE_MEDIA:
    urlpatterns.append(
        re_path(r"^media/(?P<path>.*)$", with_ranges(uploads.serve_media), name="media")
    )

OWN = {"wagtail_serve", "wagtailcore_login", "wagtailcore_authenticate_with_password"}
urlpatterns += [url for url in wagtail_urls.urlpatterns if url.name not in OWN]
urlpatterns += [
    path("_util/login/", login, name="wagtailcore_login"),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        with_limit(wagtail_views.authenticate_with_password),
        name="wagtailcore_authenticate_with_password",
    ),
    re_path(wagtail_urls.serve_pattern, serve_page, name="wagtail_serve"),
]
