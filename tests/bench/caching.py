"""How much code there is that caches: `python -m tests.bench.caching`.

Prints how many modules know of caching, by the rule of tests/test_house.py, how many lines
the modules have that do nothing else, and how many the tests that import these; once all lines,
once those that are not blank, comments or docstrings.
"""

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests.test_house import (
    CACHING_MODULES,
    ROOT,
    imported,
    knows_of_caching,
    module_files,
    modules,
)

# What is cached, what makes it stale, and what is compiled once.
SUBJECT = CACHING_MODULES | {
    "core.compiled",
    "core.models.change",
    "core.models.routes",
    "core.models.traced",
}
NO_CODE = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}
MOST = {"modules that know of it": 15, "lines of modules": 1000, "lines of tests": 1500}


def main() -> None:
    for what, count in counted().items():
        print(f"{what}: {count:,}")


def counted() -> dict[str, int]:
    files = {
        "modules": [path for name, path in module_files().items() if is_within(name)],
        "tests": list(tests()),
    }
    found = {"modules that know of it": sum(knows_of_caching(*each) for each in modules().items())}
    for what, paths in files.items():
        found[f"lines of {what}"] = sum(len(path.read_text().splitlines()) for path in paths)
        found[f"lines of {what} without comments"] = sum(map(lines_of, paths))
    return found


def is_within(name: str) -> bool:
    return any(name == subject or name.startswith(f"{subject}.") for subject in SUBJECT)


def tests() -> Iterator[Path]:
    """The tests that import modules about caching."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        names = imported(f"tests.{path.stem}", ast.parse(path.read_text()))
        if any(map(is_within, names)):
            yield path


def lines_of(path: Path) -> int:
    """Without blank lines, comments and docstrings."""
    source = path.read_text()
    docstrings = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(value=ast.Constant(value=str())):
                docstrings.update(range(node.lineno, node.end_lineno + 1))
    code = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in NO_CODE:
            code.update(range(token.start[0], token.end[0] + 1))
    return len(code - docstrings)


if __name__ == "__main__":
    main()
