"""The bits of a set: as few differ between two sets as n-grams do."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from ranked import Sets, as_sets, listed, many, thresholds

from analyzer.similarity.rows import Bounds, Metric
from analyzer.similarity.signatures import MOST_WORDS, signatures


@settings(deadline=None)
@given(sets=many, threshold=thresholds)
def test_every_n_gram_flips_one_bit_of_a_signature(sets: Sets, threshold: float) -> None:
    singles: Sets = [{rank} for rank in range(26)]
    marked = as_sets([*singles, *(one for one in sets if len(one) > 1)])
    found = signatures(marked, Bounds("jaccard", threshold))
    assert (np.bitwise_count(found.words[:, :26]).sum(axis=0) == 1).all()
    for at, ranks in enumerate(listed(marked)):
        flipped = np.zeros(len(found.words), np.uint64)
        for rank in ranks:
            flipped ^= found.words[:, rank]
        assert found.words[:, at].tolist() == flipped.tolist()


def test_signatures_have_four_bits_per_n_gram_of_a_typical_set() -> None:
    for sizes, n_words in [([], 1), ([1], 1), ([31] * 4, 1), ([32] * 4, 2), ([48] * 4, 3),
                           ([400] * 4, MOST_WORDS), ([3, 3, 3, 32], 2), ([3, 3, 3, 32, 32], 2),
                           ([3, 3, 3, 3, 32, 32, 32], 2), ([3, 3, 3, 32, 400, 400], 8),
                           ([3, 3, 3, 3, 32], 1)]:  # fmt: skip
        sets = as_sets([set(range(size)) for size in sizes])
        assert signatures(sets, Bounds("jaccard", 0.7)).words.shape == (n_words, len(sizes)), (
            sizes
        )


def test_n_grams_are_spread_over_the_bits_of_signatures() -> None:
    singles = as_sets([{rank} for rank in range(640)] + [set(range(200))] * 640)
    words = signatures(singles, Bounds("jaccard", 0.7)).words[:, :640]
    times = Counter(map(tuple, words.T.tolist()))
    assert len(times) > 300
    assert max(times.values()) < 9


@pytest.mark.parametrize(("metric", "differ"), [("jaccard", 3), ("containment", 4)])
def test_two_sets_at_the_threshold_differ_in_at_most_the_allowed_bits(
    metric: Metric, differ: int
) -> None:
    """Of 12 n-grams and 11 or 12, 10 are shared: 3 or 4 stand in one set only."""
    smaller = 11 if metric == "jaccard" else 12
    sets = as_sets([set(range(smaller)), set(range(12))])
    threshold = 10 / 13 if metric == "jaccard" else 10 / 12
    found = signatures(sets, Bounds(metric, threshold))
    assert found.smaller[0] + found.larger[1] == pytest.approx(differ, abs=1e-3)
    assert found.smaller[0] + found.larger[1] >= differ
    one, two = np.array([0]), np.array([1])
    bits = np.zeros((2, 2), np.uint64)
    for count, kept in [(differ - 1, 1), (differ, 1), (differ + 1, 0)]:
        bits[0, 1], bits[1, 1] = 1, (1 << count - 1) - 1
        left, right = type(found)(bits, found.smaller, found.larger).close(one, two)
        assert (left.tolist(), right.tolist()) == ([0] * kept, [1] * kept)
