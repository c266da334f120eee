"""Work on many rows at once, against the same work row by row."""

from collections.abc import Callable
from itertools import chain, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.similarity import hashing
from analyzer.similarity import rows as ngramrows
from analyzer.similarity.rows import Bounds, Metric, NgramRows, pointers
from analyzer.text.arrays import SPREAD

Rows = list[list[int]]
some_rows = st.lists(st.lists(st.integers(0, 9), max_size=6), max_size=9)
chunks = st.sampled_from([1, 3, 7, 1 << 17])


def flat(rows: Rows) -> np.ndarray:
    return np.array(list(chain(*rows)), np.int64)


def ptr_of(rows: Rows) -> np.ndarray:
    return pointers(np.array([len(row) for row in rows], np.int64))


def in_chunks(most: int, work: Callable[[], object]) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ngramrows, "CHUNK", most)
        return work()


@settings(deadline=None)
@given(some_rows)
def test_owners_are_the_inverse_of_pointers(rows: Rows) -> None:
    ptr, values = ptr_of(rows), flat(rows)
    assert [values[a:b].tolist() for a, b in pairwise(ptr.tolist())] == rows
    assert ngramrows.owners(ptr).tolist() == [at for at, row in enumerate(rows) for _ in row]
    assert ngramrows.row_sums(ptr, values).tolist() == list(map(sum, rows))


@settings(deadline=None)
@given(some_rows, st.lists(st.integers(0, 8), max_size=9), chunks)
def test_rows_are_taken_in_the_order_given(rows: Rows, chosen: list[int], most: int) -> None:
    chosen = [at for at in chosen if at < len(rows)]
    ptr, which = ptr_of(rows), np.array(chosen, np.int64)
    wanted = [rows[at] for at in chosen]
    position, chosen_ptr = ngramrows.row_positions(ptr, which)
    assert chosen_ptr.tolist() == ptr_of(wanted).tolist()
    assert flat(rows)[position].tolist() == list(chain(*wanted))
    taken = in_chunks(most, lambda: ngramrows.gather(ptr, flat(rows), which))
    assert taken.tolist() == list(chain(*wanted))  # type: ignore[attr-defined]


@settings(deadline=None)
@given(some_rows)
def test_rows_are_taken_with_their_weights(rows: Rows) -> None:
    plain = NgramRows(ptr_of(rows), flat(rows).astype(np.uint64))
    taken = NgramRows(plain.ptr, plain.ngram, plain.ngram / 2).take(np.arange(len(rows))[::-1])
    assert taken.weight is not None
    assert taken.weight.tolist() == (flat(rows[::-1]) / 2).tolist()
    assert plain.take(np.zeros(0, np.int64)).weight is None


@settings(deadline=None)
@given(some_rows)
def test_the_first_of_equals_is_flagged_in_every_sorted_row(rows: Rows) -> None:
    rows = [sorted(row) for row in rows]
    first = ngramrows.is_first_in_row(ptr_of(rows), flat(rows))
    assert first.tolist() == [
        at == 0 or row[at - 1] != row[at] for row in rows for at in range(len(row))
    ]


@settings(deadline=None)
@given(some_rows, st.integers(1, 20))
def test_rows_are_chunked_up_to_the_limit(rows: Rows, most: int) -> None:
    ptr = ptr_of(rows)
    found = list(ngramrows.row_chunks(ptr, most))
    assert in_chunks(most, lambda: list(ngramrows.row_chunks(ptr))) == found
    assert [at for first, last in found for at in range(first, last)] == list(range(len(rows)))
    for first, last in found:
        assert last == first + 1 or ptr[last] - ptr[first] <= most
        assert last == len(rows) or ptr[last + 1] - ptr[first] > most


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(-3, 9)), max_size=9), chunks)
def test_every_position_of_every_range_is_yielded(
    given_: list[tuple[int, int]], most: int
) -> None:
    start = np.array([a for a, _ in given_], np.int64)
    end = np.array([a + n for a, n in given_], np.int64)
    found = in_chunks(most, lambda: list(ngramrows.ranges(start, end)))
    pairs = [list(zip(*(part.tolist() for part in piece), strict=True)) for piece in found]  # type: ignore[attr-defined]
    assert list(chain(*pairs)) == [
        (at, a + i) for at, (a, n) in enumerate(given_) for i in range(n)
    ]
    assert all(len(piece) == most for piece in pairs[:-1])
    assert all(0 < len(piece) <= most for piece in pairs[-1:])


