"""The text of an article: its streams as stored data, its passages and its anchors."""

import json
from datetime import date
from itertools import islice

from core.blocks import plain_text
from core.text import opening, word_count
from news.blocks import CorrectionValue
from news.structure import outline
from news.structure.anchors import assign_anchors, renamed

STREAMS = ("body", "takeaways", "sources", "corrections")
# The opening comes from so many paragraphs at most, in case the first ones are short.
MOST_OPENING = 4


class ArticleText:
    """Methods of ArticlePage that read and write the fields of STREAMS."""

    @property
    def body_data(self) -> list[dict]:
        """The body as stored: well-formed stream children with type, value and id."""
        return list(self.body.get_prep_value())

    def contents(self) -> list[outline.ContentsEntry]:
        """The table of contents."""
        return outline.contents(self.body_data)

    # The input of the last call of passages(), as JSON, and its result.
    made_passages: tuple[str, list[outline.Passage]] = "", []

    def passages(self) -> list[outline.Passage]:
        """Lead, sections and questions with their anchors and plain text, in reading order.

        The result is reused while the text is the same: saving an article calls this repeatedly.
        """
        texts = [self.standfirst.strip(), *self.takeaway_texts()]
        lead, body = "\n".join(text for text in texts if text), self.body_data
        made_of = json.dumps([lead, body], default=str)
        if made_of != self.made_passages[0]:
            found = outline.passages(self.body.stream_block, body, lead)
            self.made_passages = made_of, list(found)
        return list(self.made_passages[1])

    def takeaway_texts(self) -> list[str]:
        return [
            plain_text(child["value"].get("text") or "")
            for child in self.takeaways.get_prep_value()
        ]

    def questions(self) -> list[outline.Passage]:
        """The questions that the body answers."""
        return [
            passage
            for passage in self.passages()
            if passage.kind == "question" and passage.heading and passage.text
        ]

    @property
    def plain_body(self) -> str:
        """All text beneath the headline, for the admin's search."""
        return "\n".join(f"{passage.heading}\n{passage.text}" for passage in self.passages())

    def dated_corrections(self) -> list[CorrectionValue]:
        """Corrections, clarifications and updates, the newest first."""
        values = [child.value for child in self.corrections if child.value.get("text")]
        return sorted(values, key=lambda value: value.get("date") or date.min, reverse=True)

    def assign_anchors(self) -> None:
        """Assigns anchors to the body without changing published ones, updates the links of the
        takeaways, and sets `word_count` and `opening`.
        """
        data = assign_anchors(self.body_data, self.published_body_data())
        self.body = self.body.stream_block.to_python(data)
        takeaways = renamed(list(self.takeaways.get_prep_value()), data, self.drafted_body_data)
        self.takeaways = self.takeaways.stream_block.to_python(takeaways)
        self.word_count = word_count(self.plain_body)
        words = islice(filter(None, outline.first_words(data)), MOST_OPENING)
        self.opening = opening(" ".join(words))

    def published_body_data(self) -> list[dict]:
        """The body that was published last; empty before the first publication.

        Drafts do not count: autosave stores half a heading while an editor types, and its anchor
        must not become permanent. (A reopened form submits the anchor that it shows.)
        """
        row = type(self).objects.filter(pk=self.pk).only("body", "live", "first_published_at")
        stored = row.first() if self.pk else None
        if stored is None or not (stored.live or stored.first_published_at):
            return []
        return list(stored.body.get_prep_value())

    def drafted_body_data(self) -> list[dict]:
        """The body of the newest draft; empty before the first one."""
        revision = self.latest_revision if self.pk else None
        stored = json.loads(revision.content.get("body") or "[]") if revision else []
        return list(self.body.stream_block.to_python(stored).get_prep_value())

    def refresh_from_db(self, using=None, fields=None, **kwargs):
        """Reads all deferred streams in one query: a page that shows one shows all."""
        if fields and set(fields) <= set(STREAMS):
            fields = [name for name in STREAMS if name in self.get_deferred_fields()]
        super().refresh_from_db(using=using, fields=fields, **kwargs)
