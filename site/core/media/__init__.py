"""Pictures and documents: files, renditions, share cards."""
