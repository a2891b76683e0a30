"""A site with nothing in it yet, and with very little."""

import pytest

from core.models import Change
from news.models import ArticlePage
from tests.factories import ArticlePageFactory, AuthorFactory, NewsIndexFactory, TopicFactory

pytestmark = pytest.mark.django_db


def page(client, path="/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_readers_of_an_empty_site_see_an_announcement_and_nothing_to_search(client, home):
    html = page(client)
    assert "The first edition of" in html
    assert 'role="search"' not in html and 'class="navigation' not in html
    assert "The presses are warm" not in html


@pytest.mark.parametrize("role", ["writer", "editor", "administrator"])
def test_an_editor_of_an_empty_site_sees_the_steps_and_can_view_as_a_reader(
    client, home, role, request
):
    client.force_login(request.getfixturevalue(role))
    html = page(client)
    assert "The presses are warm" in html and html.count("step--next") == 1
    assert "The first edition of" in page(client, "/?as=reader")


def test_the_links_of_the_steps_are_those_that_the_role_may_follow(client, home, news, request):
    for role in ("writer", "administrator"):
        client.force_login(request.getfixturevalue(role))
        steps = client.get("/").context["setup"].steps
        for link in (link for step in steps for link in step.links):
            assert client.get(link.url).status_code == 200, f"{role}: {link.url}"
    assert [bool(step.links) for step in steps] == [True, True, True]


def test_the_next_step_is_the_first_that_is_not_done(client, home, administrator):
    client.force_login(administrator)

    def following():
        steps = client.get("/").context["setup"].steps
        return [number for number, step in enumerate(steps, start=1) if step.is_next]

    assert following() == [1]
    publication = client.get("/").context["publication"]
    publication.name = "Fen Gazette"
    publication.save()
    assert following() == [2]
    NewsIndexFactory(parent=home)
    assert following() == [3]


def test_the_first_story_ends_it(client, news, administrator):
    ArticlePageFactory(parent=news, title="Bridge closed")
    client.force_login(administrator)
    html = page(client)
    assert "Bridge closed" in html and "The presses are warm" not in html


def test_a_front_page_of_few_stories_has_no_list_of_recent_news(client, news):
    for count in range(1, 8):
        ArticlePageFactory(parent=news)
        assert ("front-lead--wide" in page(client)) is (count < 8)
    ArticlePageFactory(parent=news)
    html = page(client)
    assert "front-lead--wide" not in html and "front-recent" in html


def test_menus_list_sections_topics_and_authors_that_have_articles(client, home, news, health):
    ArticlePageFactory(parent=news, slug="first")
    links = page(client, "/news/").split("</header>")[0]
    assert "/news/" in links and "/health/" not in links
    assert "/topics/" not in links and "/authors/" not in links and "/archive/" in links
    article = ArticlePageFactory(parent=health, topics=[TopicFactory()])
    links = page(client, "/news/").split("</header>")[0]
    assert "/health/" in links and "/topics/" in links and "/archive/" not in links
    article.unpublish()
    assert "/health/" not in page(client, "/news/").split("</header>")[0]


def test_an_empty_section_is_in_the_menu_of_its_own_page_alone(client, news, health):
    ArticlePageFactory(parent=news)
    header, rest = page(client, "/health/").split("</header>", 1)
    assert 'href="/health/" aria-current="page"' in header
    assert 'href="/health/"' not in rest.split("<footer")[1]


def test_an_empty_section_shows_a_message_and_links_to_others(client, news, health):
    for number in range(4):
        ArticlePageFactory(parent=news, title=f"Story {number}")
    html = page(client, "/health/")
    assert "Nothing has been published in Health yet." in html
    assert "/health/feed/" in html and "Ask a doctor." in html
    assert html.split('id="elsewhere"')[1].split("</section>")[0].count("<article") == 3
    assert "Nothing has been published" not in page(client, "/health/?topic=sleep")


def test_a_site_of_empty_sections_has_nothing_elsewhere(client, health):
    html = page(client, "/health/")
    assert "Nothing has been published" in html and 'id="elsewhere"' not in html


@pytest.fixture
def tags():
    """The names of what a function changes."""

    def invalidated(do) -> str:
        Change.objects.all().delete()
        do()
        return " ".join(Change.objects.values_list("names", flat=True))

    return invalidated


def test_the_first_and_the_last_article_of_a_section_change_every_page(tags, news):
    first = ArticlePageFactory(parent=news)
    second = []
    assert "everything" not in tags(lambda: second.append(ArticlePageFactory(parent=news)))
    for page in (first, second[0]):
        page.refresh_from_db()
    assert "everything" not in tags(first.unpublish)
    assert "everything" in tags(second[0].unpublish)
    draft = ArticlePageFactory(parent=news, publish=False)
    assert "everything" in tags(draft.latest_revision.publish)
    assert ArticlePage.objects.live().count() == 1


def test_a_card_names_three_writers_at_most(client, news):
    people = [AuthorFactory(name=f"Person {letter}") for letter in "ABCDE"]
    article = ArticlePageFactory(parent=news, authors=people)
    assert article.printed_byline == (
        "Person\N{NO-BREAK SPACE}A, Person\N{NO-BREAK SPACE}B and 3 others"
    )
    assert article.byline.endswith("Person D and Person E")
