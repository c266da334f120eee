"""By what sets can meet: their rarest n-grams, and pairs of those that are common.

Sets that share enough share one of their first n-grams, and, where they have to
share two, two of hardly more. So an n-gram that stands in many sets is taken
together with each one that may be the next shared: few sets have both.
"""

from __future__ import annotations

import msgspec
import numpy as np
from msgspec.structs import replace

from analyzer.matching.corefilter import SLACK
from analyzer.matching.likeness import Terms
from analyzer.matching.ngramrows import Flags, Floats, Ints, Ranks, pointers, ranges, row_sums
from analyzer.matching.numbering import number
from analyzer.matching.rankedsets import RankedSets
from analyzer.text.order import stable_order

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


def postings(sets: RankedSets, terms: Terms) -> Postings:
    """Return everything that sets can meet by, by number and then by set."""
    need = terms.need_of_larger * sets.mass * (1 - SLACK)
    place, row = _first_places(sets, need)
    rest = _rest(sets, place, row)
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
    return found.take(stable_order(found.number))


def _first_places(sets: RankedSets, need: Floats) -> tuple[Ints, Ints]:
    """Return the n-grams from which on a set has what is needed, and their sets."""
    size = np.diff(sets.ptr)
    if sets.weight is None:
        count = np.clip(size - np.ceil(need).astype(np.int64) + 1, 0, size)
    else:
        every = np.arange(len(sets.rank))
        rest = _rest(sets, every, np.repeat(np.arange(len(sets)), size))
        count = row_sums(sets.ptr, rest >= np.repeat(need, size)).astype(np.int64)
    start = sets.ptr[:-1]
    ptr = pointers(count)
    row = np.repeat(np.arange(len(sets)), count)
    return np.arange(ptr[-1]) + np.repeat(start - ptr[:-1], count), row


def _rest(sets: RankedSets, place: Ints, row: Ints) -> Floats:
    """Return the mass of the set from each place on."""
    if sets.weight is None:
        return np.asarray(sets.ptr[row + 1] - place, float)
    total = np.concatenate([[0], np.cumsum(sets.contribution)])
    return np.asarray(total[sets.ptr[row + 1]] - total[place])


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


def _pairs(sets: RankedSets, place: Ints, last: Ints, row: Ints) -> Postings:
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
