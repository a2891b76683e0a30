"""Newsroom pages that modeladmin has no view for."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.models import Topic
from news.newsroom.choosers import topic_chooser


class MergeTopicForm(forms.Form):
    target = forms.ModelChoiceField(
        Topic.objects.current(),
        widget=topic_chooser.widget_class,
        label=gettext_lazy("Merge into"),
        help_text=gettext_lazy(
            "All its articles move there, and its address leads there from now on."
        ),
    )

    def __init__(self, *args, topic: Topic, **kwargs):
        super().__init__(*args, **kwargs)
        self.topic = topic

    def clean_target(self):
        target = self.cleaned_data["target"]
        if target.pk == self.topic.pk:
            raise forms.ValidationError(_("Choose another topic than the one you merge."))
        return target


def merge_topic(request, pk: int):
    """Merges a topic into the one chosen; needs the permission to change topics."""
    if not request.user.has_perm("news.change_topic"):
        raise PermissionDenied
    topic = get_object_or_404(Topic.objects.current(), pk=pk)
    form = MergeTopicForm(request.POST or None, topic=topic)
    if request.method == "POST" and form.is_valid():
        target = form.cleaned_data["target"]
        moved = topic.merge_into(target)
        messages.success(
            request,
            _("“%(topic)s” is now part of “%(target)s”; %(moved)d articles moved.")
            % {"topic": topic, "target": target, "moved": moved},
        )
        return redirect("newsroom_topics_modeladmin_index")
    return render(request, "newsroom/merge_topic.html", {"topic": topic, "form": form})
