"""The form of an article in the admin."""

from core.models.pages import BasePageForm
from news.structure.anchors import without_unsettled
from news.structure.borrowed import CITING, with_borrowed


class ArticleForm(BasePageForm):
    """Hides link names that were derived from a heading before its first publication.

    If the form submitted such a name, it would look like the choice of an editor, and would not
    change with the heading. Each save derives it again until the article is published.
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
        """Adds the link names in takeaways whose headings have new anchors."""
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
