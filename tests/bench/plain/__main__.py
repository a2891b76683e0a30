"""Fills the plain site: `python -m tests.bench.plain {fill,add} START STOP`, numbers of articles.

`fill` makes them quickly, with pictures and their renditions, which the first page would make
otherwise. `add` makes each as any Wagtail code would, without a picture as the importer does, and
prints when it began and ended (time.monotonic) and its processor time, as JSON.
"""

import argparse
import json
import os
import time
from html import escape

from tqdm import tqdm

from tests.bench import made_up

BATCH = 200


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("start", type=int)
    parser.add_argument("stop", type=int)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.plain.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    TASKS[options.task](options.start, options.stop)
    return 0


def fill(start: int, stop: int) -> None:
    """Adds the articles, and enters a batch at a time in the search index."""
    from django.conf import settings
    from django.db import transaction
    from wagtail.search.backends import get_search_backend

    from tests.bench.plain.models import ArticlePage

    settings.WAGTAILSEARCH_BACKENDS["default"]["AUTO_UPDATE"] = False
    section = news()
    images = pictures()
    for first in tqdm(range(start, stop, BATCH), desc="batches", disable=None):
        with transaction.atomic():
            pages = [
                added(section, source, images[source.picture])
                for source in made_up.articles(first, min(first + BATCH, stop))
            ]
            get_search_backend().add_bulk(ArticlePage, pages)


def pictures() -> list:
    """The images, with the renditions that the templates show; made where they are missing."""
    from django.core.files.base import ContentFile
    from wagtail.images import get_image_model

    from tests.bench.plain.models import IMAGE_IN_ARTICLE, IMAGE_IN_LIST

    images = []
    for number, name in enumerate(made_up.picture_names()):
        image = get_image_model().objects.filter(title=name).first()
        if not image:
            file = ContentFile(made_up.picture(number), f"picture-{number}.jpg")
            image = get_image_model().objects.create(title=name, description=name, file=file)
            image.get_renditions(IMAGE_IN_ARTICLE, IMAGE_IN_LIST)
        images.append(image)
    return images


def add(start: int, stop: int) -> None:
    section = news()
    sources = list(made_up.articles(start, stop))
    began, cpu = time.monotonic(), time.process_time()
    for source in sources:
        added(section, source).save_revision().publish()
    figures = {"began": began, "ended": time.monotonic(), "cpu": time.process_time() - cpu}
    print(json.dumps(figures))


def added(section, source: made_up.MadeUp, image=None):
    """The article, added under the section."""
    from tests.bench.plain.models import ArticlePage, Author

    page = ArticlePage(
        title=source.title,
        slug=source.slug,
        date=source.published_at,
        standfirst=source.standfirst,
        image=image,
        body=list(body(source)),
    )
    page.authors = [
        Author.objects.get_or_create(name=made_up.author_names()[number])[0]
        for number in source.authors
    ]
    page.tags.add(*(made_up.topic_names()[number] for number in source.topics))
    section.add_child(instance=page)
    return page


def body(source: made_up.MadeUp):
    for section in source.sections:
        yield "heading", section.heading
        for paragraph in section.paragraphs:
            yield "paragraph", as_html(paragraph)
    for each in source.questions:
        yield "question", {"question": each.question, "answer": as_html(each.answer)}


def as_html(text: str):
    from wagtail.rich_text import RichText

    return RichText(f"<p>{escape(text, quote=False)}</p>")


def news():
    """The section of the articles; it and the home page are created if they are missing."""
    from wagtail.models import Page, Site

    from tests.bench.plain.models import HomePage, NewsIndex

    found = NewsIndex.objects.first()
    if found:
        return found
    site = Site.objects.get(is_default_site=True)
    welcome = site.root_page
    site.root_page = Page.objects.get(depth=1).add_child(
        instance=HomePage(title="Home", slug="front")
    )
    site.site_name = "Plain"
    site.save()
    welcome.delete()
    return site.root_page.add_child(
        instance=NewsIndex(title="News", slug="news", show_in_menus=True)
    )


TASKS = {"fill": fill, "add": add}

if __name__ == "__main__":
    raise SystemExit(main())
