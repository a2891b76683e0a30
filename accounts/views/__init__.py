"""Views around signing in. Views for one's own account work before the second factor."""
