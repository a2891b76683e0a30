"""The processes that serve a site, started and ended together."""
