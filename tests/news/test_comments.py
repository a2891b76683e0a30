"""Leave a reply: what readers send, what becomes of it, and what everybody sees."""

import re
import smtplib
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from core.models import Publication
from news.comments import digests, receiving, tokens
from news.comments.discussion import PER_PAGE
from news.models import ArticlePage, Comment, CommentAttempt, CommentBan
from tests.factories import ArticlePageFactory, AuthorFactory, CommentFactory, ImageFactory

pytestmark = pytest.mark.django_db

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
LETTER = {
    "name": "Ruth A.",
    "email": "ruth@mail.example",
    "text": "The calendar is what nobody told us.",
}


@pytest.fixture
def publication(article):
    return Publication.for_site(article.get_site())


@pytest.fixture
def write(client, article):
    """Posts a letter as a browser would; `age` of its token in seconds, None for no token."""

    def write(to=article, age=10, headers=SAME_ORIGIN, **data):
        token = "" if age is None else tokens.make_token(to.pk, age)
        posted = {**LETTER, "token": token, **data}
        return client.post(f"/comments/{to.pk}/reply/", posted, headers=headers)

    return write


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    def committed():
        return django_capture_on_commit_callbacks(execute=True)

    return committed


def token_in(response) -> str:
    return re.search(r'name="token" value="([^"]*)"', response.content.decode())[1]


def known(article, email=LETTER["email"]) -> Comment:
    return CommentFactory(article=article, email=email)


# The page


def test_the_article_offers_the_form(client, article):
    page = client.get(article.url).content.decode()
    assert "Leave a reply" in page
    assert f'action="/comments/{article.pk}/reply/"' in page
    assert [name for name in ("name", "email", "text") if f'name="{name}"' in page] == [
        "name",
        "email",
        "text",
    ]


def test_the_article_with_its_form_is_cacheable(client, article):
    CommentFactory(article=article)
    response = client.get(article.url)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert "csrf" not in response.content.decode()


def test_the_page_in_a_cache_carries_no_token(client, article):
    assert 'name="token" id' in client.get(article.url).content.decode()
    assert client.get(article.url).content == client.get(article.url).content


def test_published_comments_are_beneath_the_article_and_are_counted(client, article):
    first = CommentFactory(article=article, name="Ruth A.", text="First of all.")
    CommentFactory(article=article, parent=first, name="Teo", text="I agree.")
    page = client.get(article.url).content.decode()
    assert "2 replies" in page
    assert page.index("First of all.") < page.index("I agree.")


@pytest.mark.parametrize("status", ["held", "rejected", "spam"])
def test_an_unpublished_comment_is_not_shown(client, article, status):
    CommentFactory(article=article, text="A secret remark.", status=status)
    for url in (article.url, f"/comments/{article.pk}/"):
        assert "A secret remark." not in client.get(url).content.decode()


def test_replies_to_a_comment_that_is_not_published_are_not_shown(client, article):
    first = CommentFactory(article=article, status="rejected")
    CommentFactory(article=article, parent=first, text="In that thread.")
    page = client.get(article.url).content.decode()
    assert "In that thread." not in page
    assert "1 reply" not in page


def test_a_thread_stays_together(article):
    first, second = (CommentFactory(article=article) for _ in range(2))
    answer = CommentFactory(article=article, parent=first)
    assert list(article.comments.for_reading()) == [first, answer, second]


def test_the_comment_of_an_author_is_marked_with_name_and_portrait(client, article):
    author = AuthorFactory(name="Ines O.", portrait=ImageFactory())
    CommentFactory(article=article, author=author, name="Ines O.")
    page = client.get(article.url).content.decode()
    assert '<span class="comment__author">Author</span>' in page


# Sending


def test_a_first_comment_is_held_and_the_reader_sees_a_message(client, write, article):
    response = write()
    assert (response.status_code, response.url) == (303, f"/comments/{article.pk}/thanks/")
    assert "An editor reads it" in client.get(response.url).content.decode()
    comment = Comment.objects.get()
    assert (comment.status, comment.reason) == ("held", "first")
    assert LETTER["text"] not in client.get(article.url).content.decode()


