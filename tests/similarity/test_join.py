"""The join of rows of n-grams against a comparison of all with all."""

import math
from collections import Counter
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analyzer.similarity import join
from analyzer.similarity.hashing import number
from analyzer.similarity.join import collect, self_join
from analyzer.similarity.pairs import Pairs
from analyzer.similarity.rows import Metric, NgramRows, pointers, sort_rows

Row = list[int]
DiscoveredFiles = dict[tuple[int, int], float]
METRICS: tuple[Metric, ...] = ("jaccard", "containment", "cosine")
WEIGHTS = [0.25, 1.0, 3.0, 0.1, 1.7]

# Few n-grams, so that rows meet; and some beyond the reach of small tables.
ngrams = st.one_of(st.integers(0, 8), st.integers(2**64 - 6, 2**64 - 1), st.integers(0, 60))
rows_of_ngrams = st.lists(st.lists(ngrams, max_size=12), max_size=12).flatmap(
    lambda rows: st.lists(st.sampled_from(rows or [[]]), max_size=4).map(
        lambda more: rows + more
    )
)
thresholds = st.one_of(
    st.sampled_from([0.01, 0.2, 1 / 3, 0.5, 0.6, 2 / 3, 0.7, 0.75, 0.8, 0.9, 1.0]),
    st.floats(0.01, 1.0),
)


def weigh(ngram: int) -> float:
    return WEIGHTS[ngram % len(WEIGHTS)]


def one(_: int) -> float:
    return 1.0


def as_rows(rows: list[Row], weight: Callable[[int], float] | None = None) -> NgramRows:
    flat = [ngram for row in rows for ngram in row]
    ptr = pointers(np.array([len(row) for row in rows], np.int64))
    weights = None if weight is None else np.array([weight(ngram) for ngram in flat], float)
    return NgramRows(ptr, np.array(flat, np.uint64), weights)


def similarity_of(left: Row, right: Row, metric: str, weight: Callable[[int], float]) -> float:
    """The textbook, one pair at a time."""
    if not left or not right:
        return 0.0
    if metric == "cosine":
        one = {ngram: count * weight(ngram) for ngram, count in Counter(left).items()}
        other = {ngram: count * weight(ngram) for ngram, count in Counter(right).items()}
        dot = sum(value * other.get(ngram, 0) for ngram, value in one.items())
        return dot / math.sqrt(
            sum(v * v for v in one.values()) * sum(v * v for v in other.values())
        )
    both = sum(weight(ngram) for ngram in set(left) & set(right))
    sizes = [sum(weight(ngram) for ngram in set(row)) for row in (left, right)]
    return both / (sum(sizes) - both) if metric == "jaccard" else both / min(sizes)


def as_dict(pairs: Pairs) -> DiscoveredFiles:
    found = dict(
        zip(
            zip(pairs.left.tolist(), pairs.right.tolist(), strict=True),
            pairs.similarity.tolist(),
            strict=True,
        )
    )
    assert len(found) == len(pairs), "a pair was reported twice"
    return found


def assert_same(
    found: DiscoveredFiles, wanted: DiscoveredFiles, threshold: float, *, exact: bool
) -> None:
    """Compare; where weights were added up, pairs at the very threshold are free."""
    for pair in found.keys() | wanted.keys():
        value = wanted[pair]
        if exact:
            assert (pair in found) == (value >= threshold), pair
        elif abs(value - threshold) > 1e-8:
            assert (pair in found) == (value > threshold), pair
        if pair in found:
            assert found[pair] == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("metric", METRICS)
@settings(deadline=None, max_examples=80)
@given(rows=rows_of_ngrams, threshold=thresholds)
@example(rows=[[0] * 9, [0], [], []], threshold=1.0)
@example(rows=[list(range(10)), [*range(7)]], threshold=0.7)
def test_the_self_join_finds_the_pairs_of_a_comparison_of_all_with_all(
    rows: list[Row], threshold: float, metric: Metric, weighted: bool
) -> None:
    weight = weigh if weighted else one
    wanted = {
        (i, j): similarity_of(rows[i], rows[j], metric, weight)
        for j in range(len(rows))
        for i in range(j)
    }
    pairs = collect(self_join(as_rows(rows, weigh if weighted else None), threshold, metric))
    exact = not weighted and metric != "cosine"
    assert_same(as_dict(pairs), wanted, threshold, exact=exact)
    assert list(as_dict(pairs)) == sorted(as_dict(pairs))


@settings(deadline=None)
@given(rows=rows_of_ngrams, threshold=thresholds)
def test_the_other_metrics_follow_from_overlap_and_sizes(
    rows: list[Row], threshold: float
) -> None:
    pairs = collect(self_join(as_rows(rows), threshold, "containment"))
    for index, (i, j) in enumerate(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)):
        left, right = set(rows[i]), set(rows[j])
        assert pairs.overlap[index] == len(left & right)
        assert pairs.left_containment[index] == len(left & right) / len(left)
        assert pairs.right_containment[index] == len(left & right) / len(right)
        assert pairs.jaccard[index] == len(left & right) / len(left | right)


@pytest.mark.parametrize("size", [3, 7, 10, 49, 100, 107])
def test_a_pair_at_the_threshold_is_found_and_one_below_it_is_not(size: int) -> None:
    """Quotients of whole numbers, compared as floating point rounds them."""
    for shared in range(1, size):
        rows = as_rows([list(range(size)), list(range(shared))])
        reached = float(Fraction(shared, size))
        assert len(collect(self_join(rows, reached))) == 1
        assert len(collect(self_join(rows, math.nextafter(reached, 2)))) == 0


