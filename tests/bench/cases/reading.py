"""Pages that readers open, past the page cache and from caches."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from tests.bench.cases.bench import Bench, compared, past_the_cache, to_wordpress
from tests.bench.goals import Goal, at_least, skipped
from tests.bench.load import Load, fetch, measure, warm_up
from tests.bench.serving import (
    PROXY_BLOCK,
    Server,
    nginx,
    nginx_serving,
    serving,
    static_block,
    upstream_block,
)

PER_PAGE = 20
DEEP_PAGE = 500
NO_NGINX = "nginx is not installed"


def loader(server: Server, paths: list[str], seconds: float) -> Callable[[], Load]:
    return lambda: measure(server, paths, seconds)


# Pages that the page cache does not hold


def uncached(bench: Bench) -> list[Goal]:
    """Rendered for every request, with the page cache switched on and passed by."""
    deep = min(DEEP_PAGE, bench.small.size // PER_PAGE)
    with ExitStack() as stack:
        tasks = {}
        for port, site in enumerate([bench.plain, *bench.all_ours], bench.port):
            server = stack.enter_context(serving(site, bench.cores, port))
            pages = {"article": site.article_paths(), "section": ["/news/"]}
            if site is not bench.plain:
                pages[f"section, page {deep}"] = [site.kind.pages_of_section.format(deep)]
            for page, paths in pages.items():
                paths = [past_the_cache(path) for path in paths]
                warm_up(server, paths)
                tasks[page, site] = loader(server, paths, bench.seconds)
        found = bench.alternate(tasks)
    for (page, site), loads in found.items():
        bench.note_loads(f"{page}, uncached", site.name, loads)
    large, small = bench.large, bench.small
    article = compared(found["article", large], found["article", bench.plain])
    index = found["section", bench.plain]
    section = compared(found["section", large], index)
    deep_section = compared(found[f"section, page {deep}", large], index)
    at_size, quoted = bench.at_size, bench.quoted()
    index_page = f"the index page of {bench.beside}"
    return [
        at_least(f"uncached article {at_size}, capacity to {bench.beside}", 4, article),
        at_least(
            f"uncached article {at_size}, capacity to WordPress",
            6,
            to_wordpress(article, "article"),
            quoted,
        ),
        at_least(f"section page {at_size}, capacity to {index_page}", 12, section),
        at_least(f"page {deep} of it, capacity to {index_page}", 12, deep_section),
        at_least(
            f"section page {at_size}, capacity to WordPress",
            6,
            to_wordpress(section, "section"),
            quoted,
        ),
        *(
            bench.flat(f"{page}, uncached", 1.1, compared(found[page, small], found[page, large]))
            for page in ("section", f"section, page {deep}")
        ),
    ]


# Pages from caches


def cached(bench: Bench) -> list[Goal]:
    paths, plain_paths = bench.small.article_paths(), bench.plain.article_paths()
    names = {
        "static": ("cached article, Python alone, capacity to nginx static", 0.3),
        "proxy": ("cached article behind nginx, capacity to nginx static", 0.8),
    }
    with ExitStack() as stack:
        servers = {}
        ours = stack.enter_context(serving(bench.small, bench.cores, bench.port))
        servers["ours"] = ours
        servers["django"] = stack.enter_context(
            serving(bench.plain, bench.cores, bench.port + 1, PLAIN_CACHE="1")
        )
        if nginx():
            servers["static"] = stack.enter_context(static_copy(bench, ours, paths))
            # Of its own, with the address of nginx: pages of other hosts are not cached.
            address = f"http://localhost:{bench.port + 4}"
            behind = stack.enter_context(
                serving(bench.small, bench.cores, bench.port + 3, SITE_URL=address)
            )
            servers["proxy"] = stack.enter_context(proxied(bench, behind))
        tasks = {}
        for name, server in servers.items():
            asked = plain_paths if name == "django" else paths
            warm_up(server, asked, rounds=2)
            tasks[name] = loader(server, asked, bench.seconds)
        found = bench.alternate(tasks)
    for name, loads in found.items():
        bench.note_loads("article, cached", CACHED[name], loads)
    against_django = compared(found["ours"], found["django"])
    rows = [at_least("cached article, capacity to Django's cache middleware", 5, against_django)]
    if not nginx():
        return [*(skipped(*each, True, NO_NGINX) for each in names.values()), *rows]
    to_static = {name: compared(found[name], found["static"]) for name in found}
    return [
        at_least(*names["static"], to_static["ours"]),
        *rows,
        at_least(*names["proxy"], to_static["proxy"], "kept for a second"),
    ]


CACHED = {
    "ours": "ours",
    "django": "plain Wagtail with Django's cache middleware, locmem",
    "static": "nginx, static files",
    "proxy": "ours behind nginx's proxy_cache",
}


def static_copy(bench: Bench, server: Server, paths: list[str]):
    """nginx with files of the bytes that the server answers, and with its headers."""
    folder = bench.home / "nginx-static"
    for path in paths:
        headers, body = fetch(server, path)
        file = folder / "pages" / path.strip("/") / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    block = static_block(folder / "pages", headers)
    return nginx_serving(folder, bench.cores, bench.port + 2, block)


@contextmanager
def proxied(bench: Bench, server: Server) -> Iterator[Server]:
    folder, blocks = bench.home / "nginx-proxy", (PROXY_BLOCK, upstream_block(server.port))
    with nginx_serving(folder, bench.cores, bench.port + 4, *blocks) as front:
        yield replace(front, behind=(server,))
