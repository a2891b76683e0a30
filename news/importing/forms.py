"""The forms of the admin's import page."""

from itertools import islice

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.manuscripts import FORMATS, Failure, Manuscript, read
from news.manuscripts.cleaning import decode
from news.manuscripts.foreign import SAMPLE
from news.manuscripts.guess import Guess
from news.models import ImportRecord, NewsIndex

from .guessed import GuessesField
from .outcomes import key_of
from .sections import address_of

# In characters or bytes. This much takes a request about two seconds.
LARGEST = 1024 * 1024

FORMAT_NAMES = {
    "text": gettext_lazy("Plain text, as pasted from a page or a word processor"),
    "markdown": gettext_lazy("Markdown"),
    "html": gettext_lazy("HTML"),
    "jsonl": gettext_lazy("JSON, one article"),
}


def too_long() -> forms.ValidationError:
    return forms.ValidationError(
        _(
            "That is too long for this page, which takes up to %s. "
            "Save it as a file and import it with the command: manage.py import_articles"
        )
        % filesizeformat(LARGEST),
        code="too_long",
    )


def manuscript_of(source: str | bytes, format: str = "auto", name: str = "") -> Manuscript:
    """The only article in the text. Raises ValidationError if there is none, or more than one."""
    if len(source) > LARGEST:
        raise too_long()
    head = source if isinstance(source, str) else decode(source[: 4 * SAMPLE])
    if not head.strip():
        raise forms.ValidationError(_("There is no text in it."))
    found = list(islice(read(source, format, name), 2))
    if len(found) > 1:
        raise forms.ValidationError(
            _("It holds more than one article. Collections are imported on the command line.")
        )
    if not found:
        raise forms.ValidationError(_("There is no article in it."))
    if isinstance(found[0], Failure):
        raise forms.ValidationError(
            _("It cannot be read: %s")
            % ": ".join(filter(None, [found[0].location, found[0].reason]))
        )
    return found[0]


class UploadForm(forms.Form):
    """A file or pasted text. After validation `manuscript` holds its article."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("Plain text, Markdown, HTML or one line of JSON, up to 1 MB."),
    )
    text = forms.CharField(
        label=gettext_lazy("Or the text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy(
            "Paste everything: what belongs to the page it came from is left out, and listed."
        ),
    )
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[
            ("auto", gettext_lazy("Recognise it")),
            *((name, FORMAT_NAMES[name]) for name in FORMATS),
        ],
        initial="auto",
        required=False,
    )

    manuscript: Manuscript

    def clean(self):
        cleaned = super().clean()
        file, text = cleaned.get("file"), cleaned.get("text") or ""
        if self.errors:
            return cleaned
        if file and text.strip():
            raise forms.ValidationError(_("Choose a file or paste the text, not both."))
        if not file and not text.strip():
            raise forms.ValidationError(_("Choose a file, or paste the text of the article."))
        # Read one byte more than is allowed, to detect that a file is too large.
        source, name = (file.read(LARGEST + 1), file.name) if file else (text, "")
        self.manuscript = manuscript_of(source, cleaned.get("format") or "auto", name)
        return cleaned


class SectionChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, section: NewsIndex) -> str:
        return f"{section.title} ({address_of(section)})"


class ReviewForm(forms.Form):
    """Shows what the importer understood, for the editor to correct.

    The headline and standfirst also occur in the Markdown. A field overrides the Markdown only if
    the editor has changed it: `title_was` and `standfirst_was` hold the values of the Markdown at
    the time when the field was rendered.
    """

    title = forms.CharField(label=gettext_lazy("Headline"), max_length=255)
    standfirst = forms.CharField(
        label=gettext_lazy("Standfirst"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    section = SectionChoiceField(NewsIndex.objects.none(), label=gettext_lazy("Section"))
    markdown = forms.CharField(
        label=gettext_lazy("The article"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "true"}),
        help_text=gettext_lazy(
            "## begins a section, ### a sub-heading or, under “## FAQs”, a question."
        ),
    )
    title_was = forms.CharField(required=False, widget=forms.HiddenInput)
    standfirst_was = forms.CharField(required=False, widget=forms.HiddenInput)
    dropped = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    guesses = GuessesField(required=False, widget=forms.HiddenInput)

    manuscript: Manuscript | None = None

    def __init__(self, *args, sections, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections

    def clean_markdown(self) -> str:
        markdown = self.cleaned_data["markdown"]
        self.manuscript = manuscript_of(markdown, "markdown")
        key = self.manuscript.key
        if key and ImportRecord.objects.filter(key=key_of(key), page__isnull=False).exists():
            raise forms.ValidationError(
                _("An article with the id “%s” is there already. Edit it, or take the id out.")
                % key
            )
        return markdown

    def clean(self):
        cleaned = super().clean()
        if self.manuscript:
            self.read_title = self.manuscript.title
            self.read_standfirst = self.manuscript.standfirst
            for name in ("title", "standfirst"):
                if cleaned.get(name, "") != cleaned.get(f"{name}_was", ""):
                    setattr(self.manuscript, name, cleaned.get(name, ""))
        return cleaned

    @property
    def guessed(self) -> list[Guess]:
        """The guesses of the first reading, with the editor's choices."""
        field = self.fields["guesses"]
        value = field.to_python(field.prepare_value(self["guesses"].value()))
        field.validate(value)
        return value

    @property
    def dropped_lines(self) -> list[str]:
        """The lines that the first reading left out."""
        return [line for line in (self["dropped"].value() or "").split("\n") if line.strip()]


def sections_for(user):
    """The sections in which the user may create articles, in the order of the tree."""
    allowed = [
        section.pk
        for section in NewsIndex.objects.order_by("path")
        if section.permissions_for_user(user).can_add_subpage()
    ]
    return NewsIndex.objects.filter(pk__in=allowed).order_by("path")
