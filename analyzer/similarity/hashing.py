"""Integer ids for hashed keys, and a filter of rows by counts of their hashes."""

from __future__ import annotations

import numpy as np

from analyzer.similarity.rows import CHUNK, Flags, Ints, Keys, NgramRows, Ranks, row_sums
from analyzer.text.arrays import SPREAD, grouped, isin

# A table of 2**20 slots fits the processor's cache.
SMALL = 20
# With fewer free slots the estimate is too inaccurate.
MIN_FREE = 1 / 16
# Bits of the table of hashes that most words and n-grams are looked up in first.
LOOKUP_BITS = 18


def slots(keys: Keys, bits: int) -> Ints:
    """Return a number below ``2**bits`` for each key."""
    slot = keys * SPREAD
    slot >>= np.uint64(64 - bits)
    return slot.view(np.int64)


def contained(keys: Keys, members: Keys) -> Flags:
    """Return which hashes are among some; most of the others are left out by a table."""
    shift = np.uint64(64 - LOOKUP_BITS)
    table = np.zeros(1 << LOOKUP_BITS, bool)
    table[((members * SPREAD) >> shift).astype(np.int64)] = True
    found = table[((keys * SPREAD) >> shift).astype(np.int64)]
    candidates = np.flatnonzero(found)
    found[candidates] = isin(keys[candidates].view(np.int64), members.view(np.int64))
    return np.asarray(found)


def distinct_keys(keys: Keys) -> int:
    """Estimate the number of distinct keys by linear counting in a small table.

    Where the table is too full for an estimate: the number of keys.
    """
    used = np.zeros(1 << SMALL, bool)
    for first in range(0, len(keys), CHUNK):
        used[slots(keys[first : first + CHUNK], SMALL)] = True
    free = 1 - np.count_nonzero(used) / len(used)
    estimate = -np.log(free) * len(used) if free > MIN_FREE else np.inf
    return int(min(estimate, len(keys)))


def number(keys: Keys) -> tuple[Ranks, int]:
    """Return an id from 0 for each distinct key, and the number of distinct keys.

    Returns
    -------
    numbers : ndarray of int32, shape (n_keys,)
    n_numbers : int
    """
    order, first = grouped(keys)
    name = np.cumsum(first, dtype=np.int32)
    name -= 1
    numbers = np.empty(len(keys), np.int32)
    numbers[order] = name
    return numbers, int(name[-1]) + 1 if len(name) else 0


# Slots of the largest filter by rows; for more keys it would be too full to be of use.
MOST_SLOTS = 24


class RowFilter:
    """Says which keys several rows may have; the others one row has.

    Each slot of a table of hashes remembers a row, so that nothing has to be sorted to
    leave out most of the keys that are in one row only.

    Parameters
    ----------
    n_keys : int
        About how many keys there are.
    """

    def __init__(self, n_keys: int) -> None:
        self._bits = min(max(n_keys.bit_length() + 1, 10), MOST_SLOTS)
        self._row = np.full(1 << self._bits, -1, np.int32)
        self._several = np.zeros(1 << self._bits, bool)

    def add(self, keys: Keys, row: Ints | Ranks) -> None:
        """Add the keys of some rows."""
        for first in range(0, len(keys), CHUNK):
            slot = slots(keys[first : first + CHUNK], self._bits)
            own = row[first : first + CHUNK]
            before = self._row[slot]
            self._several[slot[(before >= 0) & (before != own)]] = True
            self._row[slot] = own
            # Of the rows that share a slot, all but one differ from the one there now.
            self._several[slot[self._row[slot] != own]] = True

    def positions(self, keys: Keys) -> Ints:
        """Return the positions of the keys that another row may have too."""
        found = [np.zeros(0, np.int64)]
        for first in range(0, len(keys), CHUNK):
            slot = slots(keys[first : first + CHUNK], self._bits)
            found.append(first + np.flatnonzero(self._several[slot]))
        return np.concatenate(found)


# Relative tolerance of all bounds, so that rounding never loses a pair.
SLACK = 1e-6
# The filter stops when it keeps more than this share of the rows.
CONVERGED = 0.95
# It is skipped if fewer n-grams of a sample are distinct: hardly any is unique.
SAMPLE = 1 << 19
MIN_DISTINCT = 1 / 4


def count_filter(rows: NgramRows, share: float) -> tuple[NgramRows, Ints]:
    """Drop rows that share too few n-grams with the others to have a partner.

    N-grams are counted by slots of their hashes. Colliding n-grams and repeats within a
    row count as shared: a row may be kept in vain, never dropped wrongly.

    Parameters
    ----------
    rows : NgramRows
        Without weights, none of them empty.
    share : float
        The share of its n-grams that a row must have in common with a partner.
    """
    kept = np.arange(len(rows))
    step = max(len(rows.ngram) // SAMPLE, 1)
    if distinct_keys(rows.ngram[::step]) < MIN_DISTINCT * len(rows.ngram[::step]):
        return rows, kept
    while len(kept):
        bits = (len(rows.ngram) + len(rows.ngram) // 2).bit_length()
        held = row_sums(rows.ptr, shared(slots(rows.ngram, bits)))
        able = (held > 0) & (held >= share * np.diff(rows.ptr) * (1 - SLACK))
        n_able = np.count_nonzero(able)
        if n_able < len(able):
            rows, kept = rows.take(np.flatnonzero(able)), kept[able]
        if n_able > CONVERGED * len(able):
            break
    return rows, kept


def shared(slot: Ints | Ranks) -> Flags:
    """Return which numbers occur more than once."""
    return np.asarray((np.bincount(slot) > 1)[slot])