def test_a_known_reader_is_published_at_the_next_request(client, write, article):
    known(article)
    response = write(email="Ruth@Mail.example")
    comment = Comment.objects.latest("pk")
    assert response.status_code == 303
    assert response.url == f"{article.url}#comment_{comment.pk}"
    page = client.get(article.url).content.decode()
    assert LETTER["text"] in page and f'id="comment_{comment.pk}"' in page


@pytest.mark.parametrize("status", ["held", "rejected", "spam"])
def test_only_a_published_comment_makes_a_reader_known(write, article, status):
    CommentFactory(article=article, email=LETTER["email"], status=status)
    write()
    assert Comment.objects.latest("pk").status == "held"


def test_a_person_without_a_script_looks_it_over_and_sends_it(client, write, article):
    """The form of a cached page has no token; what it sends comes back with one."""
    response = write(age=None)
    page = response.content.decode()
    assert response.status_code == 200 and "Read it once more" in page
    assert not Comment.objects.exists()
    token = tokens.read_token(token_in(response), article.pk)
    assert token.age < 3
    assert unescape(page).count(LETTER["text"]) == 2
    assert write().status_code == 303
    assert Comment.objects.count() == 1


def test_a_form_of_its_own_brings_its_token(client, article):
    response = client.get(f"/comments/{article.pk}/reply/")
    assert tokens.read_token(token_in(response), article.pk)
    assert "no-store" in response["Cache-Control"]


def test_a_script_gets_a_token(client, article):
    response = client.get(f"/comments/{article.pk}/token/")
    assert tokens.read_token(response.content.decode(), article.pk)
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize("age", [0, 1, 2.9, -60])
def test_under_three_seconds_nothing_is_published(write, article, age):
    known(article)
    response = write(age=age)
    assert response.status_code == 422
    assert "very quick" in response.content.decode()
    assert Comment.objects.count() == 1


def test_after_three_seconds_the_same_token_is_good(write, article):
    known(article)
    token = tokens.make_token(article.pk, age=3.1)
    assert write(token=token).status_code == 303


def test_a_reader_who_was_too_quick_may_send_the_same_token_again(write, article):
    token = tokens.make_token(article.pk)
    assert token_in(write(token=token)) == token


@pytest.mark.parametrize("kind", ["forged", "of another article", "too old", "garbage", "long"])
def test_a_token_that_is_not_good_publishes_nothing(write, article, health, kind):
    known(article)
    token = {
        "forged": tokens.make_token(article.pk, 10)[:-1] + "!",
        "of another article": tokens.make_token(ArticlePageFactory(parent=health).pk, 10),
        "too old": tokens.make_token(article.pk, tokens.OLDEST + 1),
        "garbage": "\x00{{ 7 }}é",
        "long": "x" * 100_000,
    }[kind]
    response = write(token=token)
    assert response.status_code == 200
    assert "Read it once more" in response.content.decode()
    assert Comment.objects.count() == 1


def test_a_replay_publishes_nothing(write, article):
    known(article)
    token = tokens.make_token(article.pk, 10)
    assert write(token=token).status_code == 303
    response = write(token=token, text="Another text with the same token.")
    assert "was used already" in response.content.decode()
    assert Comment.objects.count() == 2


def test_a_replay_publishes_nothing_after_the_comment_is_deleted(write, article):
    known(article)
    token = tokens.make_token(article.pk, 10)
    write(token=token)
    Comment.objects.latest("pk").delete()
    assert write(token=token).status_code == 200
    assert Comment.objects.count() == 1


def test_a_second_click_is_answered_like_the_first(write, article):
    known(article)
    token = tokens.make_token(article.pk, 10)
    assert write(token=token).url == write(token=token).url
    assert Comment.objects.count() == 2


