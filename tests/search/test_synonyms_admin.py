"""The newsroom's forms for synonyms and promoted results."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import escape
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from search.models import MOST_PHRASES, SynonymSet
from tests.conftest import person

pytestmark = pytest.mark.django_db

INDEX = reverse("newsroom_synonyms_modeladmin_index")
CREATE = reverse("newsroom_synonyms_modeladmin_create")
PROMOTE = reverse("wagtailsearchpromotions:add")

HOSTILE = [
    "\x00",
    "\ud800",
    "<script>alert(1)</script>",
    '"',
    "%s{0}{{ x }}",
    "x" * 5000,
    ",,,",
    "\u202e",
]


@pytest.fixture
def as_editor(client, home, editor):
    client.force_login(editor)
    return client


def save(client, words, note="", url=CREATE):
    return client.post(url, {"words": words, "note": note})


# Permissions


@pytest.mark.parametrize("role", ["Editor", "Administrator"])
def test_editors_and_administrators_look_after_synonyms(role):
    group = Group.objects.get(name=role)
    codenames = group.permissions.filter(content_type__app_label="search")
    assert set(codenames.values_list("codename", flat=True)) == {
        f"{action}_synonymset" for action in ("add", "change", "delete", "view")
    }


@pytest.mark.parametrize(
    ("role", "may"), [(None, False), ("Writer", False), ("Editor", True), ("Administrator", True)]
)
def test_synonyms_open_to_those_who_may(client, home, role, may):
    words = SynonymSet.objects.create(words="car, automobile")
    client.force_login(person("somebody", role))
    actions = [
        reverse(f"newsroom_synonyms_modeladmin_{n}", args=[words.pk]) for n in ("edit", "delete")
    ]
    for url in (INDEX, CREATE, *actions):
        assert (client.get(url).status_code == 200) is may, url


def test_a_writer_changes_no_synonyms(client, home, writer):
    words = SynonymSet.objects.create(words="car, automobile")
    client.force_login(writer)
    edit = reverse("newsroom_synonyms_modeladmin_edit", args=[words.pk])
    delete = reverse("newsroom_synonyms_modeladmin_delete", args=[words.pk])
    for url in (CREATE, edit, delete):
        save(client, "boat, ship", url=url)
    assert [each.words for each in SynonymSet.objects.all()] == ["car, automobile"]


# Synonyms


def test_the_list_shows_and_searches_words_and_notes(as_editor):
    SynonymSet.objects.create(words="car, automobile", note="asked for in March")
    SynonymSet.objects.create(words="boat, ship")
    everything = as_editor.get(INDEX).content.decode()
    assert "car, automobile" in everything and "asked for in March" in everything
    for found in ("?q=automobile", "?q=March"):
        html = as_editor.get(INDEX + found).content.decode()
        assert "car, automobile" in html and "boat, ship" not in html


def test_a_set_is_added_changed_and_deleted(as_editor):
    save(as_editor, "car, automobile", "asked for")
    words = SynonymSet.objects.get()
    assert (words.words, words.note) == ("car, automobile", "asked for")
    assert words.stems == [["car"], ["automobil"]]
    edit = reverse("newsroom_synonyms_modeladmin_edit", args=[words.pk])
    save(as_editor, "car, motor car", url=edit)
    words.refresh_from_db()
    assert words.stems == [["car"], ["motor", "car"]]
    as_editor.post(reverse("newsroom_synonyms_modeladmin_delete", args=[words.pk]))
    assert not SynonymSet.objects.exists()


@pytest.mark.parametrize(
    ("typed", "begun"),
    [
        ("heart attack", "heart attack, "),
        ("  heart \n attack ", "heart attack, "),
        ("cough, cold", "cough cold, "),
        ("", ""),
        (" , ", ""),
    ],
)
def test_the_form_begins_with_the_words_of_a_query(as_editor, typed, begun):
    form = as_editor.get(CREATE, {"words": typed}).context["form"]
    assert form["words"].value() == begun


def test_the_cursor_is_after_the_proposed_word(as_editor):
    html = as_editor.get(CREATE, {"words": "tide"}).content.decode()
    assert "autofocus" in html and "setSelectionRange" in html


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_address_breaks_the_forms(as_editor, typed):
    for url, name in ((CREATE, "words"), (PROMOTE, "query_string")):
        response = as_editor.get(url, {name: typed.encode("utf-8", "surrogatepass")})
        assert response.status_code == 200
        assert "<script>alert(1)" not in response.content.decode()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "This field is required."),
        ("car", "at least two words"),
        ("car, CAR, ,", "at least two words"),
        (",".join(f"word{n}" for n in range(MOST_PHRASES + 1)), "at most 20 words"),
        (
            "car, one two three four five six seven",
            "“one two three four five six seven” is too long",
        ),
        ("automobiles, Car", "Another set has these words already."),
    ],
)
def test_an_invalid_set_of_synonyms_is_refused_with_the_reason(as_editor, words, message):
    SynonymSet.objects.create(words="car, automobile")
    response = save(as_editor, words)
    assert response.status_code == 200
    assert escape(message) in response.content.decode()
    assert SynonymSet.objects.count() == 1


@pytest.mark.parametrize(
    "words",
    [
        ",".join(f"word{n}" for n in range(MOST_PHRASES)),
        "car, one two three four five six",
        "car, automobile, motor car",
        "car, vehicle",
    ],
)
def test_a_valid_set_of_synonyms_is_accepted(words):
    SynonymSet.objects.create(words="car, automobile")
    SynonymSet(words=words).full_clean()


def test_a_set_is_not_taken_for_its_own_double():
    words = SynonymSet.objects.create(words="car, automobile")
    words.note = "again"
    words.full_clean()
    with pytest.raises(ValidationError):
        SynonymSet(words="automobile, car").full_clean()


@pytest.mark.parametrize("words", HOSTILE)
def test_no_words_break_the_form(as_editor, words):
    response = save(as_editor, words.encode("utf-8", "surrogatepass"))
    assert response.status_code == 200
    assert not SynonymSet.objects.exists()


# Promotions


def test_the_promotion_form_begins_with_the_query(as_editor):
    response = as_editor.get(PROMOTE, {"query_string": "  Heart\tattack "})
    assert response.context["form"]["query_string"].value() == "Heart attack"


def test_the_promotion_form_is_empty_without_a_query(as_editor):
    assert as_editor.get(PROMOTE).context["form"]["query_string"].value() in {None, ""}


def test_a_page_is_promoted(as_editor, article):
    picks = {
        "editors_picks-TOTAL_FORMS": 1, "editors_picks-INITIAL_FORMS": 0,
        "editors_picks-MIN_NUM_FORMS": 0, "editors_picks-MAX_NUM_FORMS": 1000,
        "editors_picks-0-DELETE": "", "editors_picks-0-ORDER": 1,
        "editors_picks-0-page": article.pk, "editors_picks-0-description": "",
    }  # fmt: skip
    response = as_editor.post(PROMOTE, {"query_string": "heart attack", **picks})
    assert response.status_code == 302
    assert SearchPromotion.objects.get().page_id == article.pk


@pytest.mark.parametrize("typed", ["heart attack", "Heart  Attack", "heart attack!"])
def test_a_promoted_query_leads_to_what_there_is(as_editor, typed):
    query = Query.objects.create(query_string="heart attack")
    SearchPromotion.objects.create(query=query, external_link_url="https://example.org/")
    response = as_editor.get(PROMOTE, {"query_string": typed})
    assert response.url == reverse("wagtailsearchpromotions:edit", args=[query.pk])


def test_a_query_whose_promotions_are_gone_can_be_promoted_again(as_editor):
    Query.objects.create(query_string="heart attack")
    assert as_editor.get(PROMOTE, {"query_string": "heart attack"}).status_code == 200


@pytest.mark.parametrize("role", [None, "Writer"])
def test_a_writer_promotes_nothing(client, home, role):
    client.force_login(person("somebody", role))
    assert client.get(PROMOTE, {"query_string": "tides"}).status_code == 302