@settings(deadline=None)
@given(st.lists(st.integers(0, 40), max_size=30), st.sampled_from([1, 30, 90, 1 << 17]))
def test_rows_of_similar_length_are_grouped(length: list[int], most: int) -> None:
    sizes = np.array(length, np.int64)
    found = in_chunks(most, lambda: [rows.tolist() for rows in ngramrows.length_classes(sizes)])
    together = [at for rows in found for at in rows]  # type: ignore[attr-defined]
    assert together == sorted(
        (at for at, n in enumerate(length) if n), key=lambda at: length[at]
    )
    after = 0
    for rows in found:  # type: ignore[attr-defined]
        after += len(rows)
        longest = length[rows[0]] * 9 // 8 + 1
        assert length[rows[-1]] <= longest
        assert len(rows) <= max(most // longest, 1)
        if after < len(together) and length[together[after]] <= longest:
            assert len(rows) == max(most // longest, 1)


@settings(deadline=None)
@given(st.lists(st.one_of(st.integers(0, 30), st.integers(0, 2**64 - 1)), max_size=60), chunks)
def test_keys_with_colliding_slots_still_get_different_ids(keys: list[int], most: int) -> None:
    for small in (2, 4):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(hashing, "SMALL", small)
            patch.setattr(hashing, "CHUNK", most)
            numbers, n_numbers = hashing.number(np.array(keys, np.uint64))
        assert len(set(zip(keys, numbers.tolist(), strict=True))) == len(set(keys)) == n_numbers
        assert set(numbers.tolist()) == set(range(n_numbers))


def test_small_numbers_are_spread_over_the_slots() -> None:
    assert int(SPREAD) % 2 == 1
    for bits in (4, 10):
        used = set(hashing.slots(np.arange(1 << bits, dtype=np.uint64), bits).tolist())
        assert used <= set(range(1 << bits))
        assert len(used) > 0.6 * (1 << bits)


def test_the_number_of_distinct_keys_is_estimated_unless_the_table_is_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for distinct in (1, 100, 50_000):
        keys = np.random.default_rng(1).integers(0, 2**63, distinct).astype(np.uint64)
        found = hashing.distinct_keys(np.tile(keys, 3))
        assert found == pytest.approx(distinct, rel=0.01)
        assert hashing.distinct_keys(keys) <= distinct
    assert hashing.distinct_keys(keys[:0]) == 0
    monkeypatch.setattr(hashing, "SMALL", 8)
    for distinct, full in [(128, False), (512, False), (960, True), (5000, True)]:
        found = hashing.distinct_keys(np.tile(keys[:distinct], 5))
        assert (found == 5 * distinct) == full
        assert full or found == pytest.approx(distinct, rel=0.2)


THRESHOLDS = [0.01, 1 / 3, 0.5, 0.7, 1.0]
one = np.ones(1)


def alike(bounds: Bounds, smaller: float, larger: float, overlap: float) -> float:
    return float(bounds.similarity(smaller * one, larger * one, overlap * one)[0])


@pytest.mark.parametrize("threshold", THRESHOLDS)
@pytest.mark.parametrize("metric", ["jaccard", "containment"])
def test_sets_with_exactly_the_required_overlap_reach_the_threshold(
    metric: Metric, threshold: float
) -> None:
    bounds = Bounds(metric, threshold)
    need = bounds.need_of_smaller
    assert alike(bounds, 1, 1, need) == pytest.approx(threshold)
    for smaller, larger in [(1, 1), (2, 3), (1, 9)]:
        shared = smaller * bounds.share_of_smaller + larger * bounds.share_of_larger
        assert alike(bounds, smaller, larger, shared) == pytest.approx(threshold)


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_the_need_of_the_larger_set_is_all_of_the_smallest_partner(threshold: float) -> None:
    bounds = Bounds("jaccard", threshold)
    need = bounds.need_of_larger
    assert alike(bounds, need, 1, need) == pytest.approx(threshold)
    assert Bounds("containment", threshold).need_of_larger == 0


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_a_cosine_needs_the_square_of_the_threshold_of_either_set(threshold: float) -> None:
    """Of (t, sqrt(1 - t * t)) and (1, 0) the cosine is t: they share t * t of the first."""
    bounds = Bounds("cosine", threshold)
    assert bounds.need_of_smaller == bounds.need_of_larger == threshold * threshold
    assert alike(bounds, 1, 1, threshold) == threshold


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_partners_with_all_the_mass_allowed_just_reach_the_threshold(threshold: float) -> None:
    for mass, rest in [(4, 4), (5, 4.5), (6, 6)]:
        bounds = Bounds("jaccard", threshold)
        most = float(bounds.most_mass(mass * one, rest * one)[0])
        assert alike(bounds, mass, most, rest) == pytest.approx(threshold)
        for some in (bounds, Bounds("containment", threshold)):
            smaller = float(some.largest_smaller(mass * one, rest * one)[0])
            assert alike(some, smaller, mass, rest) == pytest.approx(threshold)
    for metric in ("containment", "cosine"):
        assert Bounds(metric, threshold).most_mass(one, one)[0] == np.inf