def test_a_second_click_on_a_held_letter_is_thanked_again(write):
    token = {"token": tokens.make_token(ArticlePage.objects.get().pk, 10)}
    assert write(**token).url == write(**token).url
    assert Comment.objects.count() == 1


def test_a_comment_with_the_text_of_another_is_refused(write, article):
    write()
    response = write(email="teo@mail.example", text="the calendar is  what nobody told us!")
    assert response.status_code == 422
    assert "exactly this" in response.content.decode()
    assert Comment.objects.count() == 1


def test_an_address_cannot_be_found_out_by_trying(client, write, article):
    """From elsewhere a right guess and a wrong one are answered alike."""
    known(article)
    write()
    client.defaults["REMOTE_ADDR"] = "198.51.100.7"
    answers = [write(email=email) for email in (LETTER["email"], "guess@mail.example")]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert Comment.objects.count() == 2


def test_a_ban_cannot_be_found_out_without_an_attempt(write, article):
    CommentBan.objects.create(digest=digests.of_email(LETTER["email"]), kind="email")
    answers = [write(text=f"Guess {number}").status_code for number in range(7)]
    assert answers == [303] * 5 + [429] * 2
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["ÁSA ÖBERG", "Asa  Oberg", "Ás\u200da Öberg", "Ása Öb\u0435rg", "Ａｓａ Öberg", "Asa-Oberg"],
)
def test_a_name_that_looks_like_that_of_an_author_is_held(write, article, name):
    AuthorFactory(name="Ása Öberg")
    known(article)
    assert write(name=name).url.endswith("/thanks/")
    assert Comment.objects.latest("pk").reason == Comment.Reason.AUTHOR


@pytest.mark.parametrize("name", ["\u3164", "\u115f\u1160"])
def test_a_name_of_nothing_is_refused(write, name):
    assert write(name=name).status_code == 422


def test_a_comment_rejected_after_publication_is_kept_as_long_as_any_rejected_one(article, editor):
    old = CommentFactory(article=article, status="rejected", moderated_at=timezone.now())
    older = CommentFactory(article=article, status="rejected")
    for comment, days in ((old, 40), (older, 40)):
        long_ago = timezone.now() - timedelta(days=days)
        Comment.objects.filter(pk=comment.pk).update(created_at=long_ago)
    call_command("prune")
    assert Comment.objects.filter(pk=old.pk).exists()
    assert not Comment.objects.filter(pk=older.pk).exists()


def test_a_database_that_is_held_loses_no_words(write, monkeypatch):
    def held(letter, publication):
        raise OperationalError("database is locked")

    monkeypatch.setattr("news.comments.views.receive", held)
    response = write(text="What I wanted to say")
    assert response.status_code == 503
    assert "What I wanted to say" in response.content.decode()


def test_an_article_of_an_impossible_date_is_still_shown(client, article):
    ArticlePage.objects.filter(pk=article.pk).update(
        published_at=datetime(9999, 12, 15, tzinfo=UTC)
    )
    assert client.get(article.url).status_code == 200


def test_the_same_comment_may_be_sent_to_another_article(write, health):
    write()
    write(to=ArticlePageFactory(parent=health))
    assert Comment.objects.count() == 2


def test_a_filled_honeypot_is_spam_and_the_sender_cannot_see_it(write, article):
    known(article)
    response = write(website="https://pills.example")
    assert response.url.endswith("/thanks/")
    assert Comment.objects.latest("pk").status == "spam"


def test_a_flood_from_one_network_is_stopped(write, article):
    known(article)
    answers = [write(text=f"Number {number} of many.").status_code for number in range(8)]
    assert answers == [303] * 5 + [429] * 3
    assert Comment.objects.count() == 1 + 5


def test_a_reader_whose_form_is_refused_gets_the_words_back(write, article):
    for number in range(5):
        write(text=f"Number {number} of many.")
    assert "What I wanted to say" in write(text="What I wanted to say").content.decode()


