"""Distinct, ranked sets from rows of n-grams, for the prefix join.

Rows that cannot have a partner are dropped, equal sets are merged, and n-grams are ranked
from the rarest.
"""

from __future__ import annotations

import msgspec
import numpy as np
from msgspec.structs import replace

from analyzer.similarity.hashing import CONVERGED, SLACK, count_filter, number, shared
from analyzer.similarity.rows import (
    Flags,
    Floats,
    Ints,
    Keys,
    NgramRows,
    Ranks,
    gather,
    is_first_in_row,
    pointers,
    positions_in,
    row_chunks,
    row_positions,
    row_sums,
    sort_rows,
)
from analyzer.similarity.shingles import mixed
from analyzer.text.arrays import SPREAD, grouped, radix_argsort

# N-grams processed at once.
AT_ONCE = 1 << 21


class DuplicateRows(msgspec.Struct, frozen=True, eq=False):
    """Distinct sets by ascending mass, and the rows that are equal to each.

    Attributes
    ----------
    mass : ndarray of float64, shape (n_sets,)
        The number, or total weight, of the n-grams of each set.
    group_ptr : ndarray of int64, shape (n_sets + 1,)
    group_row : ndarray of int64
        The rows that are equal to each set, ascending.
    """

    mass: Floats
    group_ptr: Ints
    group_row: Ints

    def __len__(self) -> int:
        return len(self.mass)

    def number_of_first(self, n_rows: int) -> Ranks:
        """Return the set number of each row that is the first of its set, -1 for others."""
        number = np.full(n_rows, -1, np.int32)
        number[self.group_row[self.group_ptr[:-1]]] = np.arange(len(self))
        return number


def find_duplicate_rows(rows: NgramRows) -> DuplicateRows:
    """Return the distinct sets among unweighted rows, by a hash of the whole row.

    Empty rows are left out.
    """
    return group_equal(*row_hashes(rows))


def group_equal(size: Ints, hashes: Keys) -> DuplicateRows:
    """Return the distinct sets among rows, from what `row_hashes` returns of them."""
    filled = np.flatnonzero(size)
    order, first = grouped(hashes[filled])
    head = filled[order[first]]
    by_mass = np.argsort(size[head], kind="stable")
    edge = np.append(np.flatnonzero(first), len(order))
    member, group_ptr = row_positions(edge, by_mass)
    return DuplicateRows(size[head[by_mass]].astype(float), group_ptr, filled[order[member]])


def row_hashes(rows: NgramRows) -> tuple[Ints, Keys]:
    """Return the number of distinct n-grams of each row, and a hash of the row."""
    size, hashes = np.zeros(len(rows), np.int64), np.zeros(len(rows), np.uint64)
    for first, last in row_chunks(rows.ptr, AT_ONCE):
        ptr = rows.ptr[first : last + 1] - rows.ptr[first]
        ngram = sort_rows(ptr, rows.ngram[rows.ptr[first] : rows.ptr[last]])
        new = is_first_in_row(ptr, ngram)
        size[first:last] = row_sums(ptr, new)
        filled = np.flatnonzero(np.diff(ptr))
        value = (ngram ^ ngram >> np.uint64(32)) * SPREAD * new
        hashes[first + filled] = np.add.reduceat(value ^ value >> np.uint64(29), ptr[filled])
    return size, (hashes ^ hashes >> np.uint64(32)) * SPREAD + size.view(np.uint64)


class SortedSets(DuplicateRows, frozen=True, eq=False):
    """Distinct sets of n-gram ranks, by ascending mass, and the rows of each.

    Attributes
    ----------
    ptr : ndarray of int64, shape (n_sets + 1,)
    rank : ndarray of int32, shape (n_ngrams,)
        Ranks of n-grams, ascending in each set; the rarest have the lowest.
        N-grams that no other set has are left out, and all those of a set that
        cannot have a partner.
    weight : ndarray of float64, shape (n_ngrams,), or None
        None: 1 each.
    squared : bool
        Whether the mass is the sum of squared weights, as for the cosine (always 1).
    """

    ptr: Ints
    rank: Ranks
    weight: Floats | None
    squared: bool

    @property
    def contribution(self) -> Floats:
        """The contribution of each n-gram to the mass of its set."""
        if self.weight is None:
            return np.ones(len(self.rank))
        return self.weight**2 if self.squared else self.weight


def sort_sets(rows: NgramRows, share: float, *, norm: bool) -> SortedSets:
    """Return the distinct sets of `rows` that may have a partner or are several rows.

    Parameters
    ----------
    rows : NgramRows
    share : float
        The least share of its mass that a set must have in common with a partner,
        smaller or larger.
    norm : bool
        Whether to scale each set to a squared length of 1, which is its mass then.
    """
    row = np.flatnonzero(np.diff(rows.ptr))
    rows = NgramRows(np.append(rows.ptr[row], rows.ptr[-1]), rows.ngram, rows.weight)
    if rows.weight is None and not norm:
        rows, kept = count_filter(rows, share)
        row = row[kept]
    return _drop_unshared(_merge_equal(_rank_ngrams(rows, row, norm=norm)), share)


