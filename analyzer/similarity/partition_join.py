"""Joining more rows than fit in memory: in parts, by what rows that are alike both have.

Every row goes into the part of each of its `combinations`, with its size and a few
bits that differ as it does; so two rows that are alike are together in a part, side
by side. What sizes and bits do not exclude is counted out at the end. Equal rows are
found first, by a hash of all they have, and only the first of them is joined.

Memory: the table of counts, one part, and some numbers for each pair; of the rows
where they begin and a bit. The rows themselves may be a `Column`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analyzer.similarity.duplicate_rows import DuplicateRows, row_marks
from analyzer.similarity.hashing import SLACK, number, slots
from analyzer.similarity.metrics import Bounds
from analyzer.similarity.pairs import overlaps
from analyzer.similarity.prefix_signatures import AT_ONCE, order_of, prefix_signatures
from analyzer.similarity.rows import (
    Flags,
    Floats,
    Ints,
    Keys,
    NgramRows,
    paired_rows,
    pointers,
    ranges,
    row_chunks,
    sort_rows,
    without_repeats,
)
from analyzer.similarity.signatures import row_bits
from analyzer.storage.spool import Buckets, how_many
from analyzer.text.arrays import grouped, radix_argsort, unique

# Combinations in a part, about, and how many a row has.
IN_MEMORY = 1 << 21
OF_A_ROW = 12
# Pairs that may be alike, as they come, beyond which what came twice is dropped.
MERGED = 1 << 22
# N-grams of the pairs that are counted out at once.
COUNTED_OUT = 1 << 20


def partitioned_join(
    rows: NgramRows, terms: Bounds
) -> tuple[DuplicateRows, Iterator[tuple[Ints, Ints, Floats]]]:
    """Return the distinct sets that have their like, or are several rows, and their pairs.

    Parameters
    ----------
    rows : NgramRows
        Without weights.
    terms : Bounds
        Of the Jaccard index.

    Returns
    -------
    sets : DuplicateRows
    pairs : iterator of (smaller, larger, overlap)
        Numbers of sets, and how many n-grams both have.
    """
    later, first = _equal(rows)
    fresh = np.ones(len(rows), bool)
    fresh[later] = False
    left, right, overlap = _counted_out(rows, terms, _candidates(rows, terms, fresh))
    row = unique(np.concatenate([left, right, first]))
    member = np.concatenate([row, later])
    group = np.searchsorted(row, np.concatenate([row, first]))
    order = np.lexsort((member, group))
    sets = DuplicateRows(
        _masses(rows, row), pointers(np.bincount(group, minlength=len(row))), member[order]
    )
    return sets, iter([(np.searchsorted(row, left), np.searchsorted(row, right), overlap)])


def _equal(rows: NgramRows) -> tuple[Ints, Ints]:
    """Return the rows that equal an earlier one, and the first of their equals."""
    bits = (how_many(len(rows), IN_MEMORY) - 1).bit_length()
    laters, heads = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    with Buckets(1 << bits, np.uint64, np.int64) as marks:
        for first, last in row_chunks(rows.ptr, AT_ONCE):
            size, mark = row_marks(_stretch(rows, first, last))
            filled = np.flatnonzero(size)
            marks.add(slots(mark[filled], bits), mark[filled], filled + first)
        for piece in range(len(marks)):
            mark, row = marks[piece]
            order, new = grouped(mark)
            head = row[order[new]][np.cumsum(new) - 1]
            laters.append(row[order[~new]])
            heads.append(head[~new])
    return np.concatenate(laters), np.concatenate(heads)


def _candidates(rows: NgramRows, terms: Bounds, fresh: Flags) -> Ints:
    """Return pairs of rows that may be alike, as numbers ``left * n_rows + right``."""
    bits = (how_many(len(rows) * OF_A_ROW, IN_MEMORY) - 1).bit_length()
    piecetype = np.int32 if len(rows) < 1 << 31 else np.int64
    found, n_found = [np.zeros(0, np.int64)], 0
    with Buckets(1 << bits, np.uint64, piecetype, np.int32, np.uint64) as parts:
        order = order_of(rows)
        for first, last in row_chunks(rows.ptr, AT_ONCE):
            chosen = np.flatnonzero(fresh[first:last])
            some = without_repeats(_stretch(rows, first, last).take(chosen))
            size, bit = np.diff(some.ptr), row_bits(some)
            key = sort_rows(some.ptr, order.keys(some.ngram))
            row, has = prefix_signatures(some.ptr, key, terms.threshold, order.common)
            parts.add(slots(has, bits), has, chosen[row] + first, size[row], bit[row])
        for part in range(len(parts)):
            for pairs in _met(terms, len(rows), *parts[part]):
                found.append(pairs)
                n_found += len(pairs)
            if n_found > MERGED:
                found, n_found = [unique(np.concatenate(found))], 0
    return unique(np.concatenate(found))


def _met(
    terms: Bounds, n_rows: int, has: Keys, row: Ints, size: Ints, bit: Keys
) -> Iterator[Ints]:
    """Yield the pairs of rows of one part that may be alike."""
    order, new = grouped(has)
    group = np.cumsum(new) - 1
    several = np.flatnonzero((np.bincount(group, minlength=1) > 1)[group])
    order, group = order[several], group[several]
    by_size = radix_argsort(size[order].astype(np.int64))
    by_size = by_size[radix_argsort(group[by_size])]
    order, group = order[by_size], group[by_size]
    row, bit, size = row[order].astype(np.int64), bit[order], size[order].astype(np.int64)
    most = np.floor(size / terms.need_of_larger * (1 + SLACK)).astype(np.int64)
    end = np.searchsorted(group << 32 | size, group << 32 | most, side="right")
    differ = 1 - 2 * (1 - SLACK) * terms.share_of_smaller
    for one, other in ranges(np.arange(1, len(row) + 1), end):
        bits = np.bitwise_count(bit[one] ^ bit[other])
        close = (bits <= differ * (size[one] + size[other])) & (row[one] != row[other])
        left, right = row[one[close]], row[other[close]]
        yield np.minimum(left, right) * n_rows + np.maximum(left, right)


def _counted_out(rows: NgramRows, terms: Bounds, pairs: Ints) -> tuple[Ints, Ints, Floats]:
    """Return the pairs that reach the threshold, and what they share."""
    left, right = np.divmod(pairs, max(len(rows), 1))
    shared = np.full(len(pairs), -1.0)
    for pair, some, one, other in paired_rows(rows, left, right, COUNTED_OUT):
        own = without_repeats(some)
        mass = np.diff(own.ptr).astype(float)
        overlap = overlaps(own.ptr, number(own.ngram)[0], one, other)
        reached = terms.similarity(mass[one], mass[other], overlap) >= terms.threshold
        shared[pair] = np.where(reached, overlap, -1)
    kept = np.flatnonzero(shared >= 0)
    return left[kept], right[kept], shared[kept]


def _masses(rows: NgramRows, chosen: Ints) -> Floats:
    """Return how many distinct n-grams some rows have."""
    mass = np.zeros(len(chosen))
    for first, last in row_chunks(pointers(np.diff(rows.ptr)[chosen]), AT_ONCE):
        mass[first:last] = np.diff(without_repeats(rows.take(chosen[first:last])).ptr)
    return mass


def _stretch(rows: NgramRows, first: int, last: int) -> NgramRows:
    ptr = rows.ptr[first : last + 1]
    return NgramRows(ptr - ptr[0], rows.ngram[ptr[0] : ptr[-1]])
