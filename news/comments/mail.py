"""Mails the newsroom when a comment waits for moderation."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Publication
from news.models import Comment

logger = logging.getLogger(__name__)

# A flood of comments must not become a flood of mail.
MOST_AN_HOUR = 20
# The reasons for holding a comment that send mail. Comments that were decided since count too.
MAILED = (Comment.Reason.FIRST, Comment.Reason.AUTHOR)


def mail_moderators(comment: Comment, publication: Publication) -> None:
    """Mails a held comment without the reader's address. A failure of the mail server is logged."""
    recipient = publication.comments_email or publication.contact_email
    hour_ago = timezone.now() - timedelta(hours=1)
    recent = Comment.objects.filter(reason__in=MAILED, created_at__gt=hour_ago).count()
    if not recipient or recent > MOST_AN_HOUR:
        return
    title = " ".join(comment.article.title.split())
    context = {
        "comment": comment,
        "title": title,
        "url": f"{settings.WAGTAILADMIN_BASE_URL}{reverse('newsroom_comments')}",
        "is_last": recent == MOST_AN_HOUR,
    }
    try:
        send_mail(
            _("A comment waits: %(title)s") % {"title": title},
            render_to_string("emails/comment_held.txt", context),
            None,
            [recipient],
        )
    except OSError:  # Covers the errors of smtplib and of the socket.
        logger.exception("Comment %s waits, but could not be mailed", comment.pk)
