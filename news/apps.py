from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = _("News")

    def ready(self):
        from core.tasks import housekeeping
        from news.comments.receiving import forget_old
        from news.pages import addresses  # noqa: F401 - registers the URLs of tags
        from news.projection import events, lists, refresh

        lists.connect()
        events.connect()
        refresh.connect()
        housekeeping.connect(forget_old, dispatch_uid="forget_comments")
