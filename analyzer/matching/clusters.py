"""Clusters of rows, from verified pairs only."""

from __future__ import annotations

import msgspec
import numpy as np

from analyzer.matching.ngramrows import Ints
from analyzer.matching.similarity import Pairs
from analyzer.text.order import distinct

# Sums are compared to so many digits: in what order they were added must not show.
DIGITS = 9


class Clusters(msgspec.Struct, frozen=True, eq=False):
    """Rows connected by pairs that are alike.

    Attributes
    ----------
    label : ndarray of int64, shape (n_rows,)
        The cluster of each row, counted from 0 in the order of their first
        rows; -1 for a row in no pair.
    tie : ndarray of int64, shape (n_rows,)
        The pair with the highest similarity that has the row; of several the
        first; -1 for a row in no pair.
    representative : ndarray of int64, shape (n_clusters,)
        The row of each cluster that has most of the others: for which the shares
        of its partners that it has add up to most; of several the first.
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
    roots = distinct(parent[paired])
    label[paired] = np.searchsorted(roots, parent[paired])

    tie = np.full(n_rows, -1)
    weakest_first = np.lexsort((-np.arange(len(pairs)), pairs.similarity))
    tie[pairs.right[weakest_first]] = weakest_first
    best_left = np.full(n_rows, -1)
    best_left[pairs.left[weakest_first]] = weakest_first
    tie = _better(pairs, tie, best_left)

    holds = np.bincount(pairs.left, pairs.right_containment, minlength=n_rows)
    holds += np.bincount(pairs.right, pairs.left_containment, minlength=n_rows)
    members = np.flatnonzero(paired)
    order = members[np.lexsort((-members, np.round(holds[members], DIGITS)))]
    representative = np.empty(len(roots), np.int64)
    representative[label[order]] = order
    return Clusters(label, tie, representative)


def _better(pairs: Pairs, one: Ints, other: Ints) -> Ints:
    """Return of two pairs the more similar one, or the first."""
    if not len(pairs):
        return one
    first = np.where(one < 0, -1.0, pairs.similarity[one])
    second = np.where(other < 0, -1.0, pairs.similarity[other])
    earlier = (first == second) & (other < one)
    return np.where((second > first) | earlier, other, one)


def components(left: Ints, right: Ints, n_rows: int) -> Ints:
    """Return the lowest row that each row is connected with.

    All rows at once: every root takes the lowest root it is paired with for its
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
