"""The public views of comments: list, form, token and confirmation."""

import logging

from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Site

from core.http.policy import is_cross_site
from core.pagination import paginate
from core.sharing import share_response
from core.sites import publication_for
from core.text import visible
from news.comments import digests
from news.comments.discussion import PER_PAGE, is_on, is_open
from news.comments.forms import CommentForm
from news.comments.receiving import CommentOutcome, Letter, receive
from news.comments.tokens import make_token, read_token
from news.models import ArticlePage, Comment
from news.models.comment import LONGEST_TEXT

logger = logging.getLogger(__name__)

MAX_DIGITS = 18
# Larger numbers overflow the integer columns of databases.
LARGEST_KEY = 2**63 - 1


def article_of(request, pk: int) -> ArticlePage:
    """The public article. Raises Http404 if there is none, or if comments are off."""
    site = Site.find_for_request(request)
    if site is None or pk > LARGEST_KEY:
        raise Http404("No such article")
    articles = ArticlePage.objects.descendant_of(site.root_page).live().public()
    article = get_object_or_404(articles.for_headlines(), pk=pk)
    if not is_on(article, publication_for(request)):
        raise Http404("No comments here")
    return article


@require_safe
def comments(request, pk: int):
    """All comments of an article, with pagination."""
    article = article_of(request, pk)
    share_response(f"page:{pk}")
    shown, pager = paginate(request.GET, article.comments.for_reading(), PER_PAGE)
    context = {
        "article": article,
        "comments": shown,
        "pager": pager,
        "reply_url": reverse("comment_reply", args=[pk]),
        "is_open": is_open(article, publication_for(request)),
        "noindex": True,
    }
    return render(request, "pages/comment_list.html", context)


@never_cache
@require_safe
def token(request, pk: int):
    """A fresh token for the form below the article, as plain text."""
    article_of(request, pk)
    return HttpResponse(make_token(pk), content_type="text/plain; charset=utf-8")


# Pages with the form come from caches, so the form has no CSRF token. A post acts in no session. A
# post from another site, or without a fresh token, is only shown to the reader for confirmation.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request, pk: int):
    """The form on a page of its own (?to= names the comment to answer); POST submits it."""
    article = article_of(request, pk)
    if not is_open(article, publication_for(request)):
        typed = visible(request.POST.get("text", "")[:LONGEST_TEXT])
        context = {"article": article, "typed": typed, "noindex": True}
        return render(request, "pages/comment_closed.html", context, status=403)
    if request.method == "POST":
        return Reception(request, article).answer()
    parent = parent_of(article, request.GET.get("to"))
    form = CommentForm(initial={"token": make_token(pk), "to": parent.pk if parent else ""})
    return render_form(request, article, form, parent)


@require_safe
def thanks(request, pk: int):
    return render(
        request, "pages/comment_thanks.html", {"article": article_of(request, pk), "noindex": True}
    )


class Reception:
    """Answers one posted form. A rejected form is shown again with everything that the reader
    typed."""

    def __init__(self, request, article: ArticlePage):
        self.request = request
        self.article = article
        self.form = CommentForm(request.POST)
        self.parent = parent_of(article, request.POST.get("to"))

    def answer(self) -> HttpResponse:
        if not self.form.is_valid():
            return self.again(422)
        data = self.form.cleaned_data
        token = read_token(data["token"], self.article.pk)
        if is_cross_site(self.request):
            return self.confirm(_("This was sent from another site. Send it from here."), 403)
        if token is None:
            return self.confirm()
        if token.is_too_young:
            return self.again(422, _("That was very quick. Please send it once more."), True)
        letter = Letter(
            article=self.article,
            parent=self.parent.thread if self.parent else None,
            name=data["name"],
            email=data["email"],
            text=data["text"],
            is_trapped=bool(data["website"]),
            network_digest=digests.of_network(self.request),
            token=token,
        )
        try:
            outcome = receive(letter, publication_for(self.request))
        except OperationalError:  # Another process locked the database for too long.
            logger.exception("A comment on article %s could not be stored", self.article.pk)
            problem = _("This could not be stored just now. Please send it once more.")
            return self.again(503, problem)
        return self.settle(*outcome)

    def settle(self, outcome: CommentOutcome, comment: Comment | None) -> HttpResponse:
        if outcome is CommentOutcome.PUBLISHED:
            return redirect_to(address_of(comment))
        if outcome is CommentOutcome.HELD:
            return redirect_to(reverse("comment_thanks", args=[self.article.pk]))
        if outcome is CommentOutcome.TOO_MANY:
            problem = _("Many replies came from your network. Please try again in a while.")
            return self.again(429, problem)
        if outcome is CommentOutcome.ALREADY_SAID:
            return self.again(422, _("Somebody has said exactly this already."))
        return self.confirm(_("This form was used already."))

    def confirm(self, problem: str = "", status: int = 200) -> HttpResponse:
        """Shows a preview of the comment, with a fresh token to submit it."""
        data = self.request.POST.copy()
        data["token"] = make_token(self.article.pk)
        self.form = CommentForm(data)
        self.form.is_valid()
        return self.again(status, problem, True)

    def again(self, status: int, problem: str = "", is_previewed: bool = False) -> HttpResponse:
        if problem:
            self.form.add_error(None, problem)
        preview = self.preview() if is_previewed else None
        return render_form(self.request, self.article, self.form, self.parent, preview, status)

    def preview(self) -> Comment:
        data = self.form.cleaned_data
        return Comment(name=data["name"], text=data["text"], created_at=timezone.now())


def render_form(request, article, form, parent=None, preview=None, status=200) -> HttpResponse:
    context = {
        "article": article,
        "form": form,
        "parent": parent,
        "preview": preview,
        "reply_url": reverse("comment_reply", args=[article.pk]),
        "noindex": True,
    }
    return render(request, "pages/comment_reply.html", context, status=status)


def parent_of(article: ArticlePage, value: str | None) -> Comment | None:
    """The comment that the reader answers. None if the value is invalid or the comment is gone."""
    value = value or ""
    if not value.isascii() or not value.isdigit() or len(value) > MAX_DIGITS:
        return None
    return article.comments.for_reading().filter(pk=int(value)).first()


def address_of(comment: Comment) -> str:
    """The address at which readers find a published comment."""
    thread = comment.thread.pk
    visible = comment.article.comments.visible().in_threads()
    before = visible.filter(thread_id__lt=thread).count()
    before += visible.filter(thread_id=thread, pk__lt=comment.pk).count()
    page = before // PER_PAGE + 1
    if page == 1:
        return f"{comment.article.url}#{comment.anchor}"
    return f"{reverse('comments', args=[comment.article_id])}?page={page}#{comment.anchor}"


def redirect_to(url: str) -> HttpResponse:
    response = redirect(url)
    response.status_code = 303
    return response
