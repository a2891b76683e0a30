"""The admin's import page: upload or paste, review, correct, create a draft."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from news.manuscripts import FaqGroup, Manuscript, Section, Subheading
from news.manuscripts.guesses import switch
from news.manuscripts.model import pieces_text
from news.manuscripts.writers.markdown import write_markdown

from .compose import compose
from .forms import LARGEST, ReviewForm, UploadForm, sections_for, too_long
from .guessed import choice_of
from .media import Folder
from .names import Names
from .outcomes import ImportItem, Status, key_of
from .store import Importer
from .visibility import Plan, in_words


@dataclass(frozen=True)
class OutlineLine:
    """A line of the outline: a section or FAQ with its headings or questions."""

    heading: str
    words: int
    children: list[str]
    is_faq: bool = False


@require_http_methods(["GET", "POST"])
def upload(request):
    """Accepts a manuscript and shows how it was understood."""
    sections = sections_or_refuse(request)
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if is_sent and form.is_valid():
        reviewed = review_of(form.manuscript, sections)
        if len(reviewed.initial["markdown"]) <= LARGEST:
            return show(request, reviewed, form.manuscript)
        # The review form could not submit a text of this size.
        form.add_error(None, too_long())
    return render(request, "newsroom/import_upload.html", {"form": form})


@require_http_methods(["GET", "POST"])
def review(request):
    """Reads the corrected manuscript; creates the draft on request."""
    sections = sections_or_refuse(request)
    if request.method == "GET":
        return redirect("newsroom_import")
    form = ReviewForm(request.POST, sections=sections)
    if not form.is_valid():
        return show(request, form, form.manuscript)
    if "switch" in request.POST:
        return switched(request, form, sections)
    if "create" not in request.POST:
        return show(request, checked(form, sections), form.manuscript)
    return create(request, form)


def switched(request, form: ReviewForm, sections):
    """Switches one guess to its alternative and composes the article again."""
    manuscript, guesses = form.manuscript, form.cleaned_data["guesses"]
    number = request.POST["switch"]
    guess = guesses[int(number)] if number.isdecimal() and int(number) < len(guesses) else None
    if guess is None or not switch(manuscript, guess):
        messages.warning(request, _("These words are not in the article any more."))
        return show(request, checked(form, sections), manuscript)
    manuscript.guesses = guesses
    form_now = review_of(manuscript, sections)
    choices = {"section": form.cleaned_data["section"], "dropped": form.cleaned_data["dropped"]}
    form_now.initial.update(choices)
    return show(request, form_now, manuscript)


def create(request, form: ReviewForm):
    manuscript = form.manuscript
    importer = Importer(into=form.cleaned_data["section"], user=request.user)
    key = key_of(manuscript.key or f"admin:{uuid.uuid4()}")
    # An editor who imports a deleted article wants it back.
    importer.restore = True
    outcomes = list(importer.run([ImportItem(manuscript, key, Folder())]))
    if outcomes[0].status is not Status.CREATED:
        form.add_error(None, _("The draft could not be saved: %s") % outcomes[0].reason)
        return show(request, form, manuscript)
    for loss in names_missing(request.user, manuscript):
        messages.warning(request, loss)
    plan = outcomes[0].plan
    if plan.held or plan.scheduled:
        messages.warning(request, visibility_note(plan))
    messages.success(request, _("“%s” is a draft now.") % manuscript.title)
    return redirect("wagtailadmin_pages:edit", outcomes[0].page_id)


def names_missing(user, manuscript: Manuscript) -> list[str]:
    """Messages about authors and topics that do not exist and that the user may not add."""
    names = Names(user)
    return names.missing((author.name for author in manuscript.authors), manuscript.topics)


def visibility_note(plan: Plan) -> str:
    """A message about who may read the article, and when; "" if there is nothing to report."""
    if plan.held:
        return _("Not for readers yet: %s.") % plan.held
    if plan.scheduled:
        when = in_words(plan.go_live_at)
        return _("Publishing it schedules it: readers see it from %s on.") % when
    return ""


def sections_or_refuse(request):
    sections = sections_for(request.user)
    if not sections:
        raise PermissionDenied
    return sections


def review_of(manuscript: Manuscript, sections) -> ReviewForm:
    """A new form for a manuscript that was just read."""
    wanted = next((each for each in sections if each.slug == manuscript.section), None)
    return ReviewForm(
        sections=sections,
        initial={
            "title": manuscript.title,
            "standfirst": manuscript.standfirst,
            "title_was": manuscript.title,
            "standfirst_was": manuscript.standfirst,
            "section": wanted or sections[0],
            "markdown": write_markdown(manuscript),
            "guesses": manuscript.guesses,
            "dropped": "\n".join(" ".join(line.split()) for line in manuscript.dropped),
        },
    )


def checked(form: ReviewForm, sections) -> ReviewForm:
    """The form with the editor's values and the headline as it is understood now."""
    manuscript = form.manuscript
    initial = {
        **form.cleaned_data,
        "title": manuscript.title,
        "standfirst": manuscript.standfirst,
        "title_was": form.read_title,
        "standfirst_was": form.read_standfirst,
    }
    return ReviewForm(sections=sections, initial=initial)


def show(request, form: ReviewForm, manuscript: Manuscript | None):
    context = {
        "form": form,
        "dropped": form.dropped_lines,
        "guesses": [*map(choice_of, form.guessed)],
        "doubtful": {guess.kind for guess in form.guessed if guess.taken},
    }
    if manuscript:
        draft = compose(manuscript, Folder())
        losses = [
            *filter(None, [visibility_note(draft.plan)]),
            *manuscript.losses,
            *draft.losses,
            *names_missing(request.user, manuscript),
        ]
        context.update(manuscript=manuscript, outline=outline_of(manuscript), losses=losses)
    return render(request, "newsroom/import_review.html", context)


def outline_of(manuscript: Manuscript) -> list[OutlineLine]:
    """The sections and questions in reading order. Text before the first one has no heading."""
    lines = []
    introduction = pieces_text(manuscript.introduction)
    if introduction:
        lines.append(OutlineLine(_("Introduction"), len(introduction.split()), []))
    return lines + [line_of(part) for part in manuscript.body]


def line_of(part: Section | FaqGroup) -> OutlineLine:
    if isinstance(part, FaqGroup):
        return OutlineLine(part.title, 0, [each.question for each in part.questions], is_faq=True)
    headings = [piece.text for piece in part.pieces if isinstance(piece, Subheading)]
    return OutlineLine(part.heading, len(pieces_text(part.pieces).split()), headings)
