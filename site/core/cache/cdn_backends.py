"""Caches before the site: Wagtail's backends, with a limit to waiting and with tags.

They raise where a CDN cannot be reached or fails, and it is asked again later. A PURGE
that a cache refuses (4xx) is only logged: it would refuse the same request again.
"""

import logging
from urllib.parse import urlsplit

import requests
from wagtail.contrib.frontend_cache.backends import CloudflareBackend, HTTPBackend

logger = logging.getLogger(__name__)

SECONDS = 5
# Some caches answer NOT_FOUND where there was nothing to purge.
NOT_FOUND, TOO_MANY_REQUESTS, FAILURES = 404, 429, 500


class HTTPCache(HTTPBackend):
    """A cache that takes PURGE requests, such as Varnish or Squid."""

    def purge(self, url: str) -> None:
        self.purge_batch([url])

    def purge_batch(self, urls: list[str]) -> None:
        with requests.Session() as session:
            for url in urls:
                host = urlsplit(url).netloc
                there = urlsplit(url)._replace(scheme=self.cache_scheme, netloc=self.cache_netloc)
                answer = session.request(
                    "PURGE", there.geturl(), headers={"Host": host}, timeout=SECONDS
                )
                status = answer.status_code
                if status == TOO_MANY_REQUESTS or status >= FAILURES:
                    answer.raise_for_status()
                if not answer.ok and status != NOT_FOUND:
                    logger.error("The cache answered %d to PURGE %s", status, url)


class Cloudflare(CloudflareBackend):
    """Cloudflare, which has the tags of each page from its header Cache-Tag.

    https://developers.cloudflare.com/cache/how-to/purge-cache/purge-by-tags/
    """

    ADDRESS = "https://api.cloudflare.com/client/v4/zones/{}/purge_cache"

    def purge_tags(self, tags: list[str]) -> None:
        for first in range(0, len(tags), self.CHUNK_SIZE):
            answer = requests.post(
                self.ADDRESS.format(self.cloudflare_zoneid),
                json={"tags": tags[first : first + self.CHUNK_SIZE]},
                headers={"Authorization": f"Bearer {self.cloudflare_token}"},
                timeout=SECONDS,
            )
            answer.raise_for_status()
