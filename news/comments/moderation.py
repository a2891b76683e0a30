"""Newsroom > Comments: the moderation queue, all comments, and bans."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Q
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem
from wagtail.models import Site
from wagtail.permission_policies.pages import PagePermissionPolicy

from accounts import log
from core.models import publishing
from core.pagination import paginate
from core.text import visible
from news.models import ArticlePage, Comment, CommentBan

MAY_MODERATE = "news.change_comment"
MAY_DELETE = "news.delete_comment"
PER_PAGE = 50
MOST_ARTICLES = 100
MOST_WORDS = 12
MAX_DIGITS = 18
# These fields are large, and the list does not show them.
UNREAD = ("article__body", "article__takeaways", "article__sources")
# Network addresses are reassigned; e-mail addresses are not.
NETWORK_BAN = timedelta(days=30)


@contextmanager
def discussions_change(comments) -> Iterator[None]:
    """Surrounds every change of comments: their articles and comment pages show something else."""
    with publishing() as change:
        keys = set(comments.values_list("article_id", flat=True))
        change.pages(*keys)
        yield


def set_status(status: str) -> Callable:
    def apply(comments, user) -> int:
        with discussions_change(comments):
            return comments.update(status=status, moderated_at=timezone.now(), moderated_by=user)

    return apply


@publishing()
def ban(comments, user) -> int:
    """Marks the comments as spam and bans their senders."""
    until = timezone.now() + NETWORK_BAN
    for comment in comments:
        for kind, digest, end in (
            (CommentBan.Kind.EMAIL, comment.email_digest, None),
            (CommentBan.Kind.NETWORK, comment.network_digest, until),
        ):
            CommentBan.objects.update_or_create(
                digest=digest, defaults={"kind": kind, "name": comment.name, "until": end}
            )
        log.record("ban", user=user, comment=comment.pk)
    return set_status(Comment.Status.SPAM)(comments, user)


def delete(comments, user) -> int:
    """Returns the number of selected comments. Replies deleted with them are not counted."""
    number = comments.count()
    with discussions_change(comments):
        comments.delete()
    return number


@dataclass(frozen=True)
class Action:
    name: str
    label: str
    apply: Callable
    permission: str = MAY_MODERATE
    # Comments with this status have no use for the action.
    status: str = ""
    needs_consent: bool = False
    # Whether the action affects all sections, not only the article of the comment.
    is_site_wide: bool = False


ACTIONS = {
    action.name: action
    for action in (
        Action("approve", gettext_lazy("Publish"), set_status("approved"), status="approved"),
        Action("reject", gettext_lazy("Reject"), set_status("rejected"), status="rejected"),
        Action("spam", gettext_lazy("Spam"), set_status("spam"), status="spam"),
        Action("ban", gettext_lazy("Ban sender"), ban, is_site_wide=True),
        Action("delete", gettext_lazy("Delete"), delete, MAY_DELETE, needs_consent=True),
    )
}


def actions_of(user) -> list[Action]:
    is_everywhere = moderates_everywhere(user)
    return [
        action
        for action in ACTIONS.values()
        if user.has_perm(action.permission) and (is_everywhere or not action.is_site_wide)
    ]


def moderates_everywhere(user) -> bool:
    """Whether the user may moderate the comments of every section of every site. A ban applies
    to all sections, so only these users may set, see or lift bans."""
    if not user.has_perm(MAY_MODERATE):
        return False
    roots = set(Site.objects.values_list("root_page", flat=True))
    pages = PagePermissionPolicy().instances_user_has_permission_for(user, "publish")
    return bool(roots) and pages.filter(pk__in=roots).count() == len(roots)


@permission_required(MAY_MODERATE)
@require_http_methods(["GET", "HEAD", "POST"])
def moderate(request):
    """?status=, ?article= and ?q= filter; POST applies one action to the selected comments."""
    comments = Comment.objects.moderated_by(request.user)
    if request.method == "POST":
        return act(request, comments)
    filters = CommentFilters(request.GET)
    shown, pager = paginate(request.GET, filters.apply(comments), PER_PAGE)
    context = {
        "comments": shown,
        "pager": pager,
        "filters": filters,
        "statuses": filters.statuses(comments),
        "articles": filters.articles(comments),
        "actions": actions_of(request.user),
        "may_ban": moderates_everywhere(request.user),
    }
    return render(request, "newsroom/comments.html", context)


def act(request, comments):
    """Applies `action` to every `comment` (bulk), or `one` ("approve 12") to a single comment."""
    name, _space, key = request.POST.get("one", "").partition(" ")
    keys = [key] if key else request.POST.getlist("comment")
    action = ACTIONS.get(name or request.POST.get("action", ""))
    back = redirect(f"{reverse('newsroom_comments')}?{filter_query(request.GET)}")
    if action not in actions_of(request.user):
        messages.error(request, _("You may not do that."))
        return back
    chosen = comments.filter(pk__in=numbers(keys))
    if action.needs_consent and "consent" not in request.POST and chosen.exists():
        context = {"comments": chosen.select_related("article"), "action": action}
        return render(request, "newsroom/comment_delete.html", context)
    done = action.apply(chosen, request.user)
    if done:
        text = ngettext("%(done)d comment: %(action)s.", "%(done)d comments: %(action)s.", done)
        messages.success(request, text % {"done": done, "action": action.label})
    else:
        messages.warning(request, _("Choose one comment at least."))
    return back


def numbers(values: list[str]) -> list[int]:
    return [
        int(value)
        for value in values
        if value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS
    ]


def filter_query(query: QueryDict) -> str:
    """The query string of the filters without the page number: that page may be gone after the
    action."""
    query = query.copy()
    query.pop("page", None)
    return query.urlencode()


class CommentFilters:
    """The filters of the list. Invalid values fall back to all comments that wait."""

    ALL = "all"

    def __init__(self, query: QueryDict):
        asked = query.get("status", "")
        self.status = asked if asked in [*Comment.Status.values, self.ALL] else Comment.Status.HELD
        self.article = next(iter(numbers([query.get("article", "")])), None)
        self.words = visible(query.get("q", ""))[:256]

    def apply(self, comments):
        found = self.narrow(comments)
        if self.status != self.ALL:
            found = found.filter(status=self.status)
        shown = found.select_related("article", "parent", "author", "moderated_by")
        return shown.defer(*UNREAD).order_by("-pk")

    def narrow(self, comments):
        if self.article:
            comments = comments.filter(article=self.article)
        for word in self.words.split()[:MOST_WORDS]:
            comments = comments.filter(
                Q(name__icontains=word) | Q(email__icontains=word) | Q(text__icontains=word)
            )
        return comments

    def statuses(self, comments) -> list[dict]:
        """Every status with the number of comments that match the other filters."""
        rows = self.narrow(comments).order_by().values_list("status").annotate(Count("pk"))
        counts = dict(rows)
        choices = [*Comment.Status.choices, (self.ALL, _("All"))]
        counts[self.ALL] = sum(counts.values())
        return [
            {"value": value, "label": label, "count": counts.get(value, 0)}
            for value, label in choices
        ]

    def articles(self, comments):
        """The articles with the latest comments, as choices of the filter."""
        latest = comments.order_by().values("article").annotate(last=Max("pk")).order_by("-last")
        keys = [row["article"] for row in latest[:MOST_ARTICLES]]
        # The address may name any article. Users must not see the titles of articles that they do
        # not moderate.
        is_theirs = self.article and comments.filter(article=self.article).exists()
        if is_theirs and self.article not in keys:
            keys.append(self.article)
        titles = ArticlePage.objects.for_headlines().in_bulk(keys)
        return [titles[key] for key in keys if key in titles]


@permission_required(MAY_MODERATE)
@require_http_methods(["GET", "HEAD", "POST"])
def bans(request):
    """Lists all bans; POST lifts the ban `ban`. Only for users who moderate everywhere."""
    if not moderates_everywhere(request.user):
        raise PermissionDenied
    if request.method == "POST":
        keys = numbers([request.POST.get("ban", "")])
        lifted = get_object_or_404(CommentBan, pk__in=keys)
        log.record("ban_lifted", request, ban=lifted.pk)
        lifted.delete()
        messages.success(request, _("The ban of %(name)s is lifted.") % {"name": lifted.name})
        return redirect("newsroom_comment_bans")
    shown, pager = paginate(request.GET, CommentBan.objects.all(), PER_PAGE)
    return render(request, "newsroom/comment_bans.html", {"bans": shown, "pager": pager})


class CommentsMenuItem(MenuItem):
    """Shows how many comments wait for the current user."""

    def is_shown(self, request) -> bool:
        return request.user.has_perm(MAY_MODERATE)

    def render_component(self, request):
        component = super().render_component(request)
        waiting = Comment.objects.held().moderated_by(request.user).count()
        if waiting:
            component.label = f"{self.label} ({waiting})"
        return component


menu_item = CommentsMenuItem(
    gettext_lazy("Comments"),
    reverse_lazy("newsroom_comments"),
    name="newsroom-comments",
    icon_name="comment",
    order=500,
)

urls = [
    path("newsroom/comments/", moderate, name="newsroom_comments"),
    path("newsroom/comments/bans/", bans, name="newsroom_comment_bans"),
]