def _rank_ngrams(rows: NgramRows, row: Ints, *, norm: bool) -> SortedSets:
    """Rank n-grams from the rarest, sort each row and drop repeats."""
    numbers, n_numbers = number(rows.ngram)
    rank_of = np.empty(n_numbers, np.int32)
    rank_of[radix_argsort(np.bincount(numbers, minlength=n_numbers))] = np.arange(n_numbers)
    rank = rank_of[numbers]
    weight = rows.weight
    if weight is None and not norm:
        rank = sort_rows(rows.ptr, rank)
    else:
        weight = np.ones(len(rank)) if weight is None else weight
        packed = sort_rows(rows.ptr, rank.astype(np.int64) << 32 | np.arange(len(rank)))
        rank, weight = (packed >> 32).astype(np.int32), weight[packed & 0xFFFFFFFF]
    first = is_first_in_row(rows.ptr, rank)
    ptr = pointers(row_sums(rows.ptr, first).astype(np.int64))
    if weight is None:
        mass = np.diff(ptr).astype(float)
    elif norm:
        total = np.add.reduceat(weight, np.flatnonzero(first)) if len(weight) else weight
        weight = total / np.repeat(np.sqrt(row_sums(ptr, total**2)), np.diff(ptr))
        mass = np.ones(len(ptr) - 1)
    else:
        weight = weight[first]
        mass = row_sums(ptr, weight)
    if not first.all():
        rank = rank[first]
    return SortedSets(mass, np.arange(len(row) + 1), row, ptr, rank, weight, norm)


def _merge_equal(sets: SortedSets) -> SortedSets:
    """Merge equal sets, and sort the sets by mass."""
    group, _ = number(_set_hashes(sets))
    order = radix_argsort(group.astype(np.int64))
    equal = group[order[1:]] == group[order[:-1]]
    equal[equal] = _equal(sets, order[:-1][equal], order[1:][equal])
    edge = np.flatnonzero(np.append(True, ~equal)[: len(order)])
    head = order[edge]
    by_mass = np.argsort(sets.mass[head], kind="stable")
    member, group_ptr = row_positions(np.append(edge, len(order)), by_mass)
    head = head[by_mass]
    weight = None if sets.weight is None else gather(sets.ptr, sets.weight, head)
    return SortedSets(
        sets.mass[head], group_ptr, sets.group_row[order[member]],
        pointers(np.diff(sets.ptr)[head]), gather(sets.ptr, sets.rank, head), weight,
        sets.squared,
    )  # fmt: skip


def _set_hashes(sets: SortedSets) -> Keys:
    """Return a hash of each set; equal sets have equal hashes."""
    of_rank = mixed(np.arange(1, int(sets.rank.max(initial=0)) + 2, dtype=np.uint64))
    hashes = np.empty(len(sets), np.uint64)
    for first, last in row_chunks(sets.ptr):
        start, end = sets.ptr[first], sets.ptr[last]
        value = of_rank[sets.rank[start:end]]
        if sets.weight is not None:
            weight = np.round(sets.weight[start:end] * (1 << 32)).astype(np.uint64)
            value = mixed(value ^ weight)
        hashes[first:last] = np.add.reduceat(value, sets.ptr[first:last] - start)
    return mixed(hashes) + np.diff(sets.ptr).view(np.uint64)


def _equal(sets: SortedSets, left: Ints, right: Ints) -> Flags:
    """Return which pairs of sets are equal n-gram by n-gram."""
    size, other = np.diff(sets.ptr)[left], np.diff(sets.ptr)[right]
    result = size == other
    left, right = left[result], right[result]
    same = gather(sets.ptr, sets.rank, left) == gather(sets.ptr, sets.rank, right)
    if sets.weight is not None:
        weight = gather(sets.ptr, sets.weight, left)
        same &= np.isclose(weight, gather(sets.ptr, sets.weight, right), rtol=1e-12, atol=0)
    ptr = pointers(size[result])
    result[result] = row_sums(ptr, same) == np.diff(ptr)
    return np.asarray(result)


def _drop_unshared(sets: SortedSets, share: float) -> SortedSets:
    """Drop n-grams that no other set has.

    A set with too few others cannot have a partner and is emptied. That may leave n-grams
    of other sets unshared, and so on.
    """
    while True:
        size = np.diff(sets.ptr)
        found = shared(sets.rank)
        value = found if sets.weight is None else sets.contribution * found
        able = row_sums(sets.ptr, value) >= share * sets.mass * (1 - SLACK)
        kept = found & np.repeat(able, size)
        n_kept = np.count_nonzero(kept)
        if n_kept == len(kept):
            return sets
        weight = None if sets.weight is None else sets.weight[kept]
        ptr = pointers(row_sums(sets.ptr, kept).astype(np.int64))
        sets = replace(sets, ptr=ptr, rank=sets.rank[kept], weight=weight)
        if n_kept > CONVERGED * len(kept):
            return sets


def prefix_places(sets: SortedSets, need: Floats) -> tuple[Ints, Ints]:
    """Return the positions of the prefix of each set, and their sets.

    The prefix ends where the mass of what follows falls below `need`: two sets that
    share as much have an n-gram in common that is in the prefixes of both.
    """
    size = np.diff(sets.ptr)
    if sets.weight is None:
        count = np.clip(size - np.ceil(need).astype(np.int64) + 1, 0, size)
    else:
        every = np.arange(len(sets.rank))
        rest = rests(sets, every, np.repeat(np.arange(len(sets)), size))
        count = row_sums(sets.ptr, rest >= np.repeat(need, size)).astype(np.int64)
    start = sets.ptr[:-1]
    position, _ = positions_in(start, start + count)
    return position, np.repeat(np.arange(len(sets)), count)


def rests(sets: SortedSets, position: Ints, row: Ints) -> Floats:
    """Return the mass of the set from each position on."""
    if sets.weight is None:
        return np.asarray(sets.ptr[row + 1] - position, float)
    total = np.concatenate([[0], np.cumsum(sets.contribution)])
    return np.asarray(total[sets.ptr[row + 1]] - total[position])
