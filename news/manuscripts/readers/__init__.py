"""One reader per format. Each creates manuscripts from a text."""
