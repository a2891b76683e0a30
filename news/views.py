"""Public pages that are not in the page tree: authors and topics."""

from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core.pagination import paginate
from news.feeds import AuthorFeed, SiteFeed, TopicFeed
from news.models import ArticlePage, Author, Topic

PER_PAGE = 20


def public_articles():
    return ArticlePage.objects.live().public().newest()


def authors(request):
    """Everyone with a public article, by name."""
    written = public_articles().order_by().filter(article_authors__author=OuterRef("pk"))
    people = Author.objects.filter(Exists(written)).prefetch_related("portrait__renditions")
    return render(request, "pages/authors.html", {"authors": people})


def author(request, slug: str):
    person = get_object_or_404(Author.objects.select_related("portrait"), slug=slug)
    articles, pager = paginate(
        request.GET, public_articles().by_author(person).for_listing(), PER_PAGE
    )
    if not pager.count:
        raise Http404("Nothing public by this author")
    context = {
        "author": person,
        "articles": articles,
        "pager": pager,
        "feed_url": reverse("author_feed", args=[slug]),
    }
    return render(request, "pages/author.html", context)


def author_feed(request, slug: str):
    return AuthorFeed()(request, author=get_object_or_404(Author, slug=slug))


def topics(request):
    """Every topic with a public article, by name, with the number of its articles."""
    public = public_articles().order_by().values("pk")
    counted = Topic.objects.current().annotate(
        article_count=Count("articles", filter=Q(articles__in=public), distinct=True)
    )
    return render(request, "pages/topics.html", {"topics": counted.filter(article_count__gt=0)})


def topic(request, slug: str):
    subject = get_object_or_404(Topic.objects.select_related("merged_into"), slug=slug)
    if subject.merged_into:
        return redirect(subject.merged_into, permanent=True)
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


def topic_feed(request, slug: str):
    subject = get_object_or_404(Topic.objects.select_related("merged_into"), slug=slug)
    if subject.merged_into:
        return redirect("topic_feed", slug=subject.merged_into.slug, permanent=True)
    return TopicFeed()(request, topic=subject)


def feed(request):
    return SiteFeed()(request)
