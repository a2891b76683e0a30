"""Topics that the search page shows if there are no results."""

from django.db.models import Count, Exists, OuterRef

from news.models import ArticlePage, Topic
from search.query import Query
from search.text import words

MOST_TOPICS = 12
MOST_LOOKED_AT = 1_000
# Words with the same first letters are likely to be related.
SAME_LETTERS = 4


def related_topics(query: Query) -> list[Topic]:
    """At most twelve topics of public articles: first those whose names resemble the query's words,
    then those with the most articles."""
    tagged = ArticlePage.objects.live().public().filter(topics=OuterRef("pk"))
    topics = Topic.objects.current().annotate(uses=Count("article_topics")).filter(Exists(tagged))
    near = {word[:SAME_LETTERS] for word in query.words if len(word) >= SAME_LETTERS}

    def place(topic: Topic) -> tuple:
        is_near = any(word[:SAME_LETTERS] in near for word in words(topic.name))
        return (not is_near, -topic.uses, topic.name)

    return sorted(topics.order_by("-uses", "name")[:MOST_LOOKED_AT], key=place)[:MOST_TOPICS]
