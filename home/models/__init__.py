"""Pages around the news: the front page, standard pages and the contact page."""

from .contact import ContactField, ContactPage
from .front import HomePage, HomePageSecond, HomePageSection
from .standard import StandardPage

__all__ = [
    "ContactField",
    "ContactPage",
    "HomePage",
    "HomePageSecond",
    "HomePageSection",
    "StandardPage",
]
