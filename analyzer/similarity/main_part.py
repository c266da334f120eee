"""Where what two texts share begins: at the part that has most of it."""

from __future__ import annotations

import numpy as np

from analyzer.article import Ints

# Words between two shared ones of one part.
FARTHEST = 50


def main_part_starts(pair: Ints, position: Ints, n_pairs: int) -> Ints:
    """Return for each pair the first position of the part with most positions.

    Set phrases that are far from the rest are a part of their own.

    Parameters
    ----------
    pair, position : ndarray of int64, shape (n_positions,)
        The positions that are shared, and the number of the pair of each.
    n_pairs : int

    Returns
    -------
    ndarray of int64, shape (n_pairs,)
        0 for a pair without positions.

    Examples
    --------
    >>> main_part_starts(np.array([0, 0, 0, 2]), np.array([90, 3, 91, 7]), 3).tolist()
    [90, 0, 7]
    """
    starts = np.zeros(n_pairs, np.int64)
    order = np.lexsort((position, pair))
    pair, position = pair[order], position[order]
    begins = (np.diff(pair, prepend=-1) != 0) | (np.diff(position, prepend=0) > FARTHEST)
    head = np.flatnonzero(begins)
    size = np.diff(head, append=len(pair))
    largest = head[np.lexsort((-size, pair[head]))]
    largest = largest[np.diff(pair[largest], prepend=-1) != 0]
    starts[pair[largest]] = position[largest]
    return starts