def test_repeats_within_a_row_count_once() -> None:
    pairs = collect(self_join(as_rows([[1, 1, 1, 2], [2, 1], [1, 1, 3, 3]]), 1 / 3))
    assert as_dict(pairs) == {(0, 1): 1.0, (0, 2): 1 / 3, (1, 2): 1 / 3}


def test_equal_rows_can_be_paired_with_the_first_only() -> None:
    rows = as_rows([[5, 6, 7], [1], [7, 6, 5], [5, 6, 7, 8], [5, 6, 7]])
    few = as_dict(collect(self_join(rows, 0.7, max_identical_pairs=0)))
    every = as_dict(collect(self_join(rows, 0.7)))
    assert few == {(0, 2): 1.0, (0, 4): 1.0, (0, 3): 0.75}
    assert every == few | {(2, 4): 1.0, (2, 3): 0.75, (3, 4): 0.75}


def test_many_equal_rows_give_as_many_pairs() -> None:
    rows = NgramRows(np.arange(0, 600_001, 3), np.tile(np.array([4, 5, 6], np.uint64), 200_000))
    pairs = collect(self_join(rows, 0.9, max_identical_pairs=0))
    assert len(pairs) == 199_999
    assert not pairs.left.any()


def test_the_order_of_rows_and_of_their_n_grams_changes_nothing() -> None:
    random = np.random.default_rng(7)
    rows = [random.integers(0, 40, random.integers(0, 15)).tolist() for _ in range(120)]
    order = random.permutation(len(rows))
    shuffled = [random.permutation(rows[row]).tolist() for row in order]
    wanted = as_dict(collect(self_join(as_rows(rows), 0.4)))
    found = as_dict(collect(self_join(as_rows(shuffled), 0.4)))
    again = {}
    for (i, j), value in found.items():
        again[tuple(sorted((int(order[i]), int(order[j]))))] = value
    assert again == wanted


def test_packed_keys_of_different_rows_and_n_grams_never_collide() -> None:
    """Numbers of rows and of n-grams are packed into one key: they must not add up."""
    rows = [[ngram * 7 + row for ngram in range(6)] for row in range(7)]
    assert len(collect(self_join(as_rows(rows), 0.01))) == 0


def test_large_blocks_are_split_without_losing_a_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3)
    rows = as_rows([random.integers(0, 30, 12).tolist() for _ in range(150)])
    wanted = as_dict(collect(self_join(rows, 0.3)))
    monkeypatch.setattr("analyzer.similarity.prefix_join.BLOCK", 50)
    monkeypatch.setattr("analyzer.similarity.rows.CHUNK", 16)
    assert as_dict(collect(self_join(rows, 0.3))) == wanted


@given(st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=9)))
def test_each_row_is_sorted_separately(rows: list[Row]) -> None:
    packed = as_rows(rows)
    ordered = sort_rows(packed.ptr, packed.ngram).tolist()
    assert ordered == [ngram for row in rows for ngram in sorted(row)]


@given(st.lists(st.one_of(st.integers(0, 9), st.integers(0, 2**64 - 1))))
def test_equal_keys_get_one_id_and_different_keys_different_ids(keys: list[int]) -> None:
    numbers, n_numbers = number(np.array(keys, np.uint64))
    assert len(set(zip(keys, numbers.tolist(), strict=True))) == len(set(keys)) == n_numbers
    assert set(numbers.tolist()) == set(range(n_numbers))


@pytest.mark.parametrize("metric", ["jaccard", "containment"])
@settings(deadline=None)
@given(rows=rows_of_ngrams, threshold=thresholds, most=st.integers(1, 6))
def test_with_few_neighbours_only_pairs_of_frequent_n_grams_are_missed(
    rows: list[Row], threshold: float, most: int, metric: Metric
) -> None:
    every = as_dict(collect(self_join(as_rows(rows), threshold, metric)))
    found = as_dict(collect(self_join(as_rows(rows), threshold, metric, max_neighbours=most)))
    assert found.items() <= every.items()
    frequency = Counter(ngram for row in {frozenset(row) for row in rows} for ngram in row)
    if max(frequency.values(), default=0) <= most + 1:
        assert found == every


def test_rows_that_share_a_sentence_have_at_most_max_neighbours_larger_partners() -> None:
    rows = [[*range(8), *range(8 + 8 * at, 16 + 8 * at)] for at in range(40)]
    assert len(collect(self_join(as_rows(rows), 0.5, "containment"))) == 40 * 39 // 2
    found = collect(self_join(as_rows(rows), 0.5, "containment", max_neighbours=3))
    assert len(found) == 3 * 37 + 2 + 1


JOINS = ("_prefix_join", "index_join", "partition_join")


@pytest.mark.parametrize(
    ("metric", "threshold", "memory", "length", "used"),
    [
        ("jaccard", 0.8, 1 << 20, 4, "_prefix_join"),
        ("jaccard", 0.8, 1, 4, "partition_join"),
        ("jaccard", 0.8, 1, 60, "index_join"),
        ("jaccard", 0.3, 1 << 20, 4, "index_join"),
        ("containment", 0.8, 1 << 20, 4, "_prefix_join"),
        ("containment", 0.8, 1, 4, "index_join"),
        ("cosine", 0.8, 1, 4, "_prefix_join"),
    ],
)
def test_the_join_is_chosen_by_the_memory_that_it_needs(
    monkeypatch: pytest.MonkeyPatch,
    metric: Metric,
    threshold: float,
    memory: int,
    length: int,
    used: str,
) -> None:
    calls = []
    for name in JOINS:
        original = getattr(join, name)
        monkeypatch.setattr(
            join, name, lambda *given, n=name, f=original: calls.append(n) or f(*given)
        )
    monkeypatch.setattr(join, "MEMORY", memory)
    rows = as_rows([[*range(length)], [*range(1, length + 1)]])
    collect(self_join(rows, threshold, metric))
    assert calls == [used]
