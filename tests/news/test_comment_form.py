"""The form beneath an article is plain HTML: no form or widget is created for each reader."""

import pytest
from django.template.loader import render_to_string
from pytest_django.asserts import assertTemplateUsed

from news.comments.forms import CommentForm


@pytest.mark.parametrize("token_url", ["/comments/7/token/", ""])
def test_the_empty_form_is_the_form_without_anything_typed(token_url):
    context = {"reply_url": "/comments/7/reply/", "token_url": token_url, "label": "Post reply"}
    rendered = render_to_string("components/comment_form.html", {"form": CommentForm(), **context})
    assert render_to_string("components/empty_comment_form.html", context) == rendered


@pytest.mark.django_db
def test_an_article_shows_the_empty_form(client, article):
    response = client.get(article.url)
    assertTemplateUsed(response, "components/empty_comment_form.html")
    assert 'id="reply_text"' in response.content.decode()
