"""The SESSION_ENGINE: sessions in the database, with account, address and device.

https://docs.djangoproject.com/en/5.2/topics/http/sessions/#extending-database-backed-session-engines
"""

from datetime import UTC, datetime

from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

SIGNED_IN, SEEN = "signed_in_at", "seen_at"
ADDRESS, AGENT = "address", "agent"


class SessionStore(DatabaseStore):
    """Sessions expire SESSION_COOKIE_AGE after their last use; anonymous ones later."""

    @classmethod
    def get_model_class(cls):
        # accounts.models imports this module.
        return apps.get_model("accounts", "Session")

    def get_session_cookie_age(self) -> int:
        if SESSION_KEY in self:
            return settings.SESSION_COOKIE_AGE
        return settings.SESSION_ABSOLUTE_AGE

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        key = data.get(SESSION_KEY)
        row.user_key = int(key) if key else None
        row.address = data.get(ADDRESS, "") if key else ""
        row.agent = data.get(AGENT, "") if key else ""
        row.signed_in_at = moment(data.get(SIGNED_IN)) if key else None
        row.seen_at = moment(data.get(SEEN)) if key else None
        return row


def moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
