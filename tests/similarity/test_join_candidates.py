"""By what the sets of a similarity join meet, and which pairs are counted out."""

import math
from collections import Counter
from itertools import chain, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ranked import Pair, Sets, as_sets, listed, many, pairs_of, thresholds

from analyzer.similarity import prefix_join
from analyzer.similarity.rows import Bounds, Metric
from analyzer.similarity.sorted_sets import SortedSets

WEIGHTS = {rank: (0.25, 1.0, 3.0, 0.5, 1.75)[rank % 5] for rank in range(26)}
Posting = tuple[tuple[int, ...], int, float, int, bool]


def first_places(sets: SortedSets, bounds: Bounds) -> list[Posting]:
    """The n-grams by which sets can meet: rank, set, rest, rank previous, if it probes."""
    expected = []
    for row, ranks in enumerate(listed(sets)):
        weights = [WEIGHTS[rank] if sets.weight is not None else 1.0 for rank in ranks]
        for at, rank in enumerate(ranks):
            rest, mass = sum(weights[at:]), sets.mass[row]
            if rest >= bounds.need_of_larger * mass - 1e-4:
                probing = rest >= bounds.need_of_smaller * mass - 1e-4
                previous = ranks[at - 1] if at else -1
                expected.append(((rank,), row, rest, previous, probing))
    return expected


def reported(found: prefix_join.Postings) -> list[tuple[int, int, float, int, bool]]:
    columns = (found.number, found.row, found.rest, found.previous, found.probing)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@settings(deadline=None)
@given(rows=many, threshold=thresholds, weighted=st.booleans())
def test_postings_hold_the_prefix_of_every_set(
    rows: Sets, threshold: float, weighted: bool
) -> None:
    sets = as_sets(rows, weight=WEIGHTS if weighted else None)
    bounds = Bounds("jaccard", threshold)
    expected = [(key[0], *rest) for key, *rest in sorted(first_places(sets, bounds))]
    assert reported(prefix_join.postings(sets, bounds)) == expected


@settings(deadline=None)
@given(rows=many, threshold=thresholds)
def test_postings_hold_pairs_of_frequent_n_grams_if_partners_must_share_two(
    rows: Sets, threshold: float
) -> None:
    sets, bounds = as_sets(rows), Bounds("jaccard", threshold)
    expected: list[Posting] = []
    inside = listed(sets)
    for key, row, rest, previous, probing in first_places(sets, bounds):
        ranks, end = inside[row], len(inside[row])
        needed = math.ceil(bounds.need_of_larger * end - 1e-4)
        at = ranks.index(key[0])
        least = bounds.need_of_smaller * end - 1e-4
        expected.append((key, row, rest, previous, probing and least <= 1))
        for other in range(at + 1, end + 1 - max(needed - 1, 1)):
            left = float(1 + end - other)
            expected.append(((key[0], ranks[other]), row, left, -1, left >= least))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prefix_join, "_common", lambda rank, _: np.ones(len(rank), bool))
        found = reported(prefix_join.postings(sets, bounds))
    assert found == sorted(found, key=lambda posting: posting[:2])
    # Pairs have numbers in any order, above the ranks.
    by_key: dict[tuple[int, ...], list[tuple[object, ...]]] = {}
    by_number: dict[int, list[tuple[object, ...]]] = {}
    for key, *rest in expected:
        by_key.setdefault(key, []).append(tuple(rest))
    for number, *rest in found:
        by_number.setdefault(number, []).append(tuple(rest))
    highest = int(sets.rank.max(initial=-1))
    assert all((len(key) == 1) == (key[0] in by_number) for key in by_key if len(key) == 1)
    for number, group in by_number.items():
        assert number > highest or group == sorted(by_key[number,])
    pairs = [sorted(group) for key, group in by_key.items() if len(key) == 2]
    assert sorted(pairs) == sorted(g for number, g in by_number.items() if number > highest)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9)), max_size=40))
