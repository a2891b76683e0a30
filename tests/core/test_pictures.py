"""Pictures: renditions, srcset, and files that are not there."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.images import ImageFile
from django.template import Context, Template
from PIL import Image as Drawing
from wagtail.images import get_image_model

from core.pictures import SHAPES, picture, rendition_specs

pytestmark = pytest.mark.django_db


def make_image(width=2000, height=1250):
    buffer = BytesIO()
    Drawing.new("RGB", (width, height), "#ca3735").save(buffer, "PNG")
    file = ImageFile(buffer, name="red.png")
    return get_image_model().objects.create(title="A red field", file=file)


@pytest.fixture
def image(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_image()


def render(source, **context):
    return Template("{% load masthead %}" + source).render(Context(context))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_has_its_ratio_and_growing_widths(image, shape):
    found = picture(image, shape)
    widths = [int(part.split()[1].rstrip("w")) for part in found.main.srcset.split(", ")]
    assert widths == sorted(set(widths))
    ratio = SHAPES[shape].ratio or image.width / image.height
    assert found.main.width / found.main.height == pytest.approx(ratio, rel=0.02)


def test_a_small_original_is_not_blown_up(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    found = picture(make_image(500, 400), "figure")
    assert found.main.srcset.endswith(" 500w")
    assert "," not in found.main.srcset


def test_prefetched_renditions_cost_no_query(image, django_assert_num_queries):
    picture(image, "hero")
    found = get_image_model().objects.prefetch_renditions(*rendition_specs("hero")).get()
    with django_assert_num_queries(0):
        drawn = picture(found, "hero")
    assert drawn.narrow.width / drawn.narrow.height == pytest.approx(4 / 3, rel=0.02)


def test_the_tag_prints_what_a_browser_needs(image):
    html = render('{% picture image shape="card" alt=words %}', image=image, words='A "red" field')
    assert 'alt="A &quot;red&quot; field"' in html
    assert 'loading="lazy"' in html
    for attribute in ("srcset=", "sizes=", "width=", "height="):
        assert attribute in html
    assert ".webp" in html


def test_an_eager_picture_is_asked_for_first(image):
    html = render('{% picture image shape="hero" eager=True %}', image=image)
    assert 'fetchpriority="high"' in html
    assert "loading=" not in html
    assert "<source" in html


@pytest.mark.parametrize("damage", ["missing", "empty", "not a picture"])
def test_a_broken_file_leaves_the_page_without_the_picture(image, damage, caplog):
    path = image.file.path
    image.file.storage.delete(image.file.name)
    if damage != "missing":
        Path(path).write_bytes(b"" if damage == "empty" else b"words")
    assert render('{% picture image shape="card" %}', image=image).strip() == ""
    assert "Left out picture" in caplog.text


def test_no_picture_is_no_output():
    assert render('{% picture image shape="card" %}', image=None).strip() == ""


def test_an_unknown_shape_is_a_card(image, caplog):
    assert picture(image, "octagon").main.width == picture(image, "card").main.width
    assert "octagon" in caplog.text
