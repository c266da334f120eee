"""Numbers for hashes: equal hashes get one number, others another."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analyzer.matching.ngramrows import CHUNK, SPREAD, Flags, Ints, Keys, Ranks

# A first table of so many slots stays in the processor's cache, and where few
# hashes are distinct it settles most of them.
SMALL = 20
# With fewer free slots their number says too little.
LEAST_FREE = 1 / 16


def slots(keys: Keys, bits: int) -> Ints:
    """Return a number below ``2**bits`` for each key."""
    slot = keys * SPREAD
    slot >>= np.uint64(64 - bits)
    return slot.view(np.int64)


def table_bits(n_keys: int) -> int:
    """Return how many bits number the slots of a table for so many keys."""
    return max(n_keys, 1).bit_length() + 1


def distinct_keys(keys: Keys) -> int:
    """Return about how many keys are distinct, from the share of slots in use.

    Where they are too many for a small table: how many keys there are.
    """
    used = np.zeros(1 << SMALL, bool)
    for _, _, slot in _parts(keys, SMALL):
        used[slot] = True
    free = 1 - np.count_nonzero(used) / len(used)
    estimate = -np.log(free) * len(used) if free > LEAST_FREE else np.inf
    return int(min(estimate, len(keys)))


def number(keys: Keys) -> tuple[Ranks, int]:
    """Return a number from 0 for each distinct key, and how many there are.

    By rounds of a hash table: in every slot one key wins, its equals find it
    there, and the rest try again with other bits of theirs. Exact: keys are
    compared whole.

    Returns
    -------
    numbers : ndarray of int32, shape (n_keys,)
    n_numbers : int
    """
    numbers = np.empty(len(keys), np.int32)
    pending: Ints | None = None
    n_numbers = 0
    bits = min(table_bits(len(keys)), SMALL)
    while len(keys):
        winner, used = _winners(keys, bits)
        name = np.cumsum(used, dtype=np.int32) + np.int32(n_numbers - 1)
        n_numbers = int(name[-1]) + 1
        lost = []
        for first, part, slot in _parts(keys, bits):
            here = slice(first, first + len(part))
            # Losers get a wrong number here and their own in a later round.
            numbers[here if pending is None else pending[here]] = name[slot]
            lost.append(np.flatnonzero(winner[slot] != part) + first)
        again = np.concatenate(lost)
        if 2 * len(again) > len(keys) or len(again) < 1 << bits:
            bits = table_bits(len(again))
        pending = again if pending is None else pending[again]
        keys = keys[again]
        keys = (keys ^ (keys >> np.uint64(29))) * SPREAD
    return numbers, n_numbers


def _winners(keys: Keys, bits: int) -> tuple[Keys, Flags]:
    """Return one key of those that want each slot, and which slots are wanted."""
    winner = np.zeros(1 << bits, np.uint64)
    # Free slots hold what never wants them: 0 wants the first alone, 1 another.
    winner[0] = 1
    for _, part, slot in _parts(keys, bits):
        winner[slot] = part
    used = winner != 0
    used[0] = winner[0] != 1
    return winner, used


def _parts(keys: Keys, bits: int) -> Iterator[tuple[int, Keys, Ints]]:
    for first in range(0, len(keys), CHUNK):
        part = keys[first : first + CHUNK]
        yield first, part, slots(part, bits)
