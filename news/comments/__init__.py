"""Reader comments that need no script, no cookie and no third party (ADR 0010)."""
