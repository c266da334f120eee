"""Joining more rows than fit in memory: in parts, each row where it may meet its like.

N-grams are put in one order: by how often a slot of a hash table was met, then by
their hashes. Two sets that reach a Jaccard index of t share one of the first
``size - ceil(t * size) + 1`` n-grams of either (see `prefixjoin`); whatever the
order is, as long as it is one. Every row goes into the part of each of its first
n-grams, so that two such sets are together in the part of the n-gram that both
begin with. Each part is joined in memory, exactly, and what was found in several
parts is told once: in the part of the first n-gram that both have among their
first. Equal rows have equal first n-grams and are together in all of their parts.

Memory: the table of counts, one part and its join, and one stretch of rows at a
time. The rows themselves may be a file that is mapped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from tempfile import TemporaryFile

import numpy as np
from msgspec.structs import replace

from analyzer.matching.corefilter import SLACK
from analyzer.matching.likeness import Terms
from analyzer.matching.ngramrows import (
    Ints,
    Keys,
    NgramRows,
    owners,
    pointers,
    sort_rows,
)
from analyzer.matching.numbering import slots
from analyzer.matching.similarity import Pairs
from analyzer.text.order import SPREAD, distinct

# Of the table of counts: 2**24 slots of four bytes.
COUNT_BITS = 24
# N-grams of rows read at a time, and of rows joined at once: about 3 GB of memory.
AT_A_TIME = 1 << 22
IN_MEMORY = 1 << 25
# Bits of a hash that tell n-grams of one count apart in the order.
TIE_BITS = 40

Joined = Callable[[NgramRows], Iterator[Pairs]]


def partitioned_join(
    rows: NgramRows, threshold: float, joined: Joined, in_memory: int = IN_MEMORY
) -> Iterator[Pairs]:
    """Yield what `joined` yields of all rows, each pair once.

    Parameters
    ----------
    rows : NgramRows
        Without weights; each n-gram at most once in a row.
    threshold : float
        Jaccard index from which two rows are alike.
    joined : callable
        The join of some rows in memory; equal rows are paired with the first alone.
    in_memory : int
        N-grams of the rows that are joined at once, about.
    """
    counts = _counts(rows)
    n_parts = _n_parts(rows, counts, threshold, in_memory)
    for part, chosen in enumerate(_members(rows, counts, threshold, n_parts)):
        for pairs in joined(_some(rows, chosen)):
            left, right = chosen[pairs.left], chosen[pairs.right]
            kept = _told_here(rows, counts, threshold, (left, right), (part, n_parts))
            yield replace(pairs.take(kept), left=left[kept], right=right[kept])


def _stretches(rows: NgramRows) -> Iterator[tuple[int, int]]:
    first = 0
    while first < len(rows):
        wanted = int(rows.ptr[first]) + AT_A_TIME
        last = max(int(np.searchsorted(rows.ptr, wanted, side="right")) - 1, first + 1)
        yield first, last
        first = last


def _counts(rows: NgramRows) -> np.ndarray:
    counts = np.zeros(1 << COUNT_BITS, np.uint32)
    for first, last in _stretches(rows):
        ngram = np.asarray(rows.ngram[rows.ptr[first] : rows.ptr[last]])
        counts += np.bincount(slots(ngram, COUNT_BITS), minlength=len(counts)).astype(np.uint32)
    return counts


def _first_keys(
    ptr: Ints, ngram: Keys, counts: np.ndarray, threshold: float
) -> tuple[Ints, Keys]:
    """Return the first n-grams of every row, as keys that sort in their order.

    Different n-grams of one key are one for the order, which costs a meeting and
    loses none: rows share at least as many keys, counted as often as they stand,
    as they share n-grams.
    """
    often = np.minimum(counts[slots(ngram, COUNT_BITS)], (1 << 64 - TIE_BITS) - 1)
    key = often.astype(np.uint64) << np.uint64(TIE_BITS)
    key |= (ngram * SPREAD) >> np.uint64(64 - TIE_BITS)
    key = sort_rows(ptr, key)
    size = np.diff(ptr)
    need = np.ceil(Terms("jaccard", threshold).need_of_larger * size * (1 - SLACK))
    length = np.where(size > 0, size - need.astype(np.int64) + 1, 0)
    chosen = pointers(length)
    row = owners(chosen)
    key = key[np.arange(chosen[-1]) + (ptr[:-1] - chosen[:-1])[row]]
    # What stands once meets nothing.
    shared = (key >> np.uint64(TIE_BITS)) > 1
    return row[shared], key[shared]


def _part_of(key: Keys, n_parts: int) -> Ints:
    mixed = (key ^ key >> np.uint64(31)) * SPREAD
    return np.asarray((mixed >> np.uint64(40)).astype(np.int64) % n_parts)


def _n_parts(rows: NgramRows, counts: np.ndarray, threshold: float, in_memory: int) -> int:
    """Return how many parts keep each of them small enough, from the first rows."""
    last = min(next(iter(_stretches(rows)), (0, 0))[1], len(rows))
    ptr = rows.ptr[: last + 1]
    row, _ = _first_keys(ptr, np.asarray(rows.ngram[: ptr[-1]]), counts, threshold)
    copied = float(np.diff(ptr)[row].sum()) / max(int(ptr[-1]), 1)
    return max(int(np.ceil(copied * len(rows.ngram) / in_memory)), 1)


def _members(
    rows: NgramRows, counts: np.ndarray, threshold: float, n_parts: int
) -> Iterator[Ints]:
    """Yield the rows of each part, ascending; until then they are in a file, by stretch."""
    edges = []
    with TemporaryFile(prefix="analyzer-") as file:
        for first, last in _stretches(rows):
            ptr = rows.ptr[first : last + 1]
            ngram = np.asarray(rows.ngram[ptr[0] : ptr[-1]])
            row, key = _first_keys(ptr - ptr[0], ngram, counts, threshold)
            n_rows = last - first
            places = distinct(_part_of(key, n_parts) * n_rows + row)
            edges.append(np.searchsorted(places, np.arange(n_parts + 1) * n_rows))
            file.write((places % n_rows + first).tobytes())
        start = np.cumsum([0, *(edge[-1] for edge in edges)])
        for part in range(n_parts):
            found = [np.zeros(0, np.int64)]
            for base, edge in zip(start.tolist(), edges, strict=False):
                file.seek(8 * (base + int(edge[part])))
                data = file.read(8 * int(edge[part + 1] - edge[part]))
                found.append(np.frombuffer(data, np.int64))
            yield np.concatenate(found)


def _some(rows: NgramRows, chosen: Ints) -> NgramRows:
    """Return some rows in memory, read a stretch at a time."""
    size = rows.ptr[chosen + 1] - rows.ptr[chosen]
    ptr = pointers(size)
    ngram = np.empty(int(ptr[-1]), np.uint64)
    for first in range(0, len(chosen), AT_A_TIME >> 4):
        last = min(first + (AT_A_TIME >> 4), len(chosen))
        own = ptr[first : last + 1] - ptr[first]
        place = np.arange(own[-1]) + np.repeat(
            rows.ptr[chosen[first:last]] - own[:-1], np.diff(own)
        )
        ngram[ptr[first] : ptr[last]] = rows.ngram[place]
    return NgramRows(ptr, ngram)


def _told_here(
    rows: NgramRows,
    counts: np.ndarray,
    threshold: float,
    pair: tuple[Ints, Ints],
    part: tuple[int, int],
) -> Ints:
    """Return which pairs are told in this part: that of the first key both begin with."""
    n_pairs = len(pair[0])
    keys, who = [], []
    for side in pair:
        some = _some(rows, side)
        row, key = _first_keys(some.ptr, some.ngram, counts, threshold)
        again = np.append(False, (row[1:] == row[:-1]) & (key[1:] == key[:-1]))
        keys.append(key[~again])
        who.append(row[~again])
    both_who, both_keys = np.concatenate(who), np.concatenate(keys)
    order = np.lexsort((both_keys, both_who))
    both_who, both_keys = both_who[order], both_keys[order]
    same = (both_who[1:] == both_who[:-1]) & (both_keys[1:] == both_keys[:-1])
    where = np.flatnonzero(same)
    first = where[np.append(True, both_who[where][1:] != both_who[where][:-1])[: len(where)]]
    told = np.zeros(n_pairs, bool)
    told[both_who[first]] = _part_of(both_keys[first], part[1]) == part[0]
    return np.flatnonzero(told)
