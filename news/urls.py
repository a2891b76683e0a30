from django.urls import path

from news import views

urlpatterns = [
    path("authors/", views.authors, name="authors"),
    path("authors/<slug:slug>/", views.author, name="author"),
    path("authors/<slug:slug>/feed/", views.author_feed, name="author_feed"),
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("topics/<slug:slug>/feed/", views.topic_feed, name="topic_feed"),
    path("feed/", views.feed, name="feed"),
]
