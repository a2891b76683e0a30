"""The structure of an article, read from its stored streams."""
