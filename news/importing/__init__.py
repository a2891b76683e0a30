"""Composes articles from manuscripts, stores them in the page tree, and serves the admin page."""
