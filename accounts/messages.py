"""A message storage that detects denied permissions.

Wagtail responds to a missing permission with a redirect and one of these messages, not with 403.
"""

from django.contrib.messages import ERROR
from django.contrib.messages.storage.fallback import FallbackStorage
from django.utils.translation import gettext as _


class NoticingStorage(FallbackStorage):
    def add(self, level, message, extra_tags=""):
        # Wagtail's own words, in the language of the request.
        denials = (
            _("Sorry, you do not have permission to access this area."),
            _("You do not have permission to access the admin."),
        )
        if level == ERROR and any(denial in str(message) for denial in denials):
            self.request.is_denied = True
        super().add(level, message, extra_tags)
