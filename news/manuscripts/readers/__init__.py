"""One reader a format; each makes manuscripts of a text."""
