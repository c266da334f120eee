"""Equal rows, merged into one set each."""

from __future__ import annotations

import msgspec
import numpy as np

from analyzer.similarity.rows import (
    Floats,
    Ints,
    Keys,
    NgramRows,
    Ranks,
    is_first_in_row,
    row_chunks,
    row_positions,
    row_sums,
    sort_rows,
)
from analyzer.text.arrays import SPREAD, grouped

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
    size, hashes = row_hashes(rows)
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
