"""The way of a manuscript into the page tree: composing, storing, and the admin page for it."""
