"""Uploads that are no pictures, or only the beginning of one: refused in words at every door."""

import io
import struct
import zlib

import pytest
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.models import EditorialImage

KINDS = ("jpeg", "png", "gif", "webp", "avif")


def drawn(kind: str) -> bytes:
    """A picture whose content does not compress away, so that half of its file is half of it."""
    file = io.BytesIO()
    noise = Image.effect_noise((320, 200), 90).convert("RGB")
    noise.save(file, kind.upper())
    return file.getvalue()


def animation() -> bytes:
    file = io.BytesIO()
    first, *others = [Image.effect_noise((120, 80), 90).convert("P") for _each in range(4)]
    first.save(file, "GIF", save_all=True, append_images=others)
    return file.getvalue()


def bomb(side: int) -> bytes:
    """A PNG that claims `side` times `side` pixels, and has next to none."""

    def chunk(name, data):
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    return start + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


DAMAGED = {
    **{f"half.{kind}": drawn(kind)[: len(drawn(kind)) // 2] for kind in KINDS},
    **{f"start.{kind}": drawn(kind)[:40] for kind in KINDS},
    "frames.gif": animation()[: len(animation()) * 3 // 4],
    "words.png": b"This is no picture.",
    "nothing.jpg": b"",
    "bomb.png": bomb(7_000),
    "large-bomb.png": bomb(60_000),
}

DOORS = ("wagtailimages:add", "wagtailimages_chooser:create", "wagtailimages:add_multiple")


def upload(client, door: str, name: str, content: bytes):
    prefix = "image-chooser-upload-" if "chooser" in door else ""
    field = "files[]" if "multiple" in door else f"{prefix}file"
    data = {f"{prefix}title": "A field", field: SimpleUploadedFile(name, content)}
    return client.post(reverse(door), data, headers={"X-Requested-With": "XMLHttpRequest"})


@pytest.fixture
def desk(client, editor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(editor)
    return client


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_picture_is_refused_in_words(desk, door, name):
    answer = upload(desk, door, name, DAMAGED[name])
    assert answer.status_code == 200
    body = answer.content.decode()
    wanted = ["was not taken", "submitted file is empty"]
    assert any(words in body for words in wanted), body
    assert not EditorialImage.objects.exists()


def test_a_picture_that_is_too_large_is_refused_with_a_message(desk):
    assert (
        "more than 40 megapixels" in upload(desk, DOORS[0], "b.png", bomb(9_000)).content.decode()
    )


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_picture_is_taken(desk, door, kind):
    upload(desk, door, f"whole.{kind}", drawn(kind))
    assert EditorialImage.objects.get().width == 320


def test_an_animation_is_taken(desk):
    upload(desk, DOORS[0], "frames.gif", animation())
    assert EditorialImage.objects.exists()


@pytest.mark.parametrize("page", ["wagtailimages:index", "wagtailimages_chooser:choose"])
def test_the_library_opens_with_a_damaged_picture_in_it(desk, page):
    file = ImageFile(io.BytesIO(drawn("png")), name="old.png")
    old = EditorialImage.objects.create(title="From before", file=file)
    with old.file.storage.open(old.file.name, "wb") as stored:
        stored.write(DAMAGED["half.jpeg"])
    answer = desk.get(reverse(page))
    assert answer.status_code == 200 and b"From before" in answer.content
    assert desk.get(reverse("wagtailimages:edit", args=[old.pk])).status_code == 200
