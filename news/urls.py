from django.urls import path, register_converter

from news.comments import views as comments
from news.pages import views
from news.pages.archive import MonthConverter, YearConverter

register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")

urlpatterns = [
    path("authors/", views.authors, name="authors"),
    path("authors/<slug:slug>/", views.author, name="author"),
    path("authors/<slug:slug>/feed/", views.author_feed, name="author_feed"),
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("topics/<slug:slug>/feed/", views.topic_feed, name="topic_feed"),
    path("archive/", views.archive, name="archive"),
    path("archive/<year:year>/", views.archive_year, name="archive_year"),
    path("archive/<year:year>/<month:month>/", views.archive_month, name="archive_month"),
    path("feed/", views.feed, name="feed"),
    path("comments/<int:pk>/", comments.comments, name="comments"),
    path("comments/<int:pk>/reply/", comments.reply, name="comment_reply"),
    path("comments/<int:pk>/token/", comments.token, name="comment_token"),
    path("comments/<int:pk>/thanks/", comments.thanks, name="comment_thanks"),
]
