"""Lists that are not pages of the tree: all authors, all topics, a month of the archive."""

from dataclasses import dataclass

from core import structured


@dataclass(frozen=True)
class Listing:
    """The heading and description of a list. Links to the list show them too."""

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
