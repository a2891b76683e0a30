"""The front page: the editors' choice first, the newest for the rest, no story twice."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.models import HomePageSecond, HomePageSection
from tests.factories import ArticlePageFactory, ImageFactory


def stories(parent, count):
    """Articles of the section, the newest first."""
    now = timezone.now()
    return [
        ArticlePageFactory(
            parent=parent,
            title=f"{parent.title} {number}",
            published_at=now - datetime.timedelta(hours=number),
        )
        for number in range(count)
    ]


def context(client):
    return client.get("/").context_data


def shown(context):
    """Every story of the page with a place of its own, in order."""
    lead = [context["lead"]] if context["lead"] else []
    fronts = [article for front in context["fronts"] for article in front.articles]
    return [article.title for article in [*lead, *context["seconds"], *fronts]]


def test_an_empty_site_has_a_front_page(client, home):
    assert client.get("/").status_code == 200


def test_an_untouched_front_page_fills_itself_with_the_newest(client, news, health):
    stories(news, 4)
    stories(health, 9)
    page = context(client)
    assert page["lead"].title in {"News 0", "Health 0"}
    assert len(page["seconds"]) == 4


def test_no_story_shows_twice(client, news, health):
    stories(news, 9)
    stories(health, 9)
    page = context(client)
    titles = shown(page)
    assert len(titles) == len(set(titles)) > 10
    # The list of recent news is by time alone, without the stories directly beside it.
    recent = {article.title for article in page["recent"]}
    assert len(recent) == 7 and recent.isdisjoint(titles[:5])


def test_the_editors_choice_comes_first_and_in_their_order(client, home, news, health):
    old = stories(news, 8)
    home.lead = old[6]
    home.chosen_seconds = [HomePageSecond(article=old[7]), HomePageSecond(article=old[5])]
    home.chosen_sections = [
        HomePageSection(section=health, layout="list"),
        HomePageSection(section=news, layout="trio"),
    ]
    home.save()
    stories(health, 6)
    page = context(client)
    assert page["lead"].title == "News 6"
    assert [article.title for article in page["seconds"]][:2] == ["News 7", "News 5"]
    assert len(page["seconds"]) == 4
    assert [front.section.title for front in page["fronts"]] == ["Health", "News"]
    assert len(page["fronts"][1].articles) == 3
    titles = shown(page)
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize(("pictures", "layout"), [(3, "trio"), (2, "wide"), (0, "wide")])
def test_three_pictures_side_by_side_need_three_pictures(client, home, news, pictures, layout):
    home.chosen_sections = [HomePageSection(section=news, layout="trio")]
    home.save()
    for number, article in enumerate(stories(news, 8)):
        # Five are above: the lead and the second stories.
        article.hero_image = ImageFactory() if 5 <= number < 5 + pictures else None
        article.save_revision().publish()
    front = context(client)["fronts"][0]
    assert front.layout == layout
    assert [article.title for article in front.articles] == ["News 5", "News 6", "News 7"]


@pytest.mark.parametrize("hide", ["unpublish", "restrict"])
def test_a_chosen_story_that_is_no_longer_public_gives_way(client, home, news, hide):
    chosen, *others = stories(news, 3)
    home.lead = chosen
    home.chosen_seconds = [HomePageSecond(article=chosen)]
    home.save()
    if hide == "unpublish":
        chosen.unpublish()
    else:
        PageViewRestriction.objects.create(page=chosen, restriction_type="login")
    assert context(client)["lead"].title == others[0].title
    assert chosen.title not in client.get("/").content.decode()


def test_a_chosen_section_that_is_private_is_left_out(client, home, news, health):
    stories(news, 8)
    stories(health, 8)
    home.chosen_sections = [HomePageSection(section=health), HomePageSection(section=news)]
    home.save()
    PageViewRestriction.objects.create(page=health, restriction_type="login")
    page = context(client)
    assert [front.section.title for front in page["fronts"]] == ["News"]
    assert not [title for title in shown(page) if title.startswith("Health")]


def test_a_story_published_now_is_on_the_front_page_at_once(client, news):
    stories(news, 2)
    context(client)
    ArticlePageFactory(parent=news, title="Just in")
    assert context(client)["lead"].title == "Just in"


def test_deep_links_of_a_section_lead_to_its_lead_story(client, home, news):
    from tests.factories import section

    first = ArticlePageFactory(parent=news, body=[section("One"), section("Two")])
    stories(news, 6)
    home.lead = first
    home.chosen_sections = [HomePageSection(section=news)]
    home.save()
    home.lead = stories(news, 1)[0]
    home.save()
    fronts = context(client)["fronts"]
    assert all(entry.anchor for front in fronts for entry in front.contents)
