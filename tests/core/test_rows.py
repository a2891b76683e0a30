"""Rows from plain values are those that a save writes."""

import uuid

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import PageLogEntry

from core import rows
from core.rows import insert
from search.models import Suggestion

pytestmark = pytest.mark.django_db

SUGGESTION = ("kind", "target", "text", "label")


def test_values_are_stored_as_a_save_stores_them(health):
    values = {
        "page_id": health.pk,
        "content_type_id": ContentType.objects.get_for_model(health).pk,
        "action": "wagtail.create",
        "label": "100 % “Health”",
        "data": {"reason": [1, None]},
        "timestamp": timezone.now(),
        "uuid": uuid.uuid4(),
        "user_id": None,
        "revision_id": None,
        "content_changed": True,
        "deleted": False,
    }
    saved = PageLogEntry.objects.create(**values)
    insert(PageLogEntry, list(values), [list(values.values())])
    one, other = PageLogEntry.objects.filter(uuid=values["uuid"]).values().order_by("pk")
    assert one.pop("id") == saved.pk != other.pop("id")
    assert one == other


def test_more_rows_than_a_statement_takes(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(rows, "MOST_VALUES", 8)
    values = [("topic", str(number), "text", "Label") for number in range(5)]
    with django_assert_num_queries(3):
        insert(Suggestion, SUGGESTION, values)
    assert list(Suggestion.objects.order_by("target").values_list(*SUGGESTION)) == values


def test_no_rows_are_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert(Suggestion, SUGGESTION, [])
