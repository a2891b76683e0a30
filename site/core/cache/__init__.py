"""What is cached, and what invalidates it."""
