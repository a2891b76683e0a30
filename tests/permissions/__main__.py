"""Rebuilds tests/permissions/expected.txt: `python -m tests.permissions`. Review the difference."""

import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    sys.exit(pytest.main([str(Path(__file__).with_name("regenerate.py")), "-q", "--timeout=0"]))
