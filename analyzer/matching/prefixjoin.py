"""Which sets are alike: an exact join by prefix filtering.

Where n-grams are ordered from the rarest, two sets that share enough share one
of their first n-grams already: were the first shared one further back, too
little would follow it (Chaudhuri et al., 2006; Bayardo et al., 2007). How much
can follow it bounds the sizes and the places at which they can meet (Xiao et
al., 2008), and a few bits for each set bound how much they differ (Sandes et
al., 2020). What is left is counted out.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np

from analyzer.matching.corefilter import SLACK
from analyzer.matching.likeness import Terms
from analyzer.matching.ngramrows import (
    Floats,
    Ints,
    Ranks,
    pointers,
    ranges,
    row_chunks,
)
from analyzer.matching.overlaps import overlaps
from analyzer.matching.postings import Postings, postings
from analyzer.matching.rankedsets import RankedSets
from analyzer.matching.signatures import signatures
from analyzer.text.order import distinct, stable_order

# Meetings looked at before pairs are made distinct, and pairs counted out at a
# time: both bound the memory.
BLOCK = 1 << 22
PAIRS = 1 << 16
# Sums of weights are compared with what rounding may take away.
ALMOST = 1 - 1e-9


class Probes(msgspec.Struct, frozen=True, eq=False):
    """What meets what: by set, the stretches of an index that hold larger partners."""

    row: Ints
    rest: Floats
    before: Ranks
    start: Ints
    end: Ints


def join_sets(sets: RankedSets, terms: Terms) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Yield the pairs of sets that reach the threshold, each once.

    Yields
    ------
    smaller, larger : ndarray of int64
        Numbers of sets, ``smaller < larger``.
    overlap : ndarray of float64
        What they share weighs so much; for the cosine the cosine itself.
    """
    least = terms.threshold if sets.weight is None else terms.threshold * ALMOST
    index = postings(sets, terms)
    for smaller, larger in _candidates(sets, index, _probes(sets, index, terms), terms):
        overlap = overlaps(
            sets.ptr, sets.rank, smaller, larger, sets.weight, squared=sets.squared
        )
        reached = terms.similarity(sets.mass[smaller], sets.mass[larger], overlap)
        kept = reached >= least
        yield smaller[kept], larger[kept], overlap[kept]


def _probes(sets: RankedSets, index: Postings, terms: Terms) -> Probes:
    """Return by what each set can meet larger ones, and where in the index those are."""
    chosen = index.take(index.probing)
    last = terms.most_mass(sets.mass[chosen.row], chosen.rest) * (1 + SLACK)
    key = chosen.number * len(sets)
    index_key = index.number * len(sets) + index.row
    start = np.searchsorted(index_key, key + chosen.row, side="right")
    end = np.searchsorted(index_key, key + _sets_up_to(sets, last), side="left")
    met = np.flatnonzero(end > start)
    kept = met[stable_order(chosen.row[met])]
    # Nothing is before a first n-gram, which does not make two of them alike.
    before = np.where(chosen.before[kept] < 0, np.int32(-2), chosen.before[kept])
    return Probes(chosen.row[kept], chosen.rest[kept], before, start[kept], end[kept])


def _sets_up_to(sets: RankedSets, mass: Floats) -> Ints:
    """Return how many sets have no more than each mass."""
    if sets.weight is not None:
        return np.searchsorted(sets.mass, mass, side="right")
    largest = int(sets.mass.max(initial=0))
    count = np.searchsorted(sets.mass, np.arange(largest + 1), side="right")
    return np.asarray(count[np.minimum(mass, largest).astype(np.int64)])


def _candidates(
    sets: RankedSets, index: Postings, probes: Probes, terms: Terms
) -> Iterator[tuple[Ints, Ints]]:
    """Yield distinct pairs of sets that may reach the threshold."""
    limit = terms.limit(sets.mass[index.row], index.rest) * (1 + SLACK)
    value = terms.value(sets.mass[probes.row], probes.rest)
    bits = signatures(sets, terms) if sets.weight is None else None
    for first, last in _blocks(probes):
        found = []
        for local, place in ranges(probes.start[first:last], probes.end[first:last]):
            probe = local + first
            # Where the n-grams before are one too, the sets have met there.
            fresh = probes.before[probe] != index.before[place]
            kept = np.flatnonzero(fresh & (value[probe] <= limit[place]))
            left, right = probes.row[probe[kept]], index.row[place[kept]]
            if bits is not None:
                left, right = bits.close(left, right)
            found.append(left * len(sets) + right)
        pairs = distinct(np.concatenate(found))
        for begin in range(0, len(pairs), PAIRS):
            yield np.divmod(pairs[begin : begin + PAIRS], len(sets))


def _blocks(probes: Probes) -> Iterator[tuple[int, int]]:
    """Yield stretches of probes of whole sets, with at most `BLOCK` meetings or of one set."""
    meetings = pointers(probes.end - probes.start)
    edge = np.append(np.flatnonzero(np.diff(probes.row, prepend=-1)), len(probes.row))
    for first, last in row_chunks(meetings[edge], BLOCK):
        yield int(edge[first]), int(edge[last])
