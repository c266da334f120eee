"""Pairs of rows of two sides, at a cost that does not grow with equal rows of one side."""

from __future__ import annotations

import msgspec
import numpy as np
from msgspec.structs import replace

from analyzer.similarity.embeddings import Vectors
from analyzer.similarity.pairs import Pairs
from analyzer.similarity.rows import Ints, Keys, NgramRows, pointers, positions_in
from analyzer.text.arrays import SPREAD


class TwoSides(msgspec.Struct, frozen=True, eq=False):
    """Rows of two sides, of which equal ones of one side are a single row to join.

    Attributes
    ----------
    chosen : ndarray of int64, shape (n_distinct,)
        The first of each equal rows of one side, ascending: those of the left side come
        first.
    n_left : int
        How many of all rows are of the left side.
    row, ptr : ndarray of int64
        The rows that equal ``chosen[i]`` are ``row[ptr[i]:ptr[i + 1]]``, ascending.
    """

    chosen: Ints
    n_left: int
    row: Ints
    ptr: Ints

    def count(self, pairs: Pairs) -> int:
        """Return how many pairs across the sides some pairs of chosen rows stand for."""
        across = self._across(pairs)
        size = np.diff(self.ptr)
        return int((size[across.left] * size[across.right]).sum())

    def pairs(self, pairs: Pairs) -> Pairs:
        """Return the pairs across the sides; the right rows are numbered from 0."""
        across = self._across(pairs)
        size = np.diff(self.ptr)
        n_right = size[across.right]
        at, _ = positions_in(self.ptr[across.left], self.ptr[across.left + 1])
        pair = np.repeat(np.arange(len(across)), size[across.left])
        begin = self.ptr[across.right][pair]
        other, _ = positions_in(begin, begin + n_right[pair])
        found = across.take(np.repeat(pair, n_right[pair]))
        left = np.repeat(self.row[at], n_right[pair])
        return replace(found, left=left, right=self.row[other] - self.n_left)

    def _across(self, pairs: Pairs) -> Pairs:
        middle = int(np.searchsorted(self.chosen, self.n_left))
        return pairs.take(np.flatnonzero((pairs.left < middle) & (pairs.right >= middle)))


def two_sides(features: NgramRows | Vectors, n_left: int) -> TwoSides:
    """Return the distinct rows of two sides, n-grams or vectors."""
    n_rows = len(features)
    if not isinstance(features, NgramRows):
        return TwoSides(np.arange(n_rows), n_left, np.arange(n_rows), np.arange(n_rows + 1))
    # The side is the last bit of the key.
    key = _row_keys(features) << np.uint64(1)
    key[n_left:] |= np.uint64(1)
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    chosen: Ints = np.sort(first)
    group = np.asarray(np.searchsorted(chosen, first))[number]
    return TwoSides(
        chosen,
        n_left,
        np.argsort(group, kind="stable"),
        pointers(np.bincount(group, minlength=len(chosen))),
    )


def _row_keys(rows: NgramRows) -> Keys:
    """Return a hash of the n-grams of each row and how often each is in it."""
    ngram = rows.ngram
    total = np.zeros(len(ngram) + 1, np.uint64)
    np.cumsum((ngram ^ ngram >> np.uint64(32)) * SPREAD, out=total[1:])
    key = total[rows.ptr[1:]] - total[rows.ptr[:-1]]
    return np.asarray((key ^ key >> np.uint64(29)) * SPREAD + np.diff(rows.ptr).view(np.uint64))
