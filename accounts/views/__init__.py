"""Pages around signing in. Those for one's own account work before the second factor is given."""
