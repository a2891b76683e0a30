"""Publishes an article again and again: `python -m tests.bench.publisher MODEL DATE_FIELD`.

Prints the path of the newest article; then, for each line of standard input, publishes it with that
title and prints a line. At the end of the input it publishes the original title.
"""

import sys


def main() -> int:
    import django
    from django.apps import apps

    django.setup()
    model, date_field = apps.get_model(sys.argv[1]), sys.argv[2]
    key, path, title = (
        model.objects.live()
        .order_by(f"-{date_field}", "-pk")
        .values_list("pk", "url_path", "title")
        .first()
    )
    say(path.partition("/news/")[2])
    for line in sys.stdin:
        publish(model, key, line.strip())
        say("published")
    publish(model, key, title)
    return 0


def publish(model, key: int, title: str) -> None:
    page = model.objects.get(pk=key)
    page.title = title
    page.save_revision().publish()


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
