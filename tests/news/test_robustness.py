"""No public address answers 500, for any request and any stored data."""

import json

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.models import ArticlePage
from tests.factories import ArticlePageFactory, ImageFactory, faq, section

# ruff: noqa: E501 - the odd inputs are easier to compare on a line each
LISTS = ["/", "/health/sleep-diary/", "/health/", "/authors/", "/authors/ines-okafor/", "/topics/", "/topics/sleep/",
         "/search/", "/feed/", "/health/feed/"]  # fmt: skip
ODD_PAGES = [
    "abc",
    "",
    "-1",
    "0",
    "1.5",
    "1e9",
    "٣",
    "9" * 400,
    "9" * 5000,
    "%00",
    "1%00",
    "2 OR 1=1",
    "💥",
]


@pytest.mark.parametrize("page", ODD_PAGES)
def test_an_odd_page_number_is_page_one_or_not_found(client, article, page):
    for url in LISTS:
        assert client.get(f"{url}?page={page}").status_code in {200, 404}, url


def test_nonsense_for_a_page_number_shows_page_one(client, article):
    assert article.title in client.get("/health/?page=abc&year=2000x").content.decode()


def test_a_page_past_the_end_is_not_found(client, article):
    assert client.get("/health/?page=2").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["topic=%00", "topic=sleep%00", "author='", "year=abc", "year=0000", "year=99999", "year=%00",
     "topic=" + "a" * 5000, "topic[]=1", "year=٢٠٢٦", "topic=sleep&topic=other", "q=%ff%fe", "%00=%00"],
)  # fmt: skip
def test_odd_filters_are_left_out(client, article, query):
    for url in LISTS:
        assert client.get(f"{url}?{query}").status_code in {200, 404}, url


@pytest.mark.parametrize(
    "path",
    ["/%00/", "/health/%00/", "/authors/%00/", "/topics/a%00/", "/health/" + "a/" * 60,
     "/health/" + "a" * 3000 + "/", "/%ff/", "/health/sleep-diary/extra/", "/media/%00", "/media/../x",
     "/media/none.png", "/documents/99/none.pdf", "/health/feed/more/", "//", "/./", "/health//"],
)  # fmt: skip
def test_odd_paths_never_fail(client, article, path):
    assert client.get(path).status_code in {200, 301, 302, 400, 404}


def test_odd_cookies_do_not_matter(client, article):
    client.cookies["sessionid"] = "\\000nonsense" * 20
    client.cookies["csrftoken"] = "x" * 5000
    assert client.get(article.url).status_code == 200


