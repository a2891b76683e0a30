"""The content that is measured."""

from datetime import date

import django


def explainer(sections: list[tuple[str, list[str]]], password: str) -> int:
    """Creates an administrator and the page of headings and paragraphs; returns its key."""
    django.setup()
    from django.contrib.auth import get_user_model
    from newsroom.models import ArticlePage
    from wagtail.models import Page

    get_user_model().objects.create_superuser("admin", "admin@plain.example", password)
    body = []
    for heading, texts in sections:
        body += [("heading", heading), *(("paragraph", f"<p>{text}</p>") for text in texts)]
    page = ArticlePage(title="The explainer", date=date(2026, 1, 1), intro="Tides.", body=body)
    Page.objects.get(depth=2).add_child(instance=page)
    page.save_revision().publish()
    return page.pk
