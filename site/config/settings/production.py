"""Production: refuses to start if a required variable is missing, and names it."""

from config import environment
from config.settings.base import *

SECRET_KEY = environment.required("SECRET_KEY")
ALLOWED_HOSTS = environment.required("ALLOWED_HOSTS") and environment.listed("ALLOWED_HOSTS")
SITE_URL = environment.required("SITE_URL") and environment.site_url()
WAGTAILADMIN_BASE_URL = SITE_URL
DATABASES = {"default": database(environment.required("DATABASE_URL"))}

HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS and environment.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = environment.integer("SECURE_HSTS_SECONDS", 31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    # Browsers accept these cookies only from this host, over https and for every path.
    # https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    DEVICE_COOKIE_NAME = "__Host-device"
CSRF_TRUSTED_ORIGINS = environment.listed("CSRF_TRUSTED_ORIGINS", SITE_URL)
SERVE_MEDIA = environment.flag("SERVE_MEDIA", default=False)
# Behind a proxy that is not counted, all readers share one address: one ban would block them all.
TRUSTED_PROXIES = environment.required("TRUSTED_PROXIES") and environment.integer(
    "TRUSTED_PROXIES", 0
)

if environment.optional("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = environment.required("EMAIL_HOST")
    EMAIL_PORT = environment.integer("EMAIL_PORT", 587)
    EMAIL_HOST_USER = environment.optional("EMAIL_HOST_USER")
    EMAIL_HOST_PASSWORD = environment.optional("EMAIL_HOST_PASSWORD")
    EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS", default=True)

if environment.optional("CDN_PURGE_URL"):
    WAGTAILFRONTENDCACHE["http"] = {
        "BACKEND": "core.cache.cdn_backends.HTTPCache",
        "LOCATION": environment.required("CDN_PURGE_URL"),
    }
if environment.optional("CLOUDFLARE_ZONE"):
    WAGTAILFRONTENDCACHE["cloudflare"] = {
        "BACKEND": "core.cache.cdn_backends.Cloudflare",
        "ZONEID": environment.required("CLOUDFLARE_ZONE"),
        "BEARER_TOKEN": environment.required("CLOUDFLARE_TOKEN"),
    }
