"""Pictures of the hard cases, for `make screenshots`: docs/screenshots/hard-cases/<case>.webp.

Each shows a case on a desktop, a tablet and a phone, in light and dark, side by side.
"""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from tests.e2e.conftest import CHROMIUM, FLAGS
from tests.e2e.screenshots import SHOW_EVERY_PICTURE, SITE, TARGET, environment, manage, served

FOLDER = TARGET / "hard-cases"
WIDTHS = (1440, 820, 390)
SCHEMES = ("light", "dark")
# How much of a page is shown, and how small.
LONG, TALL, HEAD, SCALE, GAP, QUALITY = 2600, 1300, 420, 0.3, 6, 45
TO_PART_26 = "document.querySelectorAll('.story h2')[25].scrollIntoView()"


@dataclass(frozen=True)
class Case:
    """`prepare` is done to the site, `act` in the page; what is acted in is not shown whole."""

    name: str
    path: str
    height: int = TALL
    prepare: Callable[[], None] | None = None
    act: Callable | None = None
    cookies: tuple[dict, ...] = ()


def main() -> int:
    if not CHROMIUM:
        print("Chromium is not installed: no screenshots were made.", file=sys.stderr)
        return 0
    with TemporaryDirectory(prefix="masthead-hard-cases-") as folder:
        os.environ |= environment(folder)
        for command in ("migrate", "collectstatic --noinput"):
            manage(command)
        import django

        django.setup()
        with served():
            take(cases())
    total = sum(path.stat().st_size for path in FOLDER.glob("*.webp"))
    print(f"{len(list(FOLDER.glob('*.webp')))} hard cases, {total / 1e6:.1f} MB, in {FOLDER}")
    return 0


def cases() -> Iterator[Case]:
    """In an order in which each leaves the site ready for the next."""
    from home.models import HomePage
    from tests.hard_cases import words
    from tests.hard_cases.build import HardCases, leave, logos, more_sections, name

    home = HomePage.objects.get()
    name(words.LOGO_NAME, tagline="Every reading, every morning.")
    built = HardCases(home).build()
    for case, path in built.paths.items():
        yield Case(case, path)
    yield Case("front-few-pictures", "/", LONG)
    yield Case("contents-follow", built.paths["contents-40"], act=scrolled)
    yield Case("contents-bar", built.paths["contents-40"], act=opened)
    plates = {case: (text, {}) for case, text in words.NAMES.items()}
    plates |= {case: (words.LOGO_NAME, fields) for case, fields in logos().items()}
    for case, (text, fields) in plates.items():
        yield Case(f"{case}-front", "/", HEAD, lambda t=text, f=fields: name(t, **f))
        yield Case(f"{case}-article", built.paths["headline-poster"], HEAD)
    yield Case("navigation-13", "/town/", HEAD, lambda: (name("Masthead"), more_sections(home)))
    yield Case("navigation-long", "/", prepare=lambda: long_names(home))
    for count in (3, 1):
        yield Case(f"front-{count}", "/", prepare=lambda n=count: (name("Masthead"), leave(n)))
    yield Case("new-reader", "/", prepare=lambda: leave(0))
    yield Case("new-installer", "/", cookies=signed_in())


def long_names(home) -> None:
    """Of the publication, with a logo, and of its sections."""
    from tests.hard_cases import words
    from tests.hard_cases.build import logos, more_sections, name

    for section in home.get_children().filter(title__in=words.MORE_SECTIONS):
        section.unpublish()
    more_sections(home, words.LONG_SECTIONS)
    name(words.LONG_NAME, **logos()["logo-square"])


def signed_in() -> tuple[dict, ...]:
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.create_superuser("installer", "i@fen.example"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return ({"name": settings.SESSION_COOKIE_NAME, "value": session, "url": SITE},)


def scrolled(page) -> None:
    page.evaluate(TO_PART_26)
    page.wait_for_timeout(300)


def opened(page) -> None:
    scrolled(page)
    if page.locator(".bar").is_visible():
        page.locator(".bar__contents").click()
        page.wait_for_timeout(300)


def take(found: Iterator[Case]) -> None:
    from playwright.sync_api import sync_playwright

    # Playwright runs its event loop in this thread; Django must not take that for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.webp"):
        old.unlink()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for case in found:
            if case.prepare:
                case.prepare()
            pictures = [
                picture_of(browser, case, width, scheme) for width in WIDTHS for scheme in SCHEMES
            ]
            save_scaled(pictures, FOLDER / f"{case.name}.webp")
            if case.name == "printed" and shutil.which("pdftoppm"):
                save_scaled(sheets(browser, case), FOLDER / "print.webp")
        browser.close()


def picture_of(browser, case: Case, width: int, scheme: str) -> Image.Image:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.context.add_cookies(list(case.cookies))
    page.goto(SITE + case.path)
    page.evaluate(SHOW_EVERY_PICTURE)
    options = {}
    if case.act:
        case.act(page)
    else:
        height = page.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": width, "height": min(height, case.height)}
        options = {"full_page": True, "clip": clip}
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled", **options)))
    page.close()
    return picture.convert("RGB")


def sheets(browser, case: Case) -> list[Image.Image]:
    """The sheets of a print, as large as a desktop is shown."""
    page = browser.new_page()
    page.goto(SITE + case.path)
    page.evaluate(SHOW_EVERY_PICTURE)
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    page.close()
    with TemporaryDirectory() as folder:
        command = ["pdftoppm", "-png", "-r", "130", "-", f"{folder}/sheet"]
        subprocess.run(command, input=pdf, check=True)  # noqa: S603 - our own command
        return [Image.open(path).convert("RGB") for path in sorted(Path(folder).glob("*.png"))]


def save_scaled(pictures: list[Image.Image], path: Path) -> None:
    small = [
        picture.resize(
            (round(picture.width * SCALE), round(picture.height * SCALE)), Image.Resampling.LANCZOS
        )
        for picture in pictures
    ]
    width = sum(picture.width + GAP for picture in small) - GAP
    sheet = Image.new("RGB", (width, max(picture.height for picture in small)), "#888")
    left = 0
    for picture in small:
        sheet.paste(picture, (left, 0))
        left += picture.width + GAP
    sheet.save(path, "WEBP", quality=QUALITY, method=6)


if __name__ == "__main__":
    sys.exit(main())