def test_a_flood_elsewhere_stops_nobody(client, write, article):
    for number in range(6):
        write(text=f"Number {number} of many.")
    client.defaults["REMOTE_ADDR"] = "198.51.100.7"
    assert write(text="From somewhere else.").status_code == 303


def test_comments_sent_at_the_same_moment_are_counted_too(article, publication):
    """Both have passed the first count; the second one sees what the other one wrote."""
    for number in range(5):
        CommentAttempt.objects.create(nonce=str(number), network_digest="n")
    assert receiving.is_too_many("n", already=0)
    assert not receiving.is_too_many("n", already=1)
    CommentAttempt.objects.create(nonce="5", network_digest="n")
    assert receiving.is_too_many("n", already=1)


def test_a_slow_flood_ends_within_the_day(write):
    long_ago = timezone.now() - timedelta(hours=3)
    digest = digests.digest("network", "127.0.0.1/32")
    for number in range(30):
        CommentAttempt.objects.create(nonce=str(number), network_digest=digest, created_at=long_ago)
    assert write().status_code == 429


def test_old_attempts_and_refused_comments_are_forgotten(article):
    CommentAttempt.objects.create(
        nonce="old", network_digest="n", created_at=timezone.now() - timedelta(days=2)
    )
    month_ago = timezone.now() - timedelta(days=31)
    gone = [
        CommentFactory(article=article, status=status, created_at=month_ago)
        for status in ("spam", "rejected")
    ]
    kept = [
        CommentFactory(article=article, status=status, created_at=month_ago)
        for status in ("held", "approved")
    ]
    call_command("prune")
    assert not CommentAttempt.objects.filter(nonce="old").exists()
    assert not Comment.objects.filter(pk__in=[comment.pk for comment in gone]).exists()
    assert Comment.objects.filter(pk__in=[comment.pk for comment in kept]).count() == 2


def test_a_letter_from_another_site_is_only_shown(write, article):
    known(article)
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[evil"},
        {"Referer": "https://evil.example/testserver"},
        {},
    ):
        assert write(headers=headers).status_code == 403, headers
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("name", ["Origin", "Referer"])
def test_browsers_without_fetch_metadata_may_write(write, name):
    assert write(headers={name: "http://testserver"}).status_code == 303


@pytest.mark.parametrize("field", ["email", "name"])
def test_a_comment_in_the_name_of_an_author_is_held(write, article, field):
    AuthorFactory(name="Ines O.", email="ines@newsroom.example")
    known(article, "ines@newsroom.example")
    known(article)
    write(**{"email": {"email": "Ines@newsroom.example"}, "name": {"name": "INES O."}}[field])
    comment = Comment.objects.latest("pk")
    assert (comment.status, comment.reason) == ("held", "author")
    assert bool(comment.author) is (field == "email")


@pytest.mark.parametrize("kind", ["email", "network"])
def test_a_banned_sender_is_thanked_and_nothing_is_stored(write, article, kind):
    known(article)
    digest = {
        "email": digests.of_email(LETTER["email"]),
        "network": digests.digest("network", "127.0.0.1/32"),
    }[kind]
    CommentBan.objects.create(kind=kind, digest=digest, name="Ruth")
    assert write().url.endswith("/thanks/")
    assert Comment.objects.count() == 1


def test_a_ban_ends(write, article):
    known(article)
    CommentBan.objects.create(
        kind="network",
        digest=digests.digest("network", "127.0.0.1/32"),
        name="Ruth",
        until=timezone.now() - timedelta(minutes=1),
    )
    write()
    assert Comment.objects.count() == 2


# The form


