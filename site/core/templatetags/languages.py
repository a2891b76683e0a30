"""The language and direction of articles, and of the site's user interface texts within them.

    <article class="card"{% lang article %}>
      <h3>{{ article.title }}</h3>
      <p>{% ours article %}4 min read{% endours %}</p>
    </article>

For an article in the site's language, the tags print no attributes. `article` may be any value,
including None.
"""

from django import template
from django.utils.html import format_html

from core.languages import Language, language, own_code, site_language

register = template.Library()


def foreign(article) -> Language | None:
    """The language of the article if it differs from the site's language; otherwise None."""
    code = own_code(getattr(article, "language", "") or "")
    return language(code) if code else None


def attributes(spoken: Language) -> str:
    return format_html(' lang="{}" dir="{}"', spoken.tag, spoken.direction)


@register.simple_tag
def lang(article, within=None) -> str:
    """{% lang article %}: the attributes of an element in the article's language, `within` the
    text of another article or on a page in the site's language."""
    spoken = foreign(article)
    return "" if spoken == foreign(within) else attributes(spoken or site_language())


@register.simple_tag
def site_lang(article) -> str:
    """{% site_lang article %}: attributes for an element within the article that is in the
    site's language."""
    return attributes(site_language()) if foreign(article) else ""


@register.tag
def ours(parser, token):
    """{% ours article %}Sources{% endours %}: text of the user interface within the article."""
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
