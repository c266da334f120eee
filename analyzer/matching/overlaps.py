"""What pairs of sets share, counted out."""

from __future__ import annotations

import numpy as np

from analyzer.matching.ngramrows import Flags, Floats, Ints, Ranks, length_classes


def overlaps(
    ptr: Ints,
    rank: Ranks,
    left: Ints,
    right: Ints,
    weight: Floats | None = None,
    *,
    squared: bool = False,
) -> Floats:
    """Return what each pair of sets shares.

    Both sets are sorted into one row, where what they share stands twice.

    Parameters
    ----------
    ptr : ndarray of int64, shape (n_sets + 1,)
    rank : ndarray of int32, shape (n_elements,)
        Numbers of n-grams, none of them twice in a set.
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
        place = column + np.where(column < mine, start, shift)
        outside = column >= both[pairs][:, None]
        place[outside] = 0
        if weight is None:
            matrix = rank[place]
            matrix[outside] = np.iinfo(np.int32).max
            matrix.sort(axis=1)
            result[pairs] = np.count_nonzero(_twice(matrix), axis=1)
            continue
        packed = rank[place].astype(np.int64) << 32 | place
        packed[outside] = np.iinfo(np.int64).max
        packed.sort(axis=1)
        pair, column = np.nonzero(_twice(packed >> 32))
        value = weight[packed[pair, column] & 0xFFFFFFFF]
        if squared:
            value = value * weight[packed[pair, column + 1] & 0xFFFFFFFF]
        result[pairs] = np.bincount(pair, value, minlength=len(pairs))
    return result


def _twice(matrix: Ints | Ranks) -> Flags:
    same: Flags = matrix[:, 1:] == matrix[:, :-1]
    return same & (matrix[:, 1:] < np.iinfo(np.int32).max)
