"""The core filter: which rows can have a partner at all.

An n-gram that stands in one row only matches nothing but counts in the size of
its row. So a row with too many of them provably has no partner; without it others
stand alone, and so on.
"""

from __future__ import annotations

import numpy as np

from analyzer.matching.ngramrows import Flags, Ints, NgramRows, Ranks, row_sums
from analyzer.matching.numbering import distinct_keys, slots

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
