"""Pictures: renditions and when they are created, srcset, and missing files."""

from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.template import Context, Template
from django_tasks import TaskResultStatus
from PIL import Image as Drawing
from wagtail.images import get_image_model
from wagtail.signal_handlers import disable_reference_index_auto_update

from core.media.pictures import SHAPES, picture, rendition_specs
from core.media.renditions import make_renditions, make_renditions_of, shapes_in_use
from core.models import Change
from tests.factories import ArticlePageFactory, AuthorFactory

pytestmark = pytest.mark.django_db


def make_image(width=2000, height=1250):
    buffer = BytesIO()
    Drawing.new("RGB", (width, height), "#ca3735").save(buffer, "PNG")
    file = ImageFile(buffer, name="red.png")
    return get_image_model().objects.create(title="A red field", file=file)


def in_shape(image, shape):
    """The image with the renditions of a shape."""
    image.get_renditions(*rendition_specs(shape))
    return get_image_model().objects.prefetch_related("renditions").get(pk=image.pk)


@pytest.fixture
def image(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_image()


def render(source, **context):
    return Template("{% load masthead %}" + source).render(Context(context))


def widths(srcset):
    return [int(part.split()[1].rstrip("w")) for part in srcset.split(", ")]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_has_its_ratio_and_growing_widths(image, shape):
    found = picture(in_shape(image, shape), shape)
    assert widths(found.main.srcset) == sorted(set(widths(found.main.srcset)))
    ratio = SHAPES[shape].ratio or image.width / image.height
    assert found.main.width / found.main.height == pytest.approx(ratio, rel=0.02)


def test_a_small_original_is_not_blown_up(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    found = picture(in_shape(make_image(500, 400), "figure"), "figure")
    assert widths(found.main.srcset) == widths(found.main.avif) == [500]


def test_loaded_renditions_cost_no_query(image, django_assert_num_queries):
    found = in_shape(image, "hero")
    with django_assert_num_queries(0):
        drawn = picture(found, "hero")
    assert drawn.narrow.width / drawn.narrow.height == pytest.approx(4 / 3, rel=0.02)


def test_a_crop_contains_the_focal_point(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    drawing = Drawing.new("RGB", (2000, 1250), "white")
    drawing.paste("black", (0, 0, 400, 1250))
    buffer = BytesIO()
    drawing.save(buffer, "PNG")
    found = get_image_model()(title="An edge", file=ImageFile(buffer, name="edge.png"))
    found.focal_point_x, found.focal_point_y = 100, 600
    found.focal_point_width = found.focal_point_height = 100
    found.save()
    crop = found.get_rendition(SHAPES["portrait"].spec(96))
    with Drawing.open(crop.file.path) as pixels:
        assert pixels.convert("L").getpixel((3, 48)) < 50


def test_the_tag_prints_what_a_browser_needs(image):
    found = in_shape(image, "card")
    html = render('{% picture image shape="card" alt=words %}', image=found, words='A "red" field')
    assert 'alt="A &quot;red&quot; field"' in html
    assert 'loading="lazy"' in html
    for attribute in ("srcset=", "sizes=", "width=", "height="):
        assert attribute in html
    assert ".webp" in html


def test_a_large_picture_comes_as_avif_first(image):
    html = render('{% picture image shape="lead" %}', image=in_shape(image, "lead"))
    assert html.index('type="image/avif"') < html.index("<img")
    assert html.count('type="image/avif"') == 2  # of the narrow crop, and of the other


def test_an_eager_picture_has_a_high_fetch_priority(image):
    html = render('{% picture image shape="hero" eager=True %}', image=in_shape(image, "hero"))
    assert 'fetchpriority="high"' in html
    assert "loading=" not in html
    assert "<source" in html


def test_a_reader_makes_no_rendition(image):
    html = render('{% picture image shape="lead" %}', image=image)
    assert image.file.url in html
    assert not image.renditions.exists()


def test_an_original_is_shown_in_the_space_of_its_shape(image):
    found = picture(image, "lead").main
    assert found.width / found.height == pytest.approx(SHAPES["lead"].ratio, rel=0.02)


@pytest.mark.parametrize("damage", ["missing", "empty"])
def test_a_broken_file_leaves_the_page_without_the_picture(image, damage, caplog):
    path = image.file.path
    image.file.storage.delete(image.file.name)
    if damage == "empty":
        Path(path).write_bytes(b"")
    assert render('{% picture image shape="card" %}', image=image).strip() == ""
    assert "Left out picture" in caplog.text


def test_a_lost_rendition_leaves_the_page_without_the_picture(image):
    found = in_shape(image, "card")
    for rendition in found.renditions.all():
        rendition.file.storage.delete(rendition.file.name)
    assert render('{% picture image shape="card" %}', image=found).strip() == ""


def test_no_picture_is_no_output():
    assert render('{% picture image shape="card" %}', image=None).strip() == ""


def test_an_unknown_shape_is_a_card(image, caplog):
    found = in_shape(image, "card")
    assert picture(found, "octagon").main.width == picture(found, "card").main.width
    assert "octagon" in caplog.text


# When they are created


@pytest.fixture
def committed(settings, django_capture_on_commit_callbacks):
    """Runs what waits for a commit, tasks included, which make renditions."""
    settings.MAKE_RENDITIONS = True
    return partial(django_capture_on_commit_callbacks, execute=True)


def shapes_made(image) -> set[str]:
    specs = set(image.renditions.values_list("filter_spec", flat=True))
    return {shape for shape in SHAPES if specs >= set(rendition_specs(shape))}


def test_publishing_makes_the_pictures_of_a_page(health, image, committed):
    draft = ArticlePageFactory(parent=health, promo_image=image, publish=False)
    assert not image.renditions.exists()
    with committed():
        draft.latest_revision.publish()
    assert {"lead", "card", "thumb"} <= shapes_made(image)


def test_pictures_are_made_also_where_wagtail_has_not_updated_its_reference_index(
    health, image, committed
):
    with disable_reference_index_auto_update():
        article = ArticlePageFactory(parent=health, social_image=image)
    with committed():
        article.latest_revision.publish()
    assert "social" in shapes_made(image)


def test_a_changed_picture_is_made_again(image, committed):
    AuthorFactory(portrait=image)
    image.renditions.all().delete()
    with committed():
        image.focal_point_x = image.focal_point_y = 10
        image.focal_point_width = image.focal_point_height = 10
        image.save()
    assert "portrait" in shapes_made(image)


def test_a_portrait_is_made_when_its_author_is_saved(image, committed):
    with committed():
        AuthorFactory(portrait=image)
    assert shapes_made(image) == {"portrait"}


def test_a_task_that_is_run_again_does_not_invalidate_cached_pages(image, committed):
    Change.objects.all().delete()
    for _publication in range(2):
        with committed():
            AuthorFactory(portrait=image)
    assert Change.objects.filter(names=image.cache_tag).count() == 1


def test_a_file_that_cannot_be_read_fails_the_task_so_that_it_is_repeated(image, caplog):
    Path(image.file.path).write_bytes(b"words")
    AuthorFactory(portrait=image)
    result = make_renditions_of.enqueue("core", "editorialimage", image.pk)
    assert result.status == TaskResultStatus.FAILED
    assert "could not be read" in result.errors[0].traceback


def test_nothing_is_made_where_a_command_does_the_work(image, settings, committed):
    settings.MAKE_RENDITIONS = False
    with committed():
        AuthorFactory(portrait=image)
    assert not image.renditions.exists()


def test_a_picture_is_made_in_the_shapes_it_is_used_in(image, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        AuthorFactory(portrait=image)
    assert shapes_in_use([image.pk]) == {image.pk: {"portrait"}}
    assert make_renditions([image.pk]) == 0
    specs = set(image.renditions.values_list("filter_spec", flat=True))
    assert specs == set(rendition_specs("portrait"))


def test_a_damaged_picture_does_not_prevent_the_others(
    image, django_capture_on_commit_callbacks, caplog
):
    damaged = make_image()
    Path(damaged.file.path).write_bytes(b"words")
    with django_capture_on_commit_callbacks(execute=True):
        AuthorFactory(portrait=damaged)
        AuthorFactory(portrait=image)
    assert make_renditions([damaged.pk, image.pk]) == 1
    assert image.renditions.exists()


def test_a_command_makes_what_is_missing(image, django_capture_on_commit_callbacks, capsys):
    with django_capture_on_commit_callbacks(execute=True):
        AuthorFactory(portrait=image)
    call_command("make_renditions")
    assert image.renditions.count() == len(rendition_specs("portrait"))
    assert "1 pictures have their renditions" in capsys.readouterr().out
