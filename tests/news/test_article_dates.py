"""The dates in the form of an article, and the messages of the admin about them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from news.models import ArticlePage
from tests.factories import ArticlePageFactory

YEAR = timezone.now().year + 1
CHRISTMAS = datetime(YEAR, 12, 25, 10, tzinfo=UTC)
LISTS = ("article_authors", "article_topics", "related_articles", "comments")


@pytest.fixture
def draft(news):
    return ArticlePageFactory(
        parent=news, title="Ice", slug="ice", publish=False, published_at=None
    )


@pytest.fixture
def live(news):
    return ArticlePageFactory(parent=news, title="Ice", slug="ice")


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def fields(**changes) -> dict:
    """What the form of the article posts."""
    streams = {name: streamfield([]) for name in ("body", "takeaways", "sources", "corrections")}
    lists = {name: inline_formset([]) for name in LISTS}
    typed = {"title": "Ice", "slug": "ice", "standfirst": "It comes.", "kind": "news",
             "discussion": "site", "go_live_at": "", "expire_at": "", "published_at": "",
             "updated_at": ""}  # fmt: skip
    return nested_form_data({**typed, **streams, **lists, **changes})


def send(desk, article, action="", **changes):
    action = {action: action} if action else {}
    return desk.post(f"/admin/pages/{article.pk}/edit/", {**fields(**changes), **action})


def message(response) -> str:
    return " ".join(str(each) for each in get_messages(response.wsgi_request))


def errors(response) -> dict:
    return response.context["form"].errors if response.status_code == 200 else {}


def newest(article) -> ArticlePage:
    return ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()


def scheduled_for(article):
    revision = ArticlePage.objects.get(pk=article.pk).scheduled_revision
    return revision and revision.approved_go_live_at


@pytest.mark.parametrize("name", ["go_live_at", "expire_at", "published_at", "updated_at"])
@pytest.mark.parametrize("typed", ["25/12/{} 10:00", "25 December {}, 10am", "{}-12-25T10:00"])
def test_another_notation_is_read_in_every_date_field(desk, draft, name, typed):
    response = send(desk, draft, **{name: typed.format(YEAR)})
    assert errors(response) == {}
    assert getattr(newest(draft), name) == CHRISTMAS


@pytest.mark.parametrize("name", ["go_live_at", "expire_at", "published_at", "updated_at"])
def test_an_unreadable_date_is_refused_and_shown_as_typed(desk, draft, name):
    response = send(desk, draft, **{name: "some day soon"})
    assert "Write it like 25/12/2026 10:00" in str(errors(response)[name])
    assert 'value="some day soon"' in response.content.decode()
    assert getattr(newest(draft), name) is None


def test_every_date_field_names_the_time_zone(desk, draft):
    page = desk.get(f"/admin/pages/{draft.pk}/edit/").content.decode()
    zone = "Time zone: Europe/London (GMT in January, BST in July)"
    assert page.count(zone) == 4


def test_a_date_that_is_stored_is_shown_in_words_too(desk, draft):
    send(desk, draft, published_at=f"25/12/{YEAR} 10:00")
    page = desk.get(f"/admin/pages/{draft.pk}/edit/").content.decode()
    assert f"25 December {YEAR}, 10:00 GMT (Europe/London)" in page


def test_the_admin_shows_how_a_date_is_read(desk):
    answer = desk.get("/admin/newsroom/moments/", {"typed": f"25/12/{YEAR} 10:00"}).json()
    assert answer["ahead"] and f"25 December {YEAR}, 10:00 GMT" in answer["reading"]
    assert "25/12/2026" in desk.get("/admin/newsroom/moments/", {"typed": "soon"}).json()["error"]


def test_readers_cannot_use_the_date_parser(client):
    assert client.get("/admin/newsroom/moments/", {"typed": "x"}).status_code == 302


# Publishing


def test_publishing_with_a_future_date_schedules_and_shows_when(desk, draft):
    response = send(desk, draft, "action-publish", published_at=f"25/12/{YEAR} 10:00")
    assert scheduled_for(draft) == CHRISTMAS
    assert not ArticlePage.objects.get(pk=draft.pk).live
    assert "has been scheduled for publishing" in message(response)
    assert f"25 December {YEAR}, 10:00 GMT (Europe/London)" in message(response)


def test_a_new_article_with_a_date_ahead_is_scheduled(desk, news):
    typed = fields(published_at=f"25/12/{YEAR} 10:00", slug="new-ice")
    typed["action-publish"] = "action-publish"
    response = desk.post(f"/admin/pages/add/news/articlepage/{news.pk}/", typed)
    article = ArticlePage.objects.get(slug="new-ice")
    assert (article.live, scheduled_for(article)) == (False, CHRISTMAS)
    assert "scheduled for publishing" in message(response)
    assert f"25 December {YEAR}" in message(response)


def test_the_button_reads_schedule_when_publishing_would_schedule(desk, draft):
    send(desk, draft, published_at=f"25/12/{YEAR} 10:00")
    page = desk.get(f"/admin/pages/{draft.pk}/edit/").content.decode()
    assert "Schedule to publish</em>" in page.replace("\n", "")


def test_a_date_that_is_taken_back_takes_the_schedule_back(desk, draft):
    send(desk, draft, published_at=f"25/12/{YEAR} 10:00")
    form = desk.get(f"/admin/pages/{draft.pk}/edit/").context["form"]
    assert form["go_live_at"].value() is None
    send(desk, draft, "action-publish", published_at="")
    assert ArticlePage.objects.get(pk=draft.pk).live
    assert scheduled_for(draft) is None


def test_an_earlier_date_brings_the_schedule_forward(desk, draft):
    send(desk, draft, published_at=f"25/12/{YEAR} 10:00")
    send(desk, draft, "action-publish", published_at=f"20/12/{YEAR} 10:00")
    assert scheduled_for(draft) == CHRISTMAS - timedelta(days=5)


def test_an_expiry_before_the_date_ahead_is_refused(desk, draft):
    response = send(
        desk,
        draft,
        "action-publish",
        published_at=f"25/12/{YEAR} 10:00",
        expire_at=f"24/12/{YEAR} 10:00",
    )
    assert f"25 December {YEAR}" in str(errors(response)["expire_at"])


# Expiry


@pytest.fixture
def expired(live):
    live.expire_at = timezone.now().replace(microsecond=0) - timedelta(days=3)
    live.save_revision()
    live.unpublish(set_expired=True)
    return ArticlePage.objects.get(pk=live.pk)


def as_shown(desk, article, name):
    return desk.get(f"/admin/pages/{article.pk}/edit/").context["form"][name].value()


def test_a_draft_whose_expiry_has_passed_can_be_saved(desk, expired):
    response = send(
        desk, expired, title="Ice again", expire_at=as_shown(desk, expired, "expire_at")
    )
    assert errors(response) == {}
    assert newest(expired).title == "Ice again"
    assert newest(expired).expire_at == expired.expire_at


def test_an_article_whose_expiry_has_passed_is_not_published_until_that_is_changed(desk, expired):
    shown = as_shown(desk, expired, "expire_at")
    response = send(desk, expired, "action-publish", expire_at=shown)
    assert "must be in the future" in str(errors(response)["expire_at"])
    send(desk, expired, "action-publish", expire_at="")
    assert ArticlePage.objects.get(pk=expired.pk).live


def test_an_expiry_that_is_set_in_the_past_is_refused(desk, draft):
    assert "expire_at" in errors(send(desk, draft, expire_at="25/12/2020 10:00"))


def test_seconds_of_the_publication_survive_an_edit(desk, live):
    moment = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    ArticlePage.objects.filter(pk=live.pk).update(published_at=moment)
    shown = as_shown(desk, live, "published_at")
    response = send(desk, live, "action-publish", title="Thaw", published_at=shown)
    assert errors(response) == {} and ArticlePage.objects.get(pk=live.pk).title == "Thaw"
    assert ArticlePage.objects.get(pk=live.pk).published_at == moment


# Approval and bulk actions


def approve(desk, article):
    return send(
        desk,
        article,
        "action-workflow-action",
        published_at=as_shown(desk, article, "published_at") or "",
        **{"workflow-action-name": "approve"},
    )


def test_the_message_after_approval_links_to_the_published_page(desk, draft, editor):
    draft.get_workflow().start(draft, editor)
    response = approve(desk, draft)
    assert ArticlePage.objects.get(pk=draft.pk).live
    assert "has been published" in message(response)
    assert "/news/ice/" in message(response) and "View live" in message(response)


def test_the_message_after_approval_of_a_future_date_has_that_date(desk, draft, editor):
    draft.published_at = CHRISTMAS
    draft.save_revision()
    draft.get_workflow().start(draft, editor)
    response = approve(desk, draft)
    assert scheduled_for(draft) == CHRISTMAS
    assert "It goes live on" in message(response) and "View live" not in message(response)


def test_approval_on_the_dashboard_shows_when_it_goes_live(desk, draft, editor):
    draft.published_at = CHRISTMAS
    draft.save_revision()
    draft.get_workflow().start(draft, editor)
    state = draft.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.pk])
    response = desk.post(address, {"next": "/admin/"})
    assert scheduled_for(draft) == CHRISTMAS
    assert "“Ice” is approved" in message(response) and "It goes live on" in message(response)


def test_bulk_publishing_reports_what_is_scheduled(desk, draft, news):
    draft.published_at = CHRISTMAS
    draft.save_revision()
    other = ArticlePageFactory(
        parent=news, title="Thaw", slug="thaw", publish=False, published_at=None
    )
    address = f"/admin/bulk/wagtailcore/page/publish/?id={draft.pk}&id={other.pk}&next=/admin/"
    response = desk.post(address)
    assert "1 page has been published" in message(response)
    assert f"25 December {YEAR}, 10:00 GMT" in message(response)
    assert Page.objects.get(pk=other.pk).live and scheduled_for(draft) == CHRISTMAS
