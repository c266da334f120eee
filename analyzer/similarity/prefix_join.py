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
from msgspec.structs import replace

from analyzer.similarity.cosine_join import cosine_candidates
from analyzer.similarity.hashing import SLACK, number
from analyzer.similarity.metrics import Bounds
from analyzer.similarity.pairs import overlaps
from analyzer.similarity.rows import (
    Flags,
    Floats,
    Ints,
    Ranks,
    pointers,
    ranges,
    row_chunks,
)
from analyzer.similarity.signatures import signatures
from analyzer.similarity.sorted_sets import SortedSets, prefix_places, rests
from analyzer.text.arrays import radix_argsort, unique

# To make a pair takes as long as so many meetings, and there are no more pairs than
# so many times the n-grams.
PAYS = 100
MOST_PAIRS = 4


class Postings(msgspec.Struct, frozen=True, eq=False):
    """What sets can meet by, an n-gram or a pair of them, and the sets that have it.

    Attributes
    ----------
    number : ndarray of int64
        Of the n-gram or pair.
    row : ndarray of int64
        The set.
    rest : ndarray of float64
        The most that the set can share with one that it meets here first.
    before : ndarray of int32
        The n-gram before it in the set; -1 for none.
    probing : ndarray of bool
        Whether a smaller set looks here for larger ones.
    """

    number: Ints
    row: Ints
    rest: Floats
    before: Ranks
    probing: Flags

    def take(self, chosen: Flags | Ints) -> Postings:
        """Return some of the postings."""
        columns = (getattr(self, name) for name in self.__struct_fields__)
        return Postings(*(column[chosen] for column in columns))

    def followed_by(self, other: Postings) -> Postings:
        """Return these and then the others."""
        pairs = ((getattr(self, n), getattr(other, n)) for n in self.__struct_fields__)
        return Postings(*(np.concatenate(pair) for pair in pairs))


def postings(sets: SortedSets, terms: Bounds) -> Postings:
    """Return everything that sets can meet by, by number and then by set."""
    need = terms.need_of_larger * sets.mass * (1 - SLACK)
    place, row = prefix_places(sets, need)
    rest = rests(sets, place, row)
    least = terms.need_of_smaller * sets.mass * (1 - SLACK)
    found = Postings(
        sets.rank[place].astype(np.int64),
        row,
        rest,
        np.where(place == sets.ptr[row], np.int32(-1), sets.rank[place - 1]),
        rest >= least[row],
    )
    if sets.weight is None and terms.need_of_larger > 0:
        # Where a partner must share two: they are among one n-gram more than the first.
        last = sets.ptr[1:] + 1 - np.maximum(np.ceil(need).astype(np.int64) - 1, 1)
        common = _common(found.number, last[row] - place - 1)
        pairs = _pairs(sets, place[common], last, row[common])
        pairs = replace(pairs, probing=pairs.rest >= least[pairs.row])
        alone = ~common | (least[row] <= 1)
        found = replace(found, probing=found.probing & alone).followed_by(pairs)
    return found.take(radix_argsort(found.number))


def _common(rank: Ints, n_pairs: Ints) -> Flags:
    """Return which n-grams stand in so many sets that it pays to pair them.

    Meetings grow with the square of the sets that have an n-gram.
    """
    if not len(rank):
        return np.zeros(0, bool)
    sets = np.bincount(rank)
    pairs = np.bincount(rank, n_pairs)
    limit = PAYS
    while pairs[sets**2 > limit * pairs].sum() > MOST_PAIRS * len(rank):
        limit *= 2
    return np.asarray((sets**2 > limit * pairs)[rank])


def _pairs(sets: SortedSets, place: Ints, last: Ints, row: Ints) -> Postings:
    """Return each n-gram with each one that follows it up to the last of its set."""
    keys = [np.zeros(0, np.uint64)]
    rows, rests = [np.zeros(0, np.int64)], [np.zeros(0)]
    for one, other in ranges(place + 1, last[row]):
        first, second = sets.rank[place[one]], sets.rank[other]
        keys.append(first.astype(np.uint64) << np.uint64(32) | second.astype(np.uint64))
        rows.append(row[one])
        rests.append(np.asarray(1 + sets.ptr[row[one] + 1] - other, float))
    numbers, _ = number(np.concatenate(keys))
    n_ranks = np.int64(sets.rank.max(initial=-1)) + 1
    rest = np.concatenate(rests)
    return Postings(
        numbers + n_ranks,
        np.concatenate(rows),
        rest,
        np.full(len(rest), np.int32(-1)),
        np.ones(len(rest), bool),
    )


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


