"""Which sets are alike: an exact join by prefix filtering.

Where n-grams are ordered from the rarest, two sets that share enough share one
of their first n-grams already: were the first shared one further back, too
little would follow it (Chaudhuri et al., 2006; Bayardo et al., 2007). How much
can follow it bounds the sizes and the places at which they can meet (Xiao et
al., 2008), and a few bits for each set bound how much they differ (Sandes et
al., 2020). What is left is counted out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analyzer.ngramrows import (
    SPREAD,
    Flags,
    Floats,
    Ints,
    Keys,
    length_classes,
    owners,
    places,
    pointers,
    ranges,
)
from analyzer.rankedsets import SLACK, RankedSets

Likeness = Literal["jaccard", "containment", "cosine"]
# Meetings looked at before pairs are made distinct: bounds the memory.
BLOCK = 1 << 22
# Sums of weights are compared with what rounding may take away.
ALMOST = 1 - 1e-9
# Bits to a word of a signature, and the most words of one.
WORD = 64
MOST_WORDS = 8


@dataclass(frozen=True, eq=False)
class Postings:
    """The n-grams by which sets can meet, by n-gram and then by set.

    Attributes
    ----------
    key : ndarray of int64
        The n-gram times the number of sets, plus the set.
    row : ndarray of int64
    limit : ndarray of float64
        A smaller set can meet here up to this value.
    """

    key: Ints
    row: Ints
    limit: Floats


def join_sets(
    sets: RankedSets, threshold: float, likeness: Likeness, *, two: bool
) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Yield the pairs of sets that reach the threshold, each once.

    Yields
    ------
    smaller, larger : ndarray of int64
        Numbers of sets, ``smaller < larger``.
    overlap : ndarray of float64
        What they share weighs so much; for the cosine the cosine itself.
    """
    for near, far in ((0, 1), (1, 0)) if two else ((0, 0),):
        for smaller, larger in _candidates(sets, threshold, likeness, near, far):
            overlap = overlaps(sets, smaller, larger)
            reached = similarity(sets.mass[smaller], sets.mass[larger], overlap, likeness)
            kept = reached >= (threshold if sets.weight is None else threshold * ALMOST)
            yield smaller[kept], larger[kept], overlap[kept]


def similarity(smaller: Floats, larger: Floats, overlap: Floats, likeness: Likeness) -> Floats:
    """Return how alike two sets of these masses are that share so much."""
    if likeness == "cosine":
        return overlap
    if likeness == "jaccard":
        return np.asarray(overlap / (smaller + larger - overlap))
    return np.asarray(overlap / np.minimum(smaller, larger))


def core_share(threshold: float, likeness: Likeness) -> float:
    """Return what part of its mass a set must share with a partner."""
    return threshold**2 if likeness == "cosine" else threshold


