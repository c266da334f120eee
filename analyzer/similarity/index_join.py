"""Which sets contain much of each other: by counting, in an index of their n-grams.

At a low threshold the first n-grams of a set are most of it, and a single shared
one says little. But a set that shares enough also shares enough of its rarer
n-grams: leave out of each set the commonest ones, fewer than it has to share, and
count how many of the others each larger set has. Nothing that reaches the
threshold can have fewer than were asked for less those left out. What is left is
counted out.

Sets are numbered from the smallest, so that the larger ones that have an n-gram
are those behind in its list. The lists, and what each set has to look up, are on
disk where they are long. Memory: one bucket of n-grams, then one of look-ups, with
a bounded number of meetings; some numbers for each set.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np

from analyzer.similarity.duplicate_rows import DuplicateRows, find_duplicate_rows
from analyzer.similarity.hashing import SLACK, slots
from analyzer.similarity.metrics import Bounds
from analyzer.similarity.pairs import overlaps
from analyzer.similarity.rows import (
    Floats,
    Ints,
    Keys,
    NgramRows,
    Ranks,
    places_in,
    pointers,
    ranges,
    row_chunks,
)
from analyzer.storage.spool import Buckets, Column, how_many
from analyzer.text.arrays import grouped

# N-grams worked on at once, meetings counted at once, and numbers of a list read at once.
IN_MEMORY = 1 << 22
MEETINGS = 1 << 23
LIST = 1 << 23
# N-grams of the pairs that are counted out at once.
COUNTED_OUT = 1 << 21
# How many of a set's rarer n-grams a partner has at least, where it has to share as many.
LEAST = 8


class Lookups(msgspec.Struct, frozen=True, eq=False):
    """What some sets ask the index, by set and the rarest first.

    Attributes
    ----------
    set : ndarray of int64, shape (n_lookups,)
    start, count : ndarray of int64, shape (n_lookups,)
        Where the larger sets that have the n-gram stand in the index.
    """

    set: Ints
    start: Ints
    count: Ints


class Index:
    """The sets that have each n-gram, for n-grams that several sets have.

    Parameters
    ----------
    n_sets : int

    Attributes
    ----------
    postings : Column of int32
        Numbers of sets, n-gram by n-gram and ascending.
    shared : Column of int32
        Numbers of the n-grams of each set that others have.
    where, n_shared : ndarray of int64, shape (n_sets,)
        Where those of each set stand, and how many there are.
    """

    def __init__(self, n_sets: int) -> None:
        self.postings, self.shared = Column(np.int32), Column(np.int32)
        self.where, self.n_shared = np.zeros((2, n_sets), np.int64)

    def shared_of(self, sets: Ints) -> tuple[Ints, Ranks]:
        """Return the n-grams of some sets, as pointers and numbers."""
        start = self.where[sets]
        place, ptr = places_in(start, start + self.n_shared[sets])
        return ptr, self.shared[place]


def index_join(
    rows: NgramRows, terms: Bounds, max_neighbours: int | None = None
) -> tuple[DuplicateRows, Iterator[tuple[Ints, Ints, Floats]]]:
    """Return the distinct sets among rows, and the pairs of these that are alike enough.

    Parameters
    ----------
    rows : NgramRows
        Without weights; the n-grams may be a `Column`.
    terms : Bounds
        Not of the cosine.
    max_neighbours : int, optional
        How many larger sets are looked up in each posting list; None: all of them.

    Returns
    -------
    sets : DuplicateRows
    pairs : iterator of (smaller, larger, overlap)
        Numbers of sets, and how many n-grams both have.
    """
    sets = find_duplicate_rows(rows)
    return sets, _pairs(rows, sets, terms, max_neighbours)


def _pairs(
    rows: NgramRows, sets: DuplicateRows, terms: Bounds, max_neighbours: int | None
) -> Iterator[tuple[Ints, Ints, Floats]]:
    index = Index(len(sets))
    need = np.ceil(terms.need_of_smaller * sets.mass * (1 - SLACK)).astype(np.int64)
    need = np.maximum(need, 1)
    with _lookups(rows, sets, index, max_neighbours) as buckets:
        # From the largest sets on: what a partner has is known before it is met.
        for number in reversed(range(len(buckets))):
            asked = _by_set(index, *buckets[number])
            for smaller, larger in _met(index, asked, need):
                yield from _counted_out(index, sets, terms, (smaller, larger))


def _lookups(
    rows: NgramRows, sets: DuplicateRows, index: Index, max_neighbours: int | None
) -> Buckets:
    """Fill the lists of the index; return what the sets look up in it, by buckets of sets."""
    mass = sets.mass.astype(np.int64)
    edge = np.array([first for first, _ in row_chunks(pointers(mass), IN_MEMORY)], np.int64)
    asked = Buckets(max(len(edge), 1), np.int32, np.int64, np.int32, np.int32)
    n_ngrams = 0
    with _by_ngram(rows, sets) as buckets:
        for number in range(len(buckets)):
            ngram, owner = _shared(*buckets[number])
            if not len(ngram):
                continue
            end = np.flatnonzero(np.append(ngram[1:] != ngram[:-1], True)) + 1
            size = np.diff(end, prepend=0)
            place = np.arange(len(ngram))
            behind = np.repeat(end, size) - place - 1
            if max_neighbours is not None:
                behind = np.minimum(behind, max_neighbours)
            start = place + 1 + len(index.postings)
            name = np.repeat(np.arange(len(end)) + n_ngrams, size)
            asked.add(np.searchsorted(edge, owner, "right") - 1, owner, start, behind, name)
            index.postings.extend(owner)
            n_ngrams += len(end)
    return asked


def _by_ngram(rows: NgramRows, sets: DuplicateRows) -> Buckets:
    """Return every n-gram of every set and the set's number, by buckets of n-grams."""
    number = sets.number_of_first(len(rows))
    bits = (how_many(len(rows.ngram), IN_MEMORY) - 1).bit_length()
    buckets = Buckets(1 << bits, np.uint64, np.int32)
    for first, last in row_chunks(rows.ptr, IN_MEMORY >> 1):
        own = np.repeat(number[first:last], np.diff(rows.ptr[first : last + 1]))
        kept = np.flatnonzero(own >= 0)
        ngram: Keys = rows.ngram[rows.ptr[first] : rows.ptr[last]][kept]
        buckets.add(slots(ngram, bits), ngram, own[kept])
    return buckets


