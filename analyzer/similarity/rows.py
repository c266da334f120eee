"""Rows of n-grams as flat arrays, and operations on many rows at once.

A row is the set of n-grams of a sentence or an article; n-grams are 64-bit hashes.

The bounds of a similarity metric say which rows can reach a threshold.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.text.arrays import unique

Ints = npt.NDArray[np.int64]
Ranks = npt.NDArray[np.int32]
Keys = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = TypeVar("Numbers", Ints, Ranks, Keys)
Values = TypeVar("Values", Ints, Ranks, Keys, Floats)

# Elements processed at once: their arrays fit the processor's cache.
CHUNK = 1 << 17


class NgramRows(msgspec.Struct, frozen=True, eq=False):
    """Rows of n-grams as flat arrays.

    Attributes
    ----------
    ptr : ndarray of int64, shape (n_rows + 1,)
        The n-grams of row ``i`` are ``ngram[ptr[i]:ptr[i + 1]]``.
    ngram : ndarray of uint64, shape (n_ngrams,)
        64-bit hashes, in any order; repeats within a row count once.
    weight : ndarray of float64, shape (n_ngrams,), or None
        Positive. For Jaccard and containment the weight of the n-gram, the same in
        every row. For the cosine the weight of one occurrence: those of one row
        are added up. None: 1 each.
    """

    ptr: Ints
    ngram: Keys
    weight: Floats | None = None

    def __len__(self) -> int:
        return len(self.ptr) - 1

    def take(self, rows: Ints) -> NgramRows:
        """Return some of the rows, in the order given."""
        ptr = pointers(np.diff(self.ptr)[rows])
        weight = None if self.weight is None else gather(self.ptr, self.weight, rows)
        return NgramRows(ptr, gather(self.ptr, self.ngram, rows), weight)


def pointers(length: Ints) -> Ints:
    """Return the start of each row of these lengths, and the end of the last one."""
    ptr = np.zeros(len(length) + 1, np.int64)
    np.cumsum(length, out=ptr[1:])
    return ptr


def owners(ptr: Ints) -> Ints:
    """Return the row of each element."""
    return np.repeat(np.arange(len(ptr) - 1), np.diff(ptr))


def row_positions(ptr: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Return the positions of the elements of some rows, and the pointers of those rows."""
    return positions_in(ptr[rows], ptr[rows + 1])