def join_sets(sets: SortedSets, terms: Bounds) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Yield the pairs of sets that reach the threshold, each once.

    Yields
    ------
    smaller, larger : ndarray of int64
        Numbers of sets, ``smaller < larger``.
    overlap : ndarray of float64
        What they share weighs so much; for the cosine the cosine itself.
    """
    least = terms.threshold if sets.weight is None else terms.threshold * ALMOST
    candidates = cosine_candidates if sets.squared else _candidates
    for smaller, larger in candidates(sets, terms):
        overlap = overlaps(
            sets.ptr, sets.rank, smaller, larger, sets.weight, squared=sets.squared
        )
        reached = terms.similarity(sets.mass[smaller], sets.mass[larger], overlap)
        kept = reached >= least
        yield smaller[kept], larger[kept], overlap[kept]


def _probes(sets: SortedSets, index: Postings, terms: Bounds) -> Probes:
    """Return by what each set can meet larger ones, and where in the index those are."""
    chosen = index.take(index.probing)
    last = terms.most_mass(sets.mass[chosen.row], chosen.rest) * (1 + SLACK)
    key = chosen.number * len(sets)
    index_key = index.number * len(sets) + index.row
    start = np.searchsorted(index_key, key + chosen.row, side="right")
    end = np.searchsorted(index_key, key + _sets_up_to(sets, last), side="left")
    met = np.flatnonzero(end > start)
    kept = met[radix_argsort(chosen.row[met])]
    # Nothing is before a first n-gram, which does not make two of them alike.
    before = np.where(chosen.before[kept] < 0, np.int32(-2), chosen.before[kept])
    return Probes(chosen.row[kept], chosen.rest[kept], before, start[kept], end[kept])


def _sets_up_to(sets: SortedSets, mass: Floats) -> Ints:
    """Return how many sets have no more than each mass."""
    if sets.weight is not None:
        return np.searchsorted(sets.mass, mass, side="right")
    largest = int(sets.mass.max(initial=0))
    count = np.searchsorted(sets.mass, np.arange(largest + 1), side="right")
    return np.asarray(count[np.minimum(mass, largest).astype(np.int64)])


def _candidates(sets: SortedSets, terms: Bounds) -> Iterator[tuple[Ints, Ints]]:
    """Yield distinct pairs of sets that may reach the threshold."""
    index = postings(sets, terms)
    probes = _probes(sets, index, terms)
    limit = terms.largest_smaller(sets.mass[index.row], index.rest) * (1 + SLACK)
    mass = sets.mass[probes.row]
    bits = signatures(sets, terms) if sets.weight is None else None
    for first, last in _blocks(probes):
        found = []
        for local, place in ranges(probes.start[first:last], probes.end[first:last]):
            probe = local + first
            # Where the n-grams before are one too, the sets have met there.
            fresh = probes.before[probe] != index.before[place]
            kept = np.flatnonzero(fresh & (mass[probe] <= limit[place]))
            left, right = probes.row[probe[kept]], index.row[place[kept]]
            if bits is not None:
                left, right = bits.close(left, right)
            found.append(left * len(sets) + right)
        pairs = unique(np.concatenate(found))
        for begin in range(0, len(pairs), PAIRS):
            yield np.divmod(pairs[begin : begin + PAIRS], len(sets))


def _blocks(probes: Probes) -> Iterator[tuple[int, int]]:
    """Yield stretches of probes of whole sets, with at most `BLOCK` meetings or of one set."""
    meetings = pointers(probes.end - probes.start)
    edge = np.append(np.flatnonzero(np.diff(probes.row, prepend=-1)), len(probes.row))
    for first, last in row_chunks(meetings[edge], BLOCK):
        yield int(edge[first]), int(edge[last])
