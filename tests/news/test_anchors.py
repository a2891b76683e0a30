import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.anchors import RESERVED, slug_for
from news.models import ArticlePage
from news.structure.anchors import anchored, assign_anchors
from tests.factories import ArticlePageFactory, faq, section


def with_ids(raw):
    for number, block in enumerate(anchored(raw)):
        block.setdefault("id", f"block-{number}")
    return raw


def anchors(raw):
    return [block["value"]["anchor"] for block in anchored(raw)]


def test_anchors_are_made_from_the_words():
    raw = assign_anchors([section("What the drug does"), faq(("Can I drive?", "No."))])
    assert anchors(raw) == ["what-the-drug-does", "questions-and-answers", "can-i-drive"]


def test_equal_headings_get_different_anchors():
    raw = assign_anchors([section("Risks"), section("Risks"), section("risks!")])
    assert anchors(raw) == ["risks", "risks-2", "risks-3"]


def test_an_anchor_does_not_change_when_its_heading_is_edited():
    earlier = assign_anchors(with_ids([section("Risks")]))
    later = copy.deepcopy(earlier)
    later[0]["value"]["heading"] = "Dangers"
    assert anchors(assign_anchors(later, earlier)) == ["risks"]


def test_anchors_do_not_change_when_sections_change_places():
    earlier = assign_anchors(with_ids([section("One"), section("One"), section("Two")]))
    later = copy.deepcopy(earlier)[::-1]
    assert anchors(assign_anchors(later, earlier)) == ["two", "one-2", "one"]


def test_a_changed_anchor_leaves_its_old_one_as_an_alias():
    earlier = assign_anchors(with_ids([section("Risks")]))
    later = copy.deepcopy(earlier)
    later[0]["value"]["anchor"] = "dangers"
    assign_anchors(later, earlier)
    assert later[0]["value"] | {"content": []} == {
        "heading": "Risks", "content": [], "anchor": "dangers", "aliases": "risks",
    }  # fmt: skip


def test_aliases_survive_a_second_change():
    first = assign_anchors(with_ids([section("Risks")]))
    second = copy.deepcopy(first)
    second[0]["value"]["anchor"] = "dangers"
    assign_anchors(second, first)
    third = copy.deepcopy(second)
    third[0]["value"]["anchor"] = "harm"
    assign_anchors(third, second)
    assert third[0]["value"]["aliases"].split() == ["risks", "dangers"]


def test_an_anchor_can_be_changed_back():
    first = assign_anchors(with_ids([section("Risks")]))
    second = copy.deepcopy(first)
    second[0]["value"]["anchor"] = "dangers"
    assign_anchors(second, first)
    third = copy.deepcopy(second)
    third[0]["value"]["anchor"] = "risks"
    assign_anchors(third, second)
    assert third[0]["value"]["anchor"] == "risks"
    assert third[0]["value"]["aliases"] == "dangers"


def test_data_without_the_anchor_does_not_remove_it():
    earlier = assign_anchors(with_ids([section("Risks")]))
    later = copy.deepcopy(earlier)
    later[0]["value"].update(anchor="", heading="Dangers")
    assert anchors(assign_anchors(later, earlier)) == ["risks"]


def test_a_duplicated_block_gets_a_new_anchor_and_the_original_does_not():
    earlier = assign_anchors(with_ids([section("Risks")]))
    twin = copy.deepcopy(earlier[0]) | {"id": "twin"}
    later = [twin, copy.deepcopy(earlier[0])]
    assert anchors(assign_anchors(later, earlier)) == ["risks-2", "risks"]


def test_a_new_section_never_takes_over_the_former_anchor_of_another():
    earlier = assign_anchors(with_ids([section("Risks")]))
    later = copy.deepcopy(earlier)
    later[0]["value"]["anchor"] = "dangers"
    later.append(section("Risks") | {"id": "new"})
    assert anchors(assign_anchors(later, earlier)) == ["dangers", "risks-2"]


@pytest.mark.parametrize("word", ["Sources", "Main", "Contents", "Takeaways", "Search"])
def test_anchors_never_collide_with_ids_of_the_page_itself(word):
    assert anchors(assign_anchors([section(word)])) == [f"{word.lower()}-2"]


headings = st.lists(st.text(max_size=80), min_size=1, max_size=12)


@given(headings, st.randoms())
def test_anchors_are_unique_stable_and_well_formed_for_any_words(words, random):
    earlier = assign_anchors(with_ids([section(word) for word in words]))
    assigned = anchors(earlier)
    assert len(set(assigned)) == len(assigned)
    assert not set(assigned) & RESERVED
    assert all(anchor and anchor.isascii() and " " not in anchor for anchor in assigned)
    later = copy.deepcopy(earlier)
    random.shuffle(later)
    for block in later:
        block["value"]["heading"] += " edited"
    by_id = {block["id"]: block["value"]["anchor"] for block in assign_anchors(later, earlier)}
    assert by_id == {block["id"]: block["value"]["anchor"] for block in earlier}


def test_saving_a_draft_assigns_anchors(health):
    article = ArticlePageFactory(parent=health, body=[section("What helps")], publish=False)
    draft = article.get_latest_revision_as_object()
    assert anchors(draft.body_data) == ["what-helps"]


