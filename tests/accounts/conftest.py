"""A clock that tests can move, and short ways through the doors."""

import time

import pytest
from django.contrib.auth.models import Group
from django.urls import get_resolver

from accounts import factors
from accounts.models import Authenticator, SignInRules

PASSWORD = "a-long-password"
# What a person opens before the second factor.

OPEN = {
    "/admin/second-factor/",
    "/admin/second-factor/passkey/",
    "/admin/second-factor/leave/",
    "/admin/sprite/",
    "/admin/jsi18n/",
}


class Clock:
    def __init__(self):
        self.ahead = 0.0
        self.real = time.time

    def __call__(self) -> float:
        return self.real() + self.ahead

    def move(self, seconds: float) -> None:
        self.ahead += seconds


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """Of counters, sessions and codes; Django's own expiry goes by the real one."""
    clock = Clock()
    monkeypatch.setattr("time.time", clock)
    return clock


def sign_in(client, username="editor", password=PASSWORD, door="/admin/login/", **extra):
    return client.post(door, {"username": username, "password": password, "next": "/"}, **extra)


@pytest.fixture
def events(caplog):
    """The names of the security events so far: events()."""
    caplog.set_level("INFO", logger="masthead.security")

    def names(logger="masthead.security") -> list[str]:
        records = [each for each in caplog.records if each.name == logger]
        return [each.getMessage().partition(" ")[0] for each in records]

    return names


def current_code(user) -> str:
    """What the person's app shows now."""
    secret = Authenticator.objects.get(user=user).secret
    return factors.totp(secret).generate(int(time.time())).decode()


def with_app(user):
    """The person, with an authenticator app."""
    Authenticator.objects.create(user=user, secret=factors.make_secret())
    return user


def demand_of(*groups: str) -> None:
    rules = SignInRules.load()
    rules.save()
    rules.groups.set(Group.objects.filter(name__in=groups))


def admin_addresses() -> list[str]:
    """The address of every view of the admin, with sample values for its parameters."""
    found = []
    for pattern, _prefix in walk(get_resolver().url_patterns, ""):
        if pattern.startswith("admin/"):
            found.append("/" + pattern)
    return sorted(set(found))


def walk(patterns, prefix):
    for each in patterns:
        route = prefix + plain(str(each.pattern))
        if hasattr(each, "url_patterns"):
            yield from walk(each.url_patterns, route)
        else:
            yield route, each


def plain(route: str) -> str:
    for kind, value in (("int", "1"), ("slug", "x"), ("str", "x"), ("path", "x"), ("uuid", "x")):
        while f"<{kind}:" in route:
            before, _, rest = route.partition(f"<{kind}:")
            route = before + value + rest.partition(">")[2]
    while "<" in route and ">" in route:
        before, _, rest = route.partition("<")
        route = before + "1" + rest.partition(">")[2]
    return route.replace("^", "").replace("$", "")


@pytest.fixture
def half(client, editor):
    """A client that has given the password of a person with an app."""
    with_app(editor)
    sign_in(client)
    return client
