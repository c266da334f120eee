"""Numbers for hashes: equal hashes get one number, others another."""

from __future__ import annotations

import numpy as np

from analyzer.matching.ngramrows import CHUNK, Ints, Keys, Ranks
from analyzer.text.order import SPREAD, grouped

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
