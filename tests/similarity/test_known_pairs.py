"""Numbers of pairs that are kept are those that would be counted."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.similarity import known_pairs
from analyzer.similarity.known_pairs import KnownPairs
from analyzer.storage.kept_results import KeptResults

Rows = list[int]


def shared(one: int, other: int) -> int:
    """What is counted of two rows, here numbers that are their own hashes."""
    return (7 * one + 3 * other) % 11


def numbers(
    rows: Rows, pairs: list[tuple[int, int]], kept: KeptResults | None
) -> tuple[list[int], int]:
    """Return the numbers of some pairs of rows, and how many were counted."""
    counted = 0

    def count(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        nonlocal counted
        counted += len(left)
        return np.array(
            [shared(rows[one], rows[other]) for one, other in zip(left, right, strict=True)]
        )

    known = KnownPairs(kept, "name")
    known.name_rows(np.array(rows, np.uint64))
    left, right = np.array(pairs, np.int64).reshape(-1, 2).T
    found = known.values(left, right, count).astype(int).tolist()
    known.finish()
    if kept is not None:
        kept.finish()
    return found, counted


def runs() -> st.SearchStrategy[list[tuple[Rows, list[tuple[int, int]]]]]:
    rows = st.lists(st.integers(0, 9), min_size=1, max_size=8)

    def with_pairs(rows: Rows) -> st.SearchStrategy[tuple[Rows, list[tuple[int, int]]]]:
        place = st.integers(0, len(rows) - 1)
        return st.tuples(st.just(rows), st.lists(st.tuples(place, place), max_size=12))

    return st.lists(rows.flatmap(with_pairs), min_size=1, max_size=4)


@given(runs())
def test_known_numbers_are_those_of_the_rows_after_any_edits(
    tmp_path_factory: pytest.TempPathFactory,
    given_runs: list[tuple[Rows, list[tuple[int, int]]]],
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    for rows, pairs in given_runs:
        expected = [shared(rows[one], rows[other]) for one, other in pairs]
        assert numbers(rows, pairs, KeptResults(folder, b""))[0] == expected


def test_equal_pairs_are_counted_once_and_known_ones_not_at_all(tmp_path: Path) -> None:
    rows, pairs = [5, 6, 5, 6], [(0, 1), (2, 3), (0, 3), (1, 2)]
    assert numbers(rows, pairs, None)[1] == 2
    assert numbers(rows, pairs, KeptResults(tmp_path, b""))[1] == 2
    again, counted = numbers([1, *rows], [(1, 2), (0, 1)], KeptResults(tmp_path, b""))
    assert (again, counted) == ([shared(5, 6), shared(1, 5)], 1)


def test_too_many_pairs_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_pairs, "MOST_PAIRS", 1)
    numbers([1, 2, 3], [(0, 1), (1, 2)], KeptResults(tmp_path, b""))
    assert numbers([1, 2, 3], [(0, 1), (1, 2)], KeptResults(tmp_path, b""))[1] == 2
