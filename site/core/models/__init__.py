"""The shared models: images, documents, site settings and the base of every page."""

from .change import Change, invalidate, publishing
from .media import EditorialDocument, EditorialImage, Rendition
from .pages import BasePage
from .publication import LinkStoryBlock, Publication
from .traced import TracedModel

__all__ = [
    "BasePage",
    "Change",
    "EditorialDocument",
    "EditorialImage",
    "LinkStoryBlock",
    "Publication",
    "Rendition",
    "TracedModel",
    "invalidate",
    "publishing",
]
