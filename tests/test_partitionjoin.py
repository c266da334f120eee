"""A join in parts finds what one in memory finds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.matching import partitionjoin, similarity
from analyzer.matching.ngramrows import NgramRows, pointers
from analyzer.matching.similarity import Pairs, collect, self_join

SETS = st.lists(
    st.sets(st.one_of(st.integers(0, 9), st.integers(0, 60)), max_size=14), max_size=40
)


def rows_of(sets: list[set[int]]) -> NgramRows:
    ngram = [number * 0x9E3779B97F4A7C15 % (1 << 64) for one in sets for number in sorted(one)]
    size = np.array([len(one) for one in sets], np.int64)
    return NgramRows(pointers(size), np.array(ngram, np.uint64))


def listed(pairs: Pairs) -> list[tuple[float, ...]]:
    columns = (pairs.left, pairs.right, pairs.similarity, pairs.left_size, pairs.right_size)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@given(sets=SETS, threshold=st.sampled_from([0.5, 0.7, 0.8, 1.0]), parts=st.integers(1, 90))
@settings(max_examples=150, deadline=None)
def test_in_parts_as_in_memory(sets: list[set[int]], threshold: float, parts: int) -> None:
    rows = rows_of(sets)
    whole = collect(self_join(rows, threshold, every_equal=False))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(similarity, "LARGE", 0)
        patch.setattr(partitionjoin, "AT_A_TIME", 32)
        patch.setattr(partitionjoin, "COUNT_BITS", 4)
        patch.setattr(partitionjoin, "_n_parts", lambda *_: parts)
        in_parts = collect(self_join(rows, threshold, every_equal=False))
    assert listed(whole) == listed(in_parts)


def test_rows_of_a_mapped_file_are_joined(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = rows_of([{1, 2, 3, 4, 5, at % 3 + 6} for at in range(30)])
    np.save(f"{tmp_path}/ngram.npy", rows.ngram)
    monkeypatch.setattr(similarity, "LARGE", 0)
    mapped = NgramRows(rows.ptr, np.load(f"{tmp_path}/ngram.npy", mmap_mode="r"))
    found = collect(self_join(mapped, 0.7, every_equal=False))
    assert listed(found) == listed(collect(self_join(rows, 0.7, every_equal=False)))
    assert len(found) == 30
