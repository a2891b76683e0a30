"""Blocks of pictures."""

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from core.media.image_pool import borrow

from .base import PICTURES, PREVIEW_TEMPLATE


class PrefetchedImageChooserBlock(ImageChooserBlock):
    """Uses lent images (core.media.image_pool); loads all others of a stream in two queries."""

    def bulk_to_python(self, values):
        lent = {value: borrow(value) for value in values if value}
        if all(lent.values()):
            return [borrow(value) if value else None for value in values]
        images = super().bulk_to_python(values)
        prefetch_related_objects([image for image in images if image], "renditions")
        return images

    class Meta:
        icon = "image"


class PictureBlock(ImageBlock):
    """An image with an alt text for this use. The decorative flag empties the alt text."""

    def __init__(self, required=True, **kwargs):
        super().__init__(required=required, **kwargs)
        chooser = PrefetchedImageChooserBlock(required=required)
        chooser.set_name("image")
        self.child_blocks["image"] = chooser

    class Meta:
        icon = "image"


def newest_images(count: int) -> list[dict]:
    """Values of picture blocks for previews: the newest pictures of the library."""
    images = get_image_model().objects.order_by("-pk")[:count]
    return [
        {"image": image.pk, "alt_text": image.description, "decorative": False} for image in images
    ]


class FigureBlock(blocks.StructBlock):
    image = PictureBlock(label=_("Picture"))
    caption = blocks.CharBlock(
        label=_("Caption"), required=False, help_text=_("Empty: the picture's own caption.")
    )
    credit = blocks.CharBlock(
        label=_("Credit"), required=False, help_text=_("Empty: the picture's own credit.")
    )
    width = blocks.ChoiceBlock(
        label=_("Width"),
        choices=[
            ("measure", _("As wide as the text")),
            ("wide", _("Wider than the text")),
            ("margin", _("Small, in the margin")),
        ],
        default="measure",
    )

    def get_preview_value(self):
        image = next(iter(newest_images(1)), None)
        return self.to_python({"image": image, "width": "measure"})

    class Meta:
        icon = "image"
        label = _("Picture")
        label_format = "{caption}"
        group = PICTURES
        template = "blocks/figure_block.html"
        description = _("A picture with caption and credit.")
        preview_template = PREVIEW_TEMPLATE


class GalleryFigureBlock(blocks.StructBlock):
    image = PictureBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False)
    credit = blocks.CharBlock(label=_("Credit"), required=False)

    class Meta:
        icon = "image"
        label = _("Picture")


class GalleryBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False)
    figures = blocks.ListBlock(GalleryFigureBlock(), label=_("Pictures"), min_num=2)

    def get_preview_value(self):
        figures = [{"image": image, "caption": ""} for image in newest_images(3)]
        return self.to_python({"title": "Three studies", "figures": figures})

    class Meta:
        icon = "copy"
        label = _("Gallery")
        label_format = "{title}"
        group = PICTURES
        template = "blocks/gallery_block.html"
        description = _("Two or more pictures side by side.")
        preview_template = PREVIEW_TEMPLATE
