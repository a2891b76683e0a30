"""Pictures of every page type, at three widths, in light and dark: `make screenshots`.

Serves the demo from a temporary folder and writes docs/screenshots/<page>-<width>-<scheme>.webp.
"""

import io
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError

from PIL import Image

from tests.e2e.conftest import CHROMIUM, FLAGS

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "screenshots"
PORT = int(os.environ.get("SCREENSHOTS_PORT", "8799"))
SITE = f"http://localhost:{PORT}"

# Width of the window -> width of the picture: small for the repository, large enough to judge.
WIDTHS = {390: 312, 820: 492, 1440: 720}
SCHEMES = ("light", "dark")
TALLEST = 4_000
QUALITY = 55
SECONDS_TO_START = 60

# The demo's longest explainer, and a search with an answer.
EXPLAINER = "ketamine-therapy-explained"
QUESTION = "can I drive home?"

SHOW_EVERY_PICTURE = """async () => {
  const pictures = [...document.images];
  for (const picture of pictures) picture.loading = "eager";
  await Promise.all(pictures.map(picture => picture.decode().catch(() => {})));
  await document.fonts.ready;
}"""


@dataclass(frozen=True)
class Shot:
    name: str
    address: str
    is_signed_in: bool = False


def main() -> int:
    if not CHROMIUM:
        print("Chromium is not installed: no screenshots were made.", file=sys.stderr)
        return 0
    with TemporaryDirectory(prefix="masthead-screenshots-") as folder:
        os.environ |= environment(folder)
        for command in ("migrate", "load_demo", "collectstatic --noinput"):
            manage(command)
        shots, session = stage()
        with served():
            take(shots, session)
    total = sum(path.stat().st_size for path in TARGET.glob("*.webp"))
    print(f"{len(list(TARGET.glob('*.webp')))} screenshots, {total / 1e6:.1f} MB, in {TARGET}")
    return 0


def environment(folder: str) -> dict[str, str]:
    """Of a site of its own in that folder. Pictures stay as they were uploaded: to make every size
    takes minutes, and looks the same.
    """
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "VAR_DIR": folder,
        "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
        "SITE_URL": SITE,
        "MAKE_RENDITIONS": "false",
    }


def manage(command: str) -> None:
    arguments = [sys.executable, "manage.py", *command.split(), "--verbosity", "0"]
    subprocess.run(arguments, cwd=ROOT, check=True)  # noqa: S603 - our own commands


@contextmanager
def served() -> Iterator[None]:
    server = subprocess.Popen(  # noqa: S603 - our own server
        [
            Path(sys.executable).with_name("granian"), "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(PORT), "--workers", "1", "--no-ws", "--log-level", "warning",
            "config.wsgi:application",
        ],
        cwd=ROOT,
    )  # fmt: skip
    try:
        wait_for_answer()
        yield
    finally:
        server.terminate()
        server.wait()


def wait_for_answer() -> None:
    for _second in range(SECONDS_TO_START):
        try:
            urllib.request.urlopen(f"{SITE}/healthz")  # noqa: S310 - our own server
            return
        except URLError:
            time.sleep(1)
    raise TimeoutError(f"{SITE} does not answer")


def stage() -> tuple[list[Shot], str]:
    """Brings the demo into every state that has a page; the addresses, and a session's key."""
    import django

    django.setup()

    from django.contrib.auth import get_user_model
    from django.test import Client
    from wagtail.models import PageViewRestriction

    from news.models import ArticlePage, Author, Comment

    explainer = ArticlePage.objects.get(slug=EXPLAINER)
    Comment.objects.create(
        article=explainer,
        name="Ruth Adeyemi",
        email="ruth@reader.example",
        text="The clinic asked me to bring somebody. Nobody had told me before.",
        status=Comment.Status.APPROVED,
    )
    others = ArticlePage.objects.live().exclude(pk=explainer.pk).order_by("published_at")
    withdrawn, locked, private = others[:3]
    withdrawn.unpublish()
    PageViewRestriction.objects.create(page=locked, restriction_type="password", password="open")
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    client = Client()
    client.force_login(get_user_model().objects.get(username="admin"))
    newest = ArticlePage.objects.live().public().order_by("-published_at")
    brief = newest.filter(hero_image=None).first() or newest.first()
    author, topic = Author.objects.first(), explainer.tagged_topics()[0]
    month = explainer.published_at
    addresses = {
        "front": "/",
        "section": explainer.section.url,
        "article": explainer.url,
        "article-brief": brief.url,
        "reply": f"/comments/{explainer.pk}/reply/",
        "author": author.url,
        "authors": "/authors/",
        "topic": topic.url,
        "topics": "/topics/",
        "archive": "/archive/",
        "archive-year": f"/archive/{month:%Y}/",
        "archive-month": f"/archive/{month:%Y/%m}/",
        "search": f"/search/?q={QUESTION.replace(' ', '+')}",
        "search-nothing": "/search/?q=zzyzx",
        "contact": "/contact/",
        "standard": "/how-we-work/",
        "404": "/nowhere/",
        "410": withdrawn.url,
        "password": locked.url,
        "login": private.url,
    }
    shots = [Shot(name, SITE + path) for name, path in addresses.items()]
    shots.append(Shot("styleguide", f"{SITE}/styleguide/", is_signed_in=True))
    for name in ("500", "maintenance"):
        shots.append(Shot(name, (ROOT / "templates" / f"{name}.html").as_uri()))
    return shots, client.cookies["sessionid"].value


def take(shots: list[Shot], session: str) -> None:
    from playwright.sync_api import sync_playwright

    TARGET.mkdir(exist_ok=True)
    for old in TARGET.glob("*.webp"):
        old.unlink()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for scheme in SCHEMES:
            for width in WIDTHS:
                context = browser.new_context(
                    viewport={"width": width, "height": 900}, color_scheme=scheme
                )
                page = context.new_page()
                for shot in shots:
                    if shot.is_signed_in:
                        cookie = {"name": "sessionid", "value": session, "url": SITE}
                        context.add_cookies([cookie])
                    page.goto(shot.address)
                    save_scaled(
                        picture_of(page, width), TARGET / f"{shot.name}-{width}-{scheme}.webp"
                    )
                    context.clear_cookies()
                context.close()
        browser.close()


def picture_of(page, width: int) -> Image.Image:
    page.evaluate(SHOW_EVERY_PICTURE)
    height = page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, TALLEST)}
    return Image.open(io.BytesIO(page.screenshot(full_page=True, clip=clip, animations="disabled")))


def save_scaled(picture: Image.Image, path: Path) -> None:
    width = WIDTHS[picture.width]
    height = round(picture.height * width / picture.width)
    small = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    small.save(path, "WEBP", quality=QUALITY, method=6)


if __name__ == "__main__":
    sys.exit(main())
