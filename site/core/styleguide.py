"""Collects the elements of the design from their sources.

Tokens come from the style sheet, blocks from the streams of pages, components from their folder.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import get_page_models

from core.models import BasePage

COMPONENTS = Path(settings.BASE_DIR) / "templates" / "components"
STYLE_SHEET = "core/css/tokens.css"
TOKEN_LAYER = re.compile(r"@layer tokens \{(.*?)\n\}", re.DOTALL)
TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")
CONTRACT = re.compile(r"\{% comment %\}\s*(.*?)\s*\{% endcomment %\}", re.DOTALL)


@dataclass(frozen=True)
class DesignToken:
    name: str
    value: str


@dataclass(frozen=True)
class Specimen:
    """A component or a block in one of its states."""

    label: str
    html: str


@dataclass(frozen=True)
class Exhibit:
    """A component or a block in all its states; `about` describes it or its inputs."""

    name: str
    about: str
    specimens: list[Specimen] = field(default_factory=list)


def tokens() -> dict[str, list[DesignToken]]:
    """The custom properties of the style sheet: colours, type, space, and all others."""
    path = finders.find(STYLE_SHEET)
    layer = TOKEN_LAYER.search(Path(path).read_text(encoding="utf-8"))
    found = {name: DesignToken(name, value) for name, value in reversed(TOKEN.findall(layer[1]))}
    groups: dict[str, list[DesignToken]] = {"colours": [], "type": [], "space": [], "others": []}
    for token in reversed(found.values()):
        groups[group_of(token)].append(token)
    return groups


def group_of(token: DesignToken) -> str:
    if token.value.startswith("light-dark("):
        return "colours"
    prefix = token.name.split("-")[0]
    return prefix if prefix in {"type", "space"} else "others"


def page_streams() -> Iterator[blocks.StreamBlock]:
    """The streams of the site's own page types."""
    for model in get_page_models():
        if issubclass(model, BasePage):
            for each in model._meta.get_fields():
                if isinstance(each, StreamField):
                    yield each.stream_block


def choosable_blocks() -> list[blocks.Block]:
    """Every block that an editor can put into a page, each class once."""
    found = {type(block): block for stream in page_streams() for block in within(stream)}
    return sorted(found.values(), key=lambda block: str(block.label))


def within(block: blocks.Block) -> Iterator[blocks.Block]:
    """The children of the streams in `block`, at any depth."""
    if isinstance(block, blocks.ListBlock):
        yield from within(block.child_block)
    for child in getattr(block, "child_blocks", {}).values():
        if isinstance(block, blocks.StreamBlock):
            yield child
        yield from within(child)


def block_exhibits(request) -> list[Exhibit]:
    return [
        Exhibit(
            type(block).__name__,
            str(block.get_description()),
            [
                Specimen(label, block.render(value, {"request": request}))
                for label, value in variants(block)
            ],
        )
        for block in choosable_blocks()
    ]


def variants(block: blocks.Block) -> Iterator[tuple[str, object]]:
    """The block's preview value, and variants with each other choice that it offers."""
    value = block.get_preview_value()
    yield "", value
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            if isinstance(child, blocks.ChoiceBlock):
                for choice, label in child.field.choices:
                    if choice and choice != value.get(name):
                        yield str(label), block.normalize({**value, name: choice})


def component_names() -> list[str]:
    return sorted(path.stem for path in COMPONENTS.glob("*.html"))


def contract(name: str) -> str:
    """The inputs of a component, quoted from its leading comment."""
    found = CONTRACT.search((COMPONENTS / f"{name}.html").read_text(encoding="utf-8"))
    return found[1] if found else ""


def component_exhibits(request, examples: dict[str, Iterable[tuple[str, dict]]]) -> list[Exhibit]:
    """Every component, in the states for which `examples` has inputs."""
    return [
        Exhibit(
            name,
            contract(name),
            [
                Specimen(label, render_to_string(f"components/{name}.html", inputs, request))
                for label, inputs in examples.get(name, ())
            ],
        )
        for name in component_names()
    ]
