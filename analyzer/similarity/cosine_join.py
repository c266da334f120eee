"""Candidate pairs of an exact cosine join: prefix filter and bounds of the tails.

The prefix of a set holds its rarest n-grams, up to where the squared weights that
follow add up to less than the squared threshold. Two sets that reach the threshold
have an n-gram in common that is in both prefixes. What the prefixes share is added
up exactly. Everything else that two sets share comes after the end of one prefix,
and adds at most the product of the lengths of both tails from there on (Cauchy and
Schwarz; Anastasiu and Karypis, 2014).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np

from analyzer.similarity.hashing import SLACK
from analyzer.similarity.rows import Bounds, Floats, Ints, pointers, ranges, row_chunks
from analyzer.similarity.sorted_sets import SortedSets, prefix_places
from analyzer.text.arrays import radix_argsort

# Products added up at once, and candidates verified at once: both bound the memory.
BLOCK = 1 << 22
PAIRS = 1 << 16
# Sums are kept in a table with a cell for every pair where at least one cell in so
# many is used, and are sorted by pair otherwise.
DENSE = 4
# What rounding may take away from the squared length of a tail.
ROUNDING = 1e-8


class Prefixes(msgspec.Struct, frozen=True, eq=False):
    """The n-grams in the prefixes of all sets, by set, and where their lists go on.

    Attributes
    ----------
    row : ndarray of int64, shape (n_postings,)
        The set.
    weight : ndarray of float64, shape (n_postings,)
    start, end : ndarray of int64, shape (n_postings,)
        Later sets that have the n-gram in their prefix: a range of the posting lists.
    posting_row, posting_weight : ndarray, shape (n_postings,)
        The posting lists, by n-gram and then by set.
    """

    row: Ints
    weight: Floats
    start: Ints
    end: Ints
    posting_row: Ints
    posting_weight: Floats


class Tails:
    """What the n-grams of each set from a given one on can add to a cosine."""

    def __init__(self, sets: SortedSets, row: Ints) -> None:
        size = np.diff(sets.ptr)
        # One more than the highest rank: no prefix ends there.
        self.n_ranks = int(sets.rank.max(initial=-1)) + 2
        owner = np.repeat(np.arange(len(sets)), size)
        self.key = owner * self.n_ranks + sets.rank
        self.total = np.concatenate([[0.0], np.cumsum(sets.contribution)])
        self.end_total = self.total[sets.ptr[1:]]
        end = sets.ptr[:-1] + np.bincount(row, minlength=len(sets))
        self.end_rank = np.full(len(sets), self.n_ranks - 1)
        cut = np.flatnonzero(end < sets.ptr[1:])
        self.end_rank[cut] = sets.rank[end[cut]]

    def most(self, left: Ints, right: Ints) -> Floats:
        """Return the most that pairs share outside of the prefix of one of them."""
        rank = np.minimum(self.end_rank[left], self.end_rank[right])
        return np.sqrt(self._squared(left, rank) * self._squared(right, rank))

    def _squared(self, row: Ints, rank: Ints) -> Floats:
        first = np.searchsorted(self.key, row * self.n_ranks + rank)
        squared = np.maximum(self.end_total[row] - self.total[first], 0) + ROUNDING
        return np.asarray(squared)


def cosine_candidates(sets: SortedSets, bounds: Bounds) -> Iterator[tuple[Ints, Ints]]:
    """Yield distinct pairs of sets that may reach the threshold.

    Parameters
    ----------
    sets : SortedSets
        Scaled to length 1.
    bounds : Bounds
        Of the cosine.
    """
    prefixes = _prefixes(sets, bounds)
    tails = Tails(sets, prefixes.row)
    least = bounds.threshold * (1 - SLACK)
    hits = pointers(prefixes.end - prefixes.start)
    edge = np.append(np.flatnonzero(np.diff(prefixes.row, prepend=-1)), len(prefixes.row))
    for first, last in row_chunks(hits[edge], BLOCK):
        pair, product = _products(prefixes, int(edge[first]), int(edge[last]), len(sets))
        for begin in range(0, len(pair), PAIRS):
            left, right = np.divmod(pair[begin : begin + PAIRS], len(sets))
            kept = product[begin : begin + PAIRS] + tails.most(left, right) >= least
            yield left[kept], right[kept]


def _prefixes(sets: SortedSets, bounds: Bounds) -> Prefixes:
    assert sets.weight is not None
    need = bounds.need_of_larger * sets.mass * (1 - SLACK)
    position, row = prefix_places(sets, need)
    weight, rank = sets.weight[position], sets.rank[position].astype(np.int64)
    order = radix_argsort(rank)
    start = np.empty(len(order), np.int64)
    start[order] = np.arange(1, len(order) + 1)
    end = np.searchsorted(rank[order], rank, side="right")
    return Prefixes(row, weight, start, end, row[order], weight[order])


def _products(prefixes: Prefixes, first: int, last: int, n_sets: int) -> tuple[Ints, Floats]:
    """Return the pairs of some sets with later ones, and what their prefixes share."""
    low = int(prefixes.row[first])
    keys, products = [np.zeros(0, np.int64)], [np.zeros(0)]
    for local, position in ranges(prefixes.start[first:last], prefixes.end[first:last]):
        probe = local + first
        keys.append((prefixes.row[probe] - low) * n_sets + prefixes.posting_row[position])
        products.append(prefixes.weight[probe] * prefixes.posting_weight[position])
    key, product = np.concatenate(keys), np.concatenate(products)
    cells = (int(prefixes.row[last - 1]) + 1 - low) * n_sets
    if cells <= DENSE * len(key):
        table = np.bincount(key, product, minlength=cells)
        pair = np.flatnonzero(table)
        return np.asarray(pair + low * n_sets), np.asarray(table[pair])
    order = radix_argsort(key)
    key = key[order]
    head = np.flatnonzero(np.diff(key, prepend=-1))
    sums = np.add.reduceat(product[order], head) if len(head) else product
    return key[head] + low * n_sets, sums
