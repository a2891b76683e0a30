"""Form fields, widgets and base forms of the admin."""
