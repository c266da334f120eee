"""The positions of shared n-grams, pair by pair."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np

from analyzer.similarity.rows import (
    CHUNK,
    Flags,
    Floats,
    Ints,
    Ranks,
    length_classes,
    owners,
    pointers,
    row_sums,
)

# An element is packed as the id of its n-gram, its side and its position.
SIDE = np.int64(1 << 31)
PLACE = SIDE - 1
# N-grams per span, about a sentence: what has a match is measured in spans.
SPAN = 20
# The order of two texts is compared by a sample of their shared n-grams.
SAMPLE = 32


class SharedPositions(msgspec.Struct, frozen=True, eq=False):
    """The shared n-grams of some pairs of rows.

    Attributes
    ----------
    pairs : ndarray of int64, shape (n_pairs,)
        Which pairs.
    pair, position : tuple of ndarray of int64, shape (n_elements,)
        For the left and for the right rows: the pair, an index into `pairs`, and
        the position of each n-gram that the other row has too.
    once : ndarray of int64, shape (3, n_once)
        Pair, left position and right position of n-grams that occur once in each.
    """

    pairs: Ints
    pair: tuple[Ints, Ints]
    position: tuple[Ints, Ints]
    once: Ints

    def first_of_each(self, side: int, least: Ints) -> Flags:
        """Return which unique n-grams are at a position below `least`."""
        return np.asarray(self.once[1 + side] < least[self.once[0]])


def shared_positions(
    ptr: Ints, numbers: Ranks, left: Ints, right: Ints
) -> Iterator[SharedPositions]:
    """Yield the shared positions of pairs of rows, some pairs of similar length at a time.

    Both rows are sorted into one, where equal n-grams are next to each other.

    Parameters
    ----------
    ptr : ndarray of int64, shape (n_rows + 1,)
    numbers : ndarray of int32, shape (n_ngrams,)
        Ids of the n-grams, in text order.
    left, right : ndarray of int64, shape (n_pairs,)
        Rows, different ones and none of them empty.
    """
    size = np.diff(ptr)
    both = size[left] + size[right]
    for pairs in length_classes(both):
        mine = size[left[pairs]][:, None]
        column = np.arange(int(both[pairs].max()))
        inside = column < both[pairs][:, None]
        on_right = column >= mine
        local = column - np.where(on_right, mine, 0)
        start = np.where(on_right, ptr[right[pairs]][:, None], ptr[left[pairs]][:, None])
        element = numbers[np.where(inside, start + local, 0)].astype(np.int64) << 32
        element |= local | np.where(on_right, SIDE, 0)
        element[~inside] = np.iinfo(np.int64).max
        element.sort(axis=1)
        yield _shared(pairs, element[inside], pointers(both[pairs]))


def _shared(pairs: Ints, element: Ints, ptr: Ints) -> SharedPositions:
    """Return the sorted elements that are on both sides of their pair."""
    number, right = element >> 32, (element & SIDE) > 0
    first = np.empty(len(element), bool)
    np.not_equal(number[1:], number[:-1], out=first[1:])
    first[ptr[:-1]] = True
    head = np.flatnonzero(first)
    last = np.append(head[1:], len(element)) - 1
    # The left ones of a group precede the right ones.
    both = ~right[head] & right[last]
    shared_at = np.flatnonzero(np.repeat(both, last - head + 1))
    pair, position = owners(ptr)[shared_at], element[shared_at] & PLACE
    on_right = right[shared_at]
    single = head[both & (last == head + 1)]
    once = np.stack([owners(ptr)[single], element[single] & PLACE, element[single + 1] & PLACE])
    return SharedPositions(
        pairs,
        (pair[~on_right], pair[on_right]),
        (position[~on_right], position[on_right]),
        once,
    )


def covered_symbols(found: SharedPositions, size: Ints, n: int) -> Ints:
    """Return how many symbols of each left row are in shared n-grams.

    Parameters
    ----------
    found : SharedPositions
    size : ndarray of int64, shape (n_pairs,)
        How many n-grams the left row has.
    n : int
        Symbols of an n-gram.
    """
    ptr = pointers(size + n - 1)
    marks = np.zeros(int(ptr[-1]), bool)
    at = ptr[found.pair[0]] + found.position[0]
    for step in range(n):
        marks[at + step] = True
    return row_sums(ptr, marks).astype(np.int64)


def spans_with_matches(
    found: SharedPositions, size: Ints, side: int, least: int = 1
) -> tuple[Ints, Flags]:
    """Return which spans of a row contain so many shared n-grams.

    Returns
    -------
    ptr : ndarray of int64, shape (n_pairs + 1,)
    marks : ndarray of bool, shape (ptr[-1],)
    """
    # The remainder of a row belongs to its last whole span.
    count = np.maximum(size // SPAN, 1)
    ptr = pointers(count)
    pair = found.pair[side]
    span = ptr[pair] + np.minimum(found.position[side] // SPAN, count[pair] - 1)
    return ptr, np.bincount(span, minlength=int(ptr[-1])) >= least


def concordance(found: SharedPositions) -> Floats:
    """Return how often two n-grams are in the same order in both rows, shape (n_pairs,).

    As Kendall's tau, on a scale from 0, the reverse order, to 1; random order gives one
    half. Of more than `SAMPLE` unique n-grams a sample is taken; 1 for fewer than two.
    """
    pair, one, other = found.once
    n_pairs = len(found.pairs)
    count = np.bincount(pair, minlength=n_pairs)
    taken = np.minimum(count, SAMPLE)
    ptr, start = pointers(taken), pointers(count)[:-1]
    row = owners(ptr)
    step = np.arange(ptr[-1]) - ptr[row]
    chosen = start[row] + step * count[row] // np.maximum(taken[row], 1)
    result = np.ones(n_pairs)
    for first in range(0, n_pairs, max(CHUNK // SAMPLE**2, 1)):
        last = min(first + max(CHUNK // SAMPLE**2, 1), n_pairs)
        some = slice(ptr[first], ptr[last])
        result[first:last] = _concordance(
            row[some] - first, step[some], one[chosen[some]], other[chosen[some]], last - first
        )
    return result


def _concordance(row: Ints, column: Ints, one: Ints, other: Ints, n_rows: int) -> Floats:
    places = np.full((2, n_rows, SAMPLE), -1, np.int32)
    places[0, row, column] = one
    places[1, row, column] = other
    there = places[0] >= 0
    known = there[:, :, None] & there[:, None, :]
    before = places[:, :, :, None] < places[:, :, None, :]
    same = np.count_nonzero(known & (before[0] == before[1]), axis=(1, 2))
    size = np.count_nonzero(there, axis=1)
    # An n-gram is never before itself, in neither row.
    of = size * (size - 1)
    return np.where(of > 0, (same - size) / np.maximum(of, 1), 1.0)
