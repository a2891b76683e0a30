"""Checks whether the library accepts a file as an image, with one limit for bytes and pixels."""

import sys
import warnings
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageSequence
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class Refused(ValueError):
    """The library does not accept the file. The message is the reason, as a part of a sentence."""


def check_picture(file: BinaryIO) -> None:
    """Decodes the whole image. Raises Refused if that fails.

    A truncated file has a complete header: only decoding shows that the rest is missing. The
    claimed size is checked before decoding, so that a small file cannot exhaust the memory.
    Afterwards `file` is rewound.
    """
    file.seek(0, 2)
    size, most = file.tell(), settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    if size > most:
        words = {"size": filesizeformat(size), "most": filesizeformat(most)}
        raise Refused(_("%(size)s; the limit is %(most)s") % words)
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    # Decoders raise many exceptions: OSError, SyntaxError, struct.error, EOFError ...
    try:
        pixels = claimed_pixels(file)
        if pixels <= most:
            decode(file)
    except Exception as error:
        raise Refused(_("it cannot be read as a picture")) from error
    finally:
        file.seek(0)
    if pixels > most:
        raise Refused(_("more than %d megapixels") % (most / 1_000_000))


def claimed_pixels(file: BinaryIO) -> int:
    """Width times height times frames according to the header; sys.maxsize if Pillow refuses to
    open it."""
    file.seek(0)
    with warnings.catch_warnings():
        # Pillow warns about many pixels; our own limit is smaller.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            picture = Image.open(file)
            return picture.width * picture.height * getattr(picture, "n_frames", 1)
        except Image.DecompressionBombError:
            return sys.maxsize


def decode(file: BinaryIO) -> None:
    file.seek(0)
    for frame in ImageSequence.Iterator(Image.open(file)):
        frame.load()


class PictureField(WagtailImageField):
    """Wagtail's field checks only the header of the file; this one decodes it."""

    def to_python(self, data):
        if data in self.empty_values:
            return super().to_python(data)
        try:
            check_picture(data)
        except Refused as refused:
            message = _(
                "This file was not taken: %(reason)s. Where it opens in a picture program, "
                "save it there anew, and upload the new file."
            )
            raise ValidationError(message % {"reason": refused}, code="invalid_image") from None
        return super().to_python(data)


class PictureForm(BaseImageForm):
    """The form of every image upload in the admin: the library, multiple uploads, and the
    chooser."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if made := self.fields.get("file"):
            self.fields["file"] = PictureField(
                label=made.label,
                required=made.required,
                widget=made.widget,
                initial=made.initial,
                max_length=made.max_length,
            )
