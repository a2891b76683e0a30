"""Signals of the newsroom, in addition to Wagtail's. All are sent inside the transaction."""

from django.dispatch import Signal

# After an article and its children were saved with anything that readers can see.
# Provides `article`.
article_saved = Signal()

# After a topic was merged into another. Provides `topic`, `target` and `articles`: the keys of the
# articles that moved.
topic_merged = Signal()

# After page_published was sent for each of many articles that are added together. Provides
# `articles`: as they were written, with their children.
articles_added = Signal()