def test_a_rejected_form_shows_what_was_typed_and_its_errors(write):
    response = write(name="", email="nobody", text="My long, careful reply.")
    page = response.content.decode()
    assert response.status_code == 422
    assert "My long, careful reply." in page and 'value="nobody"' in page
    assert '<a href="#reply_email">E-mail</a>: Enter a valid email address.' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="reply_email_helptext reply_email_error"' in page
    assert 'role="alert" tabindex="-1" autofocus' in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " \u200b "},
        {"name": "x" * 61},
        {"name": "ruth@mail.example"},
        {"name": "see www.pills.example"},
        {"email": "ruth"},
        {"email": f"{'x' * 250}@mail.example"},
        {"email": "ruth@mail.example\nBcc: all@mail.example"},
        {"text": " \n\x00 "},
        {"text": "!!!"},
        {"text": "x" * 4001},
        {"text": "http://a.example https://b.example www.c.example"},
        {"text": "Write to me at RUTH@mail.example."},
    ],
)
def test_an_invalid_comment_is_refused(write, wrong):
    assert write(**wrong).status_code == 422
    assert not Comment.objects.exists()


def test_two_links_are_fine(write):
    write(text="Compare https://www.a.example and www.b.example, please.")
    assert Comment.objects.exists()


def test_invisible_characters_are_dropped(write):
    write(name="Ru\x00th\u202e\n A.", text="One\x07\r\n\r\n\r\n\r\nTwo\u200b \n")
    comment = Comment.objects.get()
    assert (comment.name, comment.text) == ("Ruth A.", "One\n\nTwo")


def test_paragraphs_and_lines_survive(client, article):
    CommentFactory(article=article, text="One & all.\nSame.\n\nTwo <b>bold</b>.")
    page = client.get(article.url).content.decode()
    assert "<p>One &amp; all.<br>Same.</p><p>Two &lt;b&gt;bold&lt;/b&gt;.</p>" in page


def test_links_in_comments_are_plain_text(client, article):
    CommentFactory(article=article, text="See https://pills.example/x")
    page = client.get(article.url).content.decode()
    assert "See https://pills.example/x" in page and 'href="https://pills' not in page


# Answering


def test_an_answer_joins_the_thread(client, write, article):
    known(article)
    first = CommentFactory(article=article)
    answer = CommentFactory(article=article, parent=first)
    assert (
        f"Reply to {answer.name}"
        in client.get(f"/comments/{article.pk}/reply/?to={answer.pk}").content.decode()
    )
    client.post(
        f"/comments/{article.pk}/reply/",
        {**LETTER, "token": tokens.make_token(article.pk, 10), "to": answer.pk},
        headers=SAME_ORIGIN,
    )
    assert Comment.objects.latest("pk").parent == first


@pytest.mark.parametrize("odd", ["", "x", "-1", "1.5", "\x00", "²", "9" * 18, "9" * 5000])
def test_an_odd_answer_is_a_reply_to_the_article(client, article, odd):
    assert client.get(f"/comments/{article.pk}/reply/", {"to": odd}).status_code == 200
    response = client.post(
        f"/comments/{article.pk}/reply/",
        {**LETTER, "token": tokens.make_token(article.pk, 10), "to": odd},
        headers=SAME_ORIGIN,
    )
    assert response.status_code == 303
    assert Comment.objects.get().parent is None


def test_a_reply_to_a_held_comment_or_to_one_of_another_article_is_impossible(
    client, article, health
):
    elsewhere = CommentFactory(article=ArticlePageFactory(parent=health), text="Elsewhere.")
    held = CommentFactory(article=article, status="held", text="Still held.")
    for comment in (elsewhere, held):
        page = client.get(f"/comments/{article.pk}/reply/?to={comment.pk}").content.decode()
        assert comment.text not in page


# Closing


def test_an_old_article_shows_its_comments_and_accepts_no_new_ones(
    client, write, article, publication
):
    CommentFactory(article=article, text="Said in time.")
    ArticlePage.objects.filter(pk=article.pk).update(
        published_at=timezone.now() - timedelta(days=31)
    )
    page = client.get(article.url).content.decode()
    assert "Said in time." in page and "takes no more replies" in page
    assert 'name="token"' not in page and "?to=" not in page
    response = write()
    assert response.status_code == 403
    assert LETTER["text"] in response.content.decode()
    assert Comment.objects.count() == 1


