"""Example contexts of every component for the style guide; tests report missing ones.

Components read attributes and never check classes, so simple objects are enough.
"""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace as Given

from django import forms
from django.http import QueryDict
from django.utils import timezone
from wagtail.images import get_image_model

from core import charts
from core.blocks import content_blocks
from core.media.pictures import NARROW, picture
from core.nameplate import nameplate
from core.navigation import Item, Navigation
from core.pagination import paginate
from home.models import HomePageSection
from home.setup import Link, Setup, Step
from home.stand_ins import (
    HEADLINES,
    SUMMARY,
    article,
    articles,
    author,
    card,
    card_in,
    cards,
    in_arabic,
    in_arabic_hit,
    in_languages,
)
from news.comments.forms import CommentForm
from news.models import ArticlePage
from news.pages.archive import Month, Year, first_days
from news.pages.facets import Facet, Option
from news.pages.heads import Head, Hero, Opener, Person, hero_of

Examples = dict[str, list[tuple[str, dict]]]


class LetterForm(forms.Form):
    """A form with a field of each kind."""

    name = forms.CharField(label="Name", help_text="As it should be printed.")
    email = forms.EmailField(label="E-mail")
    about = forms.ChoiceField(label="About", choices=[("tip", "A tip"), ("error", "An error")])
    reply = forms.ChoiceField(
        label="May we reply?", choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect
    )
    copy = forms.BooleanField(label="Send me a copy", required=False)
    message = forms.CharField(label="Message", widget=forms.Textarea, required=False)


def examples() -> Examples:
    """Maps each component to pairs of a label and a context, one for each state."""
    image = get_image_model().objects.prefetch_related("renditions").order_by("-pk").first()
    return {
        **article_examples(image),
        **comment_examples(image),
        **list_examples(image),
        **search_examples(image),
        **page_examples(image),
    }


def article_examples(image) -> Examples:
    writer, with_portrait = author(), author(image, name="Piet Solano", role="")
    people = [
        Person(writer, ("Health editor",), is_writer=True),
        Person(with_portrait, ("Graphics", "Data"), is_writer=True),
    ]
    entries = [
        Given(anchor="#", heading=heading, number=number, children=[])
        for number, heading in enumerate(HEADLINES[:4], start=1)
    ]
    entries[1].children = [Given(anchor="#", heading="Reasons to stop and ask")]
    chart = dict(content_blocks())["chart"].get_preview_value()
    story = article(image=image)
    source = Given(
        title="The text of the act", publisher="Parliament", date="2024", url="https://a.example/"
    )
    note = Given(number=1, anchor="note_1", source=source, ways_back=[("", "a"), ("", "b")])
    topics = [Given(name=name, url="#") for name in ("Medicines", "Sleep", "Night trains")]
    return {
        "former_anchors": [("", {"aliases": "former-name"})],
        "author_card": [("", {"author": writer}), ("With a portrait", {"author": with_portrait})],
        "bar": [("", {"contents": entries, "page": story})],
        "byline": [
            ("", {"head": Head("full", "", None, None, tuple(people))}),
            ("Many", {"head": Head("full", "", None, None, tuple(people * 3))}),
        ],
        "chart": [(kind, charted(chart, kind)) for kind in ("column", "bar", "line")],
        "chart_table": [("", {"table": chart["data"], "caption": "Visits", "unit": "a week"})],
        "contents": [("", {"contents": entries, "page": story})],
        "contents_replies": [(f"{n}", {"replies": n, "page": story}) for n in (1, 12)],
        "corrections": [("", {"corrections": [correction()]})],
        "credits": [("", {"writers": [writer]}), ("Many", {"people": people * 3})],
        "hero": heroes(story),
        "margin_note": [("", {})],
        "avatar": [(css or "small", {"author": writer, "css": css}) for css in AVATAR_SIZES]
        + [("With a portrait", {"author": with_portrait, "css": "avatar--huge"})],
        "neighbours": [
            ("", {"neighbours": pair(card(1), card(2)), "section_title": SECTION.title})
        ],
        "notice": [("", {"notice": "<p>Ask a doctor before you change a dose.</p>"})],
        "opener": [("", opener()), ("Beneath a heading", opener("Introduction"))],
        "permalink": [("", {"anchor": "styleguide", "heading": HEADLINES[0]})],
        "picture": [("", picture_inputs(image))],
        "related": [("", {"related": cards(4, image), "section": SECTION})],
        "share": [("", {"page": story, "address": "https://news.example/night-train/"})],
        "source": [("", {"source": source})],
        "sources": [("", {"notes": Given(sources=[note], cited=[note], uncited=[source])})],
        "takeaways": [("", {"takeaways": takeaways()})],
        "times": [
            ("", {"page": article(updated_at=None)}),
            ("Updated", {"page": story}),
            ("Corrected later", {"page": story, "correction": correction()}),
        ],
        "topics": [("", {"topics": topics})],
    }