def test_n_grams_are_paired_if_that_saves_hits_within_the_limit(
    places: list[tuple[int, int]],
) -> None:
    rank = [rank for rank, _ in places]
    sets = Counter(rank)
    pairs = {each: sum(n for r, n in places if r == each) for each in sets}
    for pays, most in [(1, 99), (3, 99), (1, 1), (1, 0)]:
        limit = pays
        while sum(n for r, n in pairs.items() if sets[r] ** 2 > limit * n) > most * len(rank):
            limit *= 2
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(prefix_join, "PAIR_COST", pays)
            patch.setattr(prefix_join, "PAIRS_PER_NGRAM", most)
            common = prefix_join._common(
                np.array(rank, np.int64), np.array([n for _, n in places])
            )
        assert common.tolist() == [sets[r] ** 2 > limit * pairs[r] for r in rank]


@pytest.mark.parametrize("metric", ["jaccard", "containment"])
@settings(deadline=None)
@given(rows=many, threshold=thresholds)
def test_verified_pairs_are_those_whose_first_shared_n_gram_leaves_enough(
    metric: Metric, rows: Sets, threshold: float
) -> None:
    bounds = Bounds(metric, threshold)
    sets = as_sets(rows)
    inside, expected = listed(sets), set()
    meeting = {
        (row, key[0]): (rest, probing)
        for key, row, rest, _, probing in first_places(sets, bounds)
    }
    for one, other in ((a, b) for b in range(len(rows)) for a in range(b)):
        both = set(inside[one]) & set(inside[other])
        if not both:
            continue
        rest, probing = meeting.get((one, min(both)), (0, False))
        left, _ = meeting.get((other, min(both)), (0, False))
        if not probing or not left:
            continue
        mass = [np.array([sets.mass[at]]) for at in (one, other)]
        rests = [np.array([float(value)]) for value in (rest, left)]
        fits = mass[1] <= bounds.most_mass(mass[0], rests[0]) + 1e-4
        if fits and mass[0] <= bounds.largest_smaller(mass[1], rests[1]) + 1e-4:
            expected.add((one, other))
    looked_at: list[Pair] = []

    def overlaps(*given: object, squared: bool) -> np.ndarray:
        looked_at.extend(pairs_of([given[2:4]]))
        assert len(given[2]) <= 5
        return np.zeros(len(given[2]))

    class Same:
        def close(self, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            return left, right

    for block in (1, 1 << 20):
        looked_at.clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(prefix_join, "overlaps", overlaps)
            patch.setattr(prefix_join, "signatures", lambda *_: Same())
            patch.setattr(prefix_join, "PAIRS", 5)
            patch.setattr(prefix_join, "BLOCK", block)
            assert not pairs_of(pair[:2] for pair in prefix_join.join_sets(sets, bounds))
        assert sorted(looked_at) == sorted(expected)


@settings(deadline=None)
@given(
    sizes=st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=4), max_size=12),
    block=st.integers(1, 30),
)
def test_blocks_hold_the_hits_of_whole_sets_up_to_the_limit(
    sizes: list[list[int]], block: int
) -> None:
    row = np.repeat(np.arange(len(sizes)), [len(size) for size in sizes])
    end = np.array([n for size in sizes for n in size], np.int64)
    zero = np.zeros(len(row))
    probes = prefix_join.Probes(row, zero, zero.astype(np.int32), zero.astype(np.int64), end)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prefix_join, "BLOCK", block)
        found = list(prefix_join._blocks(probes))
    assert [a for a, _ in found] + [len(row)] * bool(sizes) == [0] * bool(sizes) + [
        b for _, b in found
    ]
    parts = [sorted(set(row[a:b].tolist())) for a, b in found]
    assert list(chain(*parts)) == list(range(len(sizes)))
    total = [sum(sizes[at]) for at in range(len(sizes))]
    for part, after in pairwise(parts):
        here = sum(total[at] for at in part)
        assert here <= block or len(part) == 1
        assert here + total[after[0]] > block or here == 0
