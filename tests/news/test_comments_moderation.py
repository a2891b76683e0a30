"""Newsroom > Comments: permissions and actions of moderators."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, Site

from home.models import HomePage
from news.comments.moderation import ACTIONS
from news.models import Comment, CommentBan
from tests.conftest import person
from tests.factories import ArticlePageFactory, CommentFactory

pytestmark = pytest.mark.django_db

URL = "/admin/newsroom/comments/"
BANS = "/admin/newsroom/comments/bans/"


@pytest.fixture
def held(article):
    return CommentFactory(article=article, status="held", name="Ruth A.", text="It waits.")


@pytest.fixture
def health_editor(health):
    """Moderates comments, and publishes in the section Health alone."""
    group = Group.objects.create(name="Health desk")
    group.permissions.add(
        *Permission.objects.filter(
            codename__in=["access_admin", "change_comment", "delete_comment"],
            content_type__app_label__in=["news", "wagtailadmin"],
        )
    )
    GroupPagePermission.objects.create(
        group=group, page=health, permission=Permission.objects.get(codename="publish_page")
    )
    return person("health-editor", "Health desk")


def shown(client, query="") -> list[Comment]:
    return client.get(f"{URL}?{query}").context["comments"]


def test_editors_and_administrators_moderate_and_writers_do_not(
    client, writer, editor, administrator, held
):
    for user, may in ((writer, False), (editor, True), (administrator, True)):
        client.force_login(user)
        for url in (URL, BANS):
            assert (client.get(url).status_code == 200) is may, (user, url)
        client.post(URL, {"one": f"approve {held.pk}"})
        held.refresh_from_db()
        assert held.is_published is may
        Comment.objects.update(status="held")


def test_the_public_does_not_moderate(client, held):
    for url in (URL, BANS):
        assert client.get(url).status_code == 302
        assert client.post(url, {"one": f"approve {held.pk}"}).status_code == 302
    held.refresh_from_db()
    assert not held.is_published


def test_comments_of_another_section_cannot_be_moderated(client, health_editor, held, news):
    other = CommentFactory(article=ArticlePageFactory(parent=news), status="held")
    client.force_login(health_editor)
    assert shown(client) == [held]
    for action in ACTIONS:
        client.post(URL, {"one": f"{action} {other.pk}", "consent": "yes"})
        client.post(URL, {"action": action, "comment": [other.pk], "consent": "yes"})
    other.refresh_from_db()
    assert other.status == "held"
    assert not CommentBan.objects.exists()


def test_delete_is_not_offered_without_the_permission(client, health_editor, held):
    Group.objects.get(name="Health desk").permissions.remove(
        Permission.objects.get(codename="delete_comment", content_type__app_label="news")
    )
    client.force_login(health_editor)
    assert 'value="delete"' not in client.get(URL).content.decode()
    client.post(URL, {"one": f"delete {held.pk}", "consent": "yes"})
    assert Comment.objects.exists()


@pytest.mark.parametrize(
    ("action", "status"), [("approve", "approved"), ("reject", "rejected"), ("spam", "spam")]
)
def test_one_comment_is_moderated(client, editor, held, action, status):
    client.force_login(editor)
    response = client.post(URL, {"one": f"{action} {held.pk}"})
    held.refresh_from_db()
    assert response.status_code == 302
    assert (held.status, held.moderated_by) == (status, editor)
    assert held.moderated_at


def test_a_published_comment_is_visible_at_the_next_request(client, editor, article, held):
    assert held.text not in client.get(article.url).content.decode()
    client.force_login(editor)
    client.post(URL, {"one": f"approve {held.pk}"})
    assert held.text in client.get(article.url).content.decode()
    client.post(URL, {"one": f"reject {held.pk}"})
    assert held.text not in client.get(article.url).content.decode()


def test_many_are_moderated_at_once(client, editor, article):
    many = [CommentFactory(article=article, status="held") for _ in range(4)]
    client.force_login(editor)
    response = client.post(
        URL, {"action": "approve", "comment": [comment.pk for comment in many[:3]]}, follow=True
    )
    assert "3 comments: Publish." in response.content.decode()
    assert Comment.objects.approved().count() == 3


def test_a_ban_marks_the_comment_as_spam_and_stores_no_address(client, editor, held):
    client.force_login(editor)
    client.post(URL, {"one": f"ban {held.pk}"})
    held.refresh_from_db()
    assert held.status == "spam"
    by_email, by_network = CommentBan.objects.order_by("kind")
    assert (by_email.digest, by_email.until) == (held.email_digest, None)
    assert by_network.until > timezone.now() + timedelta(days=29)
    assert held.email not in str(CommentBan.objects.values_list())


def test_a_second_ban_renews_the_first(client, editor, held):
    client.force_login(editor)
    client.post(URL, {"one": f"ban {held.pk}"})
    CommentBan.objects.filter(kind="network").update(until=timezone.now())
    client.post(URL, {"one": f"ban {held.pk}"})
    assert CommentBan.objects.count() == 2
    assert CommentBan.objects.get(kind="network").until > timezone.now() + timedelta(days=29)


def test_a_ban_is_lifted(client, editor, held):
    client.force_login(editor)
    client.post(URL, {"one": f"ban {held.pk}"})
    assert "Ruth A." in client.get(BANS).content.decode()
    for ban in CommentBan.objects.all():
        client.post(BANS, {"ban": ban.pk})
    assert not CommentBan.objects.exists()


def test_deleting_asks_first(client, editor, article, held):
    CommentFactory(article=article, parent=held)
    client.force_login(editor)
    page = client.post(URL, {"one": f"delete {held.pk}"}).content.decode()
    assert "gone for good" in page and Comment.objects.count() == 2
    client.post(URL, {"action": "delete", "comment": [held.pk], "consent": "yes"})
    assert not Comment.objects.exists()


def test_the_list_is_filtered_and_searched(client, editor, article, news, held):
    other = CommentFactory(
        article=ArticlePageFactory(parent=news), name="Teodor", email="teo@mail.example"
    )
    client.force_login(editor)
    assert shown(client) == [held]
    assert shown(client, "status=approved") == [other]
    assert shown(client, "status=all") == [other, held]
    assert shown(client, "status=spam") == []
    assert shown(client, f"status=all&article={article.pk}") == [held]
    for words in ("waits", "ruth", "it+waits"):
        assert shown(client, f"status=all&q={words}") == [held]
    assert shown(client, "status=all&q=teo@mail") == [other]


@pytest.mark.parametrize(
    "query",
    ["status=x", "article=x", "article=" + "9" * 40, "q=%00", "q=" + "x+" * 500, "page=abc", "x=1"],
)
def test_odd_filters_do_no_harm(client, editor, held, query):
    client.force_login(editor)
    assert client.get(f"{URL}?{query}").status_code == 200


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"one": "approve"},
        {"one": "approve x"},
        {"one": "fly 1"},
        {"action": "approve"},
        {"action": "approve", "comment": ["x", "-1", "9" * 40]},
        {"action": "delete", "comment": []},
    ],
)
def test_odd_posts_do_no_harm(client, editor, held, posted):
    client.force_login(editor)
    assert client.post(URL, posted).status_code == 302
    held.refresh_from_db()
    assert held.status == "held"


def test_filters_survive_an_action(client, editor, article, held):
    client.force_login(editor)
    url = f"{URL}?status=all&article={article.pk}&page=2"
    response = client.post(url, {"one": f"approve {held.pk}"})
    assert response.url == f"{URL}?status=all&article={article.pk}"


def test_the_menu_shows_how_many_comments_wait(client, editor, writer, article, held):
    CommentFactory(article=article, status="held")
    home = reverse("wagtailadmin_home")
    client.force_login(editor)
    assert "Comments (2)" in client.get(home).content.decode()
    Comment.objects.update(status="approved")
    page = client.get(home).content.decode()
    assert "Comments (" not in page and URL in page
    client.force_login(writer)
    assert URL not in client.get(home).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_list(client, editor, article):
    client.force_login(editor)
    counts = []
    for size in (3, 30):
        while Comment.objects.count() < size:
            CommentFactory(
                article=article, status="held", parent=Comment.objects.first(), moderated_by=editor
            )
        client.get(URL)
        with CaptureQueriesContext(connection) as captured:
            client.get(URL)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_moderator_of_one_section_cannot_ban(client, health_editor, held):
    client.force_login(health_editor)
    assert 'value="ban' not in client.get(URL).content.decode()
    for data in ({"one": f"ban {held.pk}"}, {"action": "ban", "comment": [held.pk]}):
        client.post(URL, data)
    held.refresh_from_db()
    assert held.status == "held" and not CommentBan.objects.exists()


def test_a_moderator_of_one_section_cannot_see_or_lift_bans(client, editor, health_editor, held):
    client.force_login(editor)
    client.post(URL, {"one": f"ban {held.pk}"})
    client.force_login(health_editor)
    assert BANS not in client.get(URL).content.decode()
    for ban in CommentBan.objects.all():
        assert "Ruth A." not in client.get(BANS, follow=True).content.decode()
        client.post(BANS, {"ban": ban.pk})
    assert CommentBan.objects.count() == 2


def test_a_moderator_of_one_site_among_several_cannot_ban(client, editor, held):
    elsewhere = Page.objects.get(depth=1).add_child(instance=HomePage(title="Other", slug="other"))
    Site.objects.create(hostname="other.example", root_page=elsewhere)
    group = Group.objects.get(name="Editor")
    root = HomePage.objects.get(slug="home")
    GroupPagePermission.objects.filter(group=group).update(page=root)
    client.force_login(editor)
    client.post(URL, {"one": f"ban {held.pk}"})
    assert not CommentBan.objects.exists()
