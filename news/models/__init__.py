"""The newsroom: sections, articles, the people who write them and what they are about."""

from .article import ArticleAuthor, ArticlePage, ArticleRelation
from .author import Author
from .imports import ImportRecord
from .index import NewsIndex
from .topic import Topic

__all__ = [
    "ArticleAuthor",
    "ArticlePage",
    "ArticleRelation",
    "Author",
    "ImportRecord",
    "NewsIndex",
    "Topic",
]
