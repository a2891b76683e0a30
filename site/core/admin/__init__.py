"""What the admin adds to Wagtail's: access, dates, reviews."""
