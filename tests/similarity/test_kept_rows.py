"""Which near-duplicate rows are kept, against deciding one row after another."""

import random as random_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.errors import SettingError
from analyzer.similarity import kept_rows
from analyzer.similarity.kept_rows import find_kept_rows
from analyzer.similarity.rows import NgramRows, pointers
from analyzer.storage.spool import Column

ROWS = st.lists(st.lists(st.integers(0, 7), max_size=8), max_size=14)


def as_rows(rows: list[list[int]], *, on_disk: bool = False) -> NgramRows:
    flat = [number * 0x9E3779B97F4A7C15 % (1 << 64) for row in rows for number in row]
    ptr, ngram = pointers(np.array([len(row) for row in rows], np.int64)), Column(np.uint64)
    ngram.extend(np.array(flat, np.uint64))
    return NgramRows(ptr, ngram if on_disk else ngram[:])


def share(left: list[int], right: list[int], metric: str) -> float:
    mine, theirs = set(left), set(right)
    whole = min(mine, theirs, key=len) if metric == "containment" else mine | theirs
    return len(mine & theirs) / len(whole) if mine and theirs else 0.0


def one_by_one(
    rows: list[list[int]], rank: list[int], threshold: float, metric: str, n_fixed: int
) -> tuple[list[int], list[float]]:
    """Return the rows that are kept, and how similar each row is to one of them."""
    chosen: list[int] = []

    def most(row: int) -> float:
        return max((share(rows[row], rows[other], metric) for other in chosen), default=0.0)

    for row in sorted(range(len(rows)), key=rank.__getitem__):
        if row >= n_fixed and most(row) >= threshold:
            continue
        chosen.append(row)
    similarity = [1.0 if row in chosen else most(row) for row in range(len(rows))]
    return sorted(chosen), similarity


@pytest.mark.parametrize("on_disk", [False, True])
@pytest.mark.parametrize("metric", ["jaccard", "containment"])
@settings(deadline=None, max_examples=150)
@given(
    rows=ROWS,
    random=st.randoms(use_true_random=False),
    threshold=st.sampled_from([0.3, 0.6, 0.8, 1.0]),
    n_fixed=st.integers(0, 4),
)
def test_rows_are_kept_as_if_they_were_decided_one_by_one(
    rows: list[list[int]],
    random: random_module.Random,
    threshold: float,
    n_fixed: int,
    metric: str,
    on_disk: bool,
) -> None:
    n_fixed = min(n_fixed, len(rows))
    rest = list(range(n_fixed, len(rows)))
    random.shuffle(rest)
    rank = [*range(n_fixed), *rest]
    found = find_kept_rows(
        as_rows(rows, on_disk=on_disk), np.array(rank, np.int64), threshold, metric, n_fixed
    )
    kept, similarity = one_by_one(rows, rank, threshold, metric, n_fixed)
    assert np.flatnonzero(found.kept == np.arange(len(rows))).tolist() == kept
    assert found.similarity.tolist() == similarity
    for row, other in enumerate(found.kept.tolist()):
        assert other in kept
        assert row == other or share(rows[row], rows[other], metric) == similarity[row]


def test_a_chain_of_pairs_drops_no_more_than_is_similar_to_a_kept_row() -> None:
    rows = as_rows([[1, 2, 3, 4, 5], [2, 3, 4, 5, 6], [3, 4, 5, 6, 7]])
    found = find_kept_rows(rows, np.arange(3), 0.6, "jaccard")
    assert found.kept.tolist() == [0, 0, 2]


def test_many_copies_of_a_row_make_no_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_rows, "MOST_PAIRS", 0)
    found = find_kept_rows(as_rows([[1, 2, 3]] * 1000), np.arange(1000)[::-1], 0.8, "jaccard")
    assert set(found.kept.tolist()) == {999}


def test_too_many_pairs_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_rows, "MOST_PAIRS", 2)
    rows = as_rows([[1, 2, 3, 4, number] for number in range(5, 9)])
    with pytest.raises(SettingError, match="more than 2 pairs reach the threshold"):
        find_kept_rows(rows, np.arange(4), 0.5, "jaccard")
