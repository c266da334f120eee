"""Numbers of pairs of rows that an earlier run has counted, such as how much they share.

A number depends on the content of the two rows alone. Rows are known by hashes of their
content, by which a join also knows equal rows. So a known number is that of two such rows,
and it is counted once for all rows that are equal to them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analyzer.similarity.rows import Floats, Ints, Keys
from analyzer.storage.kept_results import KeptResults

# More pairs are not kept.
MOST_PAIRS = 1 << 20
UNKNOWN = -1.0
Count = Callable[[Ints, Ints], np.ndarray]


class KnownPairs:
    """Numbers by the hashes of two rows, those of an earlier run and those of this one.

    Parameters
    ----------
    kept : KeptResults or None
        None where nothing is kept for later runs.
    name : str
    """

    def __init__(self, kept: KeptResults | None, name: str) -> None:
        self._kept, self._name = kept, name
        none = np.zeros(0, np.int64)
        known = kept.get(name) if kept is not None else None
        hashes, pairs, values = known or (none.view(np.uint64), none, none)
        self._former: Keys = hashes
        self._pairs: Ints = pairs
        self._values: np.ndarray = values
        self._hashes, self._number, self._known = hashes[:0], none, none
        self._found: list[tuple[Ints, np.ndarray]] = []
        self._n_found = self._n_new = 0

    def name_rows(self, hashes: Keys) -> None:
        """Take the hashes of the rows of this run, by their numbers."""
        self._hashes, self._number = np.unique(hashes, return_inverse=True)
        self._known = np.full(len(self._hashes), -1)
        if len(self._former):
            at = np.searchsorted(self._former, self._hashes)
            at = np.minimum(at, len(self._former) - 1)
            self._known = np.where(self._former[at] == self._hashes, at, -1)

    def values(self, left: Ints, right: Ints, count: Count) -> Floats:
        """Return the numbers of pairs of rows, counted where they are not known.

        Parameters
        ----------
        left, right : ndarray of int64, shape (n_pairs,)
        count : callable
            Returns the numbers of some of the pairs, which are not negative.
        """
        left_number, right_number = self._number[left], self._number[right]
        key = left_number * len(self._hashes) + right_number
        value = self._find(self._known[left_number], self._known[right_number])
        new = np.flatnonzero(value == UNKNOWN)
        if len(new):
            _, first, inverse = np.unique(key[new], return_index=True, return_inverse=True)
            chosen = new[first]
            value[new] = count(left[chosen], right[chosen])[inverse]
        self._add(key, value, len(new))
        return value

    def finish(self) -> None:
        """Keep what was asked for, and nothing else, for the next run."""
        if self._kept is None or not self._found or self._n_found > MOST_PAIRS:
            return
        columns = zip(*self._found, strict=True)
        key, value = (np.concatenate(column) for column in columns)
        key, first = np.unique(key, return_index=True)
        is_new = self._n_new > 0 or len(key) != len(self._pairs)
        self._kept.put(self._name, [self._hashes, key, value[first]], is_new=is_new)

    def _find(self, left: Ints, right: Ints) -> Floats:
        """Return the numbers of pairs of an earlier run, `UNKNOWN` for others."""
        value = np.full(len(left), UNKNOWN)
        named = np.flatnonzero((left >= 0) & (right >= 0))
        if not len(named) or not len(self._pairs):
            return value
        pair = left[named] * len(self._former) + right[named]
        at = np.minimum(np.searchsorted(self._pairs, pair), len(self._pairs) - 1)
        same = self._pairs[at] == pair
        value[named[same]] = self._values[at[same]]
        return value

    def _add(self, key: Ints, value: Floats, n_new: int) -> None:
        self._n_new += n_new
        self._n_found += len(key)
        if self._kept is not None and self._n_found <= MOST_PAIRS:
            self._found.append((key, value.astype(np.int32)))
