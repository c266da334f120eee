"""Exact similarity joins: every pair of rows as alike as asked, and no other.

A row is a set of n-grams. The joins are deterministic, miss nothing, and hold
one chunk of pairs in memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

import numpy as np

from analyzer.similarity.duplicate_rows import DuplicateRows
from analyzer.similarity.index_join import index_join
from analyzer.similarity.metrics import Bounds, Metric
from analyzer.similarity.pairs import Pairs, columns
from analyzer.similarity.partition_join import partitioned_join
from analyzer.similarity.prefix_join import join_sets
from analyzer.similarity.rows import Floats, Ints, NgramRows, ranges
from analyzer.similarity.sorted_sets import SortedSets, sort_sets

# Rows are joined in memory where that takes at most so many bytes: about so many for
# each n-gram. Rows on disk are there because memory is short: they may take an eighth.
MEMORY = 1 << 30
BYTES_PER_NGRAM = 40
ON_DISK = 8
# The partitioned join is for short rows: its signatures grow faster than the row.
SHORT = 32
# Up to this share of the smaller set that a pair needs, a prefix is most of the set,
# and counting shared n-grams in an inverted index is faster.
LOW_NEED = 0.6
SetPairs = tuple[Ints, Ints, Floats]
SetJoin = Callable[[NgramRows, Bounds], tuple[DuplicateRows, Iterator[SetPairs]]]
# A join of rows without weights by their Jaccard index, in the place of the one
# below; equal rows are paired with the first of them alone.
Joiner = Callable[[NgramRows, float], Iterator["Pairs"]]
_other_joiner: ContextVar[Joiner | None] = ContextVar("other_joiner", default=None)


@contextmanager
def joining(joiner: Joiner | None) -> Iterator[None]:
    """Have another engine find the pairs of `self_join`, where it can."""
    token = _other_joiner.set(joiner)
    try:
        yield
    finally:
        _other_joiner.reset(token)


def self_join(
    rows: NgramRows,
    threshold: float,
    likeness: Metric = "jaccard",
    *,
    max_identical_pairs: float = np.inf,
    max_neighbours: int | None = None,
) -> Iterator[Pairs]:
    """Yield the pairs of rows whose similarity reaches the threshold, in chunks.

    Rows without n-grams are like none. A Jaccard index or a containment is the
    quotient of two sums, compared as computed: with whole numbers that is exact.

    Parameters
    ----------
    rows : NgramRows
    threshold : float
        In (0, 1].
    likeness : {"jaccard", "containment", "cosine"}
        What both rows have of what either has; of what the smaller one has; the
        cosine of the rows as vectors of weights.
    max_identical_pairs : float
        Up to how many pairs of equal rows all are given; a thousand copies make half
        a million. Where there are more, each row is paired with the first of its
        equals alone, and only that one with other rows, so that the cost grows with
        the rows and not with their square.
    max_neighbours : int, optional
        For Jaccard and containment without weights. How many rows of each posting list,
        those next in size, a row is compared with: the cost then grows linearly even
        where all rows share a sentence. Exact where no n-gram is in more rows; a pair
        may be missed where most of what it shares is more frequent. None: no limit.

    Yields
    ------
    Pairs
        Each pair once over all chunks, ``left < right``, in no particular order.
    """
    other = _other_joiner.get()
    terms = Bounds(likeness, threshold)
    if rows.weight is None and likeness != "cosine":
        if other is not None and likeness == "jaccard" and not max_identical_pairs:
            yield from other(rows, threshold)
            return
        join = _join_of(rows, terms, max_neighbours)
        yield from _pairs(terms, *join(rows, terms), max_identical_pairs)
        return
    yield from _pairs(terms, *_prefix_join(rows, terms), max_identical_pairs)


def _join_of(rows: NgramRows, terms: Bounds, max_neighbours: int | None) -> SetJoin:
    """Return the fastest join of rows without weights that the memory allows."""
    if max_neighbours is not None:
        return partial(index_join, max_neighbours=max_neighbours)
    if terms.need_of_smaller <= LOW_NEED:
        return index_join
    memory = MEMORY if isinstance(rows.ngram, np.ndarray) else MEMORY // ON_DISK
    if len(rows.ngram) * BYTES_PER_NGRAM <= memory:
        return _prefix_join
    short = len(rows.ngram) <= SHORT * len(rows)
    return partitioned_join if short and terms.likeness == "jaccard" else index_join


def _prefix_join(rows: NgramRows, terms: Bounds) -> tuple[SortedSets, Iterator[SetPairs]]:
    share = min(terms.need_of_smaller, terms.need_of_larger)
    in_memory = NgramRows(rows.ptr, rows.ngram[:], rows.weight)
    sets = sort_sets(in_memory, share, norm=terms.likeness == "cosine")
    return sets, join_sets(sets, terms)


def _pairs(
    terms: Bounds, sets: DuplicateRows, alike: Iterator[SetPairs], max_identical_pairs: float
) -> Iterator[Pairs]:
    """Yield the pairs of rows behind sets, and pairs of sets, that are alike."""
    count = np.diff(sets.group_ptr)
    every = bool((count * (count - 1) // 2).sum() <= max_identical_pairs)
    for first, second in _equal_rows(sets, every=every):
        group = np.repeat(np.arange(len(sets)), np.diff(sets.group_ptr))[first]
        mass = sets.mass[group]
        left, right = sets.group_row[first], sets.group_row[second]
        yield Pairs(left, right, np.ones(len(left)), mass, mass, mass)
    for smaller, larger, overlap in alike:
        for pairs in _expand(sets, smaller, larger, overlap, terms.likeness, every=every):
            yield _oriented(pairs)


def collect(chunks: Iterable[Pairs]) -> Pairs:
    """Return all pairs in one, sorted by left and then by right."""
    parts = [columns(chunk) for chunk in chunks if len(chunk)]
    if not parts:
        none, zero = np.zeros(0, np.int64), np.zeros(0)
        return Pairs(none, none, zero, zero, zero, zero)
    pairs = Pairs(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    return pairs.take(np.lexsort((pairs.right, pairs.left)))


def _equal_rows(sets: DuplicateRows, *, every: bool) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs of places in `group_row` that hold equal rows."""
    n_rows = len(sets.group_row)
    count = np.diff(sets.group_ptr)
    end = np.repeat(sets.group_ptr[1:], count)
    start = np.arange(1, n_rows + 1)
    if not every:
        first = np.repeat(sets.group_ptr[:-1], count)
        end = np.where(first == np.arange(n_rows), end, start)
    yield from ranges(start, end)


