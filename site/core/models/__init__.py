"""The shared models: images, documents, site settings and the base of every page."""

from .change import Change, pages_changed, publishing, site_changed
from .media import EditorialDocument, EditorialImage, Rendition
from .pages import BasePage
from .publication import LinkStoryBlock, Publication
from .published import PublishedModel

__all__ = [
    "BasePage",
    "Change",
    "EditorialDocument",
    "EditorialImage",
    "LinkStoryBlock",
    "Publication",
    "PublishedModel",
    "Rendition",
    "pages_changed",
    "publishing",
    "site_changed",
]
