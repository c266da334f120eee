"""A join in partitions finds what one in memory finds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.similarity import join, partition_join, signatures
from analyzer.similarity.join import collect, self_join
from analyzer.similarity.pairs import Pairs
from analyzer.similarity.rows import NgramRows, pointers
from analyzer.storage.spool import Column

ROW = st.lists(st.one_of(st.integers(0, 9), st.integers(0, 60)), max_size=14)


@st.composite
def rows_alike(draw: st.DrawFn) -> list[list[int]]:
    """Rows, some of them earlier ones with an n-gram changed or left out, or put in again."""
    rows = draw(st.lists(ROW, max_size=25))
    for _ in range(draw(st.integers(0, 15)) if rows else 0):
        row = list(draw(st.sampled_from(rows)))
        position = draw(st.integers(0, len(row)))
        row[position : position + draw(st.integers(0, 1))] = draw(
            st.lists(st.integers(0, 60), max_size=1)
        )
        rows.append(row)
    return rows


def as_rows(rows: list[list[int]], *, on_disk: bool) -> NgramRows:
    flat = [number * 0x9E3779B97F4A7C15 % (1 << 64) for row in rows for number in row]
    ptr, ngram = pointers(np.array([len(row) for row in rows], np.int64)), Column(np.uint64)
    ngram.extend(np.array(flat, np.uint64))
    return NgramRows(ptr, ngram if on_disk else ngram[:])


def listed(pairs: Pairs) -> list[tuple[float, ...]]:
    columns = (pairs.left, pairs.right, pairs.similarity, pairs.left_size, pairs.right_size)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@pytest.mark.slow
@settings(max_examples=80)
@given(
    rows=rows_alike(),
    threshold=st.sampled_from([0.35, 0.5, 0.7, 0.8, 1.0]),
    rare=st.sampled_from([0, 2, 64]),
    by_chance=st.sampled_from([0, 1, 16]),
    long=st.sampled_from([3, 6, 128]),
    max_identical_pairs=st.sampled_from([0, 3, 1000]),
)
def test_the_partition_join_finds_the_pairs_of_the_join_in_memory(
    rows: list[list[int]],
    threshold: float,
    rare: int,
    by_chance: int,
    long: int,
    max_identical_pairs: int,
) -> None:
    whole = collect(
        self_join(
            as_rows(rows, on_disk=False), threshold, max_identical_pairs=max_identical_pairs
        )
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(join, "LOW_NEED", 0)
        patch.setattr(join, "MEMORY", -1)
        patch.setattr(join, "SHORT", 1000)
        for name, value in (("IN_MEMORY", 16), ("MERGE_ABOVE", 4), ("VERIFY_CHUNK", 32)):
            patch.setattr(partition_join, name, value)
        patch.setattr(partition_join, "AT_ONCE", 32)
        patch.setattr(signatures, "AT_ONCE", 32)
        patch.setattr(signatures, "COUNT_BITS", 4)
        patch.setattr(signatures, "RARE", rare)
        patch.setattr(signatures, "BY_CHANCE", by_chance)
        patch.setattr(signatures, "LONG", long)
        in_parts = collect(
            self_join(
                as_rows(rows, on_disk=True), threshold, max_identical_pairs=max_identical_pairs
            )
        )
    assert listed(whole) == listed(in_parts)
