"""The comments on the page of an article."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from core.compiled import compiled
from core.sites import publication_or_none
from news.models import Author, Comment

PER_PAGE = 50


@dataclass(frozen=True)
class Discussion:
    """The context of templates/components/comments.html."""

    article_id: int
    comments: list
    total: int
    is_open: bool

    @property
    def is_shown(self) -> bool:
        return bool(self.is_open or self.total)

    @property
    def further(self) -> int:
        """The number of comments on further pages."""
        return self.total - len(self.comments)

    @property
    def url(self) -> str:
        return reverse("comments", args=[self.article_id])

    @property
    def reply_url(self) -> str:
        return reverse("comment_reply", args=[self.article_id])

    @property
    def answer_url(self) -> str:
        """The URL of the reply form; "" if the discussion is closed."""
        return self.reply_url if self.is_open else ""

    @property
    def token_url(self) -> str:
        return reverse("comment_token", args=[self.article_id])


def discussion_of(article, request) -> Discussion | None:
    """The first page of comments, or None if the article has no comments and accepts none."""
    if not is_public(article):
        return None
    publication = publication_or_none(request)
    if not is_on(article, publication):
        return None
    comments = first_comments(article.pk)
    total = len(comments)
    if total > PER_PAGE:
        total = article.comments.visible().count()
    comments = with_people(comments[:PER_PAGE])
    found = Discussion(article.pk, comments, total, is_open(article, publication))
    return found if found.is_shown else None


@compiled
def first_comments(article: int):
    """The first page of comments, and one more comment if there are further pages."""
    return Comment.objects.filter(article=article).visible().in_threads()[: PER_PAGE + 1]


def is_public(article) -> bool:
    if article.known_public:
        return True
    return bool(article.pk and article.live and not article.get_view_restrictions().exists())


def is_on(article, publication) -> bool:
    """Whether comments of the article are shown at all."""
    return publication.comments_on and article.discussion != article.Discussion.OFF


def is_open(article, publication) -> bool:
    """Whether readers can comment on the article now."""
    if not is_on(article, publication) or article.discussion == article.Discussion.CLOSED:
        return False
    days = publication.comments_close_after
    if not days or not article.published_at:
        return True
    return timezone.now() - article.published_at < timedelta(days=days)


def with_people(comments: list) -> list:
    """The comments, with the authors among the commenters and the comments that they answer, which
    precede them. If there are such authors, one query for them and one for their portraits.
    """
    by_key = {comment.pk: comment for comment in comments}
    authors = Author.objects.select_related("portrait").prefetch_related("portrait__renditions")
    people = authors.in_bulk({each.author_id for each in comments if each.author_id})
    for comment in comments:
        comment.author = people.get(comment.author_id)
        if comment.parent_id in by_key:
            comment.parent = by_key[comment.parent_id]
    return comments
