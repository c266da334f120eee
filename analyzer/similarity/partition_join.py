"""Exact Jaccard join of more rows than fit in memory, in partitions by signature.

Every row is put into the partition of each of its `prefix_signatures`, with its size and
a 64-bit sketch. Two rows that reach the threshold have a signature in common and are
therefore side by side in a partition. Candidates that sizes and sketches do not exclude
are verified at the end. Equal rows are found first, by a hash of the row, and only the
first of them is joined.

In memory are the table of counts, one partition, and some numbers per candidate; of the
rows their pointers and a flag. The rows themselves may be a `Column`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analyzer.similarity.hashing import SLACK, number, slots
from analyzer.similarity.pairs import overlaps
from analyzer.similarity.rows import (
    Bounds,
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
from analyzer.similarity.signatures import AT_ONCE, order_of, prefix_signatures, row_bits
from analyzer.similarity.sorted_sets import DuplicateRows, row_hashes
from analyzer.storage.spool import Buckets, how_many
from analyzer.text.arrays import grouped, radix_argsort, unique

# Signatures in a partition, and signatures per row, approximately.
IN_MEMORY = 1 << 21
SIGNATURES_PER_ROW = 12
# Candidates above which duplicates among them are dropped.
MERGE_ABOVE = 1 << 22
# N-grams of the candidate pairs verified at once.
VERIFY_CHUNK = 1 << 20


def partition_join(
    rows: NgramRows, bounds: Bounds
) -> tuple[DuplicateRows, Iterator[tuple[Ints, Ints, Floats]]]:
    """Return the distinct sets that have a partner or are several rows, and their pairs.

    Parameters
    ----------
    rows : NgramRows
        Without weights.
    bounds : Bounds
        Of the Jaccard index.

    Returns
    -------
    sets : DuplicateRows
    pairs : iterator of (smaller, larger, overlap)
        Set numbers, and the number of shared n-grams.
    """
    later, first = _duplicates(rows)
    is_first = np.ones(len(rows), bool)
    is_first[later] = False
    left, right, overlap = _verified(rows, bounds, _candidates(rows, bounds, is_first))
    row = unique(np.concatenate([left, right, first]))
    member = np.concatenate([row, later])
    group = np.searchsorted(row, np.concatenate([row, first]))
    order = np.lexsort((member, group))
    sets = DuplicateRows(
        _row_sizes(rows, row), pointers(np.bincount(group, minlength=len(row))), member[order]
    )
    return sets, iter([(np.searchsorted(row, left), np.searchsorted(row, right), overlap)])


def _duplicates(rows: NgramRows) -> tuple[Ints, Ints]:
    """Return the rows that equal an earlier one, and the first equal row of each."""
    bits = (how_many(len(rows), IN_MEMORY) - 1).bit_length()
    laters, heads = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    with Buckets(1 << bits, np.uint64, np.int64) as marks:
        for first, last in row_chunks(rows.ptr, AT_ONCE):
            size, mark = row_hashes(_slice(rows, first, last))
            filled = np.flatnonzero(size)
            marks.add(slots(mark[filled], bits), mark[filled], filled + first)
        for piece in range(len(marks)):
            mark, row = marks[piece]
            order, new = grouped(mark)
            head = row[order[new]][np.cumsum(new) - 1]
            laters.append(row[order[~new]])
            heads.append(head[~new])
    return np.concatenate(laters), np.concatenate(heads)


def _candidates(rows: NgramRows, bounds: Bounds, is_first: Flags) -> Ints:
    """Return the candidate pairs of rows, as numbers ``left * n_rows + right``."""
    bits = (how_many(len(rows) * SIGNATURES_PER_ROW, IN_MEMORY) - 1).bit_length()
    piecetype = np.int32 if len(rows) < 1 << 31 else np.int64
    found, n_found = [np.zeros(0, np.int64)], 0
    with Buckets(1 << bits, np.uint64, piecetype, np.int32, np.uint64) as partitions:
        order = order_of(rows)
        for first, last in row_chunks(rows.ptr, AT_ONCE):
            chosen = np.flatnonzero(is_first[first:last])
            some = without_repeats(_slice(rows, first, last).take(chosen))
            size, bit = np.diff(some.ptr), row_bits(some)
            key = sort_rows(some.ptr, order.keys(some.ngram))
            row, signature = prefix_signatures(some.ptr, key, bounds.threshold, order.common)
            partitions.add(
                slots(signature, bits), signature, chosen[row] + first, size[row], bit[row]
            )
        for partition in range(len(partitions)):
            for pairs in _pairs_in_partition(bounds, len(rows), *partitions[partition]):
                found.append(pairs)
                n_found += len(pairs)
            if n_found > MERGE_ABOVE:
                found, n_found = [unique(np.concatenate(found))], 0
    return unique(np.concatenate(found))


def _pairs_in_partition(
    bounds: Bounds, n_rows: int, signature: Keys, row: Ints, size: Ints, bit: Keys
) -> Iterator[Ints]:
    """Yield the candidate pairs of one partition."""
    order, new = grouped(signature)
    group = np.cumsum(new) - 1
    several = np.flatnonzero((np.bincount(group, minlength=1) > 1)[group])
    order, group = order[several], group[several]
    by_size = radix_argsort(size[order].astype(np.int64))
    by_size = by_size[radix_argsort(group[by_size])]
    order, group = order[by_size], group[by_size]
    row, bit, size = row[order].astype(np.int64), bit[order], size[order].astype(np.int64)
    most = np.floor(size / bounds.need_of_larger * (1 + SLACK)).astype(np.int64)
    end = np.searchsorted(group << 32 | size, group << 32 | most, side="right")
    differ = 1 - 2 * (1 - SLACK) * bounds.share_of_smaller
    for one, other in ranges(np.arange(1, len(row) + 1), end):
        bits = np.bitwise_count(bit[one] ^ bit[other])
        close = (bits <= differ * (size[one] + size[other])) & (row[one] != row[other])
        left, right = row[one[close]], row[other[close]]
        yield np.minimum(left, right) * n_rows + np.maximum(left, right)


def _verified(rows: NgramRows, bounds: Bounds, pairs: Ints) -> tuple[Ints, Ints, Floats]:
    """Return the pairs that reach the threshold, and their overlaps."""
    left, right = np.divmod(pairs, max(len(rows), 1))
    shared = np.full(len(pairs), -1.0)
    for pair, some, one, other in paired_rows(rows, left, right, VERIFY_CHUNK):
        own = without_repeats(some)
        mass = np.diff(own.ptr).astype(float)
        overlap = overlaps(own.ptr, number(own.ngram)[0], one, other)
        reached = bounds.similarity(mass[one], mass[other], overlap) >= bounds.threshold
        shared[pair] = np.where(reached, overlap, -1)
    kept = np.flatnonzero(shared >= 0)
    return left[kept], right[kept], shared[kept]


def _row_sizes(rows: NgramRows, chosen: Ints) -> Floats:
    """Return the number of distinct n-grams of some rows."""
    mass = np.zeros(len(chosen))
    for first, last in row_chunks(pointers(np.diff(rows.ptr)[chosen]), AT_ONCE):
        mass[first:last] = np.diff(without_repeats(rows.take(chosen[first:last])).ptr)
    return mass


def _slice(rows: NgramRows, first: int, last: int) -> NgramRows:
    ptr = rows.ptr[first : last + 1]
    return NgramRows(ptr - ptr[0], rows.ngram[ptr[0] : ptr[-1]])
