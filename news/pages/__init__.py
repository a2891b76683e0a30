"""What readers are served: articles, sections, archive, feeds."""
