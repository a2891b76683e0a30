"""How the credits of an article are joined to its byline."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from .credits import ArticleAuthor

# A printed byline with more names prints all but two of them as a number.
MOST_PRINTED = 3


class Credit(NamedTuple):
    """`author` is the key of the author, `role` a value of ArticleAuthor.Role."""

    author: int
    name: str
    role: str


def written_by(credits: Iterable[Credit]) -> list[Credit]:
    return [credit for credit in credits if credit.role in ArticleAuthor.BYLINE_ROLES]


def byline(credits: Iterable[Credit]) -> str:
    """The names of the writers: "A", "A and B", "A, B and C"."""
    return join_names([credit.name for credit in written_by(credits)])


def printed_byline(credits: Iterable[Credit]) -> str:
    """The byline in lists: three names at most, each without line breaks."""
    names = list(dict.fromkeys(unbroken(credit.name) for credit in written_by(credits)))
    if len(names) <= MOST_PRINTED:
        return join_names(names)
    shown, others = names[: MOST_PRINTED - 1], len(names) - MOST_PRINTED + 1
    return _("%(names)s and %(count)s others") % {"names": ", ".join(shown), "count": others}


def part_of(author: int, credits: Iterable[Credit]) -> str:
    """The part of the author with that key: "with A", "Editing; written by A"; "" for the only
    writer.
    """
    credits = list(credits)
    roles = [credit.role for credit in credits if credit.author == author]
    others = [credit for credit in written_by(credits) if credit.author != author]
    names = join_names([unbroken(credit.name) for credit in others])
    if any(role in ArticleAuthor.BYLINE_ROLES for role in roles):
        return _("with %(names)s") % {"names": names} if names else ""
    labels = dict(ArticleAuthor.Role.choices)
    did = ", ".join(str(labels.get(role, role)) for role in roles)
    return _("%(did)s; written by %(names)s") % {"did": did, "names": names} if names else did


def unbroken(name: str) -> str:
    return name.replace(" ", "\N{NO-BREAK SPACE}")


def join_names(names: list[str]) -> str:
    names = list(dict.fromkeys(names))
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