def _candidates(
    sets: RankedSets, threshold: float, likeness: Likeness, near: int, far: int
) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs that may reach the threshold, the smaller set of side `near`."""
    owner = owners(sets.ptr)
    rest = _rest(sets)
    probe_need, index_need = _needs(threshold, likeness)
    mass = sets.mass[owner]
    low = 1 - SLACK
    posting = np.flatnonzero((rest >= index_need * mass * low) & (sets.side[owner] == far))
    index = _index(sets, posting, owner, rest, threshold, likeness)
    probe = np.flatnonzero((rest >= probe_need * mass * low) & (sets.side[owner] == near))
    start, end = _partners(sets, index, probe, owner, rest, threshold, likeness)
    met = end > start
    probe, start, end = probe[met], start[met], end[met]
    value = mass if likeness != "cosine" else threshold**2 / rest
    value = value[probe] * low
    words = signatures(sets) if sets.weight is None else None
    for first, last in _blocks(owner[probe], end - start):
        found = []
        for local, place in ranges(start[first:last], end[first:last]):
            meeting = local + first
            kept = np.flatnonzero(value[meeting] <= index.limit[place])
            left, right = owner[probe[meeting[kept]]], index.row[place[kept]]
            if words is not None:
                left, right = _similar_bits(sets, words, left, right, threshold, likeness)
            found.append(left * len(sets) + right)
        pairs = np.unique(np.concatenate(found))
        for begin in range(0, len(pairs), 1 << 16):
            yield np.divmod(pairs[begin : begin + (1 << 16)], len(sets))


def _rest(sets: RankedSets) -> Floats:
    """Return for each n-gram the mass from it to the end of its set."""
    size = np.diff(sets.ptr)
    if sets.weight is None:
        return np.asarray(np.repeat(sets.ptr[1:], size) - np.arange(len(sets.rank)), float)
    total = np.concatenate([[0], np.cumsum(sets.contribution)])
    return np.asarray(np.repeat(total[sets.ptr[1:]], size) - total[:-1])


def _needs(threshold: float, likeness: Likeness) -> tuple[float, float]:
    """Return the part of its mass that the smaller and the larger set must share."""
    if likeness == "jaccard":
        return 2 * threshold / (1 + threshold), threshold
    if likeness == "containment":
        return threshold, 0.0
    return threshold**2, threshold**2


def _index(
    sets: RankedSets,
    posting: Ints,
    owner: Ints,
    rest: Floats,
    threshold: float,
    likeness: Likeness,
) -> Postings:
    row = owner[posting]
    limit = rest[posting]
    if likeness == "jaccard":
        limit = limit * (1 + threshold) / threshold - sets.mass[row]
    elif likeness == "containment":
        limit = limit / threshold
    key = sets.rank[posting] * len(sets) + row
    order = np.argsort(key)
    return Postings(key[order], row[order], limit[order])


def _partners(
    sets: RankedSets,
    index: Postings,
    probe: Ints,
    owner: Ints,
    rest: Floats,
    threshold: float,
    likeness: Likeness,
) -> tuple[Ints, Ints]:
    """Return for each probe the stretch of the index that holds larger partners."""
    row = owner[probe]
    key = sets.rank[probe] * len(sets)
    last = np.full(len(probe), len(sets))
    if likeness == "jaccard":
        most = rest[probe] * (1 + threshold) / threshold - sets.mass[row]
        last = np.searchsorted(sets.mass, most * (1 + SLACK), side="right")
    order = np.argsort(key + row)
    start, end = np.empty(len(probe), np.int64), np.empty(len(probe), np.int64)
    start[order] = np.searchsorted(index.key, (key + row)[order], side="right")
    end[order] = np.searchsorted(index.key, (key + last)[order], side="left")
    return start, end


def _blocks(row: Ints, count: Ints) -> Iterator[tuple[int, int]]:
    """Yield stretches of probes of whole rows, with about `BLOCK` meetings each."""
    total = pointers(count)
    edge = np.append(np.flatnonzero(np.diff(row, prepend=-1)), len(row))
    first = 0
    while first < len(row):
        wanted = int(np.searchsorted(total, total[first] + BLOCK, side="right")) - 1
        last = int(edge[max(int(np.searchsorted(edge, wanted, side="right")) - 1, 0)])
        if last <= first:
            last = int(edge[int(np.searchsorted(edge, first, side="right"))])
        yield first, last
        first = last


def signatures(sets: RankedSets) -> Keys:
    """Return bits for each set, of which at most one differs for each n-gram that does.

    Each n-gram flips one bit.

    Returns
    -------
    ndarray of uint64, shape (n_words, n_sets)
    """
    size = np.diff(sets.ptr)
    filled = np.flatnonzero(size)
    typical = int(np.percentile(size[filled], 75)) if len(filled) else 0
    n_words = min(max(2 * typical // WORD, 1), MOST_WORDS)
    mark = sets.rank.astype(np.uint64) * SPREAD >> np.uint64(40)
    bit = np.uint64(1) << (mark & np.uint64(WORD - 1))
    word = (mark >> np.uint64(6)) % np.uint64(n_words)
    words = np.zeros((n_words, len(sets)), np.uint64)
    for number in range(n_words if len(filled) else 0):
        here = np.where(word == np.uint64(number), bit, np.uint64(0))
        words[number, filled] = np.bitwise_xor.reduceat(here, sets.ptr[:-1][filled])
    return words


def _similar_bits(
    sets: RankedSets,
    words: Keys,
    left: Ints,
    right: Ints,
    threshold: float,
    likeness: Likeness,
) -> tuple[Ints, Ints]:
    """Keep the pairs whose signatures differ in no more bits than their sets may.

    What n-grams were left out of a set, because no other has them, differs too.
    """
    size = np.diff(sets.ptr)
    smaller, larger = sets.mass[left], sets.mass[right]
    if likeness == "jaccard":
        share = threshold / (1 + threshold) * (smaller + larger)
    else:
        share = threshold * smaller
    allowed = size[left] + size[right] - 2 * share * (1 - SLACK)
    differ = np.zeros(len(left), np.int64)
    for word in words:
        differ += np.bitwise_count(word[left] ^ word[right])
        kept = differ <= allowed
        left, right, differ, allowed = left[kept], right[kept], differ[kept], allowed[kept]
    return left, right


def overlaps(sets: RankedSets, left: Ints, right: Ints) -> Floats:
    """Return what each pair of sets shares: the weight, or the product of weights.

    Both sets are sorted into one row, where what they share stands twice.
    """
    result = np.zeros(len(left))
    size = np.diff(sets.ptr)
    both = size[left] + size[right]
    for pairs in length_classes(both):
        here, _ = places(sets.ptr, left[pairs])
        there, _ = places(sets.ptr, right[pairs])
        column = np.arange(int(both[pairs].max()))
        mine = column < size[left[pairs]][:, None]
        theirs = (column < both[pairs][:, None]) & ~mine
        matrix = np.full(mine.shape, np.iinfo(np.int64).max)
        matrix[mine] = sets.rank[here]
        matrix[theirs] = sets.rank[there]
        if sets.weight is None:
            matrix.sort(axis=1)
            result[pairs] = np.count_nonzero(_twice(matrix), axis=1)
            continue
        matrix[mine] = matrix[mine] << 32 | here
        matrix[theirs] = matrix[theirs] << 32 | there
        matrix.sort(axis=1)
        pair, column = np.nonzero(_twice(matrix >> 32))
        first = sets.weight[matrix[pair, column] & 0xFFFFFFFF]
        if sets.squared:
            first = first * sets.weight[matrix[pair, column + 1] & 0xFFFFFFFF]
        result[pairs] = np.bincount(pair, first, minlength=len(pairs))
    return result


def _twice(matrix: Ints) -> Flags:
    same: Flags = matrix[:, 1:] == matrix[:, :-1]
    return same & (matrix[:, 1:] < np.iinfo(np.int64).max >> 32)
