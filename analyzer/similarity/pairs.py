"""Pairs of similar rows, their overlaps, and clusters of verified pairs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import msgspec
import numpy as np
from msgspec.structs import astuple

from analyzer.similarity.rows import Flags, Floats, Ints, Ranks, length_classes
from analyzer.text.arrays import unique


class Pairs(msgspec.Struct, frozen=True, eq=False):
    """Pairs of similar rows.

    Attributes
    ----------
    left, right : ndarray of int64, shape (n_pairs,)
        Row numbers. In a join of rows with themselves ``left < right``.
    similarity : ndarray of float64, shape (n_pairs,)
    overlap : ndarray of float64, shape (n_pairs,)
        The number, or total weight, of shared n-grams; for the cosine the
        cosine itself.
    left_size, right_size : ndarray of float64, shape (n_pairs,)
        The number, or total weight, of distinct n-grams; for the cosine 1.
    """

    left: Ints
    right: Ints
    similarity: Floats
    overlap: Floats
    left_size: Floats
    right_size: Floats

    def __len__(self) -> int:
        return len(self.left)

    @property
    def jaccard(self) -> Floats:
        """The overlap as a share of the union."""
        return self.overlap / (self.left_size + self.right_size - self.overlap)

    @property
    def left_containment(self) -> Floats:
        """The share of the left row that the right row has too."""
        return self.overlap / self.left_size

    @property
    def right_containment(self) -> Floats:
        """The share of the right row that the left row has too."""
        return self.overlap / self.right_size

    @property
    def both_ways(self) -> tuple[Ints, Ints, Ints]:
        """Each pair from either side: the row, the other row, and the number of the pair."""
        row = np.concatenate([self.left, self.right])
        other = np.concatenate([self.right, self.left])
        return row, other, np.tile(np.arange(len(self)), 2)

    def take(self, chosen: Ints) -> Pairs:
        """Return some of the pairs, in the order given."""
        return Pairs(*(column[chosen] for column in astuple(self)))


def overlaps(
    ptr: Ints,
    rank: Ranks,
    left: Ints,
    right: Ints,
    weight: Floats | None = None,
    *,
    squared: bool = False,
) -> Floats:
    """Return the overlap of each pair of sets.

    Both sets are sorted into one row, where shared n-grams are next to each other.

    Parameters
    ----------
    ptr : ndarray of int64, shape (n_sets + 1,)
    rank : ndarray of int32, shape (n_elements,)
        Ids of n-grams, distinct in each set.
    left, right : ndarray of int64, shape (n_pairs,)
    weight : ndarray of float64, shape (n_elements,), or None
        None: 1 each.
    squared : bool
        Whether to add up the products of both weights, not the weights.

    Returns
    -------
    ndarray of float64, shape (n_pairs,)
    """
    result = np.zeros(len(left))
    size = np.diff(ptr)
    both = size[left] + size[right]
    for pairs in length_classes(both):
        column = np.arange(int(both[pairs].max()))
        mine = size[left[pairs]][:, None]
        start = ptr[left[pairs]][:, None]
        shift = ptr[right[pairs]][:, None] - mine
        position = column + np.where(column < mine, start, shift)
        outside = column >= both[pairs][:, None]
        position[outside] = 0
        if weight is None:
            matrix = rank[position]
            matrix[outside] = np.iinfo(np.int32).max
            matrix.sort(axis=1)
            result[pairs] = np.count_nonzero(_occur_twice(matrix), axis=1)
            continue
        packed = rank[position].astype(np.int64) << 32 | position
        packed[outside] = np.iinfo(np.int64).max
        packed.sort(axis=1)
        pair, column = np.nonzero(_occur_twice(packed >> 32))
        value = weight[packed[pair, column] & 0xFFFFFFFF]
        if squared:
            value = value * weight[packed[pair, column + 1] & 0xFFFFFFFF]
        result[pairs] = np.bincount(pair, value, minlength=len(pairs))
    return result


def _occur_twice(matrix: Ints | Ranks) -> Flags:
    same: Flags = matrix[:, 1:] == matrix[:, :-1]
    return same & (matrix[:, 1:] < np.iinfo(np.int32).max)


# Sums are rounded before they are compared: the order of addition must not matter.
DECIMALS = 9


class Clusters(msgspec.Struct, frozen=True, eq=False):
    """Connected components of similar rows.

    Attributes
    ----------
    label : ndarray of int64, shape (n_rows,)
        The cluster of each row, counted from 0 in the order of their first
        rows; -1 for a row in no pair.
    tie : ndarray of int64, shape (n_rows,)
        The pair with the highest similarity that has the row; of several the
        first; -1 for a row in no pair.
    representative : ndarray of int64, shape (n_clusters,)
        The row of each cluster that contains most of its partners, by the sum of
        their containments; the first of equals.
    """

    label: Ints
    tie: Ints
    representative: Ints


def cluster(pairs: Pairs, n_rows: int) -> Clusters:
    """Return the connected components of the rows under the pairs."""
    parent = components(pairs.left, pairs.right, n_rows)
    paired = np.zeros(n_rows, bool)
    paired[pairs.left] = paired[pairs.right] = True
    label = np.full(n_rows, -1)
    roots = unique(parent[paired])
    label[paired] = np.searchsorted(roots, parent[paired])

    tie = np.full(n_rows, -1)
    weakest_first = np.lexsort((-np.arange(len(pairs)), pairs.similarity))
    tie[pairs.right[weakest_first]] = weakest_first
    best_left = np.full(n_rows, -1)
    best_left[pairs.left[weakest_first]] = weakest_first
    tie = _stronger(pairs, tie, best_left)

    holds = np.bincount(pairs.left, pairs.right_containment, minlength=n_rows)
    holds += np.bincount(pairs.right, pairs.left_containment, minlength=n_rows)
    members = np.flatnonzero(paired)
    order = members[np.lexsort((-members, np.round(holds[members], DECIMALS)))]
    representative = np.empty(len(roots), np.int64)
    representative[label[order]] = order
    return Clusters(label, tie, representative)


def _stronger(pairs: Pairs, one: Ints, other: Ints) -> Ints:
    """Return of two pairs the more similar one, the earlier one of equals."""
    if not len(pairs):
        return one
    first = np.where(one < 0, -1.0, pairs.similarity[one])
    second = np.where(other < 0, -1.0, pairs.similarity[other])
    earlier = (first == second) & (other < one)
    return np.where((second > first) | earlier, other, one)


def components(left: Ints, right: Ints, n_rows: int) -> Ints:
    """Return the lowest row of the connected component of each row.

    All rows at once: every root takes the lowest root that it is paired with as its
    parent, then all paths are halved until they are flat.
    """
    parent = np.arange(n_rows)
    while len(left):
        low, high = np.minimum(left, right), np.maximum(left, right)
        np.minimum.at(parent, high, low)
        while True:
            above = parent[parent]
            if np.array_equal(above, parent):
                break
            parent = above
        left, right = parent[left], parent[right]
        apart = left != right
        left, right = left[apart], right[apart]
    return parent


# The most others that an article is asked to be unrelated with.
MOST_CANDIDATES = 8


class Candidate(msgspec.Struct, frozen=True):
    """Another article that has much of an article's wording.

    Attributes
    ----------
    row, pair : int
    share : float
        The share of the article's sequences that the other one has.
    own_share : float
        The share that the smaller one of both does not share.
    """

    row: int
    pair: int
    share: float
    own_share: float


def candidates(pairs: Pairs, least: float) -> Iterator[tuple[int, list[Candidate]]]:
    """Yield each row that others repeat enough of, with the most similar of them."""
    row, other, pair = pairs.both_ways
    share = np.concatenate([pairs.left_containment, pairs.right_containment])
    chosen = np.flatnonzero(share >= least)
    chosen = chosen[np.lexsort((other[chosen], -share[chosen], row[chosen]))]
    own_share = 1 - pairs.similarity
    edge = [*np.flatnonzero(np.diff(row[chosen], prepend=-1)), len(chosen)]
    for begin, stop in pairwise(edge):
        some = chosen[begin : min(stop, begin + MOST_CANDIDATES)]
        values = other[some], pair[some], share[some], own_share[pair[some]]
        columns = (column.tolist() for column in values)
        yield int(row[some[0]]), [Candidate(*one) for one in zip(*columns, strict=True)]


def nearest_pairs(pairs: Pairs) -> tuple[Ints, Ints]:
    """Return the rows that are in a pair, and the most similar pair of each."""
    row, _, pair = pairs.both_ways
    order = np.lexsort((pair, -pairs.jaccard[pair], -pairs.similarity[pair], row))
    first = np.flatnonzero(np.diff(row[order], prepend=-1))
    return row[order][first], pair[order][first]
