"""The index, what editors add to it, and what readers looked for.

SearchDocument, Passage and Word hold public articles only. Everything in them and in Suggestion can
be made again from the pages.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from search.stemming import stems
from search.text import words

# Of a synonym set: each is searched for wherever one of them is asked for.
MOST_PHRASES = 20


class SearchDocument(models.Model):
    """What is searched of one article: folded words by field, and the labels that facets count.

    `sections`, `topics` and `authors` are lists of [slug, label]. The long texts come last: SQLite
    reads a row from its start, and lists of hits need the short columns only.
    """

    # No constraint: a damaged index must not keep an editor from deleting a page.
    page = models.OneToOneField(
        "news.ArticlePage",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        primary_key=True,
        related_name="search_document",
    )
    published_at = models.DateTimeField(null=True, db_index=True)
    year = models.PositiveSmallIntegerField(null=True)
    sections = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    authors = models.JSONField(default=list)
    title = models.TextField()
    summary = models.TextField()
    headings = models.TextField()
    meta = models.TextField()
    body = models.TextField()

    def __str__(self) -> str:
        return self.title


class Passage(models.Model):
    """A part of an article that a hit can point to, in its readers' words.

    A long section is several passages with one anchor.
    """

    class Kind(models.TextChoices):
        LEAD = "lead"
        SECTION = "section"
        QUESTION = "question"

    document = models.ForeignKey(
        SearchDocument, on_delete=models.CASCADE, related_name="passages", db_index=False
    )
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    anchor = models.CharField(max_length=255, blank=True)
    heading = models.TextField(blank=True)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="one_passage_a_position")
        ]

    def __str__(self) -> str:
        return self.heading or self.anchor


class Suggestion(models.Model):
    """What a reader may be offered while typing. `text` is folded, `label` as shown.

    `target` is the id of a page (title), that id with "#" and an anchor (question), or the slug of
    a topic or author. A row says nothing of whether the target is public: suggesting asks that.
    """

    class Kind(models.TextChoices):
        TITLE = "title"
        QUESTION = "question"
        TOPIC = "topic"
        AUTHOR = "author"

    document = models.ForeignKey(
        SearchDocument, on_delete=models.CASCADE, related_name="suggestions", null=True
    )
    kind = models.CharField(max_length=10, choices=Kind)
    target = models.CharField(max_length=280)
    text = models.CharField(max_length=255, db_index=True)
    label = models.CharField(max_length=255)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "target"], name="one_suggestion")]

    def __str__(self) -> str:
        return self.label


class Word(models.Model):
    """A word of the public articles and how many of them have it (0: none any more).

    Spelling is corrected to these words; the rarer a word, the more it weighs.
    """

    text = models.CharField(max_length=64, unique=True)
    stem = models.CharField(max_length=64, db_index=True)
    articles = models.IntegerField()

    def __str__(self) -> str:
        return self.text


class SynonymSet(models.Model):
    """Words that mean the same to a reader: whoever asks for one finds the others too."""

    words = models.TextField(
        _("words"),
        help_text=_("Words or phrases that mean the same, with commas between them."),
    )
    note = models.CharField(
        _("note"), max_length=255, blank=True, help_text=_("For the newsroom only.")
    )
    # The stems of each phrase, so that "heart attacks" is known as "heart attack".
    stems = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("synonym set")
        verbose_name_plural = _("synonyms")
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words

    @property
    def phrases(self) -> list[list[str]]:
        """The folded words of each phrase, once each, in order."""
        found = (tuple(words(part)) for part in self.words.replace("\n", ",").split(","))
        return [list(phrase) for phrase in dict.fromkeys(found) if phrase]

    def clean(self):
        from search.synonyms import LONGEST_PHRASE  # that module needs this one

        longest = max(self.phrases, key=len, default=[])
        if len(self.phrases) < 2:
            problem = _("Give at least two words or phrases, with a comma between them.")
        elif len(self.phrases) > MOST_PHRASES:
            problem = _("Give at most %(most)d words or phrases.") % {"most": MOST_PHRASES}
        elif len(longest) > LONGEST_PHRASE:
            problem = _("“%(phrase)s” is too long: a phrase has at most %(most)d words.") % {
                "phrase": " ".join(longest),
                "most": LONGEST_PHRASE,
            }
        elif self.is_known():
            problem = _("Another set has these words already.")
        else:
            return
        raise ValidationError({"words": problem})

    def is_known(self) -> bool:
        """Whether another set has the same phrases, in any order and grammatical form."""
        mine = sorted(stems(phrase) for phrase in self.phrases)
        others = SynonymSet.objects.exclude(pk=self.pk).values_list("stems", flat=True)
        return any(sorted(other) == mine for other in others)

    def save(self, *args, **kwargs):
        self.stems = [stems(phrase) for phrase in self.phrases]
        super().save(*args, **kwargs)


class SearchDay(models.Model):
    """How often a query was asked on a day. No reader is in it: no address, cookie or time."""

    day = models.DateField(db_index=True)
    query = models.CharField(max_length=100)
    searches = models.PositiveIntegerField(default=0)
    without_results = models.PositiveIntegerField(default=0)
    clicks = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "query"], name="one_query_a_day")]

    def __str__(self) -> str:
        return f"{self.query} ({self.day})"
