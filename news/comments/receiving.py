"""What becomes of a comment that was sent: published, held, taken for spam or refused."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from anyascii import anyascii
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.cache.invalidation import purge
from core.models import Publication
from news.comments import digests
from news.comments.mail import mail_moderators
from news.comments.tokens import Token
from news.models import ArticlePage, Author, Comment, CommentAttempt, CommentBan

# How many comments a network may send within a time.
RATES = ((timedelta(minutes=10), 5), (timedelta(days=1), 30))
ATTEMPTS_KEPT = timedelta(days=1)
# What was refused, with the addresses in it, is not kept for longer.
REFUSED_KEPT = timedelta(days=30)


class Outcome(Enum):
    PUBLISHED = auto()
    HELD = auto()
    ALREADY_SAID = auto()
    TOO_MANY = auto()
    USED_TOKEN = auto()


@dataclass(frozen=True)
class Letter:
    """What a reader sent, with a valid form."""

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


def receive(letter: Letter, publication: Publication) -> tuple[Outcome, Comment | None]:
    """Stores the comment, if it is to be stored. Whoever is banned is told that it waits.

    What an answer says of an address, a token and an attempt were paid for.
    """
    if known := known_comment(letter):
        return of_known(known, letter)
    if is_too_many(letter.network_digest, already=0):
        return Outcome.TOO_MANY, None
    if not use(letter):
        # Of two clicks at once, the other one has stored it.
        known = known_comment(letter)
        return of_known(known, letter) if known else (Outcome.USED_TOKEN, None)
    # Counted again: of comments that are sent at the same moment each sees those written before it.
    if is_too_many(letter.network_digest, already=1):
        return Outcome.TOO_MANY, None
    if is_banned(letter):
        return Outcome.HELD, None
    forget_old()
    return store(letter, publication)


def known_comment(letter: Letter) -> Comment | None:
    return Comment.objects.filter(article=letter.article, text_digest=letter.text_digest).first()


def is_banned(letter: Letter) -> bool:
    bans = CommentBan.objects.filter(digest__in=[letter.email_digest, letter.network_digest])
    return bans.filter(Q(until=None) | Q(until__gt=timezone.now())).exists()


def of_known(comment: Comment, letter: Letter) -> tuple[Outcome, Comment | None]:
    """A second click on the button is answered like the first.

    From the same network alone: others could try addresses until one is answered.
    """
    sender = (letter.email_digest, letter.network_digest)
    if (comment.email_digest, comment.network_digest) != sender:
        return Outcome.ALREADY_SAID, None
    return (Outcome.PUBLISHED if comment.is_published else Outcome.HELD), comment


def is_too_many(network_digest: str, already: int) -> bool:
    """`already`: how many of the attempts that are stored belong to the comment itself."""
    attempts = CommentAttempt.objects.filter(network_digest=network_digest)
    now = timezone.now()
    return any(
        attempts.filter(created_at__gt=now - period).count() - already >= most
        for period, most in RATES
    )


def use(letter: Letter) -> bool:
    """Marks the token as used; False where it was used before."""
    try:
        with transaction.atomic():
            CommentAttempt.objects.create(
                nonce=letter.token.nonce, network_digest=letter.network_digest
            )
    except IntegrityError:
        return False
    return True


def forget_old() -> None:
    now = timezone.now()
    CommentAttempt.objects.filter(created_at__lt=now - ATTEMPTS_KEPT).delete()
    refused = Comment.objects.filter(status__in=[Comment.Status.REJECTED, Comment.Status.SPAM])
    refused = refused.annotate(since=Coalesce("moderated_at", "created_at"))
    refused.filter(since__lt=now - REFUSED_KEPT).delete()


def store(letter: Letter, publication: Publication) -> tuple[Outcome, Comment | None]:
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
                purge(f"around:{letter.article.pk}")
            if status == Comment.Status.HELD:
                transaction.on_commit(lambda: mail_moderators(comment, publication), robust=True)
    except IntegrityError:  # the same text came in at the same moment, or the article went
        known = known_comment(letter)
        return of_known(known, letter) if known else (Outcome.USED_TOKEN, None)
    # Spam is answered like what waits: whoever sends it learns nothing.
    return (Outcome.PUBLISHED if comment.is_published else Outcome.HELD), comment


def judge(letter: Letter, author: Author | None) -> tuple[str, str]:
    """The status of a new comment, and why it is not published."""
    if letter.is_trapped:
        return Comment.Status.SPAM, Comment.Reason.TRAP
    # An address can be made up: that an author wrote is for an editor to say.
    if author or is_name_of_author(letter.name):
        return Comment.Status.HELD, Comment.Reason.AUTHOR
    if Comment.objects.approved().filter(email_digest=letter.email_digest).exists():
        return Comment.Status.APPROVED, ""
    return Comment.Status.HELD, Comment.Reason.FIRST


def is_name_of_author(name: str) -> bool:
    """Also in letters that look the same, and with marks or spaces that hardly show."""
    looks = look(name)
    return bool(looks) and looks in map(look, Author.objects.values_list("name", flat=True))


def look(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", anyascii(name).lower())
