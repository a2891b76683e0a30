"""Stems words with the SQLite tokenizer that indexes and snippets use."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing

TOKENS = "tokenize='porter unicode61 remove_diacritics 2'"


def stems(words: Sequence[str]) -> list[str]:
    """The stem of each folded word, in order: Porter's, http://snowball.tartarus.org/algorithms/porter/stemmer.html"""
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute(f"CREATE VIRTUAL TABLE list USING fts5(word, {TOKENS})")
        memory.execute("CREATE VIRTUAL TABLE stem USING fts5vocab(list, instance)")
        memory.executemany("INSERT INTO list(rowid, word) VALUES (?, ?)", enumerate(words))
        found = dict(memory.execute("SELECT doc, term FROM stem"))
    return [found.get(number, word) for number, word in enumerate(words)]
