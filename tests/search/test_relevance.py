"""The yardstick itself."""

import json

import pytest

from tests.search.relevance import Judged, load, scores

TEN_WRONG = [f"wrong-{number}" for number in range(10)]


def judged(*expected: str, kind: str = "title") -> Judged:
    return Judged("query", kind, frozenset(expected))


def score(expected: list[str], found: list[str]):
    return scores([judged(*expected)], lambda query: found)["all"]


def test_the_first_right_hit_makes_the_reciprocal_rank():
    assert score(["a", "b"], ["x", "a", "b"]).mrr == 0.5


def test_recall_is_the_share_of_right_answers_found():
    assert score(["a", "b"], ["x", "a"]).recall == 0.5


def test_the_eleventh_hit_counts_for_nothing():
    assert score(["a"], [*TEN_WRONG, "a"]) == (0, 0)


def test_ten_of_many_right_answers_are_all_that_fit():
    right = [f"right-{number}" for number in range(25)]
    assert score(right, right[:10]).recall == 1


def test_kinds_are_averaged_apart_and_together():
    queries = [judged("a"), judged("a", kind="typo"), judged("b", kind="typo")]
    found = scores(queries, lambda query: ["a"])
    assert {kind: each.mrr for kind, each in found.items()} == {
        "title": 1,
        "typo": 0.5,
        "all": pytest.approx(2 / 3),
    }


def test_no_queries_have_no_scores():
    assert scores([], lambda query: []) == {}


def test_queries_are_read_from_lines_of_json(tmp_path):
    record = {"query": "q", "kind": "synonym", "expected": ["a"], "held_out": True}
    file = tmp_path / "golden.jsonl"
    file.write_text(json.dumps({**record, "synonyms": ["b", "c"]}) + "\n\n", encoding="utf-8")
    assert load(file) == [Judged("q", "synonym", frozenset({"a"}), True, ("b", "c"))]
