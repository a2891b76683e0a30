"""Lists that are no pages of the tree: all authors, all topics, a month of the archive."""

from dataclasses import dataclass

from core import structured


@dataclass(frozen=True)
class Listing:
    """The words at the head of a list, which a link to it shows as well."""

    title: str
    description: str = ""

    @property
    def social_title(self) -> str:
        return self.title

    @property
    def social_description(self) -> str:
        return self.description

    def structured_data(self, about: structured.About) -> list[structured.Node]:
        url = about.full(about.request.path)
        return [structured.web_page("CollectionPage", about, url, self)]
