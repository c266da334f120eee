"""Exact join in memory by prefix filtering.

With n-grams ordered from the rarest, two sets that share enough have one of their first
n-grams in common: if the first shared one came later, too little would follow it
(Chaudhuri et al., 2006; Bayardo et al., 2007). What follows the first shared n-gram
bounds the sizes of partners and its positions (Xiao et al., 2008), and small signatures
bound how much two sets differ (Sandes et al., 2020). The candidates that are left are
verified.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
from msgspec.structs import replace

from analyzer.similarity.cosine_join import cosine_candidates
from analyzer.similarity.hashing import SLACK, number
from analyzer.similarity.pairs import overlaps
from analyzer.similarity.rows import (
    Bounds,
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

# The cost of making a pair of n-grams, in hits; and the most pairs per n-gram.
PAIR_COST = 100
PAIRS_PER_NGRAM = 4


class Postings(msgspec.Struct, frozen=True, eq=False):
    """An inverted index of prefixes: n-grams, or pairs of n-grams, and their sets.

    Attributes
    ----------
    number : ndarray of int64
        Id of the n-gram or pair.
    row : ndarray of int64
        The set.
    rest : ndarray of float64
        The most that the set can share with one whose first shared n-gram this is.
    previous : ndarray of int32
        The n-gram before it in the set; -1 for none.
    probing : ndarray of bool
        Whether the set looks for larger candidates here.
    """

    number: Ints
    row: Ints
    rest: Floats
    previous: Ranks
    probing: Flags

    def take(self, chosen: Flags | Ints) -> Postings:
        """Return some of the postings."""
        columns = (getattr(self, name) for name in self.__struct_fields__)
        return Postings(*(column[chosen] for column in columns))

    def followed_by(self, other: Postings) -> Postings:
        """Return these postings and then the others."""
        pairs = ((getattr(self, n), getattr(other, n)) for n in self.__struct_fields__)
        return Postings(*(np.concatenate(pair) for pair in pairs))


def postings(sets: SortedSets, bounds: Bounds) -> Postings:
    """Return the postings of all prefixes, by n-gram and then by set."""
    need = bounds.need_of_larger * sets.mass * (1 - SLACK)
    position, row = prefix_places(sets, need)
    rest = rests(sets, position, row)
    least = bounds.need_of_smaller * sets.mass * (1 - SLACK)
    found = Postings(
        sets.rank[position].astype(np.int64),
        row,
        rest,
        np.where(position == sets.ptr[row], np.int32(-1), sets.rank[position - 1]),
        rest >= least[row],
    )
    if sets.weight is None and bounds.need_of_larger > 0:
        # If a partner must share two, these are in a prefix that is one n-gram longer.
        last = sets.ptr[1:] + 1 - np.maximum(np.ceil(need).astype(np.int64) - 1, 1)
        common = _common(found.number, last[row] - position - 1)
        pairs = _pairs(sets, position[common], last, row[common])
        pairs = replace(pairs, probing=pairs.rest >= least[pairs.row])
        alone = ~common | (least[row] <= 1)
        found = replace(found, probing=found.probing & alone).followed_by(pairs)
    return found.take(radix_argsort(found.number))


def _common(rank: Ints, n_pairs: Ints) -> Flags:
    """Return which n-grams are so frequent that pairs of n-grams are cheaper.

    The number of hits grows with the square of the sets that have an n-gram.
    """
    if not len(rank):
        return np.zeros(0, bool)
    sets = np.bincount(rank)
    pairs = np.bincount(rank, n_pairs)
    limit = PAIR_COST
    while pairs[sets**2 > limit * pairs].sum() > PAIRS_PER_NGRAM * len(rank):
        limit *= 2
    return np.asarray((sets**2 > limit * pairs)[rank])


def _pairs(sets: SortedSets, position: Ints, last: Ints, row: Ints) -> Postings:
    """Return pairs of each n-gram with each following one up to the end of its prefix."""
    keys = [np.zeros(0, np.uint64)]
    rows, rests = [np.zeros(0, np.int64)], [np.zeros(0)]
    for one, other in ranges(position + 1, last[row]):
        first, second = sets.rank[position[one]], sets.rank[other]
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


# Hits per deduplication, and candidates verified at once: both bound the memory.
BLOCK = 1 << 22
PAIRS = 1 << 16
# Relative tolerance of sums of weights.
ROUNDING = 1 - 1e-9


class Probes(msgspec.Struct, frozen=True, eq=False):
    """Lookups, by set: the ranges of the index that hold larger candidates."""

    row: Ints
    rest: Floats
    previous: Ranks
    start: Ints
    end: Ints


def join_sets(sets: SortedSets, bounds: Bounds) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Yield the pairs of sets that reach the threshold, each once.

    Yields
    ------
    smaller, larger : ndarray of int64
        Set numbers, ``smaller < larger``.
    overlap : ndarray of float64
        The weight of the shared n-grams; for the cosine the cosine itself.
    """
    least = bounds.threshold if sets.weight is None else bounds.threshold * ROUNDING
    candidates = cosine_candidates if sets.squared else _candidates
    for smaller, larger in candidates(sets, bounds):
        overlap = overlaps(
            sets.ptr, sets.rank, smaller, larger, sets.weight, squared=sets.squared
        )
        reached = bounds.similarity(sets.mass[smaller], sets.mass[larger], overlap)
        kept = reached >= least
        yield smaller[kept], larger[kept], overlap[kept]


