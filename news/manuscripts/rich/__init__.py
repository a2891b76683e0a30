"""Rich text: converts any HTML into content pieces and the HTML that Wagtail stores."""