MALFORMED = [
    "not json at all",
    '{"type": "section"}',
    "[1, 2, 3]",
    '["paragraph"]',
    "[null]",
    '[{"value": "no type"}]',
    '[{"type": "unknown", "value": 1}]',
    '[{"type": "section", "value": "text"}]',
    '[{"type": "section", "value": null}]',
    '[{"type": "section", "value": {"heading": 5, "content": []}}]',
    '[{"type": "section", "value": {"heading": "H", "content": {"a": 1}}}]',
    '[{"type": "section", "value": {"heading": "H", "content": [{"type": "figure", "value": 3}]}}]',
    '[{"type": "section", "value": {"content": [{"type": "figure", "value": {"image": "x"}}]}}]',
    '[{"type": "faq", "value": {"questions": "none"}}]',
    '[{"type": "faq", "value": {"questions": [{"type": "question", "value": []}]}}]',
    '[{"type": "paragraph", "value": {"html": "<p>"}}]',
    '[{"type": "paragraph", "value": null}]',
    '[{"type": "paragraph", "value": "<p>Link <a linktype=\\"page\\" id=\\"x\\">a</a></p>"}]',
    '[{"type": "paragraph", "value": "<p>Link <a linktype=\\"page\\" id=\\"999999\\">a</a></p>"}]',
    '[{"type": "paragraph", "value": "<p>Link <a linktype=\\"document\\" id=\\"x\\">a</a></p>"}]',
    '[{"type": "paragraph", "value": "<p>Link <a linktype=\\"odd\\" id=\\"1\\">a</a></p>"}]',
    '[{"type": "paragraph", "value": "<p>Picture <embed embedtype=\\"image\\" id=\\"x\\"/></p>"}]',
    '[{"type": "table", "value": {"caption": "C", "table": {"columns": 1}}}]',
    '[{"type": "table", "value": {"caption": "C", "table": {"columns": [{"type": "x"}], "rows": []}}}]',
    '[{"type": "chart", "value": {"data": {"columns": [{"type": "number"}], "rows": [{"values": ["x"]}]}}}]',
    '[{"type": "chart", "value": {"title": "T", "kind": "odd", "data": null}}]',
    '[{"type": "timeline", "value": {"events": [1, null, "x"]}}]',
    '[{"type": "gallery", "value": {"figures": [{"image": {"image": 999}}]}}]',
    '[{"type": "embed", "value": {"url": "javascript:alert(1)", "title": "T"}}]',
    '[{"type": "document", "value": {"document": 999999}}]',
    '[{"type": "related_article", "value": {"article": 999999}}]',
    '[{"type": "divider", "value": {"a": 1}}]',
    '[{"type": "figure", "value": {"image": {"image": 1000000000000000000000000000000}}}]',
    '[{"type": "figure", "value": {"image": {"image": "²"}}}]',
    '[{"type": "related_article", "value": {"article": 99999999999999999999}}]',
    '[{"type": "document", "value": {"document": "99999999999999999999"}}]',
    '[{"type": "figure", "value": {"image": {"image": 1, "alt_text": 7}}}]',
]


def store(page, raw: str) -> None:
    """Writes the column itself, past every check of the application."""
    with connection.cursor() as cursor:
        value = raw if is_json(raw) else json.dumps(raw)
        cursor.execute(
            "UPDATE news_articlepage SET body = %s WHERE page_ptr_id = %s", [value, page.pk]
        )


def is_json(raw: str) -> bool:
    try:
        json.loads(raw)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("raw", MALFORMED)
def test_a_malformed_stored_block_breaks_no_public_page(client, article, raw):
    store(article, raw)
    for url in [article.url, "/", "/health/", "/feed/", "/health/feed/", "/search/?q=sleep"]:
        response = client.get(url)
        assert response.status_code == 200, url
        assert "javascript:alert" not in response.content.decode()


def test_a_malformed_block_is_left_out_and_the_others_stay(client, article, caplog):
    good = section("What helps", "Going to bed at the same time.")
    store(article, json.dumps([{"type": "section", "value": 7}, good]))
    assert "Going to bed at the same time." in client.get(article.url).content.decode()
    assert "malformed" in caplog.text


def test_a_malformed_block_does_not_prevent_editing_the_article(client, article, administrator):
    store(article, '[{"type": "section", "value": 7}]')
    ArticlePage.objects.get(pk=article.pk).save_revision()
    client.force_login(administrator)
    assert client.get(f"/admin/pages/{article.pk}/edit/").status_code == 200


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**12) | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "value", "id", "heading", "content", "questions", "image", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
block_types = sorted(ArticlePage._meta.get_field("body").stream_block.child_blocks)


@given(
    st.lists(st.fixed_dictionaries({"type": st.sampled_from(block_types), "value": json_values}))
)
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_stored_json_breaks_the_article(client, article, blocks):
    store(article, json.dumps(blocks, allow_nan=False, default=str) if finite(blocks) else "[]")
    assert client.get(article.url).status_code == 200


def finite(value) -> bool:
    try:
        return "\\u0000" not in json.dumps(value, allow_nan=False)
    except ValueError:
        return False