def _probes(sets: SortedSets, index: Postings, bounds: Bounds) -> Probes:
    """Return the lookups of each set, and the ranges of the index that they cover."""
    chosen = index.take(index.probing)
    last = bounds.most_mass(sets.mass[chosen.row], chosen.rest) * (1 + SLACK)
    key = chosen.number * len(sets)
    index_key = index.number * len(sets) + index.row
    start = np.searchsorted(index_key, key + chosen.row, side="right")
    end = np.searchsorted(index_key, key + _sets_up_to(sets, last), side="left")
    hit = np.flatnonzero(end > start)
    kept = hit[radix_argsort(chosen.row[hit])]
    # A first n-gram has no n-gram before it; two of them must not compare equal.
    previous = np.where(chosen.previous[kept] < 0, np.int32(-2), chosen.previous[kept])
    return Probes(chosen.row[kept], chosen.rest[kept], previous, start[kept], end[kept])


def _sets_up_to(sets: SortedSets, mass: Floats) -> Ints:
    """Return the number of sets of at most each mass."""
    if sets.weight is not None:
        return np.searchsorted(sets.mass, mass, side="right")
    largest = int(sets.mass.max(initial=0))
    count = np.searchsorted(sets.mass, np.arange(largest + 1), side="right")
    return np.asarray(count[np.minimum(mass, largest).astype(np.int64)])


def _candidates(sets: SortedSets, bounds: Bounds) -> Iterator[tuple[Ints, Ints]]:
    """Yield distinct pairs of sets that may reach the threshold."""
    index = postings(sets, bounds)
    probes = _probes(sets, index, bounds)
    limit = bounds.largest_smaller(sets.mass[index.row], index.rest) * (1 + SLACK)
    mass = sets.mass[probes.row]
    bits = signatures(sets, bounds) if sets.weight is None else None
    for first, last in _blocks(probes):
        found = []
        for local, position in ranges(probes.start[first:last], probes.end[first:last]):
            probe = local + first
            # If the n-grams before are equal too, this is not the first hit of the pair.
            fresh = probes.previous[probe] != index.previous[position]
            kept = np.flatnonzero(fresh & (mass[probe] <= limit[position]))
            left, right = probes.row[probe[kept]], index.row[position[kept]]
            if bits is not None:
                left, right = bits.close(left, right)
            found.append(left * len(sets) + right)
        pairs = unique(np.concatenate(found))
        for begin in range(0, len(pairs), PAIRS):
            yield np.divmod(pairs[begin : begin + PAIRS], len(sets))


def _blocks(probes: Probes) -> Iterator[tuple[int, int]]:
    """Yield ranges of probes of whole sets, with at most `BLOCK` hits or of one set."""
    hits = pointers(probes.end - probes.start)
    edge = np.append(np.flatnonzero(np.diff(probes.row, prepend=-1)), len(probes.row))
    for first, last in row_chunks(hits[edge], BLOCK):
        yield int(edge[first]), int(edge[last])
