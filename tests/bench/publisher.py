"""Publishes articles on demand: `python -m tests.bench.publisher MODEL DATE_FIELD`.

Prints the paths of the two newest articles beneath /news/. Each line of standard input is an order,
and gets a line with a JSON object as its answer:

    publish TITLE   publishes the newest article with that title; answers with `cpu`, the seconds of
                    processor time of this process
    count TITLE     the same; answers with `queries`, the number of queries
    withdraw        unpublishes the second newest article
    restore         publishes it again

At the end of the input both are as they were.
"""

import json
import sys
import time


def main() -> int:
    import django
    from django.apps import apps

    django.setup()
    model, date_field = apps.get_model(sys.argv[1]), sys.argv[2]
    newest = model.objects.live().order_by(f"-{date_field}", "-pk")
    first, second = newest.values_list("pk", "url_path", "title")[:2]
    say({"paths": [path.partition("/news/")[2] for _key, path, _title in (first, second)]})
    for line in sys.stdin:
        order, _, title = line.strip().partition(" ")
        key = first[0] if title else second[0]
        say(ORDERS[order](model, key, title))
    publish(model, first[0], first[2])
    if not model.objects.get(pk=second[0]).live:
        restore(model, second[0])
    return 0


def publish(model, key: int, title: str) -> dict:
    began = time.process_time()
    page = model.objects.get(pk=key)
    page.title = title
    page.save_revision().publish()
    return {"cpu": time.process_time() - began}


def count(model, key: int, title: str) -> dict:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        publish(model, key, title)
    return {"queries": len(queries)}


def withdraw(model, key: int, title: str = "") -> dict:
    model.objects.get(pk=key).unpublish()
    return {}


def restore(model, key: int, title: str = "") -> dict:
    model.objects.get(pk=key).save_revision().publish()
    return {}


ORDERS = {"publish": publish, "count": count, "withdraw": withdraw, "restore": restore}


def say(answer: dict) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
