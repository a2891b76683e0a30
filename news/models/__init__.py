"""The newsroom: sections, articles, the people who write them and what they are about."""

from .article import ArticleAuthor, ArticlePage, ArticleRelation, ArticleTopic
from .author import Author
from .comment import Comment, CommentAttempt, CommentBan
from .imports import ImportRecord
from .index import NewsIndex
from .listed import Listed, Tally
from .topic import Topic

__all__ = [
    "ArticleAuthor",
    "ArticlePage",
    "ArticleRelation",
    "ArticleTopic",
    "Author",
    "Comment",
    "CommentAttempt",
    "CommentBan",
    "ImportRecord",
    "Listed",
    "NewsIndex",
    "Tally",
    "Topic",
]
