"""WSGI entry point: `granian --interface wsgi config.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

# What is loaded by now stays: without this the collector looks through it all now and then, which
# some reader waits a tenth of a second for.
gc.collect()
gc.freeze()
