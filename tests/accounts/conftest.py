"""A clock that tests can move, and short ways through the doors."""

import time

import pytest
from django.contrib.auth.models import Group

from accounts import factors
from accounts.models import Authenticator, SignInRules

PASSWORD = "a-long-password"


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
