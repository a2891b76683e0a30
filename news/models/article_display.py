"""How an article appears in lists and to machines: byline, summary, picture, language, dates."""

import math
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.languages import language, own_code, speed

from .author import Author
from .credits import ArticleAuthor

# A printed byline with more names prints all but two of them as a number.
MOST_PRINTED = 3


class ArticleDisplay:
    """Methods of ArticlePage that derive what is displayed from its fields and credits."""

    @property
    def kicker(self) -> str:
        """The title of the section; lists load it with ArticleQuerySet.with_section()."""
        if "section_title" in self.__dict__:
            return self.section_title or ""
        return self.section.title if self.section else ""

    @property
    def credits(self) -> list[ArticleAuthor]:
        return list(self.article_authors.all())

    @property
    def written_by(self) -> list[ArticleAuthor]:
        return [credit for credit in self.credits if credit.role in ArticleAuthor.BYLINE_ROLES]

    @property
    def byline(self) -> str:
        """The names of the writers: "A", "A and B", "A, B and C"."""
        return join_names([credit.author.name for credit in self.written_by])

    @property
    def printed_byline(self) -> str:
        """The byline in lists: three names at most, each without line breaks."""
        names = list(dict.fromkeys(unbroken(credit.author.name) for credit in self.written_by))
        if len(names) <= MOST_PRINTED:
            return join_names(names)
        shown, others = names[: MOST_PRINTED - 1], len(names) - MOST_PRINTED + 1
        return _("%(names)s and %(count)s others") % {"names": ", ".join(shown), "count": others}

    def part_of(self, author: Author) -> str:
        """The author's part in it: "with A", "Editing; written by A"; "" for the only writer."""
        roles = [credit for credit in self.credits if credit.author == author]
        others = [credit for credit in self.written_by if credit.author != author]
        names = join_names([unbroken(credit.author.name) for credit in others])
        if any(credit.role in ArticleAuthor.BYLINE_ROLES for credit in roles):
            return _("with %(names)s") % {"names": names} if names else ""
        did = ", ".join(str(credit.get_role_display()) for credit in roles)
        return _("%(did)s; written by %(names)s") % {"did": did, "names": names} if names else did

    @property
    def language_tag(self) -> str:
        """For lang attributes; "" for an article in the language of the site."""
        code = own_code(self.language)
        return language(code).tag if code else ""

    @property
    def reading_time(self) -> int:
        """In minutes, at least one."""
        return max(1, math.ceil(self.word_count / speed(self.language or settings.LANGUAGE_CODE)))

    @property
    def modified_at(self) -> datetime | None:
        """When the story last changed for readers."""
        return self.updated_at or self.published_at

    @property
    def listing_summary(self) -> str:
        return self.promo_summary or self.standfirst or self.opening

    @property
    def listing_image(self):
        return self.promo_image or self.hero_image

    @property
    def share_picture(self):
        """Prefers the main picture to the small one, which is composed for lists."""
        return self.social_image or self.hero_image or self.promo_image

    @property
    def share_alt(self) -> str:
        is_hero = self.hero_image_id and not self.social_image_id
        return (is_hero and self.hero_alt) or super().share_alt


def unbroken(name: str) -> str:
    return name.replace(" ", "\N{NO-BREAK SPACE}")


def join_names(names: list[str]) -> str:
    names = list(dict.fromkeys(names))
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
