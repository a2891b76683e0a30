"""Images and documents: files, renditions, share cards."""
