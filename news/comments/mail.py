"""Mails the newsroom when a comment waits for moderation."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from core.tasks import BEFORE_OTHERS, task
from news.models import Comment

# A flood of comments must not become a flood of mail.
MOST_AN_HOUR = 20
# The reasons for holding a comment that send mail. Comments that were decided since count too.
MAILED = (Comment.Reason.FIRST, Comment.Reason.AUTHOR)


@task(priority=BEFORE_OTHERS)
def mail_moderators(comment_pk: int, recipient: str) -> None:
    """Mails a held comment, without the reader's address."""
    comment = Comment.objects.get(pk=comment_pk)
    hour_before = comment.created_at - timedelta(hours=1)
    recent = Comment.objects.filter(
        reason__in=MAILED, created_at__gt=hour_before, created_at__lte=comment.created_at
    ).count()
    if recent > MOST_AN_HOUR:
        return
    title = " ".join(comment.article.title.split())
    context = {
        "comment": comment,
        "title": title,
        "url": f"{settings.WAGTAILADMIN_BASE_URL}{reverse('newsroom_comments')}",
        "is_last": recent == MOST_AN_HOUR,
    }
    send_mail(
        _("A comment waits: %(title)s") % {"title": title},
        render_to_string("emails/comment_held.txt", context),
        None,
        [recipient],
    )