def test_a_missing_image_file_shows_the_article_without_the_picture(client, health):
    image = ImageFactory()
    page = ArticlePageFactory(
        parent=health,
        title="With a lost picture",
        hero_image=image,
        promo_image=image,
        body=[
            {"type": "figure", "value": {"image": {"image": image.pk, "alt_text": "A square"}}},
            faq(("Where is it?", "Gone.")),
        ],
    )
    image.renditions.all().delete()
    image.file.storage.delete(image.file.name)
    for url in [page.url, "/", "/health/", "/feed/", "/search/?q=lost"]:
        response = client.get(url)
        assert response.status_code == 200, url
    assert "Gone." in client.get(page.url).content.decode()


def test_a_deleted_image_shows_the_article_without_the_picture(client, health):
    image = ImageFactory()
    page = ArticlePageFactory(
        parent=health,
        body=[{"type": "figure", "value": {"image": {"image": image.pk, "alt_text": "A"}}}],
    )
    image.delete()
    assert client.get(page.url).status_code == 200


@pytest.mark.parametrize("method", ["head", "options", "post", "put", "delete", "patch"])
def test_other_methods_never_fail(client, article, method):
    for url in [article.url, "/", "/health/", "/feed/", "/authors/", "/search/?q=a", "/healthz"]:
        assert getattr(client, method)(url).status_code < 500, url


def test_a_link_to_an_unpublished_page_becomes_plain_words(client, health, article):
    draft = ArticlePageFactory(parent=health, title="Later", publish=False)
    page = ArticlePageFactory(
        parent=health,
        body=[{
            "type": "paragraph",
            "value": f'<p>Read <a linktype="page" id="{draft.pk}">that one</a> and '
                     f'<a linktype="page" id="{article.pk}">this one</a>.</p>',
        }],
    )  # fmt: skip
    html = client.get(page.url).content.decode()
    assert 'href="None"' not in html
    assert "that one" in html
    assert f'<a href="{article.url}">this one</a>' in html


@pytest.mark.parametrize(
    "raw", ['{"a": 1}', "[1]", '[{"type": "link", "value": {"url": "javascript:alert(1)"}}]']
)
def test_malformed_links_of_the_publication_and_of_authors_break_nothing(client, article, raw):
    client.get("/")  # creates the publication's row
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_publication SET social_links = %s", [raw])
        cursor.execute("UPDATE news_author SET links = %s", [raw])
    for url in ["/", article.url, "/authors/", "/authors/ines-okafor/", "/no/such/page/"]:
        response = client.get(url)
        assert response.status_code in {200, 404}, url
        assert "javascript:alert" not in response.content.decode()


def test_a_broken_logo_shows_the_name(client, article):
    from wagtail.models import Site

    from core.models import Publication

    logo = ImageFactory()
    logo.file.storage.delete(logo.file.name)
    Publication.objects.update_or_create(
        site=Site.objects.get(), defaults={"logo": logo, "name": "The Quay"}
    )
    html = client.get("/").content.decode()
    assert "The Quay" in html


def test_control_characters_in_names_leave_feeds_valid(client, article, topic, health):
    import xml.etree.ElementTree as ElementTree

    type(topic).objects.update(name="A\x0bB")
    type(health).objects.filter(pk=health.pk).update(title="C\x0bD")
    for url in ["/feed/", "/topics/sleep/feed/", "/health/feed/"]:
        ElementTree.fromstring(client.get(url).content)


def test_a_dead_mail_server_does_not_lose_a_letter(client, home, settings):
    from wagtail.contrib.forms.models import FormSubmission

    from home.models import ContactField
    from tests.factories import ContactPageFactory

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    page = ContactPageFactory(parent=home)
    page.form_fields = [
        ContactField(sort_order=0, label="Message", clean_name="message", field_type="multiline")
    ]
    page.save()
    assert (
        client.post(
            page.url, {"message": "Hello"}, headers={"Sec-Fetch-Site": "same-origin"}
        ).status_code
        == 200
    )
    assert FormSubmission.objects.count() == 1


def test_private_documents_are_not_handed_out_as_media(client, db):
    assert client.get("/media/documents/secret.txt").status_code == 404
