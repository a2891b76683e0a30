"""What the admin itself would let too many people see or do."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from news.models import ArticlePage
from search.models import SynonymSet
from tests.factories import ArticlePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(db):
    return get_user_model().objects.create_superuser("boss", "b@newsroom.example", "a-password")


def account(user, **more) -> dict:
    return {"username": user.username, "email": user.email, "first_name": "A", "last_name": "B",
            "is_active": "on", **more}  # fmt: skip


def test_an_administrator_does_not_set_the_password_of_a_superuser(client, administrator, boss):
    client.force_login(administrator)
    url = reverse("wagtailusers_users:edit", args=[boss.pk])
    new = {"password1": "another-password-9", "password2": "another-password-9"}
    client.post(url, account(boss, **new))
    boss.refresh_from_db()
    assert boss.check_password("a-password")
    assert boss.email not in client.get(url).content.decode()


def test_an_administrator_makes_no_superusers(client, administrator, writer):
    client.force_login(administrator)
    url = reverse("wagtailusers_users:edit", args=[writer.pk])
    client.post(url, account(writer, is_superuser="on"))
    new = {"password1": "another-password-9", "password2": "another-password-9"}
    client.post(reverse("wagtailusers_users:add"),
                account(writer, username="fresh", is_superuser="on", **new))  # fmt: skip
    assert not get_user_model().objects.filter(is_superuser=True).exists()


def test_an_administrator_edits_everybody_else(client, administrator, writer):
    client.force_login(administrator)
    client.post(reverse("wagtailusers_users:edit", args=[writer.pk]), account(writer))
    writer.refresh_from_db()
    assert writer.first_name == "A"


def test_a_superuser_edits_superusers_and_makes_them(client, boss, writer):
    client.force_login(boss)
    url = reverse("wagtailusers_users:edit", args=[writer.pk])
    client.post(url, account(writer, is_superuser="on"))
    writer.refresh_from_db()
    assert writer.is_superuser


@pytest.mark.parametrize("action", ["delete", "set_active_state", "assign_role"])
def test_no_bulk_action_of_an_administrator_touches_a_superuser(
    client, administrator, boss, action
):
    client.force_login(administrator)
    url = reverse("wagtail_bulk_action", args=["auth", "user", action])
    client.post(f"{url}?id={boss.pk}", {"mark_as_active": "False", "role": ""})
    boss.refresh_from_db()
    assert boss.is_active


def test_the_question_before_a_move_is_for_those_who_may_move(
    client, writer, editor, article, news
):
    url = reverse("wagtailadmin_pages:move_confirm", args=[article.pk, news.pk])
    for user, may in ((writer, False), (editor, True)):
        client.force_login(user)
        assert (article.title in client.get(url, follow=True).content.decode()) is may
    client.post(url)
    assert ArticlePage.objects.get(pk=article.pk).get_parent().pk == news.pk


def test_the_history_of_an_article_is_for_those_who_may_edit_it(client, writer, editor, health):
    draft = ArticlePageFactory(parent=health, title="A secret merger", live=False, publish=False)
    url = reverse("newsroom_articles_modeladmin_history", args=[draft.pk])
    for user, may in ((writer, False), (editor, True)):
        client.force_login(user)
        assert (client.get(url).status_code == 200) is may


def test_synonyms_and_searches_are_for_those_who_may_change_them(client, writer, editor):
    synonyms = SynonymSet.objects.create(words="nap, doze")
    urls = [
        reverse("newsroom_synonyms_modeladmin_history", args=[synonyms.pk]),
        reverse("wagtailsearchpromotions:chooser"),
        reverse("wagtailsearchpromotions:chooserresults"),
    ]
    for user, may in ((writer, False), (editor, True)):
        client.force_login(user)
        for url in urls:
            assert (client.get(url).status_code == 200) is may, url


def test_the_address_that_fails_on_purpose_is_gone(client, administrator):
    client.force_login(administrator)
    assert client.get("/admin/failwhale/").status_code == 404
