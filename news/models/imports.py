"""What has been imported, so that a second run changes nothing."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportRecord(models.Model):
    """One imported manuscript. Without a page: an editor deleted the article since."""

    key = models.CharField(_("key"), max_length=500, unique=True)
    digest = models.CharField(_("digest of the manuscript"), max_length=64)
    page = models.ForeignKey(
        "news.ArticlePage",
        verbose_name=_("article"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="import_records",
    )
    revision_id = models.BigIntegerField(
        _("revision that the import made"),
        null=True,
        help_text=_("Another latest revision means that an editor has worked on the article."),
    )
    imported_at = models.DateTimeField(_("imported"), auto_now=True)

    class Meta:
        verbose_name = _("import record")
        verbose_name_plural = _("import records")

    def __str__(self) -> str:
        return self.key