def heroes(story) -> list[tuple[str, dict]]:
    """The main picture in each of its positions."""
    hero = hero_of(story)
    if hero is None:
        return [("", {"hero": Hero(None, "full", "hero", "", "", SUMMARY, "Studio")})]
    small = {"axis": "640px", "rail": "306px", "stamp": "96px"}
    return [("", {"hero": hero})] + [
        (layout, {"hero": replace(hero, layout=layout, shape="figure", sizes=sizes)})
        for layout, sizes in small.items()
    ]


def opener(label: str = "") -> dict:
    block = {"type": "paragraph", "value": f"<p>{SUMMARY} {SUMMARY}</p>"}
    stream = ArticlePage.body.field.stream_block
    return {"opener": Opener(block, label), "opening": stream.to_python([block])}


def comment(number: int = 1, **given) -> Given:
    defaults = {
        "pk": number,
        "anchor": f"comment-{number}",
        "name": "Ruth Adeyemi",
        "text": "My clinic asked me to bring somebody.\n\nNobody had told me before.",
        "created_at": timezone.now() - timedelta(hours=number),
        "author": None,
        "parent": None,
        "parent_id": None,
    }
    return Given(**defaults | given)


def comment_examples(image) -> Examples:
    first = comment()
    answer = comment(
        2, name="Piet Solano", author=author(image), parent=first, parent_id=1, text="We have now."
    )
    form = {"reply_url": "#", "label": "Post reply"}
    open_one = Given(total=2, comments=[first, answer], is_open=True, reply_url="#")
    closed = Given(total=1, comments=[first], further=3, url="#", is_open=False)
    return {
        "comment": [
            ("", {"comment": first, "reply_url": "#"}),
            ("By an author of the paper", {"comment": answer, "reply_url": "#"}),
            ("Not sent yet", {"comment": first, "draft": True}),
        ],
        "comment_form": [
            ("", {"form": CommentForm(), **form}),
            ("With errors", {"form": CommentForm({"name": "Ruth", "email": "ruth"}), **form}),
        ],
        "comment_rules": [("", {})],
        "comment_thread": [("", {"comments": [first, answer], "reply_url": "#"})],
        "empty_comment_form": [("", form)],
        "comments": [("", {"discussion": open_one}), ("Closed", {"discussion": closed})],
    }


SECTION = Given(title="Health", url="#")
AVATAR_SIZES = ("", "avatar--small", "avatar--huge")


def pair(earlier, later) -> Given:
    return Given(earlier=earlier, later=later)


def correction() -> dict:
    text = "<p>The train leaves at 22:04, not at 20:04.</p>"
    return {"label": "Correction", "date": date(2026, 11, 4), "text": text}


def charted(chart, kind: str) -> dict:
    drawing = charts.chart_of_table(kind, chart["data"])
    return {"drawing": drawing, "title": chart["title"], "description": chart["description"]}


def picture_inputs(image) -> dict:
    return {
        "picture": picture(image, "wide"),
        "alt": image.description if image else "",
        "narrow_media": NARROW,
    }


def takeaways():
    block = ArticlePage.takeaways.field.stream_block
    preview = block.child_blocks["takeaway"].get_preview_value()
    return block.normalize([("takeaway", preview), ("takeaway", preview)])


def list_examples(image) -> Examples:
    shown, plain, opinion = card(image=image), card(1), card(2, kind="opinion")
    headline = article()
    dated = {"articles": cards(7, image), "pager": pager(2)}
    return {
        "updated": [("", {"moment": shown.published_at})],
        "ago": [("", {"moment": shown.published_at}), ("Older", {"moment": opinion.published_at})],
        "block_head": [("", {"section": SECTION})],
        "calendar": [("", {"years": [year()], "month": year().months[4].first_day})],
        "card_dated": [("", {"article": shown}), ("Without a picture", {"article": plain})],
        "card_headline": [
            (size, {"article": plain, "size": size, "with_summary": True})
            for size in ("22", "25", "28")
        ]
        + [(code, {"article": each, "with_summary": True}) for code, each in in_languages()],
        "card_lead": [("", {"article": shown}), ("Without a picture", {"article": plain})],
        "card_picture": [
            ("25", {"article": shown}),
            ("49", {"article": shown, "size": "49"}),
            ("Without a picture", {"article": plain}),
        ],
        "card_related": [("", {"article": shown}), ("Without a picture", {"article": plain})],
        "card_second": [
            ("", {"article": shown}),
            ("Right to left", {"article": card_in("ar", image)}),
            ("Words alone", {"article": shown, "text_only": True}),
        ],
        "dated_list": [("", dated)],
        "facets": [("", {"facets": [facet()]})],
        "elsewhere": [("", {"articles": cards(3, image)})],
        "front_list": [("", front("list", [*cards(3, image), opinion]))],
        "front_picture": [("", front("picture", cards(5, image)))],
        "front_trio": [("", front("trio", [card(n, image) for n in range(3)]))],
        "front_wide": [("", front("wide", cards(4, image)))],
        "kicker": [
            ("", {"article": shown}),
            ("With the kind", {"article": shown, "kind_label": "Explainer"}),
        ],
        "meta": [("", {"article": shown}), ("No time", {"article": shown, "without_time": True})],
        "pager": [(f"Page {number}", {"pager": pager(number)}) for number in (1, 9)],
        "recent_item": [("", {"article": headline}), ("Right to left", {"article": in_arabic()})],
        "recent_strip": [("", {"recent_news": articles(4)})],
        "recent_more": [("", {"recent_news": articles(7)})],
        "period_links": [("", period_links())],
    }


