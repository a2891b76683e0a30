"""What the form of a page costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Workflow

from tests.factories import ArticlePageFactory

pytestmark = pytest.mark.django_db


def form_of(page, client):
    return client.get(f"/admin/pages/{page.pk}/edit/")


def test_the_form_reads_the_workflow_of_the_page_few_times(health, admin_client):
    article = ArticlePageFactory(parent=health)
    form_of(article, admin_client)
    with CaptureQueriesContext(connection) as queries:
        form_of(article, admin_client)
    states = [query for query in queries if 'FROM "wagtailcore_workflowstate"' in query["sql"]]
    assert len(states) <= 8


def test_the_form_has_the_step_of_the_workflow(health, admin_client, admin_user):
    article = ArticlePageFactory(parent=health)
    article.save_revision(user=admin_user)
    workflow = Workflow.objects.get(name="Editorial review")
    workflow.start(article, admin_user)
    page = form_of(article, admin_client).context["page"]
    assert page.current_workflow_task == workflow.tasks[0].specific
    assert page.workflow_in_progress
