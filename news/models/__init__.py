"""The models of the newsroom: sections, articles, authors, topics, comments."""

from .article import ArticlePage
from .author import Author
from .comment import Comment, CommentAttempt, CommentBan
from .credits import ArticleAuthor, ArticleRelation, ArticleTopic
from .imports import ImportRecord
from .index import NewsIndex
from .listed import Listed, Tally
from .projection import (
    Projection,
    ProjectionRelease,
    ProjectionState,
    ProjectionText,
    ProjectionUse,
)
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
    "Projection",
    "ProjectionRelease",
    "ProjectionState",
    "ProjectionText",
    "ProjectionUse",
    "Tally",
    "Topic",
]
