"""The context of a section page."""

from core.pagination import paginate
from news.models import NewsIndex
from news.pages.cards import Card, cards
from news.pages.facets import chosen_filters, facets, known, list_of
from news.projection.lists import ArticleList

# The cards beside the lead.
SECOND_STORIES = 3
# With fewer articles on the first page, everything after the lead is one list.
ENOUGH_FOR_SECOND_STORIES = 8
PER_PAGE = 20


class SectionContext:
    """The variables of templates/pages/news_index.html."""

    def __init__(self, section: NewsIndex, request):
        self.section, self.request = section, request

    def variables(self) -> dict:
        section, params = self.section, self.request.GET
        chosen = chosen_filters(params)
        asked = list_of(section.pk, chosen)
        keys, pager = paginate(params, asked.keys(), PER_PAGE, asked.count())
        is_front = not chosen and pager.number == 1
        lead_key = section.lead_id if is_front else None
        found = cards([lead_key, *keys] if lead_key else keys, self.request)
        size = 0
        if is_front:
            size = 1 + (SECOND_STORIES if len(keys) >= ENOUGH_FOR_SECOND_STORIES else 0)
        is_empty = is_front and not found
        return {
            "is_empty": is_empty,
            "elsewhere": self.elsewhere() if is_empty else [],
            "lead": found[0] if size and found else None,
            "seconds": found[1:size],
            "articles": found[size:],
            "pager": pager,
            "facets": lambda: facets(section.pk, chosen),
            "filters": known(chosen, pager.count),
            "subsections": section.subsections,
            "feed_url": section.feed_url,
            # The same articles are on pages without a filter.
            "noindex": bool(chosen),
        }

    def elsewhere(self) -> list[Card]:
        """The newest articles of all sections."""
        return cards(ArticleList().keys()[:SECOND_STORIES], self.request)
