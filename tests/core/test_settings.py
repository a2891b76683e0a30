"""Production refuses to start without what it needs, and names it."""

import ast
import os
import subprocess
import sys

import pytest
from django.db import connection

NEEDED = {
    "SECRET_KEY": "a-long-secret",
    "ALLOWED_HOSTS": "news.example",
    "SITE_URL": "https://news.example",
    "DATABASE_URL": "sqlite:///:memory:",
    "TRUSTED_PROXIES": "1",
}


def start(environment: dict, said: str = "s.DEBUG") -> subprocess.CompletedProcess:
    """Production with these variables; prints the expression `said` of its settings."""
    clean = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    clean["PYTHONPATH"] = os.pathsep.join([".", "site"])
    return subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", f"import config.settings.production as s; print({said})"],
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_what_it_needs_and_without_debug():
    assert start(NEEDED).stdout.strip() == "False"


@pytest.mark.parametrize("missing", sorted(NEEDED))
def test_production_names_the_missing_variable(missing):
    result = start({key: value for key, value in NEEDED.items() if key != missing})
    assert result.returncode != 0
    assert f"Set the environment variable {missing}." in result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("SITE_URL", "news.example"), ("EMAIL_PORT", "many"), ("SITE_URL", "ftp://x")],
)
def test_production_names_the_variable_with_a_bad_value(name, value):
    result = start(NEEDED | {"EMAIL_HOST": "mail.example", name: value})
    assert result.returncode != 0
    assert name in result.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("more", "is_on"),
    [
        ({}, "True"),
        ({"PAGE_CACHE": "false"}, "False"),
    ],
)
def test_the_page_cache_is_on_unless_it_is_switched_off(more, is_on):
    assert start(NEEDED | more, "s.PAGE_CACHE").stdout.strip() == is_on


def test_a_cdn_is_named_by_its_address_or_its_zone():
    said = "s.WAGTAILFRONTENDCACHE"
    assert start(NEEDED, said).stdout.strip() == "{}"
    http = start(NEEDED | {"CDN_PURGE_URL": "http://varnish.example"}, said).stdout
    assert ast.literal_eval(http)["http"]["LOCATION"] == "http://varnish.example"
    zone = {"CLOUDFLARE_ZONE": "z1"}
    assert "CLOUDFLARE_TOKEN" in start(NEEDED | zone, said).stderr
    cloudflare = start(NEEDED | zone | {"CLOUDFLARE_TOKEN": "t"}, said).stdout
    assert ast.literal_eval(cloudflare)["cloudflare"]["BEARER_TOKEN"] == "t"


POSTGRES = NEEDED | {"DATABASE_URL": "postgres://reader@db.example/masthead"}


def test_commands_have_a_connection_of_their_own_and_all_their_time():
    said = start(POSTGRES, "s.DATABASES['default']['OPTIONS']").stdout.strip()
    assert said == "{'options': '-c jit=off'}"


def test_requests_share_connections_and_wait_for_no_statement_for_ever():
    limits = {"DATABASE_CONNECTIONS": "3", "DATABASE_SECONDS": "8"}
    options = ast.literal_eval(start(POSTGRES | limits, "s.DATABASES['default']['OPTIONS']").stdout)
    assert options["options"] == "-c jit=off -c statement_timeout=8s -c lock_timeout=4000ms"
    assert options["pool"]["max_size"] == 3 and options["pool"]["timeout"] == 8
    assert start(POSTGRES | limits, "s.DATABASES['default']['CONN_MAX_AGE']").stdout.strip() == "0"


COOKIES = "s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.DEVICE_COOKIE_NAME, s.SESSION_COOKIE_SECURE"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://news.example", "__Host-sessionid __Host-csrftoken __Host-device True"),
        ("http://news.example", None),
    ],
)
def test_over_https_cookies_are_bound_to_the_host(url, said):
    result = start(NEEDED | {"SITE_URL": url}, COOKIES)
    # Over http Django's own names are left as they are: the settings do not name them.
    assert (result.stdout.strip() == said) if said else "SESSION_COOKIE_NAME" in result.stderr


def test_how_long_a_session_lasts_is_up_to_the_environment():
    more = {"SESSION_IDLE_HOURS": "2", "SESSION_DAYS": "1"}
    said = start(NEEDED | more, "s.SESSION_COOKIE_AGE, s.SESSION_ABSOLUTE_AGE").stdout
    assert said.split() == ["7200", "86400"]


SERVED = """
import config.wsgi
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
    print(cursor.fetchone(), connection.pool.max_size)
connection.close_pool()
"""


@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
def test_the_served_site_pools_its_connections(db, tmp_path):
    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    result = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", SERVED],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.demo",
             "PYTHONPATH": os.pathsep.join([".", "site"]), "VAR_DIR": str(tmp_path),
             "DATABASE_URL": url},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.stdout.strip() == "('10s', '5s') 4", result.stderr
