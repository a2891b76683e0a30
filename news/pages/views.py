"""Public pages that are not in the page tree: authors, topics and the archive."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.listing import Listing
from core.pagination import paginate
from core.sharing import ARTICLES, share_response
from news.models import Author, Topic
from news.pages.archive import Month, nearest, span, year_url, years
from news.pages.cards import cards
from news.pages.feeds import AuthorFeed, SiteFeed, TopicFeed
from news.projection.lists import ArticleList, tallied

PER_PAGE = 20


def articles_of(request, asked: ArticleList):
    """The articles of the requested page, and the pager."""
    keys, pager = paginate(request.GET, asked.keys(), PER_PAGE, asked.count())
    return cards(keys, request), pager


@require_safe
def authors(request):
    """All authors with a public article, by name."""
    share_response(ARTICLES)
    written = Author.objects.filter(pk__in=tallied("author"))
    people = written.prefetch_related("portrait__renditions")
    head = Listing(_("Authors"), _("Who writes, draws, counts and checks what you read here."))
    return render(request, "pages/authors.html", {"authors": people, "listing": head})


@require_safe
def author(request, slug: str):
    person = get_object_or_404(Author.objects.select_related("portrait"), slug=slug)
    share_response(f"articles-by:{person.pk}")
    articles, pager = articles_of(request, ArticleList(author=person.pk))
    if not pager.count:
        raise Http404("Nothing public by this author")
    context = {
        "author": person,
        "articles": [article.in_list_of(person.pk) for article in articles],
        "pager": pager,
        "feed_url": reverse("author_feed", args=[slug]),
    }
    return render(request, "pages/author.html", context)


@require_safe
def author_feed(request, slug: str):
    person = get_object_or_404(Author, slug=slug)
    share_response(f"articles-by:{person.pk}")
    if not ArticleList(author=person.pk).count():
        raise Http404("Nothing public by this author")
    return AuthorFeed()(request, author=person)


@require_safe
def topics(request):
    """All topics with a public article, by name, with the number of articles."""
    share_response(ARTICLES)
    counts = tallied("topic")
    found = list(Topic.objects.current().filter(pk__in=counts))
    for topic in found:
        topic.article_count = counts[topic.pk]
    head = Listing(_("Topics"), _("What the articles are about, from A to Z."))
    context = {"topics": found, "listing": head}
    return render(request, "pages/topics.html", context)


@require_safe
def topic(request, slug: str):
    subject = get_object_or_404(Topic.objects.select_related("merged_into"), slug=slug)
    if subject.merged_into:
        refuse_unseen(subject.merged_into)
        return redirect(subject.merged_into, permanent=True)
    share_response(f"articles-on:{subject.pk}")
    articles, pager = articles_of(request, ArticleList(topic=subject.pk))
    if not pager.count:
        raise Http404("Nothing public on this topic")
    context = {
        "topic": subject,
        "articles": articles,
        "pager": pager,
        "feed_url": reverse("topic_feed", args=[slug]),
    }
    return render(request, "pages/topic.html", context)


def refuse_unseen(subject: Topic) -> None:
    """Raises Http404 for a topic without a public article: its name is not public."""
    if not ArticleList(topic=subject.pk).count():
        raise Http404("Nothing public on this topic")


@require_safe
def topic_feed(request, slug: str):
    subject = get_object_or_404(Topic.objects.select_related("merged_into"), slug=slug)
    if subject.merged_into:
        refuse_unseen(subject.merged_into)
        return redirect("topic_feed", slug=subject.merged_into.slug, permanent=True)
    share_response(f"articles-on:{subject.pk}")
    refuse_unseen(subject)
    return TopicFeed()(request, topic=subject)


@require_safe
def feed(request):
    share_response(ARTICLES)
    return SiteFeed()(request)


@require_safe
def archive(request):
    """All years, month by month, and the newest articles."""
    share_response(ARTICLES)
    keys = list(ArticleList().keys()[:PER_PAGE])
    context = {
        "years": years(),
        "articles": cards(keys, request),
        "listing": Listing(_("Archive"), _("Everything that was published here, month by month.")),
    }
    return render(request, "pages/archive.html", context)


@require_safe
def archive_year(request, year: int):
    share_response(ARTICLES)
    asked = ArticleList(span=span(year))
    before, after = nearest(*asked.span)
    context = {
        "listing": archive_listing(str(year)),
        "earlier": before and {"label": before.year, "url": year_url(before.year)},
        "later": after and {"label": after.year, "url": year_url(after.year)},
    }
    return archive_list(request, year, asked, context)


@require_safe
def archive_month(request, year: int, month: int):
    share_response(ARTICLES)
    asked = ArticleList(span=span(year, month))
    before, after = nearest(*asked.span)
    first_day = asked.span[0].date()
    context = {
        "listing": archive_listing(date_format(first_day, "F Y")),
        "month": first_day,
        "earlier": before and month_link(before),
        "later": after and month_link(after),
    }
    return archive_list(request, year, asked, context)


def archive_list(request, year: int, asked: ArticleList, context: dict):
    """The articles of a year or a month; raises Http404 if there are none."""
    articles, pager = articles_of(request, asked)
    if not pager.count:
        raise Http404("Nothing public from that time")
    shown = [each for each in years() if each.number == year]
    context |= {"years": shown, "articles": articles, "pager": pager}
    return render(request, "pages/archive.html", context)


def archive_listing(period: str) -> Listing:
    description = _("Everything that was published here in %(period)s.") % {"period": period}
    return Listing(period, description)


def month_link(moment) -> dict:
    month = Month(moment.date().replace(day=1))
    return {"label": date_format(moment, "F Y"), "url": month.url}
