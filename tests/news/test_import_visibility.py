"""What a source says of its own visibility limits what an import makes public."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from news.importing.identity import content_of
from news.importing.media import Folder
from news.manuscripts import Manuscript, read
from news.models import ArticlePage
from tests.news.test_import_command import command

LATER = "2091-05-01 09:00"


def first(text, format="auto", name="") -> Manuscript:
    manuscript = next(iter(read(text, format, name)))
    assert isinstance(manuscript, Manuscript), manuscript
    return manuscript


def yaml(line: str) -> str:
    return f"---\ntitle: The lock\n{line}\n---\n\nWords.\n"


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("draft: true", "draft"),
        ("draft: 'true'", "draft"),
        ("Draft: Yes", "draft"),
        ("draft: perhaps", "draft"),
        ("is_draft: 1", "draft"),
        ("published: false", "draft"),
        ("published: 'no'", "draft"),
        ("publish: off", "draft"),
        ("status: draft", "draft"),
        ("status: in review", "draft"),
        ("status: pending", "draft"),
        ("status: future", "draft"),
        ("status: private", "private"),
        ("post_status: private", "private"),
        ("visibility: members", "private"),
        ("visibility: hidden", "private"),
        ("private: true", "private"),
        ("hidden: 'yes'", "private"),
        ("unlisted: true", "private"),
        ("listed: false", "private"),
        ("public: false", "private"),
        ("password: open sesame", "private"),
        ("access: subscribers", "private"),
        ("publishDate: when the vote is over", "draft"),
        ("expiryDate: soon", "draft"),
        ("draft: false\nprivate: true", "private"),
        ("private: true\ndraft: true", "private"),
    ],
)
def test_a_source_that_is_not_public_is_held_back(line, state):
    manuscript = first(yaml(line), "markdown")
    assert manuscript.visibility.state in {state, "scheduled"}
    assert manuscript.visibility.reasons and manuscript.losses == []


@pytest.mark.parametrize(
    "line",
    [
        "draft: false",
        "draft: 'no'",
        "draft:",
        "published: true",
        "published: 2020-01-02",
        "status: publish",
        "status: Published",
        "visibility: public",
        "private: false",
        "hidden: ''",
        "password:",
        "publishDate: 2020-01-02",
        "expiryDate: null",
    ],
)
def test_a_public_source_is_not_held_back(line):
    manuscript = first(yaml(line), "markdown")
    assert manuscript.visibility.state == "" and manuscript.losses == []


def test_a_password_is_not_shown():
    assert "sesame" not in str(first(yaml("password: open sesame"), "markdown").visibility.reasons)


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("---\ntitle: The lock\ndraft: true\n---\n\nWords.\n", "markdown"),
        ('+++\ntitle = "The lock"\ndraft = true\n+++\n\nWords.\n', "markdown"),
        ('{\n  "title": "The lock",\n  "draft": "yes"\n}\n\nWords.\n', "markdown"),
        ("Title: The lock\nDate: 2020-01-02\nStatus: draft\n\nWords of it.\n", "markdown"),
        ("\n\n---\ntitle: The lock\ndraft: true\n---\n\nWords.\n", "markdown"),
        ("\ufeff---\r\ntitle: The lock\r\ndraft: true\r\n---\r\n\r\nWords.\r\n", "markdown"),
        ("Title: The lock\nDate: 2020-01-02\nStatus: draft\n\nWords of it.\n", "text"),
        ("The lock\n\nStatus: draft\n\nIt has two gates, and the keeper sleeps.\n", "text"),
        ('{"title": "The lock", "body": "Words.", "published": "false"}', "jsonl"),
        ('{"title": "The lock", "body": "Words.", "status": "draft"}', "jsonl"),
        ("---\ntitle: The lock\ndraft: true\n---\n<p>Words of it.</p>", "html"),
        ('<meta name="status" content="draft"><h1>The lock</h1><p>Words of it.</p>', "html"),
        ('<article class="post status-draft"><h1>The lock</h1><p>Words.</p></article>', "html"),
        ('<body class="status-pending"><h1>The lock</h1><p>Words.</p></body>', "html"),
    ],
)
def test_every_notation_is_understood(text, format):
    manuscript = first(text, format)
    assert manuscript.title == "The lock"
    assert manuscript.visibility.state == "draft"
    words = json.dumps(manuscript.as_dict())
    assert "Status:" not in words and "unknown" not in words


@pytest.mark.parametrize(
    "text",
    [
        '<meta name="robots" content="noindex, nofollow"><h1>The lock</h1><p>Words.</p>',
        '<h1>The lock</h1><form class="post-password-form"><p>Password:</p></form><p>Words.</p>',
        '<article class="status-private"><h1>The lock</h1><p>Words.</p></article>',
    ],
)
def test_a_page_that_is_not_for_everybody_is_private(text):
    assert first(text, "html").visibility.state == "private"


@pytest.mark.parametrize("format", ["text", "markdown"])
@pytest.mark.parametrize(
    ("line", "state", "opens"),
    [
        ("EMBARGOED UNTIL 00:01 ON 1 MAY 2091", "", "2091-05-01T00:01"),
        ("Strictly embargoed until 1 May 2091, 09:00 BST", "", "2091-05-01T09:00"),
        ("Embargo: 1 May 2091", "", "2091-05-01"),
        ("**Under embargo until the minister has spoken**", "draft", None),
        ("NOT FOR PUBLICATION", "draft", None),
        ("[Draft 2]", "draft", None),
        ("Visibility: private", "private", None),
    ],
)
def test_the_stamps_of_press_releases_and_drafts_count(format, line, state, opens):
    title = "# The lock" if format == "markdown" else "The lock"
    manuscript = first(f"{title}\n\n{line}\n\nIt has two gates, and a keeper who sleeps.\n", format)
    assert manuscript.visibility.state == state
    moment = manuscript.visibility.opens
    assert (moment and moment.isoformat()[:16]) == opens
    assert line.strip("*[]") not in json.dumps(manuscript.as_dict())
    assert manuscript.title == "The lock"


@pytest.mark.parametrize(
    "text",
    [
        "# Embargo on grain lifted\n\nWords of it.\n",
        "# The lock\n\nDraft\n\nA draft of air blew the lamp out.\n",
        "# The lock\n\nEmbargoes: a history of what was not to be read, by nobody at all\n",
        "# The lock\n\n```\nSTATUS: DRAFT\n```\n\nWords.\n",
    ],
)
def test_words_that_only_look_like_stamps_are_text(text):
    assert first(text, "markdown").visibility.state == ""


def test_custom_values_of_a_site_count_too():
    manuscript = first(yaml("params:\n  draft: true"), "markdown")
    assert manuscript.visibility.state == "draft"


@pytest.mark.parametrize(
    "line", ["permalink: false", "build: {render: never}", "_build: {list: never}"]
)
def test_an_article_that_a_site_generator_would_skip_is_a_draft(line):
    assert first(yaml(line), "markdown").visibility.state == "draft"


def test_prose_with_a_colon_is_no_header():
    text = "The lock\n\nStatus: a word that nobody here would use of himself, said the keeper.\n"
    manuscript = first(text, "text")
    assert manuscript.visibility.state == ""
    assert "nobody here" in json.dumps(manuscript.as_dict())


def test_a_corrected_import_has_the_visibility_of_its_source(client, writer, news):
    client.force_login(writer)
    text = yaml(f"status: private\npublish_date: {LATER}\nexpiry_date: 2092-01-01")
    answer = client.post(reverse("newsroom_import"), {"text": text, "format": "markdown"})
    assert "status: private" in answer.content.decode()
    fields = {bound.name: bound.value() for bound in answer.context["form"]}
    fields.update(section=news.pk, create="1")
    answer = client.post(reverse("newsroom_import_review"), fields, follow=True)
    assert answer.redirect_chain, answer.context["form"].errors
    assert "Not for readers yet" in answer.content.decode()
    article = ArticlePage.objects.get()
    assert timezone.localtime(article.go_live_at).strftime("%Y-%m-%d %H:%M") == LATER
    assert timezone.localtime(article.expire_at).year == 2092


# Storing


@pytest.fixture
def archive(tmp_path):
    (tmp_path / "_drafts").mkdir()
    for name, text in {
        "a.md": yaml("draft: true"),
        "b.md": yaml("status: private"),
        "c.md": yaml(f"date: {LATER}"),
        "d.md": yaml("date: 2020-01-02"),
        "_drafts/e.md": yaml("date: 2020-01-02"),
        "draft_f.html": "<article><h1>F</h1><p>Words of a draft.</p></article>",
        "g.md": yaml("expiryDate: 2021-01-01"),
        "h.md": yaml("date: 2020-01-02\nexpiryDate: 2091-01-01"),
    }.items():
        (tmp_path / name).write_text(text.replace("The lock", name), "utf-8")
    return tmp_path


def test_publishing_publishes_what_is_public_alone(news, archive, client):
    out, _err = command(archive, "--into", "/news/", "--publish")
    assert out.splitlines()[-1].endswith("kept as drafts: 5, scheduled: 1")
    live = ArticlePage.objects.live().values_list("title", flat=True)
    assert sorted(live) == ["d.md", "h.md"]
    assert "a.md:1: kept as a draft: the source says “draft: true”" in out
    assert "c.md:1: scheduled for 1 May 2091, 09:00 BST" in out
    assert "it lies in the folder “_drafts”" in out
    assert ArticlePage.objects.get(title="h.md").expire_at.year == 2091
    feed = client.get("/news/feed/").content.decode()
    front = client.get("/news/").content.decode()
    for title in ("a.md", "b.md", "c.md"):
        article = ArticlePage.objects.get(title=title)
        assert client.get(article.url).status_code == 404
        assert title not in feed and title not in front


def test_a_scheduled_article_goes_live_when_its_time_comes(news, archive):
    command(archive, "--into", "/news/", "--publish")
    article = ArticlePage.objects.get(title="c.md")
    assert article.approved_schedule and not article.live
    actions = PageLogEntry.objects.filter(page=article.pk).values_list("action", flat=True)
    assert set(actions) == {"wagtail.create", "wagtail.publish.schedule"}
    revision = article.latest_revision
    past = timezone.now() - timedelta(minutes=1)
    revision.approved_go_live_at = past
    revision.content["go_live_at"] = revision.content["published_at"] = past.isoformat()
    revision.save()
    call_command("publish_scheduled", stdout=io.StringIO())
    article.refresh_from_db()
    assert article.live and not ArticlePage.objects.get(title="a.md").live


def test_a_second_run_changes_nothing(news, archive):
    command(archive, "--into", "/news/", "--publish")
    out, _err = command(archive, "--into", "/news/", "--publish")
    assert "0 created, 0 updated, 8 unchanged" in out
    assert ArticlePage.objects.live().count() == 2


def test_a_draft_of_an_earlier_run_is_scheduled_by_publishing(news, archive):
    command(archive, "--into", "/news/")
    ArticlePage.objects.update(go_live_at=None)
    article = ArticlePage.objects.get(title="c.md")
    assert not article.approved_schedule
    command(archive, "--into", "/news/", "--publish")
    article = ArticlePage.objects.get(title="c.md")
    assert article.approved_schedule and not article.live
    assert ArticlePage.objects.live().count() == 2


def test_a_new_draft_does_not_publish_the_article_again(news, archive):
    command(archive, "--into", "/news/", "--publish")
    (archive / "d.md").write_text(yaml("draft: true").replace("Words", "Secrets"), "utf-8")
    out, _err = command(archive, "--into", "/news/", "--publish")
    assert "STILL PUBLIC" in out
    article = ArticlePage.objects.get(slug="dmd")
    assert "Secrets" not in str(article.body_data) and article.has_unpublished_changes


def test_a_dry_run_reports_what_would_be_public(archive):
    out, err = command(archive, "--dry-run", "--json")
    found = {obj["title"]: obj for obj in map(json.loads, out.splitlines())}
    assert found["a.md"]["visibility"] == "draft"
    assert found["b.md"]["kept_as_draft"] == "the source says “status: private”"
    assert found["c.md"]["visibility"] == "scheduled"
    assert found["c.md"]["go_live_at"] == "2091-05-01T09:00:00+01:00"
    assert found["d.md"]["visibility"] == "public" and found["d.md"]["go_live_at"] is None
    assert found["h.md"]["expire_at"].startswith("2091-01-01T00:00:00")
    assert "kept as drafts: 5, scheduled: 1" in err


def test_a_source_that_declares_no_visibility_has_the_digest_of_older_imports():
    manuscript = Manuscript(title="The lock")
    assert "visibility" not in content_of(manuscript, Folder())
    manuscript.visibility.hold("draft", "a reason")
    assert "visibility" in content_of(manuscript, Folder())
