"""Rows of n-grams, and what is done to them before they are compared.

A row is a set of n-grams, each named by a 64-bit hash: a sentence, an article.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = TypeVar("Numbers", Ints, Keys)

# Odd, so that multiplying loses nothing; the bits of the golden ratio, so that
# small numbers spread too (Knuth, The Art of Computer Programming 3, 6.4).
SPREAD = np.uint64(0x9E3779B97F4A7C15)
# Elements of a padded matrix or of a chunk of places: fits the processor's cache.
CHUNK = 1 << 17


@dataclass(frozen=True, eq=False)
class NgramRows:
    """Rows of n-grams as flat arrays.

    Attributes
    ----------
    ptr : ndarray of int64, shape (n_rows + 1,)
        The n-grams of row ``i`` are ``ngram[ptr[i]:ptr[i + 1]]``.
    ngram : ndarray of uint64, shape (n_ngrams,)
        64-bit hashes, in any order; one that stands twice in a row counts once.
    weight : ndarray of float64, shape (n_ngrams,), or None
        Positive. For Jaccard and containment what an n-gram counts for, the
        same wherever it stands. For the cosine what one occurrence counts for:
        those of one row are added up. None: 1 each.
    """

    ptr: Ints
    ngram: Keys
    weight: Floats | None = None

    def __len__(self) -> int:
        return len(self.ptr) - 1

    def take(self, rows: Ints) -> NgramRows:
        """Return some of the rows, in the order given."""
        place, ptr = places(self.ptr, rows)
        weight = None if self.weight is None else self.weight[place]
        return NgramRows(ptr, self.ngram[place], weight)

    def followed_by(self, other: NgramRows) -> NgramRows:
        """Return these rows and then those of `other`."""
        weight = None
        if self.weight is not None and other.weight is not None:
            weight = np.concatenate([self.weight, other.weight])
        ptr = np.concatenate([self.ptr, other.ptr[1:] + self.ptr[-1]])
        return NgramRows(ptr, np.concatenate([self.ngram, other.ngram]), weight)


def pointers(length: Ints) -> Ints:
    """Return where rows of these lengths begin, and where the last ends."""
    ptr = np.zeros(len(length) + 1, np.int64)
    np.cumsum(length, out=ptr[1:])
    return ptr


def owners(ptr: Ints) -> Ints:
    """Return the row of each element."""
    return np.repeat(np.arange(len(ptr) - 1), np.diff(ptr))


def places(ptr: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Return where the elements of some rows stand, and the pointers of those rows."""
    start = ptr[rows]
    chosen = pointers(ptr[rows + 1] - start)
    length = np.diff(chosen)
    return np.arange(chosen[-1]) + np.repeat(start - chosen[:-1], length), chosen


def row_sums(ptr: Ints, value: Ints | Floats | Flags) -> Floats:
    """Return the sum of each row, 0 for an empty one."""
    sums = np.zeros(len(ptr) - 1)
    filled = np.flatnonzero(np.diff(ptr))
    if len(filled):
        sums[filled] = np.add.reduceat(value, ptr[filled], dtype=np.float64)
    return sums


def ranges(start: Ints, end: Ints, budget: int = CHUNK) -> Iterator[tuple[Ints, Ints]]:
    """Yield every place of every half-open range, and its range, in chunks.

    Yields
    ------
    owner, place : ndarray of int64
        At most `budget` at a time, by owner and then by place.
    """
    ptr = pointers(np.maximum(end - start, 0))
    for first in range(0, int(ptr[-1]), budget):
        last = min(first + budget, int(ptr[-1]))
        low = int(np.searchsorted(ptr, first, side="right")) - 1
        high = int(np.searchsorted(ptr, last, side="left"))
        edges = np.clip(ptr[low : high + 1], first, last)
        length = np.diff(edges)
        owner = np.repeat(np.arange(low, high), length)
        yield owner, np.arange(first, last) + np.repeat(start[low:high] - ptr[low:high], length)


def length_classes(length: Ints, budget: int = CHUNK) -> Iterator[Ints]:
    """Yield rows of nearly one length together, at most `budget` elements padded."""
    order = np.argsort(length, kind="stable")
    ordered = length[order]
    first = int(np.searchsorted(ordered, 1))
    while first < len(order):
        longest = int(ordered[first]) * 9 // 8 + 1
        last = int(np.searchsorted(ordered, longest, side="right"))
        last = min(last, first + max(1, budget // longest))
        yield order[first:last]
        first = last


def sort_rows(ptr: Ints, value: Numbers) -> Numbers:
    """Return `value` with each row sorted.

    Many short sorts side by side in a padded matrix: far cheaper than one sort
    of everything.
    """
    result = np.empty_like(value)
    pad = np.iinfo(value.dtype).max
    for rows in length_classes(np.diff(ptr)):
        length = ptr[rows + 1] - ptr[rows]
        inside = np.arange(int(length.max())) < length[:, None]
        place, _ = places(ptr, rows)
        matrix = np.full(inside.shape, pad, value.dtype)
        matrix[inside] = value[place]
        matrix.sort(axis=1)
        result[place] = matrix[inside]
    return result


def firsts(ptr: Ints, ordered: Ints | Keys) -> Flags:
    """Return which elements of sorted rows differ from the one before in their row."""
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    first[ptr[:-1][np.diff(ptr) > 0]] = True
    return first


def number(keys: Keys) -> tuple[Ints, int]:
    """Return a number from 0 for each distinct key, and how many there are.

    By rounds of a hash table: in every slot one key wins, its equals find it
    there, and the rest try again with other bits of theirs. Exact: keys are
    compared whole.
    """
    result = np.empty(len(keys), np.int64)
    pending: Ints | slice = slice(None)
    keys = keys * SPREAD
    n_numbers = 0
    while len(keys):
        bits = len(keys).bit_length() + 1
        slot = (keys >> np.uint64(64 - bits)).astype(np.int64)
        table = np.zeros(1 << bits, np.uint64)
        table[slot] = keys
        found = table[slot] == keys
        used = np.zeros(1 << bits, bool)
        used[slot] = True
        numbered = np.cumsum(used) + (n_numbers - 1)
        n_numbers = int(numbered[-1]) + 1
        if isinstance(pending, slice):
            pending = np.arange(len(keys))
        result[pending[found]] = numbered[slot[found]]
        pending, keys = pending[~found], keys[~found]
        keys = (keys ^ (keys >> np.uint64(29))) * SPREAD
    return result, n_numbers