def _shared(ngram: Keys, owner: Ranks) -> tuple[Ints, Ranks]:
    """Return numbers of the n-grams that several sets have, each with its sets, ascending."""
    order, first = grouped(ngram)
    packed = np.cumsum(first) << 32
    packed |= owner[order]
    packed.sort()
    packed = packed[np.append(packed[1:] != packed[:-1], True)[: len(packed)]]
    number = packed >> 32
    again = number[1:] == number[:-1]
    several = np.append(again, False)[: len(number)] | np.append(False, again)[: len(number)]
    return number[several], packed[several].astype(np.int32)


def _by_set(index: Index, owner: Ranks, start: Ints, count: Ranks, name: Ranks) -> Lookups:
    """Sort look-ups by set and rarity, and set the n-grams of the sets aside."""
    if not len(owner):
        return Lookups(np.zeros(0, np.int64), start, count.astype(np.int64))
    lowest = int(owner.min())
    bits = int(owner.max() - lowest).bit_length(), (len(owner) - 1).bit_length()
    # What does not fit counts as common, which costs some meetings at worst.
    common = np.minimum(count, (1 << min(63 - sum(bits), 31)) - 1).astype(np.int64)
    packed = (owner - lowest).astype(np.int64) << (63 - bits[0])
    packed |= common << bits[1]
    packed |= np.arange(len(owner))
    packed.sort()
    order = packed & ((1 << bits[1]) - 1)
    owner = owner[order]
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    index.where[owner[first]] = first + len(index.shared)
    index.n_shared[owner[first]] = np.diff(first, append=len(owner))
    index.shared.extend(name[order])
    return Lookups(owner.astype(np.int64), start[order], count[order].astype(np.int64))


def _met(index: Index, asked: Lookups, need: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield the pairs of sets that share enough of what the smaller one looks up."""
    spared = np.maximum(need - LEAST, 0)
    own = index.n_shared[asked.set]
    where = index.where[asked.set]
    place = np.arange(len(where)) + where[:1] - where
    chosen = np.flatnonzero(
        (place < own - spared[asked.set]) & (own >= need[asked.set]) & (asked.count > 0)
    )
    owner, start, count = asked.set[chosen], asked.start[chosen], asked.count[chosen]
    edge = np.append(np.flatnonzero(np.diff(owner, prepend=-1)), len(owner))
    meetings = pointers(count)[edge]
    for first, last in row_chunks(meetings, MEETINGS):
        here = slice(edge[first], edge[last])
        meeting = _meetings(index.postings, owner[here], start[here], count[here])
        meeting.sort()
        new = np.flatnonzero(np.diff(meeting, prepend=-1))
        times = np.diff(new, append=len(meeting))
        smaller, larger = meeting[new] >> 32, meeting[new] & 0xFFFFFFFF
        kept = times >= (need - spared)[smaller]
        yield smaller[kept], larger[kept]


def _meetings(postings: Column, owner: Ints, start: Ints, count: Ints) -> Ints:
    """Return every set with every one that it meets, packed."""
    found = np.empty(int(count.sum()), np.int64)
    filled = 0
    for base in range(0, len(postings), LIST):
        low = np.maximum(start, base)
        high = np.minimum(start + count, base + LIST)
        some = np.flatnonzero(high > low)
        if not len(some):
            continue
        piece = postings[base : base + LIST].astype(np.int64)
        for asking, place in ranges(low[some], high[some]):
            end = filled + len(place)
            found[filled:end] = owner[some[asking]] << 32 | piece[place - base]
            filled = end
    return found


def _counted_out(
    index: Index, sets: DuplicateRows, terms: Bounds, pair: tuple[Ints, Ints]
) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Yield the pairs that reach the threshold, with what they share."""
    size = pointers(index.n_shared[pair[0]] + index.n_shared[pair[1]])
    for first, last in row_chunks(size, COUNTED_OUT):
        smaller, larger = pair[0][first:last], pair[1][first:last]
        several, ends = np.unique(np.concatenate([smaller, larger]), return_inverse=True)
        ptr, ngram = index.shared_of(several)
        overlap = overlaps(ptr, ngram, ends[: last - first], ends[last - first :])
        alike = terms.similarity(sets.mass[smaller], sets.mass[larger], overlap)
        kept = alike >= terms.threshold
        yield smaller[kept], larger[kept], overlap[kept]
