"""Uploading pictures, at each door where an editor does."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from core.models import EditorialImage
from news.models import Author
from tests.e2e.test_editor import draft
from tests.e2e.test_newsroom import log_in
from tests.factories import ImageFactory

pytestmark = pytest.mark.browser

REASON = "This file was not taken: it cannot be read as a picture."


def photograph(colour: str) -> bytes:
    noise = Image.effect_noise((600, 400), 90).convert("RGB")
    buffer = io.BytesIO()
    Image.blend(noise, Image.new("RGB", noise.size, colour), 0.5).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def jpeg(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


@pytest.fixture
def whole():
    return jpeg("harbour.jpg", photograph("teal"))


@pytest.fixture
def cut_short():
    content = photograph("maroon")
    return jpeg("quay.jpg", content[: len(content) // 2])


@pytest.fixture
def desk(open_page, editor):
    page = open_page()
    log_in(page, editor)
    return page


def upload(page, *files):
    page.goto("/admin/images/")
    page.get_by_role("link", name="Add an image").click()
    page.wait_for_url("**/images/multiple/add/")
    choose(page, *files)


def choose(page, *files):
    page.locator("#fileupload").set_input_files([*files])


def test_a_picture_that_is_cut_short_is_refused_in_words(desk, cut_short, whole):
    upload(desk, cut_short)
    row = desk.locator("#upload-list > li")
    expect(row).to_contain_text(REASON)
    expect(row).not_to_have_class("upload-uploading")
    # Wagtail asks for a description of a refused file, too.
    expect(row.get_by_text("provide an image description")).to_be_hidden()
    choose(desk, whole)
    expect(row.nth(1).get_by_text("Upload successful. Please")).to_be_visible()
    expect(row.nth(1).get_by_text("provide an image description")).to_be_visible()


def test_of_many_pictures_the_whole_ones_are_taken(desk, cut_short, whole):
    other = jpeg("mole.jpg", photograph("olive"))
    upload(desk, whole, cut_short, other)
    rows = desk.locator("#upload-list > li")
    expect(desk.locator("#upload-list > .upload-complete")).to_have_count(3)
    expect(rows.nth(1)).to_contain_text(REASON)
    last = rows.nth(2)
    last.get_by_label("Alt text").fill("A mole at low water")
    last.get_by_role("button", name="Update").click()
    expect(rows).to_have_count(2)
    taken = EditorialImage.objects.order_by("title").values_list("title", "description")
    assert list(taken) == [("harbour", ""), ("mole", "A mole at low water")]


def test_the_chooser_refuses_in_words_and_takes_the_next(desk, article, cut_short, whole):
    desk.goto(f"/admin/pages/{article.pk}/edit/")
    desk.locator("#panel-child-story-main_picture-section [aria-expanded=false]").first.click()
    chooser = open_chooser(desk)
    chooser.get_by_role("tab", name="Upload").click()
    send = chooser.get_by_role("button", name="Upload")
    file = chooser.locator("input[type=file]")
    file.set_input_files(cut_short)
    expect(chooser.get_by_label("Title")).to_have_value("quay")
    send.click()
    expect(chooser.get_by_text(REASON)).to_be_visible()
    expect(send).to_be_enabled()
    file.set_input_files(whole)
    send.click()
    expect(chooser).to_have_count(0)
    picture = EditorialImage.objects.get()
    desk.get_by_role("button", name="Save draft").click()
    expect(desk.locator(".messages")).to_contain_text("has been updated")
    assert draft(article).hero_image == picture


def open_chooser(page):
    page.get_by_role("button", name="Choose an image").locator("visible=true").first.click()
    return page.locator(".modal")


def test_the_portrait_of_an_author_is_chosen_from_the_library(desk, article, author):
    ImageFactory(title="Ines at sea")
    desk.goto("/admin/newsroom/authors/")
    desk.get_by_role("link", name="Edit", exact=True).click()
    open_chooser(desk).get_by_role("link", name="Ines at sea").click()
    expect(desk.locator(".modal")).to_have_count(0)
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator(".messages")).to_contain_text("updated")
    assert Author.objects.get().portrait.title == "Ines at sea"
    desk.goto(author.url)
    expect(desk.locator("main .avatar img").first).to_be_visible()
