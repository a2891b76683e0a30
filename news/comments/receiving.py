"""Decides what happens to a submitted comment: publish, hold, mark as spam or refuse it."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from anyascii import anyascii
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.models import Publication, pages_changed
from core.tasks import after_commit
from news.comments import digests
from news.comments.mail import mail_moderators
from news.comments.tokens import Token
from news.models import ArticlePage, Author, Comment, CommentAttempt, CommentBan

# The number of comments that a network may send within a period.
RATES = ((timedelta(minutes=10), 5), (timedelta(days=1), 30))
ATTEMPTS_KEPT = timedelta(days=1)
# Refused comments, with the addresses in them, are deleted after this time.
REFUSED_KEPT = timedelta(days=30)


class CommentOutcome(Enum):
    PUBLISHED = auto()
    HELD = auto()
    ALREADY_SAID = auto()
    TOO_MANY = auto()
    USED_TOKEN = auto()


@dataclass(frozen=True)
class Letter:
    """What a reader submitted with a valid form."""

    article: ArticlePage
    parent: Comment | None
    name: str
    email: str
    text: str
    is_trapped: bool
    network_digest: str
    token: Token

    @property
    def email_digest(self) -> str:
        return digests.of_email(self.email)

    @property
    def text_digest(self) -> str:
        return digests.of_text(self.text)


def receive(letter: Letter, publication: Publication) -> tuple[CommentOutcome, Comment | None]:
    """Stores the comment if it may be stored. A banned sender gets the same answer as a sender
    whose comment is held.

    Answers that reveal something about an address cost the sender a token and an attempt.
    """
    if known := known_comment(letter):
        return of_known(known, letter)
    if is_too_many(letter.network_digest, already=0):
        return CommentOutcome.TOO_MANY, None
    if not use(letter):
        # Of two simultaneous clicks, the other one has stored the comment.
        known = known_comment(letter)
        return of_known(known, letter) if known else (CommentOutcome.USED_TOKEN, None)
    # Count again: each of several simultaneous comments sees the attempts stored before its own.
    if is_too_many(letter.network_digest, already=1):
        return CommentOutcome.TOO_MANY, None
    if is_banned(letter):
        return CommentOutcome.HELD, None
    return store(letter, publication)


def known_comment(letter: Letter) -> Comment | None:
    return Comment.objects.filter(article=letter.article, text_digest=letter.text_digest).first()


def is_banned(letter: Letter) -> bool:
    bans = CommentBan.objects.filter(digest__in=[letter.email_digest, letter.network_digest])
    return bans.filter(Q(until=None) | Q(until__gt=timezone.now())).exists()


def of_known(comment: Comment, letter: Letter) -> tuple[CommentOutcome, Comment | None]:
    """Answers a repeated submission like the first one.

    Only for the same network: otherwise others could try addresses until one gets an answer.
    """
    sender = (letter.email_digest, letter.network_digest)
    if (comment.email_digest, comment.network_digest) != sender:
        return CommentOutcome.ALREADY_SAID, None
    return (CommentOutcome.PUBLISHED if comment.is_published else CommentOutcome.HELD), comment


def is_too_many(network_digest: str, already: int) -> bool:
    """`already`: how many of the stored attempts belong to the comment itself."""
    attempts = CommentAttempt.objects.filter(network_digest=network_digest)
    now = timezone.now()
    return any(
        attempts.filter(created_at__gt=now - period).count() - already >= most
        for period, most in RATES
    )


def use(letter: Letter) -> bool:
    """Marks the token as used. Returns False if it was used before."""
    try:
        with transaction.atomic():
            CommentAttempt.objects.create(
                nonce=letter.token.nonce, network_digest=letter.network_digest
            )
    except IntegrityError:
        return False
    return True


def forget_old(sender=None, **kwargs) -> None:
    """Receives housekeeping: deletes attempts and refused comments that have expired."""
    now = timezone.now()
    CommentAttempt.objects.filter(created_at__lt=now - ATTEMPTS_KEPT).delete()
    refused = Comment.objects.filter(status__in=[Comment.Status.REJECTED, Comment.Status.SPAM])
    refused = refused.annotate(since=Coalesce("moderated_at", "created_at"))
    refused.filter(since__lt=now - REFUSED_KEPT).delete()


def store(letter: Letter, publication: Publication) -> tuple[CommentOutcome, Comment | None]:
    author = Author.objects.filter(email__iexact=letter.email).first()
    status, reason = judge(letter, author)
    comment = Comment(
        article=letter.article,
        parent=letter.parent,
        name=letter.name,
        email=letter.email,
        text=letter.text,
        status=status,
        reason=reason,
        author=author,
        email_digest=letter.email_digest,
        network_digest=letter.network_digest,
        text_digest=letter.text_digest,
    )
    try:
        with transaction.atomic():
            comment.save()
            if status == Comment.Status.APPROVED:
                pages_changed(letter.article.pk)
            recipient = publication.comments_email or publication.contact_email
            if status == Comment.Status.HELD and recipient:
                after_commit(mail_moderators, comment.pk, recipient)
    except IntegrityError:  # The same text arrived at the same moment, or the article was deleted.
        known = known_comment(letter)
        return of_known(known, letter) if known else (CommentOutcome.USED_TOKEN, None)
    # Spam gets the same answer as a held comment, so that spammers learn nothing.
    return (CommentOutcome.PUBLISHED if comment.is_published else CommentOutcome.HELD), comment


def judge(letter: Letter, author: Author | None) -> tuple[str, str]:
    """The status of a new comment, and the reason why it is not published."""
    if letter.is_trapped:
        return Comment.Status.SPAM, Comment.Reason.TRAP
    # Anybody can type an author's address, so an editor confirms that the author wrote the comment.
    if author or is_name_of_author(letter.name):
        return Comment.Status.HELD, Comment.Reason.AUTHOR
    if Comment.objects.approved().filter(email_digest=letter.email_digest).exists():
        return Comment.Status.APPROVED, ""
    return Comment.Status.HELD, Comment.Reason.FIRST


def is_name_of_author(name: str) -> bool:
    """Also matches look-alike letters, and names with marks or spaces that are hardly visible."""
    looks = look(name)
    return bool(looks) and looks in map(look, Author.objects.values_list("name", flat=True))


def look(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", anyascii(name).lower())
