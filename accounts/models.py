"""Sessions, counters of attempts, and second factors."""

from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from accounts.session_store import SessionStore

DIGEST_LENGTH = 64


class Session(AbstractBaseSession):
    """A session with the details that its owner sees.

    `user_key` is not a foreign key: a session may be saved while its account is being deleted.
    """

    user_key = models.BigIntegerField(null=True, db_index=True)
    address = models.CharField(_("address"), max_length=64, blank=True)
    agent = models.CharField(_("device"), max_length=300, blank=True)
    signed_in_at = models.DateTimeField(_("signed in"), null=True)
    seen_at = models.DateTimeField(_("last used"), null=True)

    class Meta(AbstractBaseSession.Meta):
        default_permissions = ()

    @classmethod
    def get_session_store_class(cls):
        return SessionStore


class Counter(models.Model):
    """A counter of attempts of one kind by one account or address; see accounts.throttle."""

    key = models.CharField(max_length=DIGEST_LENGTH, primary_key=True)
    # In seconds since 1970.
    paid_until = models.FloatField(db_index=True)

    class Meta:
        verbose_name = _("counter of attempts")
        verbose_name_plural = _("counters of attempts")
        default_permissions = ()

    def __str__(self) -> str:
        return self.key[:8]


class Authenticator(models.Model):
    """An app that shows six digits every thirty seconds (TOTP, RFC 6238); one an account."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    secret = models.BinaryField()
    # The last time step that was used: no code is accepted twice.
    last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("authenticator app")
        verbose_name_plural = _("authenticator apps")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.user)


class Passkey(models.Model):
    """A WebAuthn credential, on one host (`rp_id`)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    rp_id = models.CharField(max_length=253)
    # SHA-256 of the credential id, which may have 1,023 bytes.
    digest = models.CharField(max_length=DIGEST_LENGTH, unique=True)
    credential = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("passkey")
        verbose_name_plural = _("passkeys")
        default_permissions = ()
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code that replaces a lost device, once. Stored as SHA-256; it has 80 random bits."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=DIGEST_LENGTH)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="one_recovery_code")]

    def __str__(self) -> str:
        return self.digest[:8]


@register_setting(icon="key")
class SignInRules(BaseGenericSetting):
    """Who needs a second factor to sign in."""

    groups = models.ManyToManyField(
        Group,
        verbose_name=_("groups"),
        blank=True,
        related_name="+",
        help_text=_(
            "Members who have no second factor yet are asked to add one when they next open a page "
            "and can do nothing else before they have."
        ),
    )
    superusers = models.BooleanField(
        _("superusers"),
        default=False,
        help_text=_("Superusers too, whatever their groups."),
    )

    panels = [
        FieldPanel("groups", widget=forms.CheckboxSelectMultiple),
        FieldPanel("superusers"),
    ]

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")
