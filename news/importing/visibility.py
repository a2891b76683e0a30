"""What the visibility of a manuscript means for its article at the present time."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from news.manuscripts import Manuscript
from news.manuscripts.visibility import DRAFT, SCHEDULED

from .shapes import moment


@dataclass(frozen=True)
class Plan:
    """When the article becomes public and when it expires, as aware datetimes.

    `held` is the reason why the article stays a draft whatever the options, or "". If `held` is
    set, `state` is `draft` or `private`.
    """

    held: str = ""
    state: str = ""
    go_live_at: datetime | None = None
    expire_at: datetime | None = None

    @property
    def scheduled(self) -> str:
        """When the article goes live, in words; "" if it does so at once or never."""
        if self.held or not self.go_live_at:
            return ""
        return _("scheduled for %s") % in_words(self.go_live_at)

    def as_dict(self) -> dict[str, str | None]:
        return {
            "visibility": self.state or (SCHEDULED if self.go_live_at else "public"),
            "kept_as_draft": self.held or None,
            "go_live_at": self.go_live_at and timezone.localtime(self.go_live_at).isoformat(),
            "expire_at": self.expire_at and timezone.localtime(self.expire_at).isoformat(),
        }


def plan_of(manuscript: Manuscript, now: datetime | None = None) -> Plan:
    """The plan for the article: only a draft, or public within a period.

    A date in the future is a schedule, whichever field holds it.
    """
    now = now or timezone.now()
    visibility = manuscript.visibility
    opens = [moment(each) for each in (visibility.opens, manuscript.date) if each]
    go_live_at = max((each for each in opens if each > now), default=None)
    expire_at = moment(visibility.closes)
    held = ""
    if visibility.state and not (visibility.state == SCHEDULED and go_live_at):
        held = "; ".join(visibility.reasons) or _("the source says that it is no public article")
    elif expire_at and expire_at <= now:
        held = _("the source says that it expired on %s") % in_words(expire_at)
    elif expire_at and go_live_at and expire_at <= go_live_at:
        held = _("the source says that it expires before it opens")
    if expire_at and (expire_at <= now or (go_live_at and expire_at <= go_live_at)):
        # Wagtail refuses pages with such a date.
        expire_at = None
    state = (visibility.state if visibility.state != SCHEDULED else "") or DRAFT if held else ""
    return Plan(held, state, go_live_at, expire_at)


def in_words(when: datetime) -> str:
    return date_format(timezone.localtime(when), "j F Y, H:i e")
