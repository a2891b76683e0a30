"""What is measured, by topic. Each case takes all its systems in turn, round after round, and
returns goals with the ratios of the rounds.
"""

from tests.bench.cases.editing import editor
from tests.bench.cases.importing import imports
from tests.bench.cases.publishing import load, publish
from tests.bench.cases.reading import cached, uncached
from tests.bench.cases.searching import search
from tests.bench.cases.size import caching_code, disk, memory

CASES = {
    "uncached": uncached,
    "cached": cached,
    "search": search,
    "editor": editor,
    "publish": publish,
    "load": load,
    "import": imports,
    "memory": memory,
    "disk": disk,
    "caching-code": caching_code,
}
# Of a quick run: without those that take long however small the archive is.
QUICK = [name for name in CASES if name != "editor"]
