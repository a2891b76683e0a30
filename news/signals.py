"""What the news tells other apps, beside Wagtail's own signals."""

from django.dispatch import Signal

# After page_published was sent for each of many articles that are added together, and within the
# transaction that adds them. Provides `articles`: as they were written, with their children.
articles_added = Signal()
