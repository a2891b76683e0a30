"""From what was asked to articles in their order, in the reader's spelling or a better one."""

from dataclasses import dataclass

from search.engines import SearchEngine
from search.query import Query
from search.ranking import FEW, FEW_CORRECTED, Ranking, has_all, rank
from search.understanding import Reading, Understanding


@dataclass(frozen=True)
class Finding:
    """What was searched for and found; `suggested` is another spelling that finds something."""

    query: Query
    ranking: Ranking
    is_corrected: bool = False
    suggested: Query | None = None


class Finder:
    def __init__(self, engine: SearchEngine):
        self.engine = engine
        self.understanding = Understanding(engine)

    def find(self, asked) -> Finding:
        """`asked` is a search.service.Asked. Raises TooBroad and IndexBroken."""
        reading = self.understanding.read(asked.query)
        corrected = None if asked.is_exact else self.corrected(reading)
        if corrected:
            ranking = self.rank(corrected, asked, FEW_CORRECTED)
            if ranking.unfiltered:
                return Finding(corrected, ranking, is_corrected=True)
        ranking = self.rank(reading.query, asked)
        suggested = self.suggested(reading) if len(ranking.unfiltered) < FEW else None
        return Finding(reading.query, ranking, suggested=suggested)

    def rank(self, query: Query, asked, few: int = FEW) -> Ranking:
        return rank(self.engine, query, asked.filters, asked.is_newest, few)

    def corrected(self, reading: Reading) -> Query | None:
        better = self.understanding.corrected(reading)
        return self.understanding.read(better).query if better else None

    def suggested(self, reading: Reading) -> Query | None:
        """Another spelling of rare words, if articles have it: a word that only hidden pages have
        is never proposed."""
        better = self.understanding.suggested(reading)
        if better is None:
            return None
        query = self.understanding.read(better).query
        return query if has_all(self.engine, query) else None
