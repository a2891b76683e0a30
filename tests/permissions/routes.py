"""Every address of the resolver, as a template for its parameters."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import get_resolver

CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")
GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True)
class Route:
    """`name` is that of the URL with its namespaces, `template` an address with {parameters}.

    Unnamed ones have their template for a name, and those that share a name their parameters.
    """

    name: str
    template: str
    parameters: tuple[str, ...]

    def fill(self, values: dict[str, object]) -> str:
        return "/" + self.template.format(**values)


def routes() -> list[Route]:
    found = [Route(name, *parsed(route)) for name, route in walk(get_resolver().url_patterns)]
    names = Counter(route.name for route in found)
    return [Route(unique_name(route, names), route.template, route.parameters) for route in found]


def unique_name(route: Route, names: Counter) -> str:
    if not route.name:
        return f"/{route.template}"
    if names[route.name] > 1:
        return f"{route.name}({','.join(route.parameters)})"
    return route.name


def walk(patterns, prefix: str = "", namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from walk(pattern.url_patterns, route, inner)
        else:
            yield ":".join([*namespaces, pattern.name]) if pattern.name else "", route


def parsed(route: str) -> tuple[str, tuple[str, ...]]:
    """The address as a template, and the names of its parameters."""
    if route == r"^((?:[\w\-]+/)*)$":
        return "{path}", ("path",)
    if route.endswith("^.*/$"):
        return route.replace("^.*/$", "nothing-here/"), ()
    template = CONVERTER.sub(r"{\1}", GROUP.sub(r"{\1}", route))
    template = template.replace("^", "").replace("$", "").replace("\\.", ".")
    return template, tuple(re.findall(r"{(\w+)}", template))
