"""How an article appears in lists and to machines: byline, summary, picture, language, dates."""

import math
from datetime import datetime

from django.conf import settings

from core.languages import language, own_code, speed

from .byline import Credit, byline, printed_byline
from .credits import ArticleAuthor


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
    def named_credits(self) -> list[Credit]:
        """The credits with the names of their authors, without rows of the database."""
        return [Credit(each.author_id, each.author.name, each.role) for each in self.credits]

    @property
    def byline(self) -> str:
        return byline(self.named_credits)

    @property
    def printed_byline(self) -> str:
        return printed_byline(self.named_credits)

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
