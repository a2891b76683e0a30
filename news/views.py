"""Public pages that are not in the page tree: authors, topics and the archive."""

from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.listing import Listing
from core.pagination import paginate
from core.purging import ARTICLES, keep
from news.archive import Month, nearest, span, within, year_url, years
from news.feeds import AuthorFeed, SiteFeed, TopicFeed
from news.models import ArticlePage, Author, Topic

PER_PAGE = 20


def public_articles():
    return ArticlePage.objects.live().public().newest()


@require_safe
def authors(request):
    """Everyone with a public article, by name."""
    keep(ARTICLES)
    written = public_articles().order_by().filter(article_authors__author=OuterRef("pk"))
    people = Author.objects.filter(Exists(written)).prefetch_related("portrait__renditions")
    head = Listing(_("Authors"), _("Who writes, draws, counts and checks what you read here."))
    return render(request, "pages/authors.html", {"authors": people, "listing": head})


@require_safe
def author(request, slug: str):
    person = get_object_or_404(Author.objects.select_related("portrait"), slug=slug)
    keep(f"articles-by:{person.pk}")
    articles, pager = paginate(
        request.GET, public_articles().by_author(person).for_listing(), PER_PAGE
    )
    if not pager.count:
        raise Http404("Nothing public by this author")
    for article in articles:
        article.part = article.part_of(person)
    context = {
        "author": person,
        "articles": articles,
        "pager": pager,
        "feed_url": reverse("author_feed", args=[slug]),
    }
    return render(request, "pages/author.html", context)


@require_safe
def author_feed(request, slug: str):
    person = get_object_or_404(Author, slug=slug)
    keep(f"articles-by:{person.pk}")
    if not public_articles().by_author(person).exists():
        raise Http404("Nothing public by this author")
    return AuthorFeed()(request, author=person)


@require_safe
def topics(request):
    """Every topic with a public article, by name, with the number of its articles."""
    keep(ARTICLES)
    public = public_articles().order_by().values("pk")
    counted = Topic.objects.current().annotate(
        article_count=Count("articles", filter=Q(articles__in=public), distinct=True)
    )
    head = Listing(_("Topics"), _("What the articles are about, from A to Z."))
    context = {"topics": counted.filter(article_count__gt=0), "listing": head}
    return render(request, "pages/topics.html", context)


@require_safe
def topic(request, slug: str):
    subject = get_object_or_404(Topic.objects.select_related("merged_into"), slug=slug)
    if subject.merged_into:
        return redirect(subject.merged_into, permanent=True)
    keep(f"articles-on:{subject.pk}")
    articles, pager = paginate(
        request.GET, public_articles().on_topic(subject).for_listing(), PER_PAGE
    )
    if not pager.count:
        raise Http404("Nothing public on this topic")
    context = {
        "topic": subject,
        "articles": articles,
        "pager": pager,
        "feed_url": reverse("topic_feed", args=[slug]),
    }
    return render(request, "pages/topic.html", context)


@require_safe
def topic_feed(request, slug: str):
    subject = get_object_or_404(Topic.objects.select_related("merged_into"), slug=slug)
    if subject.merged_into:
        return redirect("topic_feed", slug=subject.merged_into.slug, permanent=True)
    keep(f"articles-on:{subject.pk}")
    if not public_articles().on_topic(subject).exists():
        raise Http404("Nothing public on this topic")
    return TopicFeed()(request, topic=subject)


@require_safe
def feed(request):
    keep(ARTICLES)
    return SiteFeed()(request)


@require_safe
def archive(request):
    """All years, month by month, and the newest articles."""
    keep(ARTICLES)
    public = public_articles()
    context = {
        "years": years(public),
        "articles": public.for_listing()[:PER_PAGE],
        "listing": Listing(_("Archive"), _("Everything that was published here, month by month.")),
    }
    return render(request, "pages/archive.html", context)


@require_safe
def archive_year(request, year: int):
    keep(ARTICLES)
    public, (begin, end) = public_articles(), span(year)
    before, after = nearest(public, begin, end)
    context = {
        "listing": archive_listing(str(year)),
        "earlier": before and {"label": before.year, "url": year_url(before.year)},
        "later": after and {"label": after.year, "url": year_url(after.year)},
    }
    return archive_list(request, year, within(public, begin, end), context)


@require_safe
def archive_month(request, year: int, month: int):
    keep(ARTICLES)
    public, (begin, end) = public_articles(), span(year, month)
    before, after = nearest(public, begin, end)
    context = {
        "listing": archive_listing(date_format(begin, "F Y")),
        "month": begin.date(),
        "earlier": before and month_link(before),
        "later": after and month_link(after),
    }
    return archive_list(request, year, within(public, begin, end), context)


def archive_list(request, year: int, found, context: dict):
    """The articles found in a year or a month of it; Http404 where there are none."""
    articles, pager = paginate(request.GET, found.for_listing(), PER_PAGE)
    if not pager.count:
        raise Http404("Nothing public from that time")
    counted = years(within(public_articles(), *span(year)))
    context |= {"years": counted, "articles": articles, "pager": pager}
    return render(request, "pages/archive.html", context)


def archive_listing(period: str) -> Listing:
    description = _("Everything that was published here in %(period)s.") % {"period": period}
    return Listing(period, description)


def month_link(moment) -> dict:
    month = Month(moment.date().replace(day=1))
    return {"label": date_format(moment, "F Y"), "url": month.url}
