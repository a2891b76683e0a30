"""WSGI entry point; `manage.py serve` runs it in the workers of a web server."""

import gc
import os

import django
from django.utils.module_loading import import_string

from core.serving.processes import end_worker_with_server

# First, since loading the site takes seconds in which the server may be killed.
end_worker_with_server()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
# Only for requests, on whose response somebody waits; commands have no time limit.
os.environ.setdefault("DATABASE_CONNECTIONS", "4")
os.environ.setdefault("DATABASE_SECONDS", "10")

django.setup(set_prefix=False)
application = import_string("config.application.make")()

# Excludes loaded modules from garbage collection, which delays some request by .1 s.
gc.collect()
gc.freeze()
