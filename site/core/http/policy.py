"""The Content-Security-Policy: what browsers may load, and what other sites may post.

Public pages start with an empty policy (https://www.w3.org/TR/CSP3/). They use no inline styles and
no event handlers. Hashes allow one inline script, which runs before the first paint, and the style
elements of the pages without dependencies. The admin has a policy of its own: Wagtail writes
scripts and styles into its forms, so inline ones are allowed, but nothing from other origins.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import get_template

from core.embeds import PROVIDERS

SELF, NONE, INLINE = "'self'", "'none'", "'unsafe-inline'"

# Pages without a style sheet, which are shown when nothing else works.
SELF_CONTAINED = ("400.html", "500.html", "maintenance.html")
STYLE_ELEMENT = re.compile(r"<style>(.*?)</style>", re.DOTALL)
SCRIPT_ELEMENT = re.compile(r"<script>(.*?)</script>", re.DOTALL)

# Players get what their iframe requests; our own pages need none of these.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
        "microphone", "midi", "payment", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip


@cache
def public_policy() -> str:
    return written(public_sources())


def userbar_policy(address: str) -> str:
    """The policy of a public page with Wagtail's userbar.

    `address` is any absolute URL of the site. The userbar loads its files with such URLs; in a
    preview they belong to the site, while the page belongs to the admin, which may have another
    host.
    """
    site = origins([address])
    sources = public_sources()
    for directive in ("script-src", "style-src"):
        sources[directive] = [*sources[directive], *site]
    return written(sources)


def public_sources() -> dict[str, list[str]]:
    return {
        "default-src": [NONE],
        "script-src": [SELF, *static_origins(), *hashes(SCRIPT_ELEMENT, ["base.html"])],
        "style-src": [SELF, *static_origins(), *hashes(STYLE_ELEMENT, SELF_CONTAINED)],
        "font-src": [SELF, *static_origins()],
        "img-src": [SELF, *files_origins()],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": player_origins(),
        "form-action": [SELF],
        "base-uri": [NONE],
        # The admin shows pages in frames: previews.
        "frame-ancestors": [SELF],
    }


@cache
def admin_policy() -> str:
    return written(
        {
            "default-src": [NONE],
            "script-src": [SELF, *static_origins(), INLINE],
            "style-src": [SELF, *static_origins(), INLINE],
            "font-src": [SELF, *static_origins(), "data:"],
            "img-src": [SELF, *files_origins(), "data:", "blob:"],
            "connect-src": [SELF],
            "frame-src": [SELF, *player_origins()],
            "form-action": [SELF],
            "base-uri": [NONE],
            "frame-ancestors": [SELF],
        }
    )


def written(policy: dict[str, list[str]]) -> str:
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in policy.items())


def static_origins() -> list[str]:
    """The origin of static files, if they have one. Uploads on another host never run scripts."""
    return origins([settings.STATIC_URL])


def files_origins() -> list[str]:
    """The origins of static files and media, if they have origins of their own."""
    return origins([settings.STATIC_URL, settings.MEDIA_URL])


def player_origins() -> list[str]:
    """The origins of the players that a reader may start: core.embeds."""
    return origins([template for _name, _pattern, template in PROVIDERS])


def origins(urls: list[str]) -> list[str]:
    """The scheme and host of each absolute URL, without duplicates."""
    parts = [urlsplit(url) for url in urls]
    return list(dict.fromkeys(f"{part.scheme}://{part.netloc}" for part in parts if part.netloc))


def hashes(element: re.Pattern, templates: Sequence[str]) -> list[str]:
    """The hashes of the element's content at every place in these templates."""
    sources = [get_template(name).template.source for name in templates]
    return [hashed(text) for source in sources for text in element.findall(source)]


def hashed(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest())
    return f"'sha256-{digest.decode()}'"


def is_cross_site(request) -> bool:
    """Whether another site caused this request. https://web.dev/articles/fetch-metadata"""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site not in {"same-origin", "none"}
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        return urlsplit(source).netloc != request.get_host()
    except ValueError:
        return True