def test_zero_days_means_that_comments_never_close(client, write, article, publication):
    publication.comments_close_after = 0
    publication.save()
    ArticlePage.objects.filter(pk=article.pk).update(
        published_at=timezone.now() - timedelta(days=3000)
    )
    assert write().status_code == 303


def test_an_old_article_without_comments_does_not_mention_them(client, article):
    ArticlePage.objects.filter(pk=article.pk).update(
        published_at=timezone.now() - timedelta(days=31)
    )
    assert 'id="comments"' not in client.get(article.url).content.decode()


def test_an_editor_closes_the_comments_of_an_article(client, write, article):
    CommentFactory(article=article, text="Said in time.")
    ArticlePage.objects.filter(pk=article.pk).update(discussion="closed")
    assert "Said in time." in client.get(article.url).content.decode()
    assert write().status_code == 403


@pytest.mark.parametrize("where", ["article", "site"])
def test_comments_are_switched_off(client, write, article, publication, where):
    CommentFactory(article=article, text="Said in time.")
    if where == "article":
        ArticlePage.objects.filter(pk=article.pk).update(discussion="off")
    else:
        publication.comments_on = False
        publication.save()
    page = client.get(article.url).content.decode()
    assert "Said in time." not in page and "Leave a reply" not in page
    for end in ("", "reply/", "token/", "thanks/"):
        assert client.get(f"/comments/{article.pk}/{end}").status_code == 404
    assert write().status_code == 404


@pytest.mark.parametrize("hidden", ["unpublished", "restricted"])
def test_articles_that_are_not_public_have_no_comments(client, write, article, hidden):
    CommentFactory(article=article, text="Said in time.")
    if hidden == "unpublished":
        article.unpublish()
    else:
        PageViewRestriction.objects.create(
            page=article.get_parent(), restriction_type="password", password="open"
        )
    for end in ("", "reply/", "token/", "thanks/"):
        assert client.get(f"/comments/{article.pk}/{end}").status_code == 404
    assert write().status_code == 404


def test_a_restricted_article_shows_no_comments_to_its_readers(client, editor, article):
    CommentFactory(article=article, text="Said in time.")
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    client.force_login(editor)
    page = client.get(article.url).content.decode()
    assert article.title in page and "Said in time." not in page


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30, "9" * 5000, "x", "-1", "%00"])
@pytest.mark.parametrize("end", ["", "reply/", "token/", "thanks/"])
def test_comments_of_no_article_are_not_found(client, article, pk, end):
    assert client.get(f"/comments/{pk}/{end}").status_code == 404


def test_other_methods_are_refused(client, article):
    assert client.put(f"/comments/{article.pk}/reply/").status_code == 405
    assert client.post(f"/comments/{article.pk}/").status_code == 405


def test_deleting_an_article_deletes_its_comments(article):
    first = CommentFactory(article=article)
    CommentFactory(article=article, parent=first)
    article.delete()
    assert not Comment.objects.exists()


def test_a_section_does_not_take_the_address_of_comments(home):
    from core.models.pages import RESERVED_ROOT_SLUGS

    assert "comments" in RESERVED_ROOT_SLUGS


# Many


def test_a_page_shows_fifty_and_leads_to_the_rest(client, article):
    for _ in range(PER_PAGE + 3):
        CommentFactory(article=article)
    page = client.get(article.url).content.decode()
    assert page.count('<div class="comment"') == PER_PAGE
    assert f'href="/comments/{article.pk}/?page=2"' in page and "other 3 replies" in page
    rest = client.get(f"/comments/{article.pk}/?page=2").content.decode()
    assert rest.count('<div class="comment"') == 3


@pytest.mark.parametrize("odd", ["abc", "", "-1", "1.5", "0", "\x00", "²"])
def test_an_odd_page_is_the_first(client, article, odd):
    CommentFactory(article=article)
    assert client.get(f"/comments/{article.pk}/", {"page": odd}).status_code == 200


