"""What is answered where nothing else could be."""

import pytest
from django.db import OperationalError, connection


@pytest.mark.parametrize("error", [OperationalError, RuntimeError])
def test_readers_get_503_while_the_database_fails(client, home, monkeypatch, error):
    client.raise_request_exception = False
    monkeypatch.setattr("news.pages.views.render", lambda *args: failing(error))
    response = client.get("/topics/")
    is_database = error is OperationalError
    assert response.status_code == (503 if is_database else 500)
    assert response.headers.get("Retry-After") == ("30" if is_database else None)
    assert b"<link" not in response.content and b"<script" not in response.content


def failing(error):
    raise error


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone has such limits")
def test_a_statement_that_takes_too_long_is_cancelled_with_an_error(client, home, monkeypatch):
    def slow(*args):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 50; SELECT pg_sleep(5)")

    client.raise_request_exception = False
    monkeypatch.setattr("news.pages.views.render", slow)
    assert client.get("/topics/").status_code == 503
