"""The structure of the code in figures, which may only go down.

These tests also fail when a figure is below its limit: lower the limit here, so that the figure
cannot rise again.
"""

import ast
import json
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
APPS = ["accounts", "home", "news", "search", "site/config", "site/core"]

MOST_LINES = 400
LONG_MODULES: set[str] = set()
# How many modules each circle of imports has, type hints and imports inside functions included.
CIRCLES = []
MODULES_THAT_KNOW_OF_CACHING = 37
CLASS_NAMES_DEFINED_TWICE = 6
IMPORTS_INSIDE_FUNCTIONS = 0

CACHING_MODULES = {"core.cache", "core.sharing"}
CACHING_NAMES = {"PAGE_CACHE"}
# Django loads apps before their models, and each private API of a framework has one place.
MAY_IMPORT_LATE = {("manage", "main"), *((f"{app.split('/')[-1]}.apps", "ready") for app in APPS)}
MAY_IMPORT_ANYWHERE = {"core.compat"}

pytestmark = pytest.mark.any_database


def is_code(path: Path) -> bool:
    return "migrations" not in path.parts


def module_files() -> dict[str, Path]:
    """The project's modules by dotted name, without migrations and tests."""
    found = {"manage": ROOT / "manage.py"}
    for app in APPS:
        for path in filter(is_code, (ROOT / app).rglob("*.py")):
            dotted = ".".join(path.relative_to((ROOT / app).parent).with_suffix("").parts)
            found[dotted] = path
    return dict(sorted(found.items()))


@cache
def modules() -> dict[str, ast.Module]:
    return {name: ast.parse(path.read_text(), str(path)) for name, path in module_files().items()}


def imported(name: str, tree: ast.AST) -> Iterator[str]:
    """What the module imports: `a.b` for `import a.b` and for `from a import b` alike."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            around = name.split(".")[: -node.level] if node.level else []
            base = ".".join([*around, *filter(None, [node.module])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def graph() -> dict[str, set[str]]:
    """Which modules each imports. A package is its `__init__`, as far as a name leads to it."""
    edges = defaultdict(set)
    for name, tree in modules().items():
        for target in imported(name, tree):
            while target:
                for module in (target, f"{target}.__init__"):
                    if module in modules() and module != name:
                        edges[name].add(module)
                if edges[name] & {target, f"{target}.__init__"}:
                    break
                target = target.rpartition(".")[0]
    return edges


def reached(edges: dict[str, set[str]], start: str) -> set[str]:
    seen, waiting = set(), [start]
    while waiting:
        for module in edges.get(waiting.pop(), set()) - seen:
            seen.add(module)
            waiting.append(module)
    return seen


def circles() -> list[set[str]]:
    """Modules that all import each other, by however many steps; the largest first."""
    edges = graph()
    reach = {module: reached(edges, module) for module in modules()}
    found = {
        frozenset(other for other in reach[module] if module in reach[other])
        for module in modules()
        if module in reach[module]
    }
    return sorted(map(set, found), key=lambda circle: (-len(circle), sorted(circle)))


def knows_of_caching(name: str, tree: ast.Module) -> bool:
    targets = set(imported(name, tree)) | {name}
    if any(t == m or t.startswith(f"{m}.") for t in targets for m in CACHING_MODULES):
        return True
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=used) | ast.Attribute(attr=used) | ast.alias(name=used):
                pass
            case ast.FunctionDef(name=used) | ast.ClassDef(name=used):
                pass
            case ast.Constant(value=str(used)):
                # Dotted paths in settings.
                if any(used == m or used.startswith(f"{m}.") for m in CACHING_MODULES):
                    return True
            case _:
                continue
        if used in CACHING_NAMES:
            return True
    return False


def imports_inside(name: str, tree: ast.Module) -> list[int]:
    """The lines of imports inside functions."""
    if name in MAY_IMPORT_ANYWHERE:
        return []
    functions = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (name, node.name) not in MAY_IMPORT_LATE
    ]
    late = (n for function in functions for n in ast.walk(function))
    return sorted({n.lineno for n in late if isinstance(n, ast.Import | ast.ImportFrom)})


def test_no_module_is_long_but_those_that_are_known():
    long = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in filter(is_code, (ROOT / app).rglob("*.py"))
        if len(path.read_text().splitlines()) > MOST_LINES
    }
    assert long == LONG_MODULES


def test_the_circles_of_imports_only_get_fewer():
    found = circles()
    assert [len(circle) for circle in found] == CIRCLES, found


def test_the_modules_that_know_of_caching_only_get_fewer():
    known = [name for name, tree in modules().items() if knows_of_caching(name, tree)]
    assert len(known) == MODULES_THAT_KNOW_OF_CACHING, known


def test_the_class_names_defined_twice_only_get_fewer():
    names = Counter(
        node.name
        for tree in modules().values()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name != "Command"
    )
    twice = sorted(name for name, times in names.items() if times > 1)
    assert len(twice) == CLASS_NAMES_DEFINED_TWICE, twice


def test_the_imports_inside_functions_only_get_fewer():
    found = [
        f"{name}:{line}" for name, tree in modules().items() for line in imports_inside(name, tree)
    ]
    assert len(found) == IMPORTS_INSIDE_FUNCTIONS, found


def test_no_file_is_exempt_from_a_rule_that_it_obeys():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    exempt = {
        (path, rule)
        for path, rules in settings["per-file-ignores"].items()
        if path.endswith(".py") and "*" not in path
        for rule in rules
    }
    public = settings["flake8-self"]["extend-ignore-names"]
    ruff = Path(sys.executable).with_name("ruff")
    run = subprocess.run(  # noqa: S603 - our own tool
        [
            *(ruff, "check", "--isolated", "--exit-zero", "--output-format=json"),
            *("--select", ",".join(sorted({rule for _, rule in exempt}))),
            *("--config", f"lint.flake8-self.extend-ignore-names = {json.dumps(public)}"),
            *sorted({path for path, _ in exempt}),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    broken = {
        (str(Path(hit["filename"]).relative_to(ROOT)), hit["code"])
        for hit in json.loads(run.stdout)
    }
    assert exempt - broken == set()
