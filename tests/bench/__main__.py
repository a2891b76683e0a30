"""`make bench`: what needs nothing but the code. Search has `make bench-search`."""

import sys

from tests.bench import bench_import

sys.exit(bench_import.main())
