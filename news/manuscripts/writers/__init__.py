"""The way out: manuscripts written down."""
