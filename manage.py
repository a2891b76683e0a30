#!/usr/bin/env python
"""The command line of the site: `python manage.py help`."""

import os
import signal
import sys
from pathlib import Path

# `site/` is a source root, never a package: the standard library owns that name.
sys.path.insert(1, str(Path(__file__).resolve().parent / "site"))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line

    if sys.argv[1:2] == ["collectstatic"]:
        # The threads that compress files finish all of them before Ctrl-C gets through to Python.
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
