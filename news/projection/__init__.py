"""What publication writes for readers: the lists of public articles."""