def positions_in(start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Return all positions in half-open ranges, and the pointers of the ranges in them."""
    length = end - start
    ptr = pointers(length)
    return np.arange(ptr[-1]) + np.repeat(start - ptr[:-1], length), ptr


def gather(ptr: Ints, value: Values, rows: Ints) -> Values:
    """Return the elements of some rows, in the order given."""
    chosen = pointers(np.diff(ptr)[rows])
    result = np.empty(int(chosen[-1]), value.dtype)
    for first, last in row_chunks(chosen):
        position, _ = row_positions(ptr, rows[first:last])
        result[chosen[first] : chosen[last]] = value[position]
    return result


def paired_rows(
    rows: NgramRows, left: Ints, right: Ints, most: int
) -> Iterator[tuple[slice, NgramRows, Ints, Ints]]:
    """Yield some pairs at a time, with their rows in memory.

    Parameters
    ----------
    rows : NgramRows
    left, right : ndarray of int64, shape (n_pairs,)
    most : int
        The most n-grams of the pairs yielded at once.

    Yields
    ------
    some : slice
        Which of the pairs.
    rows : NgramRows
    left, right : ndarray of int64
        The pairs, by their numbers in these rows.
    """
    size = np.diff(rows.ptr)
    for first, last in row_chunks(pointers(size[left] + size[right]), most):
        some = slice(first, last)
        ends = np.stack([left[some], right[some]])
        several = unique(ends.ravel())
        one, other = np.searchsorted(several, ends)
        yield some, rows.take(several), one, other


def row_sums(ptr: Ints, value: Floats | Flags) -> Floats:
    """Return the sum of each row, 0 for an empty one."""
    sums = np.zeros(len(ptr) - 1)
    filled = np.flatnonzero(np.diff(ptr))
    if len(filled):
        sums[filled] = np.add.reduceat(value, ptr[filled], dtype=np.float64)
    return sums


def is_first_in_row(ptr: Ints, ordered: Numbers) -> Flags:
    """Return which elements of sorted rows differ from the one before in their row."""
    first = np.empty(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    first[ptr[:-1][np.diff(ptr) > 0]] = True
    return first


def row_chunks(ptr: Ints, most: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield half-open ranges of rows of at most `most` elements, or of one row.

    The default is `CHUNK`.
    """
    first, n_rows = 0, len(ptr) - 1
    while first < n_rows:
        last = int(np.searchsorted(ptr, ptr[first] + (most or CHUNK), side="right")) - 1
        last = min(max(last, first + 1), n_rows)
        yield first, last
        first = last


def ranges(start: Ints, end: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield every position of every half-open range, with the range's number, in chunks.

    Yields
    ------
    owner, position : ndarray of int64
        At most `CHUNK` at a time, by owner and then by position.
    """
    ptr = pointers(np.maximum(end - start, 0))
    for first in range(0, int(ptr[-1]), CHUNK):
        last = min(first + CHUNK, int(ptr[-1]))
        low = int(np.searchsorted(ptr, first, side="right")) - 1
        high = int(np.searchsorted(ptr, last, side="left"))
        edge = np.minimum(np.maximum(ptr[low : high + 1], first), last)
        length = np.diff(edge)
        owner = np.repeat(np.arange(low, high), length)
        yield owner, np.arange(first, last) + np.repeat(start[low:high] - ptr[low:high], length)


def length_classes(length: Ints) -> Iterator[Ints]:
    """Yield groups of rows of similar length: `CHUNK` elements when padded, or one row."""
    order = np.argsort(length, kind="stable")
    ordered = length[order]
    first = int(np.searchsorted(ordered, 1))
    while first < len(order):
        longest = int(ordered[first]) * 9 // 8 + 1
        last = int(np.searchsorted(ordered, longest, side="right"))
        last = min(last, first + max(1, CHUNK // longest))
        yield order[first:last]
        first = last


def sort_rows(ptr: Ints, value: Numbers) -> Numbers:
    """Return `value` with each row sorted.

    Short rows are sorted side by side in a padded matrix, which is far cheaper than one
    sort of everything.
    """
    result = np.empty_like(value)
    pad = np.iinfo(value.dtype).max
    for rows in length_classes(np.diff(ptr)):
        start = ptr[rows]
        length = ptr[rows + 1] - start
        column = np.arange(int(length.max()))
        inside = column < length[:, None]
        position = (start[:, None] + column)[inside]
        matrix = np.full(inside.shape, pad, value.dtype)
        matrix[inside] = value[position]
        matrix.sort(axis=1)
        result[position] = matrix[inside]
    return result


def without_repeats(rows: NgramRows) -> NgramRows:
    """Return unweighted rows with each n-gram once, sorted by hash."""
    ngram = sort_rows(rows.ptr, rows.ngram)
    first = is_first_in_row(rows.ptr, ngram)
    if first.all():
        return NgramRows(rows.ptr, ngram)
    return NgramRows(pointers(row_sums(rows.ptr, first).astype(np.int64)), ngram[first])


Metric = Literal["jaccard", "containment", "cosine"]


class Bounds(msgspec.Struct, frozen=True):
    """A metric and a threshold, and the bounds that follow from them.

    For the cosine all sets have mass 1, the sum of squared weights.
    """

    metric: Metric
    threshold: float

    @property
    def need_of_smaller(self) -> float:
        """Return the share of its mass that the smaller of two sets must share."""
        if self.metric == "jaccard":
            return 2 * self.threshold / (1 + self.threshold)
        return self.threshold if self.metric == "containment" else self.threshold**2

    @property
    def need_of_larger(self) -> float:
        """Return the share of its mass that the larger of two sets must share."""
        if self.metric == "containment":
            return 0.0
        return self.threshold if self.metric == "jaccard" else self.threshold**2

    def similarity(self, smaller: Floats, larger: Floats, overlap: Floats) -> Floats:
        """Return the similarity of two sets from their masses and their overlap."""
        if self.metric == "cosine":
            return overlap
        if self.metric == "jaccard":
            return np.asarray(overlap / (smaller + larger - overlap))
        return np.asarray(overlap / smaller)

    @property
    def share_of_smaller(self) -> float:
        """Return the overlap required per unit of mass of the smaller set."""
        if self.metric == "jaccard":
            return self.threshold / (1 + self.threshold)
        return self.threshold

    @property
    def share_of_larger(self) -> float:
        """Return the overlap required per unit of mass of the larger set."""
        return self.share_of_smaller if self.metric == "jaccard" else 0.0

    def most_mass(self, mass: Floats, rest: Floats) -> Floats:
        """Return the largest mass of a larger partner."""
        if self.metric == "jaccard":
            return rest * (1 + self.threshold) / self.threshold - mass
        return np.full(len(mass), np.inf)

    def largest_smaller(self, mass: Floats, rest: Floats) -> Floats:
        """Return the largest mass of a smaller partner; not of the cosine."""
        if self.metric == "jaccard":
            return rest * (1 + self.threshold) / self.threshold - mass
        return rest / self.threshold
