"""Images and documents of the library."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition, SourceImageIOError
from wagtail.images.models import Image as WagtailImage

from core.media import documents
from core.models.published import PublishedModel


class EditorialImage(PublishedModel, AbstractImage):
    """A picture with what is printed beside it. Each use may override alt text, caption, credit."""

    tag_name = "image"
    is_shown_at_once = False

    description = models.CharField(
        _("alt text"),
        max_length=255,
        blank=True,
        default="",
        help_text=_("What the picture shows, for readers who cannot see it."),
    )
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(
        _("credit"), max_length=255, blank=True, help_text=_("Who made the picture.")
    )

    admin_form_fields = (
        "title",
        "file",
        "description",
        "caption",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(WagtailImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def list_tags(self) -> set[str]:
        return set()

    @property
    def default_alt_text(self) -> str:
        """The alt text, or nothing: a file name read aloud helps nobody."""
        return self.description

    def generate_rendition_file(self, filter, *, source=None):
        """As Wagtail's; a file that cannot be decoded counts as one that is missing.

        The admin shows a placeholder for the latter. Files like that are from before they were
        checked, or were damaged since.
        """
        try:
            return super().generate_rendition_file(filter, source=source)
        except (OSError, SyntaxError, ValueError) as error:
            raise SourceImageIOError(str(error)) from error


class Rendition(AbstractRendition):
    """A resized copy of an image."""

    image = models.ForeignKey(EditorialImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="unique_rendition"
            )
        ]


class EditorialDocument(AbstractDocument):
    """A file offered for download."""

    # As in AbstractDocument, but for the storage.
    file = models.FileField(
        _("file"), upload_to=documents.FOLDER, storage=documents.document_storage
    )

    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(WagtailDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
