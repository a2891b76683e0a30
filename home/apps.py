from urllib.parse import urlsplit

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

DEFAULT_PORTS = {"http": 80, "https": 443}


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Home")

    def ready(self):
        from home import addresses  # noqa: F401 - registers URLs of cache tags

        post_migrate.connect(follow_site_url, sender=self)


def follow_site_url(using: str, **kwargs) -> None:
    """Sets host and port of the default site to those of SITE_URL, while its host is localhost.

    Absolute URLs (feeds, sitemap, canonical links) come from the Site row. A host that an
    administrator has entered is not changed.
    """
    sites = apps.get_model("wagtailcore", "Site").objects.using(using)
    site = sites.filter(is_default_site=True, hostname="localhost").first()
    address = urlsplit(settings.SITE_URL)
    port = address.port or DEFAULT_PORTS[address.scheme]
    if site and (site.hostname, site.port) != (address.hostname, port):
        site.hostname, site.port = address.hostname, port
        site.save(using=using)
