"""Counting in an index of n-grams, cut small, against a comparison of all with all."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.similarity import index_join as indexjoin
from analyzer.similarity import sorted_sets
from analyzer.similarity.index_join import index_join
from analyzer.similarity.rows import Bounds, Metric, NgramRows, pointers
from analyzer.similarity.sorted_sets import find_duplicate_rows
from analyzer.storage.spool import Column

Row = list[int]
NGRAM = st.one_of(st.integers(0, 9), st.integers(0, 60))
ROWS = st.lists(st.lists(NGRAM, max_size=40), max_size=14).flatmap(
    lambda rows: st.lists(st.sampled_from(rows or [[]]), max_size=4).map(
        lambda more: rows + more
    )
)


def as_rows(rows: list[Row]) -> NgramRows:
    flat = [ngram * 0x9E3779B97F4A7C15 % (1 << 64) for row in rows for ngram in row]
    ptr = pointers(np.array([len(row) for row in rows], np.int64))
    return NgramRows(ptr, np.array(flat, np.uint64))


def all_with_all(rows: list[Row], bounds: Bounds) -> set[tuple[frozenset[int], ...]]:
    """The pairs of distinct sets that are alike."""
    sets = sorted({frozenset(row) for row in rows if row}, key=lambda one: (len(one), *one))
    return {
        (one, other)
        for at, other in enumerate(sets)
        for one in sets[:at]
        if (both := len(one & other))
        / (len(one) if bounds.metric == "containment" else len(one) + len(other) - both)
        >= bounds.threshold
    }


@pytest.mark.parametrize("metric", ["containment", "jaccard"])
@settings(max_examples=100)
@given(
    rows=ROWS,
    threshold=st.sampled_from([0.05, 0.22, 0.4, 0.8]),
    least=st.sampled_from([1, 2, 8]),
    on_disk=st.booleans(),
)
def test_every_pair_and_no_other_is_found_with_small_buckets(
    rows: list[Row], threshold: float, least: int, on_disk: bool, metric: Metric
) -> None:
    bounds, given_rows = Bounds(metric, threshold), as_rows(rows)
    if on_disk:
        column = Column(np.uint64)
        column.extend(given_rows.ngram)
        given_rows = NgramRows(given_rows.ptr, column)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorted_sets, "AT_ONCE", 16)
        patch.setattr(indexjoin, "IN_MEMORY", 32)
        patch.setattr(indexjoin, "HITS", 8)
        patch.setattr(indexjoin, "POSTINGS_CHUNK", 16)
        patch.setattr(indexjoin, "VERIFY_CHUNK", 16)
        patch.setattr(indexjoin, "MIN_COUNT", least)
        sets, pairs = index_join(given_rows, bounds)
        first = [frozenset(rows[row]) for row in sets.group_row[sets.group_ptr[:-1]]]
        reported = [
            (first[one], first[other], shared)
            for smaller, larger, overlap in pairs
            for one, other, shared in zip(smaller, larger, overlap, strict=True)
        ]
    assert all(len(one & other) == shared for one, other, shared in reported)
    found = [tuple(sorted(pair[:2], key=lambda one: (len(one), *one))) for pair in reported]
    assert len(found) == len(set(found))
    assert set(found) == all_with_all(rows, bounds)


@settings(deadline=None)
@given(rows=ROWS)
def test_equal_rows_are_merged_and_different_ones_are_not(rows: list[Row]) -> None:
    sets = find_duplicate_rows(as_rows(rows))
    members = [
        sets.group_row[first:last].tolist()
        for first, last in zip(sets.group_ptr[:-1], sets.group_ptr[1:], strict=True)
    ]
    wanted: dict[frozenset[int], list[int]] = {}
    for at, row in enumerate(rows):
        if row:
            wanted.setdefault(frozenset(row), []).append(at)
    assert sorted(members) == sorted(wanted.values())
    assert sets.mass.tolist() == sorted(map(len, wanted))