def test_a_page_that_does_not_exist_is_not_found(client, article):
    assert client.get(f"/comments/{article.pk}/?page=2").status_code == 404


def test_a_link_to_a_comment_leads_to_its_page(write, article):
    for _ in range(PER_PAGE - 1):
        CommentFactory(article=article)
    known(article)
    comment_url = write().url
    comment = Comment.objects.latest("pk")
    assert comment_url == f"/comments/{article.pk}/?page=2#comment_{comment.pk}"


def test_the_number_of_queries_does_not_grow_with_comments(client, article):
    author = AuthorFactory(portrait=ImageFactory())
    urls = (article.url, f"/comments/{article.pk}/")
    counts = {}
    for size in (3, 30):
        while Comment.objects.count() < size:
            first = CommentFactory(article=article)
            CommentFactory(article=article, parent=first, author=author)
            CommentFactory(article=article)
        counts[size] = []
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            counts[size].append(len(captured))
    assert counts[3] == counts[30]


# Mail


def test_the_newsroom_gets_a_mail_about_a_held_letter(write, article, publication, committed):
    publication.comments_email = "comments@masthead.example"
    publication.save()
    with committed():
        write(text="It's <b>mine</b> & yours.")
    (letter,) = mail.outbox
    assert letter.to == ["comments@masthead.example"]
    assert article.title in letter.subject
    assert "It's <b>mine</b> & yours." in letter.body
    assert "http://localhost/admin/newsroom/comments/" in letter.body
    assert LETTER["email"] not in letter.message().as_string()


def test_without_an_address_of_its_own_it_goes_to_the_contact(write, publication, committed):
    publication.contact_email = "desk@masthead.example"
    publication.save()
    with committed():
        write()
    assert mail.outbox[0].to == ["desk@masthead.example"]


def test_without_any_address_there_is_no_mail(write, publication, committed):
    with committed():
        assert write().status_code == 303
    assert not mail.outbox


def test_no_mail_is_sent_about_published_comments_or_spam(write, article, publication, committed):
    publication.comments_email = "comments@masthead.example"
    publication.save()
    known(article)
    with committed():
        write()
        write(email="bot@mail.example", text="Buy this.", website="x")
    assert not mail.outbox


class DeadServer(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("gone")


def test_a_dead_mail_server_loses_no_letter(write, publication, committed, settings, caplog):
    publication.comments_email = "comments@masthead.example"
    publication.save()
    settings.EMAIL_BACKEND = f"{__name__}.{DeadServer.__name__}"
    with committed():
        assert write().status_code == 303
    assert Comment.objects.get().status == "held"
    assert "mail_moderators" in caplog.text and "gone" in caplog.text


def test_a_flood_of_letters_is_no_flood_of_mail(client, write, publication, committed):
    publication.comments_email = "comments@masthead.example"
    publication.save()
    for number in range(23):
        client.defaults["REMOTE_ADDR"] = f"198.51.100.{number}"
        with committed():
            write(email=f"reader-{number}@mail.example", text=f"Number {number} of many.")
    assert len(mail.outbox) == 20
    assert "no further mail" in mail.outbox[-1].body
    assert Comment.objects.held().count() == 23


# Networks


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "1.2.3.4", "127.0.0.1"),
        (1, "9.9.9.9, 1.2.3.4", "1.2.3.4"),
        (2, "9.9.9.9, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_only_our_own_proxies_determine_the_address(rf, settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", headers={"X-Forwarded-For": forwarded})
    assert digests.client_address(request) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.7", "192.0.2.7/32"),
        ("::ffff:192.0.2.7", "192.0.2.7/32"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_a_network_is_what_one_customer_has(address, expected):
    assert digests.network(address) == expected


def test_no_network_address_is_stored(client, write):
    client.defaults["REMOTE_ADDR"] = "198.51.100.7"
    write()
    stored = [*Comment.objects.values_list(), *CommentAttempt.objects.values_list()]
    assert "198.51.100" not in str(stored)
