"""Candidates of a cosine join, against all pairs and their exact bounds."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ranked import Sets, as_rows, listed, many, pairs_of

from analyzer.similarity import cosine_join
from analyzer.similarity.cosine_join import cosine_candidates
from analyzer.similarity.rows import Bounds, NgramRows
from analyzer.similarity.sorted_sets import SortedSets, sort_sets

Vector = dict[int, float]


def scaled_sets(rows: Sets, threshold: float) -> SortedSets:
    packed = as_rows(rows)
    weight = (packed.ngram % np.uint64(5)).astype(float) + 0.25
    return sort_sets(NgramRows(packed.ptr, packed.ngram, weight), threshold**2, norm=True)


def vectors(sets: SortedSets) -> list[Vector]:
    assert sets.weight is not None
    flat = iter(sets.weight.tolist())
    return [{rank: next(flat) for rank in ranks} for ranks in listed(sets)]


def prefix_of(vector: Vector, threshold: float) -> list[int]:
    ranks = sorted(vector)
    tail = [sum(vector[rank] ** 2 for rank in ranks[at:]) for at in range(len(ranks))]
    return [rank for rank, rest in zip(ranks, tail, strict=True) if rest >= threshold**2 - 1e-9]


def bound(one: Vector, other: Vector, threshold: float) -> float:
    """What the prefixes share, and the product of the tails; 0 where they share nothing."""
    prefixes = [prefix_of(vector, threshold) for vector in (one, other)]
    both = set(prefixes[0]) & set(prefixes[1])
    if not both:
        return 0.0
    ends = []
    for vector, prefix in zip((one, other), prefixes, strict=True):
        after = sorted(vector)[len(prefix) :]
        ends.append(after[0] if after else math.inf)
    tails = [
        math.sqrt(sum(value**2 for rank, value in vector.items() if rank >= min(ends)))
        for vector in (one, other)
    ]
    return sum(one[rank] * other[rank] for rank in both) + tails[0] * tails[1]


@pytest.mark.parametrize("dense", [0, 4, 1 << 40])
@settings(deadline=None)
@given(
    rows=many, threshold=st.sampled_from([0.3, 0.5, 0.7, 0.9, 1.0]), block=st.integers(1, 40)
)
def test_candidates_are_the_pairs_whose_bound_reaches_the_threshold(
    rows: Sets, threshold: float, block: int, dense: int
) -> None:
    sets = scaled_sets(rows, threshold)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cosine_join, "BLOCK", block)
        patch.setattr(cosine_join, "PAIRS", 5)
        patch.setattr(cosine_join, "DENSE", dense)
        found = pairs_of(cosine_candidates(sets, Bounds("cosine", threshold)))
    assert len(found) == len(set(found))
    inside = vectors(sets)
    for right in range(len(sets)):
        for left in range(right):
            most = bound(inside[left], inside[right], threshold)
            if most >= threshold:
                assert (left, right) in found
            elif most < threshold - 1e-3:
                assert (left, right) not in found


def test_texts_that_share_only_frequent_words_are_no_candidates() -> None:
    rows = [set(range(20)) | set(range(20 + 40 * at, 60 + 40 * at)) for at in range(30)]
    rows += [row | {5000} for row in rows]
    sets = scaled_sets(rows, 0.7)
    assert len(pairs_of(cosine_candidates(sets, Bounds("cosine", 0.7)))) == 30
