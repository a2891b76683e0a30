"""Redirects and filters reveal no name that the visitor may not see."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission

from tests.conftest import person
from tests.factories import ArticlePageFactory, AuthorFactory, CommentFactory, TopicFactory

pytestmark = pytest.mark.django_db

COMMENTS, ARTICLES = "/admin/newsroom/comments/", "/admin/newsroom/articles/"


@pytest.fixture
def limited(health):
    """Publishes and moderates in the section Health alone, and may not list authors or topics."""
    group = Group.objects.create(name="Health desk")
    group.permissions.add(
        Permission.objects.get(codename="access_admin"),
        Permission.objects.get(codename="change_comment", content_type__app_label="news"),
    )
    for name in ("publish_page", "change_page"):
        permission = Permission.objects.get(codename=name, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=health, permission=permission)
    return person("limited", "Health desk")


@pytest.mark.parametrize("address", ["/topics/sleep/", "/topics/sleep/feed/"])
def test_a_merged_topic_leads_to_no_topic_without_a_public_article(client, article, topic, address):
    target = TopicFactory(name="Secret inquiry")
    topic.merge_into(target)
    assert client.get(address).status_code == 301
    article.unpublish()
    response = client.get(address)
    assert response.status_code == 404 and "secret-inquiry" not in response.content.decode()


def test_the_filters_of_comments_name_no_article_of_another_section(client, limited, news, article):
    other = ArticlePageFactory(parent=news, title="A secret merger", live=False, publish=False)
    CommentFactory(article=other)
    CommentFactory(article=article)
    client.force_login(limited)
    page = client.get(COMMENTS, {"article": other.pk, "status": "all"}).content.decode()
    assert "A secret merger" not in page
    page = client.get(COMMENTS, {"article": article.pk, "status": "all"}).content.decode()
    assert article.title in page


def test_the_filters_of_articles_name_no_author_or_topic_of_another_section(
    client, limited, news, article
):
    ArticlePageFactory(parent=news, live=False, publish=False,
                       authors=[AuthorFactory(name="Undercover")],
                       topics=[TopicFactory(name="A secret merger")])  # fmt: skip
    client.force_login(limited)
    page = client.get(ARTICLES).content.decode()
    assert "Ines Okafor" in page and "Sleep" in page
    for name in ("Undercover", "A secret merger"):
        assert name not in page, name


def test_the_filters_list_all_names_for_users_who_may_list_them(client, writer, article):
    AuthorFactory(name="Nobody Yet")
    client.force_login(writer)
    assert "Nobody Yet" in client.get(ARTICLES).content.decode()
