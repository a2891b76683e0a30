"""Finds authors and topics by name, ignoring case; creates missing ones."""

from collections.abc import Iterable

from anyascii import anyascii
from django.db.models import Model
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.search.backends import get_search_backends

from core.anchors import next_free
from news.models import Author, Topic
from news.models.slugs import MAX_LENGTH

from .shapes import fit

LONGEST = 120


class Names:
    """Finds and creates authors and topics. Each kind is read from the database once.

    For a `user` it creates only objects that this user may add in the admin. None stands for the
    operator of the command, who may add all.
    """

    def __init__(self, user=None):
        self.authors = Register(Author, may_add(user, Author))
        self.topics = Register(Topic, may_add(user, Topic))

    def prepare(self, authors: Iterable[str], topics: Iterable[str]) -> None:
        """Creates all missing authors and topics in bulk."""
        self.authors.prepare(authors)
        self.topics.prepare(topics)

    def author(self, name: str) -> Author | None:
        """The author; None if there is none and the user may not add one."""
        return self.authors.get(name)

    def topics_of(self, names: Iterable[str]) -> list[Topic]:
        """The topics with these names, each once. A merged topic is replaced by the one it was
        merged into."""
        found = [self.topics.get(name) for name in names if name.strip()]
        return list({topic.pk: topic for topic in found if topic}.values())

    def missing(self, authors: Iterable[str], topics: Iterable[str]) -> list[str]:
        """Messages about the names that do not exist and that the user may not add."""
        return [
            *(
                _("There is no author “%s”, and you may not add authors: not in the byline") % name
                for name in dict.fromkeys(authors)
                if self.authors.is_refused(name)
            ),
            *(
                _("There is no topic “%s”, and you may not add topics: left out") % name
                for name in dict.fromkeys(topics)
                if self.topics.is_refused(name)
            ),
        ]

    def forget(self) -> None:
        """Clears the cache. Call this after a rollback."""
        self.authors.forget()
        self.topics.forget()


class Register:
    """The stored objects of one kind by name."""

    def __init__(self, kind: type[Model], may_add: bool = True):
        self.kind = kind
        self.may_add = may_add
        self.forget()

    def forget(self) -> None:
        self.known: dict[str, Model] | None = None
        self.slugs: set[str] = set()

    def get(self, name: str) -> Model | None:
        self.prepare([name])
        return self.known.get(key(name))

    def is_refused(self, name: str) -> bool:
        """Whether no object has this name and the user may not add one."""
        return bool(not self.may_add and name.strip() and self.get(name) is None)

    def prepare(self, names: Iterable[str]) -> None:
        if self.known is None:
            self.load()
        missing = {}
        for name in names:
            if name.strip() and key(name) not in self.known:
                missing.setdefault(key(name), stored(name))
        if missing and self.may_add:
            self.known.update(zip(missing, self.make(missing.values()), strict=True))

    def load(self) -> None:
        """Reads all names. If several objects share a name, the oldest one is used."""
        rows = self.kind.objects.order_by("-pk")
        if self.kind is Topic:
            rows = rows.select_related("merged_into")
        objects = list(rows)
        self.slugs = {each.slug for each in objects}
        self.known = {
            key(each.name): getattr(each, "merged_into", None) or each for each in objects
        }

    def make(self, names: Iterable[str]) -> list[Model]:
        made = [self.kind(name=name, slug=self.free_slug(name)) for name in names]
        self.kind.objects.bulk_create(made)
        # bulk_create() sends no signals, and the admin's search index depends on them.
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(self.kind, made)
        return made

    def free_slug(self, name: str) -> str:
        base = slugify(anyascii(name))[:MAX_LENGTH].strip("-") or self.kind._meta.model_name
        slug = base if base not in self.slugs else next_free(base, self.slugs)
        self.slugs.add(slug)
        return slug


def may_add(user, kind: type[Model]) -> bool:
    return user is None or user.has_perm(f"{kind._meta.app_label}.add_{kind._meta.model_name}")


def stored(name: str) -> str:
    """The name as it is stored: on one line, cut to the maximum length."""
    return fit(" ".join(name.split()), LONGEST)


def key(name: str) -> str:
    return stored(name).casefold()
