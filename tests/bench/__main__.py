"""`make bench`: every benchmark in turn."""

import sys

from tests.bench import bench_import

sys.exit(bench_import.main())
