"""Which sets may be alike at a low threshold: by counting what they share.

At a low threshold the first n-grams of a set are most of it, and a single
shared one says little. But a set that shares enough also shares enough of its
rarer n-grams: leave out of each set the commonest ones, fewer than it has to
share, and count how many of the others each larger set has. Nothing that
reaches the threshold can have fewer than were asked for less those left out.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analyzer.matching.corefilter import SLACK
from analyzer.matching.likeness import Terms
from analyzer.matching.ngramrows import Ints, owners, pointers, row_chunks
from analyzer.matching.rankedsets import RankedSets
from analyzer.text.order import stable_order

# Of what a set has to share, the part that its commonest n-grams may be.
LEFT_OUT = 0.5
# Meetings of one set, and of all sets for each n-gram, beyond which it does not pay.
MOST_MEETINGS = 1 << 21
MOST_PER_NGRAM = 64


def counted_pairs(
    sets: RankedSets, terms: Terms, near: int, far: int
) -> Iterator[tuple[Ints, Ints]] | None:
    """Return the pairs of sets that share enough of their rarer n-grams.

    Parameters
    ----------
    sets : RankedSets
        Without weights.
    terms : Terms
    near, far : int
        Sides that the smaller and the larger set are from.

    Returns
    -------
    iterator of (smaller, larger), or None
        None where n-grams are too common to be counted out.
    """
    need = np.ceil(terms.need_of_smaller * sets.mass * (1 - SLACK)).astype(np.int64)
    need = np.maximum(need, 1)
    spared = np.minimum((need * LEFT_OUT).astype(np.int64), need - 1)
    row, n_sets = owners(sets.ptr), np.int64(len(sets))
    key = sets.rank.astype(np.int64) * n_sets + row
    index = key[sets.side[row] == far]
    index = index[stable_order(index)]
    last = np.repeat(sets.ptr[1:] - spared, np.diff(sets.ptr))
    enough = np.diff(sets.ptr) >= need
    chosen = np.flatnonzero(
        (np.arange(len(row)) < last) & enough[row] & (sets.side[row] == near)
    )
    start = np.searchsorted(index, key[chosen], side="right")
    end = np.searchsorted(index, (key[chosen] // n_sets + 1) * n_sets, side="left")
    cost = np.bincount(row[chosen], end - start, minlength=len(sets))
    if cost.max(initial=0) > MOST_MEETINGS or cost.sum() > MOST_PER_NGRAM * len(row):
        return None
    return _count(index % n_sets, row[chosen], start, end, need - spared)


def _count(
    partner: Ints, row: Ints, start: Ints, end: Ints, least: Ints
) -> Iterator[tuple[Ints, Ints]]:
    """Yield the pairs that meet often enough, some whole sets at a time."""
    n_sets = len(least)
    meetings = pointers(end - start)
    edge = np.append(np.flatnonzero(np.diff(row, prepend=-1)), len(row))
    for low, high in row_chunks(meetings[edge], 2 * MOST_MEETINGS):
        first, last = edge[low], edge[high]
        source = np.repeat(np.arange(first, last), np.diff(meetings[first : last + 1]))
        place = start[source] + np.arange(len(source)) - (meetings[source] - meetings[first])
        meeting = row[source] * n_sets + partner[place]
        meeting = meeting[stable_order(meeting)]
        new = np.flatnonzero(np.diff(meeting, prepend=-1))
        times = np.diff(new, append=len(meeting))
        smaller, larger = np.divmod(meeting[new], n_sets)
        kept = times >= least[smaller]
        yield smaller[kept], larger[kept]
