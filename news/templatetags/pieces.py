"""The template tag of the page of an article."""

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def piece(context, name: str) -> str:
    """{% piece "story" %}: a piece of the article that `reading` is the content of
    (news.pages.article.ArticleContext), from templates/pages/article/.
    """
    return context["reading"].piece(name)
