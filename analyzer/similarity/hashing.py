"""Numbers for hashes: equal hashes get one number, others another."""

from __future__ import annotations

import numpy as np

from analyzer.similarity.rows import CHUNK, Flags, Ints, Keys, NgramRows, Ranks, row_sums
from analyzer.text.arrays import SPREAD, grouped

# A table of so many bits of slots stays in the processor's cache.
SMALL = 20
# With fewer free slots their number says too little.
LEAST_FREE = 1 / 16


def slots(keys: Keys, bits: int) -> Ints:
    """Return a number below ``2**bits`` for each key."""
    slot = keys * SPREAD
    slot >>= np.uint64(64 - bits)
    return slot.view(np.int64)


def distinct_keys(keys: Keys) -> int:
    """Return about how many keys are distinct, from the share of slots in use.

    Where they are too many for a small table: how many keys there are.
    """
    used = np.zeros(1 << SMALL, bool)
    for first in range(0, len(keys), CHUNK):
        used[slots(keys[first : first + CHUNK], SMALL)] = True
    free = 1 - np.count_nonzero(used) / len(used)
    estimate = -np.log(free) * len(used) if free > LEAST_FREE else np.inf
    return int(min(estimate, len(keys)))


def number(keys: Keys) -> tuple[Ranks, int]:
    """Return a number from 0 for each distinct key, and how many there are.

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


# Bounds are let out by this share, so that rounding never loses a pair.
SLACK = 1e-6
# A filter that leaves more than this is not worth another turn.
ENOUGH = 0.95
# Nor is it where fewer of so many n-grams are distinct: hardly any stands alone.
SAMPLE = 1 << 19
DISTINCT = 1 / 4


def core(rows: NgramRows, share: float) -> tuple[NgramRows, Ints]:
    """Return the rows that the core filter leaves, and which they are.

    N-grams are counted by their hashes. Different ones may share a count, and one
    that stands twice in a row counts as shared: both keep a row too many, never
    drop one.

    Parameters
    ----------
    rows : NgramRows
        Without weights, none of them empty.
    share : float
        What part of its size a row must share with a partner.
    """
    kept = np.arange(len(rows))
    step = max(len(rows.ngram) // SAMPLE, 1)
    if distinct_keys(rows.ngram[::step]) < DISTINCT * len(rows.ngram[::step]):
        return rows, kept
    while len(kept):
        bits = (len(rows.ngram) + len(rows.ngram) // 2).bit_length()
        held = row_sums(rows.ptr, shared(slots(rows.ngram, bits)))
        able = (held > 0) & (held >= share * np.diff(rows.ptr) * (1 - SLACK))
        n_able = np.count_nonzero(able)
        if n_able < len(able):
            rows, kept = rows.take(np.flatnonzero(able)), kept[able]
        if n_able > ENOUGH * len(able):
            break
    return rows, kept


def shared(slot: Ints | Ranks) -> Flags:
    """Return which numbers stand more than once."""
    return np.asarray((np.bincount(slot) > 1)[slot])
