"""Additions to Wagtail's admin: access, dates, reviews."""
