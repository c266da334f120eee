"""Overlaps of pairs of sets that an earlier join has counted.

Sets are known by the hashes of all their n-grams, by which a join also knows equal rows.
So a kept overlap is that of the same two sets.
"""

from __future__ import annotations

import numpy as np

from analyzer.similarity.rows import Floats, Ints, Keys
from analyzer.storage.kept_results import KeptResults

# More pairs are not kept.
MOST_PAIRS = 1 << 22
UNKNOWN = -1.0


class KnownOverlaps:
    """Overlaps by the hashes of two sets, those of an earlier run and those of this one.

    Parameters
    ----------
    kept : KeptResults
    name : str
    """

    def __init__(self, kept: KeptResults, name: str) -> None:
        self._kept, self._name = kept, name
        none = np.zeros(0, np.int64)
        sets, pairs, overlaps = kept.get(name) or (none.view(np.uint64), none, none)
        self._sets: Keys = sets
        self._pairs: Ints = pairs
        self._overlaps: np.ndarray = overlaps
        self._hashes, self._number = sets[:0], none
        self._found: list[tuple[Keys, Keys, np.ndarray]] = []
        self._n_found = self._n_new = 0

    def name_sets(self, hashes: Keys) -> None:
        """Take the hashes of the sets of this run, by their numbers."""
        self._hashes = hashes
        if not len(self._sets):
            self._number = np.full(len(hashes), -1)
            return
        number = np.minimum(np.searchsorted(self._sets, hashes), len(self._sets) - 1)
        self._number = np.where(self._sets[number] == hashes, number, -1)

    def find(self, left: Ints, right: Ints) -> Floats:
        """Return the overlaps of pairs of sets, `UNKNOWN` for those that are not known."""
        overlap = np.full(len(left), UNKNOWN)
        one, other = self._number[left], self._number[right]
        known = np.flatnonzero((one >= 0) & (other >= 0))
        if not len(known) or not len(self._pairs):
            return overlap
        pair = one[known] * len(self._sets) + other[known]
        at = np.minimum(np.searchsorted(self._pairs, pair), len(self._pairs) - 1)
        same = self._pairs[at] == pair
        overlap[known[same]] = self._overlaps[at[same]]
        return overlap

    def add(self, left: Ints, right: Ints, overlap: Floats, n_new: int) -> None:
        """Keep the overlaps of pairs of sets for the next run; some were not known."""
        self._n_found += len(left)
        self._n_new += n_new
        if self._n_found <= MOST_PAIRS:
            hashes = self._hashes[left], self._hashes[right]
            self._found.append((*hashes, overlap.astype(np.int32)))

    def finish(self) -> None:
        """Keep what was found and added, and nothing else, for the next run."""
        if not self._found or self._n_found > MOST_PAIRS:
            return
        columns = zip(*self._found, strict=True)
        left, right, overlap = (np.concatenate(column) for column in columns)
        sets = np.unique(np.concatenate([left, right]))
        pair = np.searchsorted(sets, left) * len(sets) + np.searchsorted(sets, right)
        order = np.argsort(pair)
        is_new = self._n_new > 0 or len(pair) != len(self._pairs)
        self._kept.put(self._name, [sets, pair[order], overlap[order]], is_new=is_new)
