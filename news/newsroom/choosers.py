"""Choosers for authors and topics, with search and create-in-place."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet

from news.models import Topic


class AuthorChooserViewSet(ChooserViewSet):
    model = "news.Author"
    icon = "user"
    choose_one_text = _("Choose an author")
    choose_another_text = _("Choose another author")
    edit_item_text = _("Edit this author")
    # A portrait is chosen on the author's own page: within a chooser there is no room for another
    # one, and a list of all pictures is no choice.
    form_fields = ["name", "role"]
    per_page = 20


class TopicChooserViewSet(ChooserViewSet):
    model = "news.Topic"
    icon = "tag"
    choose_one_text = _("Choose a topic")
    choose_another_text = _("Choose another topic")
    edit_item_text = _("Edit this topic")
    form_fields = ["name"]
    per_page = 20

    def get_object_list(self):
        return Topic.objects.current()


author_chooser = AuthorChooserViewSet("author_chooser", url_prefix="author-chooser")
topic_chooser = TopicChooserViewSet("topic_chooser", url_prefix="topic-chooser")