def front(layout: str, listed: list) -> dict:
    links = [Given(anchor="#", heading=heading) for heading in HEADLINES[:3]]
    layout = HomePageSection.Layout(layout)
    return {"front": Given(section=SECTION, layout=layout, articles=listed, contents=links)}


def pager(number: int):
    return paginate(QueryDict(f"page={number}"), range(400), 20)[1]


def year() -> Year:
    return Year(2026, [Month(day, day.month * 7 % 5 * 3) for day in first_days(2026)])


def period_links() -> dict:
    links = [Given(label=label, url="#") for label in ("October 2026", "December 2026")]
    return {"earlier": links[0], "later": links[1], "name": "Earlier and later"}


def facet() -> Facet:
    options = [Option("All topics", "#", None, False)]
    options += [Option(name, "#", 12, name == "Sleep") for name in ("Medicines", "Sleep")]
    return Facet("Topic", options, "topic")


def search_examples(image) -> Examples:
    shown = article(image=image)
    hit = Given(
        article=shown,
        title_html="",
        url="#",
        heading="Can I drive home afterwards?",
        is_question=True,
        snippet="No. Not before the next day, after a night’s sleep.",
        links=[Given(heading="What the drug does", url="#")],
    )
    answer = Given(
        question="Can I drive home afterwards?",
        answer_html="No. Not before the next day, after a night’s sleep.",
        url="#",
        article=shown,
    )
    correction = Given(shown="sleep", shown_url="#", typed="slepe", typed_url="#")
    promoted = [Given(title=HEADLINES[2], url="#", description=SUMMARY, page_id=1)]
    nothing = {"query": "slepe", "results": Given(problem=None), "recent_news": articles(4)}
    return {
        "answer": [("", {"answer": answer})],
        "hit": [("", {"hit": hit}), ("Right to left", {"hit": in_arabic_hit(image)})],
        "error_recent": [("", {"recent_news": articles(4)})],
        "error_links": [("", {})],
        "no_results": [
            ("Before a search", {"topics": [Given(name="Sleep", url="#")]}),
            ("Nothing found", nothing),
        ],
        "promoted": [("", {"promoted": promoted})],
        "search_field": [("", {})],
        "search_form": [("", {"query": ""}), ("Asked", {"query": "night trains"})],
        "search_notes": [
            ("Corrected", {"correction": correction, "is_corrected": True}),
            ("In doubt", {"correction": correction}),
            ("Both", {"correction": correction, "is_widened": True}),
            ("Too broad", {"problem": "too-broad"}),
            ("In repair", {"problem": "index"}),
        ],
    }


def setup() -> Setup:
    links = [Link("Name and logo", "#")]
    steps = [Step(title, SUMMARY, is_done=False, links=links) for title in HEADLINES[:3]]
    steps[0].is_next = True
    return Setup(steps)


def plate(name: str, logo=None):
    return nameplate(Given(name=name, logo=logo, logo_dark=None))


def page_examples(image) -> Examples:
    sections = [Item(title, "#", title == "Health") for title in ("News", "Health", "Sport")]
    pages = {"navigation": Navigation(sections, [Item("Privacy", "#", False)], has_topics=True)}
    blank, sent = LetterForm(), LetterForm({"email": "nonsense", "about": "tip"})
    return {
        "footer": [("", {**pages, "recent_news": articles(3)})],
        "form_field": [
            *((f"{field.label}", {"field": field}) for field in blank),
            ("With an error", {"field": sent["email"]}),
        ],
        "announcement": [("", pages)],
        "setup": [("", {"setup": setup()})],
        "setup_navigation": [("", {})],
        "head_meta": [("", {})],
        "icon": [(name, {"name": name}) for name in ("search", "file", "play", "outside")],
        "logo": [
            ("", {"plate": plate("Masthead")}),
            ("A long name", {"plate": plate("The Courier for the Northern Counties")}),
            ("A mark before the name", {"plate": plate("Masthead", image)}),
        ],
        "masthead": [
            ("", {**pages, "recent_news": articles(1)}),
            ("Front page", {**pages, "recent_news": articles(1), "front": True}),
        ],
        "navigation": [("", pages)],
        "page_head": [
            ("", {"title": "About", "text": SUMMARY}),
            ("A long title", {"title": "Accessibility of this site", "text": SUMMARY}),
        ],
        "preferences": [("", {})],
        "status_message": [("", {})],
        "text_size": [("", {})],
        "theme_switch": [("", {})],
        "today": [("", {})],
    }
