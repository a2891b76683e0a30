"""The style sheet: its parts, and how they become one file."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from core.stylesheets import IMPORT, JoiningStaticFilesStorage

pytestmark = pytest.mark.any_database
ROOT = Path(settings.BASE_DIR)
SHEET = "core/css/masthead.css"
FOLDER = Path(finders.find(SHEET)).parent
PARTS = IMPORT.findall(Path(finders.find(SHEET)).read_text())
MOST_LINES = 400

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
SELECTOR = re.compile(r"([^{};]+)\{")
# Composed in core.lettering, and by Django's forms.
COMPOSED = re.compile(r"(broad|narrow|word)-[tu]\d+|errorlist")
WHERE_CLASSES_ARE_USED = [
    *(ROOT / "templates").rglob("*.html"),
    *(ROOT / "site" / "core" / "templates").rglob("*.html"),
    *(path for app in ("site", "news", "search", "home") for path in (ROOT / app).rglob("*.py")),
    *(path for app in ("site", "news", "search", "home") for path in (ROOT / app).rglob("*.js")),
]


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    """The folder to which `collectstatic` would write the style sheets and the fonts."""
    root = tmp_path_factory.mktemp("static")
    storage = JoiningStaticFilesStorage(location=root, base_url="/static/")
    paths = {
        path: (found, path)
        for finder in finders.get_finders()
        for path, found in finder.list([])
        if path.startswith(("core/css/", "core/fonts/"))
    }
    for _name, _hashed, processed in storage.post_process(paths):
        assert not isinstance(processed, Exception), processed
    return root / "core"


def joined(collected: Path) -> str:
    (path,) = collected.glob("css/masthead.*.css")
    return path.read_text()


def test_every_part_is_imported_once():
    files = {path.name for path in FOLDER.glob("*.css")}
    assert sorted(PARTS) == sorted(files - {"masthead.css"})


def test_no_part_is_long():
    lengths = {path.name: len(path.read_text().splitlines()) for path in FOLDER.glob("*.css")}
    assert {name for name, length in lengths.items() if length > MOST_LINES} == set()


def test_readers_get_all_parts_in_one_file_in_their_order(collected):
    sheet = joined(collected)
    assert "@import" not in sheet
    starts = [sheet.index((FOLDER / part).read_text().splitlines()[0]) for part in PARTS]
    assert starts == sorted(starts)
    rules = [line for part in PARTS for line in (FOLDER / part).read_text().splitlines()]
    assert [line for line in rules if "url(" not in line and line not in sheet] == []


def test_the_order_of_layers_is_declared_before_all_rules(collected):
    sheet = joined(collected)
    declared = re.search(r"@layer ([\w, ]+);", sheet)
    opened = set(re.findall(r"@layer (\w+) \{", sheet))
    assert set(declared[1].split(", ")) == opened
    assert declared.start() < sheet.index("{")


def test_addresses_in_the_joined_file_lead_to_files(collected):
    addresses = re.findall(r'url\("([^"]+)"\)', joined(collected))
    assert addresses
    assert [url for url in addresses if not (collected / "css" / url).is_file()] == []


def used(name: str, sources: str) -> bool:
    """Whether the class occurs in full, or as the fixed start of one in a template, such as
    `card--` in `card--{{ size }}`.
    """
    if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", sources):
        return True
    starts = [name[: found.end()] for found in re.finditer(r"--|__|-", name)]
    return any(re.search(rf"(?<![\w-]){re.escape(start)}[{{$]", sources) for start in starts)


def test_every_class_of_the_style_sheet_is_used():
    sources = "\n".join(path.read_text() for path in WHERE_CLASSES_ARE_USED)
    sheet = COMMENT.sub("", "\n".join((FOLDER / part).read_text() for part in PARTS))
    classes = {name for selector in SELECTOR.findall(sheet) for name in CLASS.findall(selector)}
    assert len(classes) > 300
    unused = [name for name in classes if not used(name, sources)]
    assert sorted(name for name in unused if not COMPOSED.fullmatch(name)) == []
