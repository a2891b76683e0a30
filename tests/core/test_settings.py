"""Production refuses to start without what it needs, and names it."""

import os
import subprocess
import sys

import pytest

NEEDED = {
    "SECRET_KEY": "a-long-secret",
    "ALLOWED_HOSTS": "news.example",
    "SITE_URL": "https://news.example",
    "DATABASE_URL": "sqlite:///:memory:",
    "TRUSTED_PROXIES": "1",
}


def start(environment: dict) -> subprocess.CompletedProcess:
    clean = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    clean["PYTHONPATH"] = os.pathsep.join([".", "site"])
    return subprocess.run(
        [sys.executable, "-c", "import config.settings.production as s; print(s.DEBUG)"],
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
