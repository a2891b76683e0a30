"""What djlint does not check: elements that template blocks cut in two, and long lines."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.any_database
ROOT = Path(__file__).parents[1]
TEMPLATES = sorted(
    path for folder in ("templates", "site/core/templates") for path in (ROOT / folder).rglob("*.*")
)
LONGEST_LINE = 200
# How many lines are longer today: the limit may only go down.
LONG_LINES = 136

VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
PARTS = re.compile(
    r"\{% *comment\b.*?%\}.*?\{% *endcomment *%\}"
    r"|(?P<block>\{%.*?%\})"
    r"|\{\{.*?\}\}|\{#.*?#\}|<!.*?>|<\?.*?\?>"
    r"|<(?P<raw>script|style)\b.*?</(?P=raw)>"
    r"|</(?P<closed>[a-zA-Z][\w:-]*)\s*>"
    r"|<(?P<opened>[a-zA-Z][\w:-]*)"
    r"(?:\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|\"(?:\{%.*?%\}|\{\{.*?\}\}|[^\"])*\""
    r"|[^>\"])*?(?P<alone>/?)>",
    re.DOTALL,
)
BRANCHES = {"else", "elif", "empty", "plural"}


def torn(source: str) -> list[str]:
    """The elements that do not open and close in the same branch of the same block, as
    "line: element".
    """
    names = set(re.findall(r"\{% *end(\w+)", source))
    blocks: list[list[tuple[str, int]]] = [[]]
    found = []

    def leave():
        found.extend(f"{line}: <{name}> stays open" for name, line in blocks.pop())

    for part in PARTS.finditer(source):
        line = source.count("\n", 0, part.start()) + 1
        if tag := part["block"]:
            name = tag[2:-2].split()[0]
            if name in BRANCHES:
                leave()
                blocks.append([])
            elif name.startswith("end"):
                leave()
            elif name in names:
                blocks.append([])
        elif opened := part["opened"]:
            if opened.lower() not in VOID and not part["alone"]:
                blocks[-1].append((opened, line))
        elif closed := part["closed"]:
            if blocks[-1] and blocks[-1][-1][0] == closed:
                blocks[-1].pop()
            else:
                found.append(f"{line}: </{closed}> closes nothing")
    leave()
    return found


def test_elements_open_and_close_in_the_same_block():
    found = {str(path.relative_to(ROOT)): torn(path.read_text()) for path in TEMPLATES}
    assert not any(found.values()), found


def test_long_lines_only_get_fewer():
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]
    assert len(long) == LONG_LINES, long


@pytest.mark.parametrize(
    "source",
    [
        "{% if a %}<div>{% endif %}{% if a %}</div>{% endif %}",
        "{% if a %}<a>{% else %}<b>{% endif %}x{% if a %}</a>{% else %}</b>{% endif %}",
        "<p>{% for x in y %}</p><p>{% endfor %}</p>",
        "<div><p></div>",
        "<ul><li></ul>",
    ],
)
def test_a_torn_element_is_found(source):
    assert torn(source)


@pytest.mark.parametrize(
    "source",
    [
        '<a href="{% url "x" %}"{% if a > 1 %} id="b"{% endif %}>{% if b %}<b></b>{% endif %}</a>',
        '<input required><img alt="a > b"><script>if (a < b) {}</script>',
        "{% comment %}<b>{% endcomment %}{% for x in y %}<b>x</b>{% empty %}<i></i>{% endfor %}",
    ],
)
def test_a_whole_element_is_not(source):
    assert torn(source) == []
