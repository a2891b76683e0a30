"""Rich text: HTML from anywhere, made into the content pieces and the HTML that Wagtail stores."""
