"""From rows of n-grams to the distinct sets that can have a partner at all.

First the *core filter*: an n-gram that stands in one row only matches nothing
but counts in the size of its row, so that a row with too few shared n-grams
provably has no partner; without it others become unshared, and so on. Then
equal sets are made one, and n-grams are numbered from the rarest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from analyzer.ngramrows import (
    SPREAD,
    Flags,
    Floats,
    Ints,
    NgramRows,
    firsts,
    number,
    places,
    pointers,
    row_sums,
    sort_rows,
)

# Bounds are let out by this share, so that rounding never loses a pair.
SLACK = 1e-6


@dataclass(frozen=True, eq=False)
class RankedSets:
    """Distinct sets of n-grams, ascending in mass.

    Attributes
    ----------
    ptr : ndarray of int64, shape (n_sets + 1,)
    rank : ndarray of int64, shape (n_ngrams,)
        Numbers of n-grams, ascending in each set; the rarest have the lowest.
        N-grams that no other set has are left out.
    weight : ndarray of float64, shape (n_ngrams,), or None
        None: 1 each.
    squared : bool
        Whether masses add up squared weights, as for the cosine.
    mass : ndarray of float64, shape (n_sets,)
        What the n-grams of each set weigh together, those left out too; for the
        cosine 1.
    side : ndarray of int64, shape (n_sets,)
        Which of two groups of rows the set is from; 0 where there is one.
    group_ptr : ndarray of int64, shape (n_sets + 1,)
    group_row : ndarray of int64
        The rows that are equal to each set, ascending.
    """

    ptr: Ints
    rank: Ints
    weight: Floats | None
    squared: bool
    mass: Floats
    side: Ints
    group_ptr: Ints
    group_row: Ints

    def __len__(self) -> int:
        return len(self.ptr) - 1

    @property
    def contribution(self) -> Floats:
        """What each n-gram adds to the mass of its set."""
        if self.weight is None:
            return np.ones(len(self.rank))
        return self.weight**2 if self.squared else self.weight


def rank_sets(
    rows: NgramRows, n_first: int | None, share: float, *, either: bool, norm: bool
) -> RankedSets:
    """Return the distinct sets among `rows` that can have a partner or are equal.

    Parameters
    ----------
    rows : NgramRows
    n_first : int or None
        The first so many rows are to be compared with the others; None to
        compare all with all.
    share : float
        A set can only have a partner where its shared n-grams make up so much
        of its mass.
    either : bool
        Whether that holds for one of two partners only, as with containment.
    norm : bool
        Whether to scale each set to a squared length of 1, which is its mass then.
    """
    side = np.zeros(len(rows), np.int64)
    if n_first is not None:
        side[n_first:] = 1
    two = n_first is not None
    kept = np.flatnonzero(np.diff(rows.ptr))
    if rows.weight is None and not norm:
        rows = distinct(rows) if two else rows
        kept = _core(rows, side, two=two, share=share, either=either)
    sets = _number(rows.take(kept), side[kept], kept, norm=norm)
    sets = _collapse(sets)
    return _order(_drop_unshared(sets, two=two, share=share, either=either))


def _core(rows: NgramRows, side: Ints, *, two: bool, share: float, either: bool) -> Ints:
    """Return the rows that the core filter leaves, counting n-grams by their hashes.

    Different n-grams may share a count, and within one group of rows an n-gram that
    stands twice in a row counts as shared: both keep a row too many, never drop one.
    """
    kept = np.flatnonzero(np.diff(rows.ptr))
    bits = max(int(rows.ptr[-1]), 1).bit_length() + 1
    while len(kept):
        place, ptr = places(rows.ptr, kept)
        keys = rows.ngram[place] * SPREAD
        slot = (keys >> np.uint64(64 - bits)).astype(np.int64)
        size = np.diff(ptr)
        shared = _shared(slot, np.repeat(side[kept], size), 1 << bits, two=two)
        count = row_sums(ptr, shared)
        able = count >= share * size * (1 - SLACK)
        if either:
            able = count > 0
        if np.count_nonzero(able) >= 0.95 * len(kept):
            return np.asarray(kept[able])
        kept = kept[able]
        bits = max(int(size[able].sum()), 1).bit_length() + 1
    return kept


def _shared(slot: Ints, side: Ints, n_slots: int, *, two: bool) -> Flags:
    """Return which n-grams stand in more than one set, or on both sides."""
    if not two:
        return np.asarray((np.bincount(slot, minlength=n_slots) > 1)[slot])
    first = np.bincount(slot[side == 0], minlength=n_slots) > 0
    second = np.bincount(slot[side == 1], minlength=n_slots) > 0
    return np.asarray((first & second)[slot])


def _number(rows: NgramRows, side: Ints, row: Ints, *, norm: bool) -> RankedSets:
    """Rank n-grams from the rarest, sort each row and drop what it repeats."""
    ngram, n_numbers = number(rows.ngram)
    frequency = np.bincount(ngram, minlength=n_numbers)
    rank_of = np.empty(n_numbers, np.int64)
    rank_of[np.argsort(frequency, kind="stable")] = np.arange(n_numbers)
    rank = rank_of[ngram]
    weight = rows.weight
    if weight is None and not norm:
        rank = sort_rows(rows.ptr, rank)
    else:
        weight = np.ones(len(rank)) if weight is None else weight
        packed = sort_rows(rows.ptr, rank << 32 | np.arange(len(rank)))
        rank, weight = packed >> 32, weight[packed & 0xFFFFFFFF]
    first = firsts(rows.ptr, rank)
    ptr = pointers(row_sums(rows.ptr, first).astype(np.int64))
    if weight is None:
        mass = np.diff(ptr).astype(float)
    elif norm:
        weight = np.add.reduceat(weight, np.flatnonzero(first)) if len(weight) else weight
        length = np.sqrt(row_sums(ptr, weight**2))
        weight = weight / np.repeat(length, np.diff(ptr))
        mass = np.ones(len(ptr) - 1)
    else:
        weight = weight[first]
        mass = row_sums(ptr, weight)
    group_ptr = np.arange(len(row) + 1)
    return RankedSets(ptr, rank[first], weight, norm, mass, side, group_ptr, row)


def _collapse(sets: RankedSets) -> RankedSets:
    """Make equal sets of one side one."""
    size = np.diff(sets.ptr)
    mark = (sets.rank.astype(np.uint64) + np.uint64(1)) * SPREAD
    mark ^= mark >> np.uint64(32)
    mark *= SPREAD
    if sets.weight is not None:
        mark ^= np.round(sets.weight * (1 << 40)).astype(np.uint64)
        mark *= SPREAD
    total = np.zeros(len(sets), np.uint64)
    filled = size > 0
    if filled.any():
        total[filled] = np.add.reduceat(mark, sets.ptr[:-1][filled])
    order = np.lexsort((total, size, sets.side))
    previous = order[:-1]
    alike = (total[order[1:]] == total[previous]) & (size[order[1:]] == size[previous])
    alike &= sets.side[order[1:]] == sets.side[previous]
    alike &= _equal(sets, previous, order[1:], alike)
    head = np.append(True, ~alike)[: len(order)]
    group_ptr = np.append(np.flatnonzero(head), len(order))
    return replace(
        _take(sets, order[head]), group_ptr=group_ptr, group_row=sets.group_row[order]
    )


def _equal(sets: RankedSets, left: Ints, right: Ints, alike: Flags) -> Flags:
    """Return which of the pairs that look alike are equal n-gram by n-gram."""
    chosen = np.flatnonzero(alike)
    here, ptr = places(sets.ptr, left[chosen])
    there, _ = places(sets.ptr, right[chosen])
    same = sets.rank[here] == sets.rank[there]
    if sets.weight is not None:
        same &= np.isclose(sets.weight[here], sets.weight[there], rtol=1e-12, atol=0)
    result = np.zeros(len(left), bool)
    result[chosen] = row_sums(ptr, same) == np.diff(ptr)
    return result


def _take(sets: RankedSets, chosen: Ints) -> RankedSets:
    """Return some of the sets, with one row each."""
    place, ptr = places(sets.ptr, chosen)
    weight = None if sets.weight is None else sets.weight[place]
    return RankedSets(
        ptr, sets.rank[place], weight, sets.squared, sets.mass[chosen], sets.side[chosen],
        np.arange(len(chosen) + 1), sets.group_row[chosen],
    )  # fmt: skip


def _drop_unshared(sets: RankedSets, *, two: bool, share: float, either: bool) -> RankedSets:
    """Leave out n-grams that no other set, or none of the other side, has.

    A set with too few others has no partner and is emptied, which may leave
    n-grams of others alone, and so on.
    """
    n_ranks = int(sets.rank.max(initial=-1)) + 1
    while True:
        size = np.diff(sets.ptr)
        shared = _shared(sets.rank, np.repeat(sets.side, size), n_ranks, two=two)
        held = row_sums(sets.ptr, sets.contribution * shared)
        able = (held > 0) if either else (held >= share * sets.mass * (1 - SLACK))
        kept = shared & np.repeat(able, size)
        weight = None if sets.weight is None else sets.weight[kept]
        ptr = pointers(row_sums(sets.ptr, kept).astype(np.int64))
        sets = replace(sets, ptr=ptr, rank=sets.rank[kept], weight=weight)
        if np.count_nonzero(kept) >= 0.95 * len(kept):
            return sets


def _order(sets: RankedSets) -> RankedSets:
    """Put the sets in the order of their mass."""
    order = np.argsort(sets.mass, kind="stable")
    member, group_ptr = places(sets.group_ptr, order)
    return replace(_take(sets, order), group_ptr=group_ptr, group_row=sets.group_row[member])


def distinct(rows: NgramRows) -> NgramRows:
    """Return the rows without weights, each n-gram once and in the order of its hash."""
    ngram = sort_rows(rows.ptr, rows.ngram)
    first = firsts(rows.ptr, ngram)
    return NgramRows(pointers(row_sums(rows.ptr, first).astype(np.int64)), ngram[first])