def _expand(
    sets: DuplicateRows,
    smaller: Ints,
    larger: Ints,
    overlap: Floats,
    likeness: Metric,
    *,
    every: bool,
) -> Iterator[Pairs]:
    """Yield the pairs of rows behind pairs of sets."""
    ptr = sets.group_ptr
    end = ptr[1:] if every else ptr[:-1] + 1
    for pair, left in ranges(ptr[smaller], end[smaller]):
        for member, right in ranges(ptr[larger[pair]], end[larger[pair]]):
            chosen = pair[member]
            small, large = sets.mass[smaller[chosen]], sets.mass[larger[chosen]]
            both = overlap[chosen]
            alike = Bounds(likeness, 1.0).similarity(small, large, both)
            yield Pairs(
                sets.group_row[left[member]], sets.group_row[right],
                np.minimum(alike, 1), both, small, large,
            )  # fmt: skip


def _oriented(pairs: Pairs) -> Pairs:
    turned = pairs.left > pairs.right
    return Pairs(
        np.where(turned, pairs.right, pairs.left),
        np.where(turned, pairs.left, pairs.right),
        pairs.similarity,
        pairs.overlap,
        np.where(turned, pairs.right_size, pairs.left_size),
        np.where(turned, pairs.left_size, pairs.right_size),
    )
