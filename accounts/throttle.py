"""Rate limits for attempts, with counters in the database.

Each limit is a bucket (GCRA, https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm): `burst`
attempts at once, then one every `interval` seconds. A counter is one row with one number: the time
until which the attempts so far are paid for. One conditional UPDATE reads and writes it, so that
concurrent requests cannot both take the last attempt, in any number of processes. Expired rows
have no effect and are deleted. Keys are digests: no address is stored.
"""

import math
import time
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.crypto import salted_hmac

from accounts import devices, log
from accounts.addresses import client_address, network
from accounts.models import Counter


@dataclass(frozen=True)
class Limit:
    """`is_reset`: whether a success clears all earlier attempts, or only its own."""

    name: str
    burst: int
    interval: int
    is_reset: bool = False

    @property
    def tolerance(self) -> int:
        """How far ahead attempts may be paid for, in seconds."""
        return self.interval * (self.burst - 1)


LOGIN_ACCOUNT = Limit("login.account", 5, 180, is_reset=True)
LOGIN_ADDRESS = Limit("login.address", 20, 60)
LOGIN_DEVICE = Limit("login.device", 10, 60, is_reset=True)
CODE_ACCOUNT = Limit("code.account", 5, 300, is_reset=True)
CODE_DEVICE = Limit("code.device", 10, 60, is_reset=True)
RESET_ACCOUNT = Limit("reset.account", 3, 1200)
RESET_ADDRESS = Limit("reset.address", 5, 600)
PAGE_PASSWORD = Limit("page.password", 50, 10)
PAGE_ADDRESS = Limit("page.address", 10, 60)
CONTACT_ADDRESS = Limit("contact.address", 5, 1200)
CONTACT_LETTER = Limit("contact.letter", 1, 86_400)


class TooManyAttempts(Exception):
    """The attempt is refused; `retry_after` is the number of seconds until the next is accepted."""

    def __init__(self, retry_after: int):
        super().__init__(f"Too many attempts; try again in {retry_after} seconds.")
        self.retry_after = retry_after


@dataclass
class Attempt:
    """The counters that one attempt has increased; a success reverts them."""

    counted: list[tuple[Limit, str]] = field(default_factory=list)

    def succeeded(self) -> None:
        for limit, key in self.counted:
            if limit.is_reset:
                Counter.objects.filter(key=key).delete()
            else:
                give_back(limit, key)


def login_limits(request, username: str) -> list[tuple[Limit, str]]:
    """The limits of a login. A device on which the account has signed in before has its own limit.

    So nobody can use the limits of account and address to lock the owner out.
    """
    return of_account(request, username, LOGIN_ACCOUNT, LOGIN_DEVICE, LOGIN_ADDRESS)


def code_limits(request, username: str) -> list[tuple[Limit, str]]:
    return of_account(request, username, CODE_ACCOUNT, CODE_DEVICE, LOGIN_ADDRESS)


def of_account(request, username, account: Limit, device: Limit, address: Limit):
    name = devices.normalised(username)
    known = devices.known_device(request, name) if request is not None else ""
    if known:
        return [(device, f"{known} {name}")]
    return [*of_address(request, address), (account, name)]


def of_address(request, limit: Limit) -> list[tuple[Limit, str]]:
    address = client_address(request) if request is not None else ""
    return [(limit, network(address))] if address else []


def attempt(request, limits: list[tuple[Limit, str]], account: str = "") -> Attempt:
    """Counts one attempt under every limit, or raises TooManyAttempts and counts none.

    `account`: the name that was typed, if any, for the log.
    """
    made = Attempt()
    for limit, value in limits:
        key = digest(limit, value)
        wait = take(limit, key)
        if wait:
            for earlier in made.counted:
                give_back(*earlier)
            user = log.name_if_known(account) if account else None
            details = {"limit": limit.name, "retry_after": wait}
            log.record("throttled", request, user, is_warning=True, **details)
            raise TooManyAttempts(wait)
        made.counted.append((limit, key))
    return made


def is_first(limit: Limit, value: str) -> bool:
    """Whether this value occurs for the first time within the limit's interval."""
    return not take(limit, digest(limit, value))


def clear(limit: Limit, value: str) -> None:
    Counter.objects.filter(key=digest(limit, value)).delete()


def take(limit: Limit, key: str) -> int:
    """0 if the attempt was counted; otherwise the number of seconds to wait."""
    now = time.time()
    counters = Counter.objects.filter(key=key)
    affordable = counters.filter(paid_until__lte=now + limit.tolerance)
    paid = Greatest(F("paid_until"), Value(now)) + limit.interval
    if affordable.update(paid_until=paid):
        return 0
    row = counters.first()
    if row is None:
        prune(now)
        try:
            with transaction.atomic():
                Counter.objects.create(key=key, paid_until=now + limit.interval)
            return 0
        except IntegrityError:  # another request inserted it concurrently
            if affordable.update(paid_until=paid):
                return 0
            row = counters.first()
    paid_until = row.paid_until if row else now + limit.tolerance
    return max(1, math.ceil(paid_until - limit.tolerance - now))


def give_back(limit: Limit, key: str) -> None:
    Counter.objects.filter(key=key).update(paid_until=F("paid_until") - limit.interval)


def prune(now: float) -> None:
    """Deletes expired counters; called for every new counter, so that the table stays small."""
    Counter.objects.filter(paid_until__lt=now).delete()


def digest(limit: Limit, value: str) -> str:
    return salted_hmac(f"accounts.{limit.name}", value, algorithm="sha256").hexdigest()
