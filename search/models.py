"""The search index, what editors add to it, and statistics of queries.

SearchDocument, Passage and Word contain public articles only. They and Suggestion can be rebuilt
from the pages.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from search.stemming import stems
from search.text import words

# Limits of a synonym set: a search for one phrase searches for all of them.
MOST_PHRASES = 20
# In words.
LONGEST_PHRASE = 6


class SearchDocument(models.Model):
    """The searchable text of one article: folded words by field, and the labels that facets count.

    `sections`, `topics` and `authors` are lists of [slug, label]. The long texts are the last
    columns: SQLite reads a row from its start, and lists of hits need only the short columns.
    """

    # No constraint: a damaged index must not prevent the deletion of a page.
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
    """A part of an article that a search result can link to.

    A long section consists of several passages with the same anchor.
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
    """A completion for the search field. `text` is folded, `label` is displayed.

    `target` is the id of a page (title), that id with "#" and an anchor (question), or the slug of
    a topic or author. A row may exist for a target that is not public: search.suggesting filters.
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
    """A word of the public articles, and the number of articles that contain it (may be 0).

    Spelling is corrected to these words, and rare words have more weight in the ranking.
    """

    text = models.CharField(max_length=64, unique=True)
    stem = models.CharField(max_length=64, db_index=True)
    articles = models.IntegerField()

    def __str__(self) -> str:
        return self.text


class SynonymSet(models.Model):
    """Words with the same meaning: a search for one of them also finds the others."""

    words = models.TextField(
        _("words"),
        help_text=_("Words or phrases that mean the same, with commas between them."),
    )
    note = models.CharField(
        _("note"), max_length=255, blank=True, help_text=_("For the newsroom only.")
    )
    # The stems of each phrase, so that "heart attacks" matches "heart attack".
    stems = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("synonym set")
        verbose_name_plural = _("synonyms")
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words

    @property
    def phrases(self) -> list[list[str]]:
        """The folded words of each phrase, in order, without duplicates."""
        found = (tuple(words(part)) for part in self.words.replace("\n", ",").split(","))
        return [list(phrase) for phrase in dict.fromkeys(found) if phrase]

    def clean(self):
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
        """Whether another set contains the same phrases, in any order and grammatical form."""
        mine = sorted(stems(phrase) for phrase in self.phrases)
        others = SynonymSet.objects.exclude(pk=self.pk).values_list("stems", flat=True)
        return any(sorted(other) == mine for other in others)

    def save(self, *args, **kwargs):
        self.stems = [stems(phrase) for phrase in self.phrases]
        super().save(*args, **kwargs)


class SearchDay(models.Model):
    """How often readers searched for a query on a day. It contains no data about the readers."""

    day = models.DateField(db_index=True)
    query = models.CharField(max_length=100)
    searches = models.PositiveIntegerField(default=0)
    without_results = models.PositiveIntegerField(default=0)
    clicks = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "query"], name="one_query_a_day")]

    def __str__(self) -> str:
        return f"{self.query} ({self.day})"
