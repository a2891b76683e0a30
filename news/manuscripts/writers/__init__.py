"""Writes manuscripts to files."""
