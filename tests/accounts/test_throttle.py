"""How often something may be tried."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from accounts import throttle
from accounts.addresses import client_address, network
from accounts.models import Counter
from accounts.throttle import Limit, TooManyAttempts

pytestmark = pytest.mark.django_db

LIMIT = Limit("test", 3, 60)


def take(value="somebody", limit=LIMIT) -> int:
    return throttle.take(limit, throttle.digest(limit, value))


def test_a_burst_is_taken_and_the_next_attempt_has_to_wait(clock):
    assert [take() for _ in range(3)] == [0, 0, 0]
    assert 59 <= take() <= 60


def test_after_the_burst_one_attempt_is_taken_each_interval(clock):
    for _ in range(3):
        take()
    for _ in range(4):
        assert take() > 0
        clock.move(61)
        assert take() == 0


def test_a_refused_attempt_costs_nothing(clock):
    for _ in range(50):
        take()
    clock.move(61)
    assert take() == 0


def test_the_burst_comes_back_after_a_pause(clock):
    for _ in range(3):
        take()
    clock.move(181)
    assert [take() for _ in range(3)] == [0, 0, 0]


def test_others_are_not_counted_together(clock):
    for _ in range(3):
        take("one")
    assert take("one") and not take("another")


def test_a_success_is_taken_back_or_forgets_everything(rf, clock):
    reset = Limit("test.reset", 3, 60, is_reset=True)
    for _ in range(10):
        throttle.attempt(rf.get("/"), [(LIMIT, "a"), (reset, "a")]).succeeded()
    for limit in (LIMIT, reset):
        take("b", limit), take("b", limit)
        throttle.attempt(rf.get("/"), [(limit, "b")]).succeeded()
    assert [take("b", LIMIT), bool(take("b", LIMIT))] == [0, True]
    assert [take("b", reset) for _ in range(3)] == [0, 0, 0]


def test_an_attempt_that_one_limit_refuses_is_not_counted_by_the_others(rf, clock):
    wide = Limit("test.wide", 10, 60)
    for _ in range(3):
        take("x")
    for _ in range(20):
        with pytest.raises(TooManyAttempts):
            throttle.attempt(rf.get("/"), [(wide, "x"), (LIMIT, "x")])
    assert [take("x", wide) for _ in range(9)] == [0] * 9


def test_counters_that_mean_nothing_any_more_are_deleted(clock):
    for number in range(20):
        take(str(number))
    assert Counter.objects.count() == 20
    clock.move(61)
    take("new")
    assert Counter.objects.count() == 1


def test_no_address_and_no_name_is_stored(client, editor):
    client.post("/admin/login/", {"username": "editor", "password": "no"}, REMOTE_ADDR="192.0.2.7")
    stored = " ".join(Counter.objects.values_list("key", flat=True))
    assert stored and "192" not in stored and "editor" not in stored


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_attempts_at_the_same_moment_no_more_than_the_burst_are_taken():
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads would share one connection")

    def in_thread(_number):
        try:
            return take("all at once")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(in_thread, range(16)))
    assert waits.count(0) == LIMIT.burst


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("nonsense", "nonsense", True),
    ],
)
def test_ipv6_addresses_are_counted_by_the_network_of_a_customer(one, other, is_same):
    assert (network(one) == network(other)) is is_same


def test_the_address_is_what_our_own_proxy_saw(rf, settings):
    settings.TRUSTED_PROXIES = 1
    request = rf.get("/", HTTP_X_FORWARDED_FOR="203.0.113.9, 192.0.2.1", REMOTE_ADDR="10.0.0.1")
    assert client_address(request) == "192.0.2.1"