def test_saving_the_page_without_a_revision_assigns_anchors(health):
    page = health.add_child(instance=ArticlePage(title="By code", body=[section("What helps")]))
    assert anchors(ArticlePage.objects.get(pk=page.pk).body_data) == ["what-helps"]


def test_a_copied_page_keeps_its_anchors(health):
    article = ArticlePageFactory(parent=health, body=[section("What helps"), faq(("Why?", "So."))])
    twin = article.copy(update_attrs={"slug": "twin", "title": "Twin"})
    assert anchors(twin.specific.body_data) == anchors(article.body_data)


def test_publishing_keeps_anchor_and_alias_of_an_edited_draft(health):
    article = ArticlePageFactory(parent=health, body=[section("What helps")])
    data = article.body_data
    data[0]["value"]["anchor"] = "help"
    article.body = article.body.stream_block.to_python(data)
    article.save_revision().publish()
    value = ArticlePage.objects.get(pk=article.pk).body_data[0]["value"]
    assert (value["anchor"], value["aliases"]) == ("help", "what-helps")


def test_a_question_stored_without_an_id_also_keeps_its_former_anchor(health):
    article = ArticlePageFactory(parent=health, body=[faq(("Are lakes tidal?", "Hardly."))])
    data = article.body_data
    data[0]["value"]["questions"][0]["value"]["anchor"] = "lakes"
    article.body = article.body.stream_block.to_python(data)
    article.save_revision().publish()
    question = ArticlePage.objects.get(pk=article.pk).body_data[0]["value"]["questions"][0]
    assert question["value"]["aliases"] == "are-lakes-tidal"


def test_the_ids_of_the_page_itself_are_all_reserved(client, health, author, topic):
    import re

    body = [section("One"), section("Two"), section("Three"), faq(("Why?", "So."))]
    page = ArticlePageFactory(
        parent=health,
        authors=[author],
        topics=[topic],
        body=body,
        takeaways=[{"type": "takeaway", "value": {"text": "<p>Point.</p>"}}],
        sources=[{"type": "source", "value": {"title": "A law"}}],
    )
    html = client.get(page.url).content.decode()
    assigned = set(anchors(page.body_data))
    own = {found for found in re.findall(r'\bid="([^"]+)"', html) if found not in assigned}
    unreserved = {found for found in own if slug_for(found, "x", set(RESERVED)) == found}
    assert own and not unreserved


def test_an_anchor_claimed_twice_stays_with_its_owner():
    earlier = assign_anchors(with_ids([section("One"), section("Two")]))
    later = copy.deepcopy(earlier)
    later[0]["value"]["anchor"] = "two"
    assert anchors(assign_anchors(later, earlier)) == ["one", "two"]


def test_an_alias_never_takes_over_the_anchor_of_another_section():
    earlier = assign_anchors(with_ids([section("One"), section("Two")]))
    later = copy.deepcopy(earlier)
    later[0]["value"]["aliases"] = "two"
    assign_anchors(later, earlier)
    assert anchors(later) == ["one", "two"]
    assert later[0]["value"]["aliases"] == ""


@pytest.mark.parametrize("name", ["main", 'a"b', "A_b", "sources", "-x"])
def test_unusable_names_are_refused(name):
    raw = assign_anchors([section("One", anchor=name, aliases=name)])
    assert anchors(raw) == ["one"]
    assert raw[0]["value"]["aliases"] == ""


def typed(page, number, heading):
    """The newest draft with that heading, as the form of an editor sends it while typing."""
    draft = page.get_latest_revision_as_object()
    data = draft.body_data
    data[number]["value"].update(heading=heading, anchor="", aliases="")
    draft.body = draft.body.stream_block.to_python(data)
    return draft


@pytest.mark.parametrize("overwrites", [True, False])
def test_typing_under_autosave_leaves_no_anchor_of_half_a_heading(health, overwrites):
    page = health.add_child(instance=ArticlePage(title="Rain", body=[section("T")], live=False))
    revision = page.save_revision()
    for heading in ("The r", "The risks of drought"):
        draft = typed(page, 0, heading)
        revision = draft.save_revision(overwrite_revision=revision if overwrites else None)
        page.refresh_from_db()
    value = page.get_latest_revision_as_object().body_data[0]["value"]
    assert (value["anchor"], value["aliases"]) == ("the-risks-of-drought", "")


def test_a_link_from_before_an_article_was_withdrawn_arrives_when_it_is_back(health):
    page = ArticlePageFactory(parent=health, body=[section("One")])
    page.unpublish()
    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    data = draft.body_data
    data[0]["value"]["anchor"] = "first"
    draft.body = draft.body.stream_block.to_python(data)
    draft.save_revision()
    ArticlePage.objects.get(pk=page.pk).get_latest_revision().publish()
    value = ArticlePage.objects.get(pk=page.pk).body_data[0]["value"]
    assert (value["anchor"], value["aliases"]) == ("first", "one")


def test_a_section_added_to_a_published_article_is_settled_by_the_next_publication(health):
    page = ArticlePageFactory(parent=health, body=[section("One")])
    page.body.append(("section", {"heading": "Tw", "content": []}))
    page.save_revision()
    page.refresh_from_db()
    typed(page, 1, "Two").save_revision().publish()
    page.refresh_from_db()
    typed(page, 1, "Two, but shorter").save_revision().publish()
    assert anchors(ArticlePage.objects.get(pk=page.pk).body_data) == ["one", "two"]
