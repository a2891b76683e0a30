"""Permissions: by role, by address, by object."""

import pytest
from django.urls import reverse
from wagtail.models import Task, Workflow

from news.models import ArticlePage
from tests.factories import ArticlePageFactory, AuthorFactory, StandardPageFactory, TopicFactory

pytestmark = pytest.mark.django_db


def test_the_groups_and_the_review_are_there_after_migrating():
    workflow = Workflow.objects.get(active=True)
    task = Task.objects.get(active=True).specific
    assert workflow.name == "Editorial review"
    assert {group.name for group in task.groups.all()} == {"Editor", "Administrator"}


def test_the_review_covers_articles(article):
    assert article.get_workflow().name == "Editorial review"


def test_a_writer_adds_articles_but_does_not_publish(writer, health, article):
    rights = health.permissions_for_user(writer)
    assert rights.can_add_subpage()
    assert not rights.can_publish_subpage()
    own = ArticlePageFactory(parent=health, owner=writer, publish=False)
    assert own.permissions_for_user(writer).can_edit()
    assert not own.permissions_for_user(writer).can_publish()
    assert own.permissions_for_user(writer).can_submit_for_moderation()


def test_a_writer_does_not_edit_what_others_wrote(writer, article):
    assert not article.permissions_for_user(writer).can_edit()


def test_an_editor_edits_and_publishes_everything(editor, health, article):
    rights = article.permissions_for_user(editor)
    assert rights.can_edit() and rights.can_publish() and rights.can_unpublish()
    assert health.permissions_for_user(editor).can_publish_subpage()


@pytest.mark.parametrize(
    ("name", "writer_may", "editor_may", "administrator_may"),
    [
        ("wagtailusers_users:index", False, False, True),
        ("wagtailusers_groups:index", False, False, True),
        ("wagtailsites:index", False, False, True),
        ("wagtailadmin_workflows:index", False, False, True),
        ("wagtailredirects:index", False, True, True),
        ("newsroom_articles_modeladmin_index", True, True, True),
        ("newsroom_authors_modeladmin_index", True, True, True),
        ("newsroom_topics_modeladmin_index", True, True, True),
        ("wagtailimages:index", True, True, True),
        ("wagtaildocs:index", True, True, True),
    ],
)
def test_admin_pages_open_to_those_who_may(
    client, writer, editor, administrator, name, writer_may, editor_may, administrator_may
):
    people = [(writer, writer_may), (editor, editor_may), (administrator, administrator_may)]
    for user, may in people:
        client.force_login(user)
        status = client.get(reverse(name)).status_code
        assert (status == 200) is may, f"{user} at {name}: {status}"


def test_only_an_administrator_changes_the_publication(client, writer, editor, administrator):
    url = reverse("wagtailsettings:edit", args=["core", "publication"])
    answers = []
    for user in (writer, editor, administrator):
        client.force_login(user)
        answers.append(client.get(url, follow=True).redirect_chain[-1:] or "ok")
    assert answers[2] != answers[0] == answers[1]


def test_a_writer_does_not_merge_or_change_topics(client, writer):
    topic = TopicFactory()
    client.force_login(writer)
    merge = client.get(reverse("newsroom_merge_topic", args=[topic.pk]))
    edit = client.get(reverse("newsroom_topics_modeladmin_edit", args=[topic.pk]))
    assert merge.status_code in {302, 403}
    assert edit.status_code in {302, 403}


def test_a_writer_does_not_open_the_editor_of_another_writers_article(client, writer, article):
    client.force_login(writer)
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert answer.status_code in {302, 403}


def test_somebody_without_a_role_sees_no_article_in_the_newsroom(client, db, article):
    from tests.conftest import person

    client.force_login(person("nobody", None))
    assert client.get(reverse("newsroom_articles_modeladmin_index")).status_code in {302, 403}


def test_the_public_does_not_enter_the_admin(client, article):
    for name in ("wagtailadmin_home", "newsroom_articles_modeladmin_index"):
        assert client.get(reverse(name)).status_code == 302


def test_page_types_hang_where_they_belong(home, health, article):
    page = StandardPageFactory(parent=home)
    assert not ArticlePage.can_create_at(home)
    assert not ArticlePage.can_create_at(article)
    assert not ArticlePage.can_create_at(page)
    assert ArticlePage.can_create_at(health)


def test_the_article_list_searches_filters_sorts_and_exports(client, editor, health, news, article):
    other = ArticlePageFactory(
        parent=news, title="Reservoirs fill", authors=[AuthorFactory(name="Tomas Rehl")]
    )
    url = reverse("newsroom_articles_modeladmin_index")
    client.force_login(editor)

    def shown(query):
        html = client.get(f"{url}?{query}").content.decode()
        return {page.title for page in (article, other) if page.title in html}

    assert shown("") == {article.title, other.title}
    assert shown("q=reservoirs") == {other.title}
    assert shown("q=Rehl") == {other.title}
    assert shown(f"section={health.pk}") == {article.title}
    assert shown("status=draft") == set()
    assert shown("status=live&kind=news") == {article.title, other.title}
    assert shown("section=x%00&status=odd") == {article.title, other.title}
    export = client.get(f"{url}?export=csv")
    table = b"".join(export.streaming_content).decode()
    assert "Tomas Rehl" in table and "Reservoirs fill" in table


def test_merging_topics_in_the_admin_moves_articles_and_redirects(client, editor, article, topic):
    target = TopicFactory(name="Rest")
    client.force_login(editor)
    url = reverse("newsroom_merge_topic", args=[topic.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"target": target.pk})
    assert [t.name for t in ArticlePage.objects.get(pk=article.pk).topics.all()] == ["Rest"]
    response = client.get("/topics/sleep/")
    assert (response.status_code, response.url) == (301, "/topics/rest/")


def test_a_topic_is_not_merged_into_itself(client, editor, topic):
    client.force_login(editor)
    response = client.post(reverse("newsroom_merge_topic", args=[topic.pk]), {"target": topic.pk})
    assert "another topic" in response.content.decode()


def test_a_draft_with_a_merged_topic_is_published_under_the_target(article, topic):
    target = TopicFactory(name="Rest")
    draft = article.save_revision()
    topic.merge_into(target)
    draft.publish()
    assert [t.name for t in ArticlePage.objects.get(pk=article.pk).topics.all()] == ["Rest"]


@pytest.mark.parametrize("chooser", ["author_chooser", "topic_chooser"])
def test_choosers_search_and_create_in_place(client, writer, author, topic, chooser):
    client.force_login(writer)
    name = {"author_chooser": "Ines", "topic_chooser": "Sleep"}[chooser]
    found = client.get(reverse(f"{chooser}:choose_results"), {"q": name}).content.decode()
    assert name in found
    nothing = client.get(reverse(f"{chooser}:choose_results"), {"q": "zzz"}).content.decode()
    assert name not in nothing
    prefix = (
        "author-chooser-create-form" if chooser == "author_chooser" else "topic-chooser-create-form"
    )
    creation = client.post(
        reverse(f"{chooser}:create"), {f"{prefix}-name": "New one", "name": "New one"}
    )
    assert creation.status_code == 200
