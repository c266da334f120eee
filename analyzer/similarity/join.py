"""Exact similarity joins: every pair of rows that reaches a threshold, and no other.

A row is a set of n-grams. The joins are deterministic and keep one chunk of pairs in
memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import numpy as np
from msgspec.structs import astuple

from analyzer.similarity.index_join import index_join
from analyzer.similarity.known_pairs import KnownPairs
from analyzer.similarity.pairs import Pairs
from analyzer.similarity.partition_join import partition_join
from analyzer.similarity.prefix_join import join_sets
from analyzer.similarity.rows import Bounds, Floats, Ints, Metric, NgramRows, ranges
from analyzer.similarity.sorted_sets import DuplicateRows, SortedSets, sort_sets

# Rows are joined in memory if that takes at most MEMORY bytes, estimated per n-gram. For
# rows on disk, which are there because memory is short, an eighth is allowed.
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
# A join of rows without weights by their Jaccard index, as an engine has it; of equal
# rows each is paired with the first of them only.
Joiner = Callable[[NgramRows, float], Iterator["Pairs"]]


def self_join(
    rows: NgramRows,
    threshold: float,
    metric: Metric = "jaccard",
    *,
    max_identical_pairs: float = np.inf,
    max_neighbours: int | None = None,
    known: KnownPairs | None = None,
) -> Iterator[Pairs]:
    """Yield the pairs of rows whose similarity reaches the threshold, in chunks.

    Rows without n-grams are in no pair. A Jaccard index or a containment is the quotient
    of two sums and compared as computed: with whole numbers that is exact.

    Parameters
    ----------
    rows : NgramRows
    threshold : float
        In (0, 1].
    metric : {"jaccard", "containment", "cosine"}
        The shared part of the union; of the smaller row; the cosine of the rows as
        vectors of weights.
    max_identical_pairs : float
        The most pairs of equal rows that are all returned; a thousand copies make half
        a million. If there are more, each row is paired with the first equal one only,
        and only that one with other rows, so that the cost grows linearly.
    max_neighbours : int, optional
        For Jaccard and containment without weights. How many rows of each posting list,
        those next in size, a row is compared with: the cost then grows linearly even
        where all rows share a sentence. Exact where no n-gram is in more rows; a pair
        may be missed where most of what it shares is more frequent. None: no limit.
    known : KnownPairs, optional
        Overlaps that an earlier join has counted, for one with `max_neighbours`.

    Yields
    ------
    Pairs
        Each pair once over all chunks, ``left < right``, in no particular order.
    """
    bounds = Bounds(metric, threshold)
    if rows.weight is None and metric != "cosine":
        join = _join_of(rows, bounds, max_neighbours, known)
        yield from pairs_of_sets(bounds, *join(rows, bounds), max_identical_pairs)
        return
    yield from pairs_of_sets(bounds, *_prefix_join(rows, bounds), max_identical_pairs)


def _join_of(
    rows: NgramRows, bounds: Bounds, max_neighbours: int | None, known: KnownPairs | None
) -> SetJoin:
    """Return the fastest join of rows without weights that the memory allows."""
    if max_neighbours is not None:
        return partial(index_join, max_neighbours=max_neighbours, known=known)
    if bounds.need_of_smaller <= LOW_NEED:
        return index_join
    memory = MEMORY if isinstance(rows.ngram, np.ndarray) else MEMORY // ON_DISK
    if len(rows.ngram) * BYTES_PER_NGRAM <= memory:
        return _prefix_join
    short = len(rows.ngram) <= SHORT * len(rows)
    return partition_join if short and bounds.metric == "jaccard" else index_join


def _prefix_join(rows: NgramRows, bounds: Bounds) -> tuple[SortedSets, Iterator[SetPairs]]:
    share = min(bounds.need_of_smaller, bounds.need_of_larger)
    in_memory = NgramRows(rows.ptr, rows.ngram[:], rows.weight)
    sets = sort_sets(in_memory, share, norm=bounds.metric == "cosine")
    return sets, join_sets(sets, bounds)


def pairs_of_sets(
    bounds: Bounds, sets: DuplicateRows, similar: Iterable[SetPairs], max_identical_pairs: float
) -> Iterator[Pairs]:
    """Yield the pairs of equal rows, and the pairs of rows of similar sets."""
    count = np.diff(sets.group_ptr)
    every = bool((count * (count - 1) // 2).sum() <= max_identical_pairs)
    for first, second in _equal_rows(sets, every=every):
        group = np.repeat(np.arange(len(sets)), np.diff(sets.group_ptr))[first]
        mass = sets.mass[group]
        left, right = sets.group_row[first], sets.group_row[second]
        yield Pairs(left, right, np.ones(len(left)), mass, mass, mass)
    for smaller, larger, overlap in similar:
        for pairs in _expand(sets, smaller, larger, overlap, bounds.metric, every=every):
            yield _oriented(pairs)


def collect(chunks: Iterable[Pairs]) -> Pairs:
    """Return all pairs in one, sorted by left and then by right."""
    parts = [astuple(chunk) for chunk in chunks if len(chunk)]
    if not parts:
        none, zero = np.zeros(0, np.int64), np.zeros(0)
        return Pairs(none, none, zero, zero, zero, zero)
    columns = [list(column) for column in zip(*parts, strict=True)]
    parts.clear()
    left, right = (np.concatenate(column) for column in columns[:2])
    order = np.lexsort((right, left))
    # A column at a time: all pairs are not held twice.
    sorted_columns = []
    while columns:
        sorted_columns.append(np.concatenate(columns.pop(0))[order])
    return Pairs(*sorted_columns)


def _equal_rows(sets: DuplicateRows, *, every: bool) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs of positions in `group_row` of equal rows."""
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
    metric: Metric,
    *,
    every: bool,
) -> Iterator[Pairs]:
    """Yield the pairs of rows of pairs of sets."""
    ptr = sets.group_ptr
    end = ptr[1:] if every else ptr[:-1] + 1
    for pair, left in ranges(ptr[smaller], end[smaller]):
        for member, right in ranges(ptr[larger[pair]], end[larger[pair]]):
            chosen = pair[member]
            small, large = sets.mass[smaller[chosen]], sets.mass[larger[chosen]]
            both = overlap[chosen]
            similarity = Bounds(metric, 1.0).similarity(small, large, both)
            yield Pairs(
                sets.group_row[left[member]], sets.group_row[right],
                np.minimum(similarity, 1), both, small, large,
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
