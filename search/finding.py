"""Finds and orders articles, with the reader's spelling or a better one."""

from dataclasses import dataclass, replace

from search.engines import SearchEngine
from search.query import Query
from search.ranking import FEW, FEW_CORRECTED, Ranking, has_all, rank
from search.spelling import is_doubtful
from search.understanding import Corrections, Reading, Understanding


@dataclass(frozen=True)
class Finding:
    """What was searched for and found; `suggested` is another spelling that has results.

    `is_corrected`: `query` replaced the typed words, which have no results.
    `is_widened`: the results also include articles with the words of `suggested`.
    """

    query: Query
    ranking: Ranking
    is_corrected: bool = False
    is_widened: bool = False
    suggested: Query | None = None


class Finder:
    def __init__(self, engine: SearchEngine):
        self.engine = engine
        self.understanding = Understanding(engine)

    def find(self, asked) -> Finding:
        """`asked` is a search.service.Asked. Raises TooBroad and IndexBroken."""
        reading = self.understanding.read(asked.query)
        corrections = {} if asked.is_exact else self.understanding.corrections(reading)
        sure = {word: one for word, one in corrections.items() if not is_doubtful(word, one)}
        if sure:
            finding = self.with_corrections(reading, corrections, sure, asked)
            if finding.ranking.unfiltered:
                return finding
        ranking = self.rank(reading.query, asked)
        if corrections:
            suggested = self.understanding.respelt(reading, corrections)
        else:
            suggested = self.suggested(reading) if len(ranking.unfiltered) < FEW else None
        return Finding(reading.query, ranking, suggested=suggested)

    def with_corrections(
        self, reading: Reading, corrections: Corrections, sure: Corrections, asked
    ) -> Finding:
        """Replaces unknown words if the query has no known ones; otherwise adds corrections."""
        corrected = self.understanding.read(self.understanding.respelt(reading, sure)).query
        if not reading.knows_another(sure):
            ranking = self.rank(corrected, asked, FEW_CORRECTED)
            return Finding(corrected, ranking, is_corrected=True)
        widened = replace(corrected, text=reading.query.text)
        return Finding(
            widened,
            self.rank(widened, asked),
            is_widened=True,
            suggested=self.understanding.respelt(reading, corrections),
        )

    def rank(self, query: Query, asked, few: int = FEW) -> Ranking:
        return rank(self.engine, query, asked.filters, asked.is_newest, few)

    def suggested(self, reading: Reading) -> Query | None:
        """Another spelling of rare words, if a public article has it: a word that occurs only in
        hidden pages is never proposed."""
        better = self.understanding.suggested(reading)
        if better is None:
            return None
        query = self.understanding.read(better).query
        return query if has_all(self.engine, query) else None
