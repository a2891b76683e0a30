"""The note of an editor who requests changes reaches the writer, with the right name."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.models import Workflow

from tests.factories import ArticlePageFactory

NOTE = "Who counted the <nights>?"


@pytest.fixture
def draft(health, writer, editor, home):
    editor.first_name, editor.last_name = "Nadia", "Kellerman"
    editor.save()
    writer.first_name, writer.last_name = "Ruth", "Abara"
    writer.save()
    page = ArticlePageFactory(
        parent=health, title="The sleep diary", slug="diary", live=False, owner=writer
    )
    page.save_revision(user=writer)
    workflow = Workflow.objects.first()
    workflow.start(page, writer)
    return page


def ask_for_changes(page, editor, note=NOTE):
    state = page.current_workflow_state.current_task_state.specific
    state.task.on_action(state, editor, "reject", comment=note)


def opened(client, writer, page) -> str:
    client.force_login(writer)
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


def test_the_note_is_at_the_head_and_in_the_panel(client, draft, writer, editor):
    ask_for_changes(draft, editor)
    html = opened(client, writer, draft)
    assert "Nadia Kellerman asked for changes on" in html
    assert html.count("Who counted the &lt;nights&gt;?") == 3
    assert "<nights>" not in html


def test_the_dialog_names_the_person_who_requested_and_not_the_author(
    client, draft, writer, editor
):
    ask_for_changes(draft, editor)
    html = " ".join(opened(client, writer, draft).split())
    headings = re.findall(r"Changes requested [^<]* by (\w+ \w+)", html)
    assert set(headings) == {"Nadia Kellerman"}, re.findall(r".{90}by Ruth Abara.{9}", html)


def test_a_request_for_changes_without_a_note_names_the_editor(client, draft, writer, editor):
    ask_for_changes(draft, editor, "")
    assert "Nadia Kellerman asked for changes on" in opened(client, writer, draft)


def test_no_request_for_changes_shows_during_review_or_after_resubmission(
    client, draft, writer, editor
):
    assert "asked for changes" not in opened(client, writer, draft)
    ask_for_changes(draft, editor)
    draft.refresh_from_db()
    draft.current_workflow_state.resume(user=writer)
    assert "asked for changes" not in opened(client, writer, draft)


def test_the_mail_has_the_note_and_the_name(
    draft, writer, editor, django_capture_on_commit_callbacks
):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        ask_for_changes(draft, editor)
    letters = [letter for letter in mail.outbox if letter.to == [writer.email]]
    assert letters and NOTE in letters[0].body and "Nadia Kellerman" in letters[0].body
