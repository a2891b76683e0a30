"""Comments of readers on articles, and bans."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.querysets import CommentQuerySet

from .article import ArticlePage
from .author import Author

LONGEST_NAME = 60
LONGEST_EMAIL = 254
LONGEST_TEXT = 4000
# Of a hexadecimal SHA-256.
DIGEST_LENGTH = 64


class Comment(models.Model):
    """A reader's reply to an article. The e-mail address is for the newsroom only.

    A thread has one level: the parent of a reply to a reply is the first comment of the thread.
    """

    class Status(models.TextChoices):
        HELD = "held", _("Held")
        APPROVED = "approved", _("Published")
        REJECTED = "rejected", _("Rejected")
        SPAM = "spam", _("Spam")

    class Reason(models.TextChoices):
        FIRST = "first", _("First from this address")
        AUTHOR = "author", _("In the name of an author")
        TRAP = "trap", _("Filled in the hidden field")

    article = models.ForeignKey(
        ArticlePage, verbose_name=_("article"), on_delete=models.CASCADE, related_name="comments"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("in reply to"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="replies",
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    email = models.EmailField(_("e-mail"), max_length=LONGEST_EMAIL)
    text = models.TextField(_("text"), max_length=LONGEST_TEXT)
    created_at = models.DateTimeField(_("sent"), default=timezone.now)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.HELD)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)
    author = models.ForeignKey(
        Author,
        verbose_name=_("author"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Whose address it was sent from; shown as such once it is published."),
    )
    moderated_at = models.DateTimeField(_("moderated"), null=True, editable=False)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("moderated by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Keyed (news/comments/digests.py): they reveal nothing to people without the key.
    email_digest = models.CharField(max_length=DIGEST_LENGTH, editable=False)
    network_digest = models.CharField(max_length=DIGEST_LENGTH, editable=False)
    text_digest = models.CharField(max_length=DIGEST_LENGTH, editable=False)

    objects = CommentQuerySet.as_manager()

    # A comment does not count as a use of the article.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.UniqueConstraint(fields=["article", "text_digest"], name="one_comment_a_text")
        ]
        indexes = [
            models.Index(fields=["article", "status"], name="comment_of_article"),
            models.Index(fields=["status", "created_at"], name="comment_by_status"),
            models.Index(fields=["email_digest", "status"], name="comment_by_email"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:60]}"

    @property
    def anchor(self) -> str:
        """The underscore prevents clashes: anchors of headings contain none."""
        return f"comment_{self.pk}"

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.APPROVED

    @property
    def thread(self) -> "Comment":
        """The first comment of the thread."""
        return self.parent or self


class CommentAttempt(models.Model):
    """A submitted form, stored for a day to limit how often a form and a network may submit."""

    nonce = models.CharField(max_length=32, unique=True)
    network_digest = models.CharField(max_length=DIGEST_LENGTH)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("attempt to comment")
        verbose_name_plural = _("attempts to comment")
        default_permissions = ()
        indexes = [
            models.Index(fields=["network_digest", "created_at"], name="attempt_of_network"),
            models.Index(fields=["created_at"], name="attempt_by_time"),
        ]

    def __str__(self) -> str:
        return self.nonce


class CommentBan(models.Model):
    """A person whose comments are refused. Addresses are stored as digests only."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("E-mail address")
        NETWORK = "network", _("Network address")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    digest = models.CharField(max_length=DIGEST_LENGTH, unique=True, editable=False)
    name = models.CharField(_("signed as"), max_length=LONGEST_NAME)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("ban")
        verbose_name_plural = _("bans")
        default_permissions = ()
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_kind_display()})"
