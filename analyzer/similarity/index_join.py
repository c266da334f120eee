"""Exact join by counting shared n-grams in an inverted index, for low thresholds.

At a low threshold a prefix is most of a set, and one shared n-gram is weak evidence. Each
set therefore looks up its rarer n-grams, all but the most frequent ones, which are fewer
than it has to share. A pair that reaches the threshold shares at least the required
number less those skipped; such candidates are then verified.

Sets are numbered by ascending size, so that the larger sets that have an n-gram follow in
its posting list. Posting lists and lookups are spilled to disk where they are long. In
memory are one bucket of n-grams or of lookups, a bounded number of hits, and some numbers
per set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
import numpy as np

from analyzer.similarity.hashing import SLACK, RowFilter, slots
from analyzer.similarity.known_pairs import KnownPairs
from analyzer.similarity.pairs import overlaps
from analyzer.similarity.rows import (
    Bounds,
    Floats,
    Ints,
    Keys,
    NgramRows,
    Ranks,
    pointers,
    positions_in,
    ranges,
    row_chunks,
)
from analyzer.similarity.sorted_sets import DuplicateRows, group_equal, row_hashes
from analyzer.storage.spool import Buckets, Column, how_many
from analyzer.text.arrays import grouped

# N-grams, hits and postings processed at once.
IN_MEMORY = 1 << 22
HITS = 1 << 21
POSTINGS_CHUNK = 1 << 22
# N-grams of the candidate pairs verified at once.
VERIFY_CHUNK = 1 << 21
# How many of the n-grams that are looked up a partner shares at least, where it has to
# share as many: fewer make more candidates, more make more lookups.
MIN_COUNT = 8
Overlaps = tuple[Ints, Ints, Floats]


class Lookups(msgspec.Struct, frozen=True, eq=False):
    """The posting ranges that some sets look up, by set and from the rarest n-gram.

    Attributes
    ----------
    set : ndarray of int64, shape (n_lookups,)
    start, count : ndarray of int64, shape (n_lookups,)
        The postings of the larger sets that have the n-gram.
    """

    set: Ints
    start: Ints
    count: Ints


class Index:
    """The inverted index: the posting lists of n-grams that several sets have.

    Parameters
    ----------
    n_sets : int

    Attributes
    ----------
    postings : Column of int32
        Set numbers, by n-gram and ascending.
    shared : Column of int32
        Ids of the n-grams of each set that other sets have too.
    offset, n_shared : ndarray of int64, shape (n_sets,)
        The position of those of each set, and their number.
    """

    def __init__(self, n_sets: int) -> None:
        self.postings, self.shared = Column(np.int32), Column(np.int32)
        self.offset, self.n_shared = np.zeros((2, n_sets), np.int64)

    def shared_of(self, sets: Ints) -> tuple[Ints, Ranks]:
        """Return the shared n-grams of some sets, as pointers and ids."""
        start = self.offset[sets]
        position, ptr = positions_in(start, start + self.n_shared[sets])
        return ptr, self.shared[position]


def index_join(
    rows: NgramRows,
    bounds: Bounds,
    max_neighbours: int | None = None,
    known: KnownPairs | None = None,
) -> tuple[DuplicateRows, Iterator[tuple[Ints, Ints, Floats]]]:
    """Return the distinct sets among rows, and the pairs of sets that reach the threshold.

    Parameters
    ----------
    rows : NgramRows
        Without weights; the n-grams may be a `Column`.
    bounds : Bounds
        Not of the cosine.
    max_neighbours : int, optional
        How many larger sets are looked up in each posting list; None: all of them.
    known : KnownPairs, optional
        Overlaps that an earlier join has counted.

    Returns
    -------
    sets : DuplicateRows
    pairs : iterator of (smaller, larger, overlap)
        Set numbers, and the number of shared n-grams.
    """
    size, hashes = row_hashes(rows)
    sets = group_equal(size, hashes)
    if known is not None:
        known.name_rows(hashes[sets.group_row[sets.group_ptr[:-1]]])
    return sets, _pairs(rows, sets, bounds, max_neighbours, known)


def _pairs(
    rows: NgramRows,
    sets: DuplicateRows,
    bounds: Bounds,
    max_neighbours: int | None,
    known: KnownPairs | None,
) -> Iterator[tuple[Ints, Ints, Floats]]:
    index = Index(len(sets))
    min_shared = np.ceil(bounds.need_of_smaller * sets.mass * (1 - SLACK)).astype(np.int64)
    min_shared = np.maximum(min_shared, 1)
    with _lookups(rows, sets, index, max_neighbours) as buckets:
        # From the largest sets down, so that the n-grams of partners are stored already.
        for number in reversed(range(len(buckets))):
            lookups = _sorted_lookups(index, *buckets[number])
            for pair in _candidates(index, lookups, min_shared):
                counted: Iterable[Overlaps] = _counted(index, pair)
                if known is not None:
                    counted = [_completed(index, pair, known)]
                for smaller, larger, overlap in counted:
                    mass = sets.mass[smaller], sets.mass[larger]
                    kept = bounds.similarity(*mass, overlap) >= bounds.threshold
                    yield smaller[kept], larger[kept], overlap[kept]


def _lookups(
    rows: NgramRows, sets: DuplicateRows, index: Index, max_neighbours: int | None
) -> Buckets:
    """Build the posting lists; return the lookups of the sets, in buckets of sets."""
    mass = sets.mass.astype(np.int64)
    edge = np.array([first for first, _ in row_chunks(pointers(mass), IN_MEMORY)], np.int64)
    lookups = Buckets(max(len(edge), 1), np.int32, np.int64, np.int32, np.int32)
    n_ngrams = 0
    with _ngram_buckets(rows, sets) as buckets:
        for number in range(len(buckets)):
            ngram, owner = _shared_ngrams(*buckets[number])
            if not len(ngram):
                continue
            end = np.flatnonzero(np.append(ngram[1:] != ngram[:-1], True)) + 1
            size = np.diff(end, prepend=0)
            position = np.arange(len(ngram))
            n_larger = np.repeat(end, size) - position - 1
            if max_neighbours is not None:
                n_larger = np.minimum(n_larger, max_neighbours)
            start = position + 1 + len(index.postings)
            name = np.repeat(np.arange(len(end)) + n_ngrams, size)
            lookups.add(np.searchsorted(edge, owner, "right") - 1, owner, start, n_larger, name)
            index.postings.extend(owner)
            n_ngrams += len(end)
    return lookups


def _ngram_buckets(rows: NgramRows, sets: DuplicateRows) -> Buckets:
    """Return every n-gram with the number of its set, in buckets of n-grams."""
    number = sets.number_of_first(len(rows))
    bits = (how_many(len(rows.ngram), IN_MEMORY) - 1).bit_length()
    buckets = Buckets(1 << bits, np.uint64, np.int32)
    for first, last in row_chunks(rows.ptr, IN_MEMORY >> 1):
        own = np.repeat(number[first:last], np.diff(rows.ptr[first : last + 1]))
        kept = np.flatnonzero(own >= 0)
        ngram: Keys = rows.ngram[rows.ptr[first] : rows.ptr[last]][kept]
        buckets.add(slots(ngram, bits), ngram, own[kept])
    return buckets


def _shared_ngrams(ngram: Keys, owner: Ranks) -> tuple[Ints, Ranks]:
    """Return the ids of n-grams that several sets have, each with its sets, ascending."""
    several_have = RowFilter(len(ngram))
    several_have.add(ngram, owner)
    kept = several_have.positions(ngram)
    ngram, owner = ngram[kept], owner[kept]
    del several_have
    order, first = grouped(ngram)
    packed = np.cumsum(first) << 32
    packed |= owner[order]
    packed.sort()
    packed = packed[np.append(packed[1:] != packed[:-1], True)[: len(packed)]]
    number = packed >> 32
    again = number[1:] == number[:-1]
    several = np.append(again, False)[: len(number)] | np.append(False, again)[: len(number)]
    return number[several], packed[several].astype(np.int32)


def _sorted_lookups(
    index: Index, owner: Ranks, start: Ints, count: Ranks, name: Ranks
) -> Lookups:
    """Sort lookups by set and rarity, and store the n-grams of the sets for verification."""
    if not len(owner):
        return Lookups(np.zeros(0, np.int64), start, count.astype(np.int64))
    lowest = int(owner.min())
    bits = int(owner.max() - lowest).bit_length(), (len(owner) - 1).bit_length()
    # Counts that do not fit are clipped, which costs some hits at worst.
    common = np.minimum(count, (1 << min(63 - sum(bits), 31)) - 1).astype(np.int64)
    packed = (owner - lowest).astype(np.int64) << (63 - bits[0])
    packed |= common << bits[1]
    packed |= np.arange(len(owner))
    packed.sort()
    order = packed & ((1 << bits[1]) - 1)
    owner = owner[order]
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    index.offset[owner[first]] = first + len(index.shared)
    index.n_shared[owner[first]] = np.diff(first, append=len(owner))
    index.shared.extend(name[order])
    return Lookups(owner.astype(np.int64), start[order], count[order].astype(np.int64))


def _candidates(
    index: Index, lookups: Lookups, min_shared: Ints
) -> Iterator[tuple[Ints, Ints]]:
    """Yield the pairs that share enough of the n-grams that the smaller set looks up."""
    skipped = np.maximum(min_shared - MIN_COUNT, 0)
    own = index.n_shared[lookups.set]
    offset = index.offset[lookups.set]
    position = np.arange(len(offset)) + offset[:1] - offset
    chosen = np.flatnonzero(
        (position < own - skipped[lookups.set])
        & (own >= min_shared[lookups.set])
        & (lookups.count > 0)
    )
    owner, start, count = lookups.set[chosen], lookups.start[chosen], lookups.count[chosen]
    edge = np.append(np.flatnonzero(np.diff(owner, prepend=-1)), len(owner))
    hits = pointers(count)[edge]
    for first, last in row_chunks(hits, HITS):
        here = slice(edge[first], edge[last])
        hit = _hits(index.postings, owner[here], start[here], count[here])
        hit.sort()
        new = np.flatnonzero(np.diff(hit, prepend=-1))
        times = np.diff(new, append=len(hit))
        smaller, larger = hit[new] >> 32, hit[new] & 0xFFFFFFFF
        kept = times >= (min_shared - skipped)[smaller]
        yield smaller[kept], larger[kept]


def _hits(postings: Column, owner: Ints, start: Ints, count: Ints) -> Ints:
    """Return each set with every set in the posting ranges that it looks up, packed."""
    found = np.empty(int(count.sum()), np.int64)
    filled = 0
    for base in range(0, len(postings), POSTINGS_CHUNK):
        low = np.maximum(start, base)
        high = np.minimum(start + count, base + POSTINGS_CHUNK)
        some = np.flatnonzero(high > low)
        if not len(some):
            continue
        piece = postings[base : base + POSTINGS_CHUNK].astype(np.int64)
        for asking, position in ranges(low[some], high[some]):
            end = filled + len(position)
            found[filled:end] = owner[some[asking]] << 32 | piece[position - base]
            filled = end
    return found


def _completed(index: Index, pair: tuple[Ints, Ints], known: KnownPairs) -> Overlaps:
    """Return pairs with the number of shared n-grams, counted where it is not known."""

    def count(smaller: Ints, larger: Ints) -> Floats:
        found = [overlap for _, _, overlap in _counted(index, (smaller, larger))]
        return np.concatenate(found)

    return *pair, known.values(*pair, count)


def _counted(index: Index, pair: tuple[Ints, Ints]) -> Iterator[Overlaps]:
    """Yield pairs with the number of shared n-grams."""
    size = pointers(index.n_shared[pair[0]] + index.n_shared[pair[1]])
    for first, last in row_chunks(size, VERIFY_CHUNK):
        smaller, larger = pair[0][first:last], pair[1][first:last]
        several, ends = np.unique(np.concatenate([smaller, larger]), return_inverse=True)
        ptr, ngram = index.shared_of(several)
        yield smaller, larger, overlaps(ptr, ngram, ends[: last - first], ends[last - first :])
