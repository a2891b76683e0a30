"""Whether a file is a picture that the library takes: one limit of bytes and pixels."""

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
    """The file is no picture for the library; the message says why, as a part of a sentence."""


def check_picture(file: BinaryIO) -> None:
    """Decodes the picture from its start to its end. Raises Refused where that fails.

    The header of a file that was cut short is whole: only decoding shows that the rest is missing.
    What a file claims is checked before anything is decoded, so that a small file cannot fill the
    memory. `file` stands at its start afterwards.
    """
    file.seek(0, 2)
    size, most = file.tell(), settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    if size > most:
        words = {"size": filesizeformat(size), "most": filesizeformat(most)}
        raise Refused(_("%(size)s; the limit is %(most)s") % words)
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    # The decoders raise whatever they like: OSError, SyntaxError, struct.error, EOFError ...
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
    """Width times height times frames, by the header; sys.maxsize for more than Pillow opens."""
    file.seek(0)
    with warnings.catch_warnings():
        # Pillow warns of many pixels; ours is the smaller limit.
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
    """Wagtail's, which looks at the header of the file alone."""

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
    """Of every upload in the admin: the library, many files at once, and the chooser."""

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
