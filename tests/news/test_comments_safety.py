"""What readers write about themselves stays in the newsroom, and what they write never runs."""

from html.parser import HTMLParser

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.models import ReferenceIndex

from core.models import Publication
from news.comments import tokens
from news.models import Comment
from search.indexing import index_pages
from tests.factories import CommentFactory
from tests.news.payloads import PAYLOADS

pytestmark = pytest.mark.django_db

SECRET = "zephyrine-quill@mail.example"
PLAIN = "plain words"


class Skeleton(HTMLParser):
    """The elements of a page with the names of their attributes: what a payload must not change."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.parts = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.parts.append((tag, tuple(name for name, _value in attributes)))

    def handle_comment(self, data):
        self.parts.append(("comment", data))

    def handle_decl(self, declaration):
        self.parts.append(("declaration", declaration))


def skeleton(response) -> list:
    return Skeleton(response.content.decode()).parts


def send(client, article, **data):
    letter = {"name": "Ruth", "email": "ruth@mail.example", "text": "Well said.", **data}
    return client.post(
        f"/comments/{article.pk}/reply/",
        {"token": tokens.make_token(article.pk, 10), **letter},
        headers={"Sec-Fetch-Site": "same-origin"},
    )


def test_there_are_120_payloads():
    assert len(set(PAYLOADS)) >= 120


@pytest.mark.parametrize("field", ["name", "email", "text", "to", "token", "website"])
def test_a_form_that_comes_back_holds_payloads_as_text(client, article, field):
    """Refused for its empty name or text, so that every field comes back."""
    empty = "text" if field == "name" else "name"
    # A payload may itself be refused, which adds its message.
    plain = [
        skeleton(send(client, article, **{field: words, empty: ""}))
        for words in (PLAIN, PLAIN * 500)
    ]
    for payload in PAYLOADS:
        response = send(client, article, **{field: payload, empty: ""})
        assert response.status_code == 422
        assert skeleton(response) in plain, payload


def test_a_preview_holds_payloads_as_text(client, article):
    plain = skeleton(send(client, article, token="", text=PLAIN))
    for payload in PAYLOADS:
        response = send(client, article, token="", text=f"words {payload}")
        assert response.status_code == 200
        assert skeleton(response) == plain, payload


def fill(article, texts) -> None:
    Comment.objects.all().delete()
    thread = None
    for number, text in enumerate(texts):
        comment = CommentFactory(
            article=article, name=text[:60], email=text, text=text, parent=thread
        )
        if number % 3 == 0:
            thread = comment
        elif number % 3 == 2:
            thread = None


def pages(client, article, urls) -> list:
    return [skeleton(client.get(url)) for url in urls]


def test_published_payloads_are_text_on_every_page(client, article):
    payloads = [payload.replace("\x00", "") for payload in PAYLOADS]
    urls = [article.url, *(f"/comments/{article.pk}/?page={page}" for page in (1, 2, 3))]
    fill(article, [f"{PLAIN} {number}" for number in range(len(payloads))])
    plain = pages(client, article, urls)
    fill(article, payloads)
    assert pages(client, article, urls) == plain
    fill(article, payloads)
    for comment in Comment.objects.filter(parent=None)[:5]:
        url = f"/comments/{article.pk}/reply/?to={comment.pk}"
        words = CommentFactory(article=article, name=PLAIN, text=f"{PLAIN} for {comment.pk}")
        other = f"/comments/{article.pk}/reply/?to={words.pk}"
        assert skeleton(client.get(url)) == skeleton(client.get(other))


def elements_of_list(response) -> list:
    """The list of the newsroom page, without the head, whose script fills the menu."""
    html = response.content.decode()
    start = html.index('class="comments-list"')
    return Skeleton(html[start : html.index("</ol>", start)]).parts


def test_payloads_are_text_in_the_newsroom(client, administrator, article):
    url = f"{reverse('newsroom_comments')}?status=approved"
    client.force_login(administrator)
    payloads = [payload.replace("\x00", "") for payload in PAYLOADS]
    for start in range(0, len(payloads), 40):
        some = payloads[start : start + 40]
        fill(article, [f"{PLAIN} {number}" for number in range(len(some))])
        plain = elements_of_list(client.get(url))
        fill(article, some)
        assert elements_of_list(client.get(url)) == plain


def test_payloads_are_text_where_they_are_deleted_and_banned(client, administrator, article):
    fill(article, ["<script>alert(1)</script>"])
    client.force_login(administrator)
    comment = Comment.objects.get()
    url = reverse("newsroom_comments")
    page = client.post(url, {"one": f"delete {comment.pk}"}).content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert(1)" not in page
    page = client.post(url, {"one": f"ban {comment.pk}"}, follow=True).content.decode()
    assert "<script>alert(1)" not in page
    page = client.get(reverse("newsroom_comment_bans")).content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert(1)" not in page
    page = client.get(url, {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)" not in page


def test_the_address_of_a_reader_is_in_no_public_output(client, home, health, article):
    known = CommentFactory(article=article, email=SECRET, name="Zeph")
    CommentFactory(article=article, parent=known, email=SECRET, name="Zeph")
    CommentFactory(article=article, email=SECRET, status="held")
    index_pages([article.pk])
    urls = [
        "/", article.url, health.url, "/feed/", "/health/feed/", "/authors/", "/topics/",
        "/topics/sleep/", "/topics/sleep/feed/", "/sitemap.xml", "/robots.txt",
        f"/comments/{article.pk}/", f"/comments/{article.pk}/reply/",
        f"/comments/{article.pk}/reply/?to={known.pk}", f"/comments/{article.pk}/thanks/",
        f"/comments/{article.pk}/token/",
    ]  # fmt: skip
    for word in ("zephyrine", SECRET, "zephyrine-quill"):
        for url in ("/search/?q=", "/api/search/?q=", "/search/suggest/?q="):
            urls.append(f"{url}{word}")
    for url in urls:
        response = client.get(url)
        assert response.status_code == 200, url
        answer = response.content.decode().replace(f"q={SECRET}", "")
        if "search" not in url:
            assert "zephyrine" not in answer, url
        else:
            # The query itself comes back; no result does.
            assert "Zeph" not in answer.replace("zephyrine", ""), url
    known.refresh_from_db()
    assert known.email_digest not in client.get(article.url).content.decode()


def test_the_address_does_not_come_back_to_anyone_but_its_writer(client, article):
    response = send(client, article, email=SECRET)
    assert SECRET not in response.content.decode() + str(response.headers)
    assert SECRET not in client.get(response.url).content.decode()
    Comment.objects.update(status="approved")
    response = send(client, article, email=SECRET, text="A second one.")
    assert SECRET not in response.content.decode() + str(response.headers)


def test_mail_to_the_newsroom_does_not_carry_the_address(
    client, article, django_capture_on_commit_callbacks
):
    publication = Publication.for_site(article.get_site())
    publication.contact_email = "desk@masthead.example"
    publication.save()
    with django_capture_on_commit_callbacks(execute=True):
        send(client, article, email=SECRET)
    assert SECRET not in mail.outbox[0].message().as_string()


def test_comments_are_not_searched(client, article):
    CommentFactory(article=article, text="Antediluvian remarks.")
    index_pages([article.pk])
    results = client.get("/search/?q=antediluvian").context["results"]
    assert results.total == 0


def test_a_comment_is_no_use_of_an_article(article):
    CommentFactory(article=article)
    assert not ReferenceIndex.model_is_indexable(Comment)
