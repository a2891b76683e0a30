"""The language and direction of articles, and of the site's own words within them.

    <article class="card"{% lang article %}>
      <h3>{{ article.title }}</h3>
      <p>{% ours article %}4 min read{% endours %}</p>
    </article>

Of an article in the language of the site they print nothing. `article` may be anything, or nothing.
"""

from django import template
from django.utils.html import format_html

from core.languages import Language, language, own_code, site_language

register = template.Library()


def foreign(article) -> Language | None:
    """The language of the article, where it is not that of the site."""
    code = own_code(getattr(article, "language", "") or "")
    return language(code) if code else None


def attributes(spoken: Language) -> str:
    return format_html(' lang="{}" dir="{}"', spoken.tag, spoken.direction)


@register.simple_tag
def lang(article, within=None) -> str:
    """{% lang article %}: the attributes of what is in the language of the article, `within` the
    text of another or in a page of ours.
    """
    spoken = foreign(article)
    return "" if spoken == foreign(within) else attributes(spoken or site_language())


@register.simple_tag
def site_lang(article) -> str:
    """{% site_lang article %}: the attributes of an element within it that is in our own words."""
    return attributes(site_language()) if foreign(article) else ""


@register.tag
def ours(parser, token):
    """{% ours article %}Sources{% endours %}: our own words within it."""
    article = parser.compile_filter(token.split_contents()[1])
    nodes = parser.parse(("endours",))
    parser.delete_first_token()
    return OursNode(article, nodes)


class OursNode(template.Node):
    def __init__(self, article, nodelist):
        self.article, self.nodelist = article, nodelist

    def render(self, context):
        words = self.nodelist.render(context)
        if not words.strip() or not foreign(self.article.resolve(context, ignore_failures=True)):
            return words
        return f"<span{attributes(site_language())}>{words}</span>"
