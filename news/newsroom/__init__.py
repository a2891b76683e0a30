"""The newsroom's own views in the admin."""
