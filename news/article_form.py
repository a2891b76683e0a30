"""The form of an article in the admin."""

from core.models.pages import BasePageForm
from news.structure.anchors import without_unsettled
from news.structure.borrowed import CITING, with_borrowed


class ArticleForm(BasePageForm):
    """Shows no link name that was made of words which no reader has seen.

    It would come back with the next save as if an editor had asked for it, and stay when the words
    change. So it is made anew of the words with each save, until the article is published.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "body" in self.fields and self.instance.pk:
            published = self.instance.published_body_data()
            data = without_unsettled(self.instance.body_data, published)
            self.initial["body"] = self.instance.body.stream_block.to_python(data)

    def clean(self):
        cleaned = super().clean()
        if all(name in cleaned for name in (*CITING, "sources")):
            streams = [cleaned[name] for name in CITING]
            model = type(self.instance)
            cleaned["sources"] = with_borrowed(model, streams, cleaned["sources"], self.for_user)
        return cleaned

    def get_field_updates_for_resave(self):
        """Also the link names that takeaways lead to, where a heading has got another."""
        updates = list(super().get_field_updates_for_resave())
        settled = {
            child["id"]: child["value"].get("section") or ""
            for child in self.instance.takeaways.get_prep_value()
        }
        for key in list(self.data):
            stem = key.removesuffix("-id")
            field = f"{stem}-value-section"
            if key.startswith("takeaways-") and stem != key and field in self.data:
                name = settled.get(self.data[key], self.data[field])
                if name != self.data[field]:
                    updates.append((field, name))
        return updates
