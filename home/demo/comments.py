"""The comments of the demo."""

from datetime import timedelta

from core.models import Publication
from news.comments import digests
from news.models import ArticlePage, Author, Comment


def add_comments(plan: dict[str, list[dict]]) -> None:
    """Adds the comments of `plan`, by the slug of the article, to articles that have none.

    Also turns off the age limit for comments, so that visitors of the demo can always reply.
    """
    Publication.objects.update(comments_close_after=0)
    for slug, threads in plan.items():
        for article in ArticlePage.objects.filter(slug=slug, comments=None):
            for hours, thread in enumerate(threads, start=2):
                first = add_comment(article, thread, hours)
                for later, answer in enumerate(thread.get("answers", []), start=hours + 1):
                    add_comment(article, answer, later, first)


def add_comment(article, plan: dict, hours: int, parent: Comment | None = None) -> Comment:
    author = Author.objects.filter(name=plan["name"]).first()
    email = author.email if author else plan["email"]
    return Comment.objects.create(
        article=article,
        parent=parent,
        name=plan["name"],
        email=email,
        text=plan["text"].strip(),
        status=Comment.Status.APPROVED,
        author=author,
        created_at=article.published_at + timedelta(hours=hours),
        email_digest=digests.of_email(email),
        network_digest=digests.digest("network", "demo"),
        text_digest=digests.of_text(plan["text"]),
    )
