"""Which of near-duplicate rows are kept.

Rows are taken in order of rank, the best first. A row is dropped where a kept row is
similar to it, and kept otherwise. So no two kept rows are near-duplicates, and every row
that is dropped is a near-duplicate of one that is kept: chains of pairs drop no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import cast

import msgspec
import numpy as np

from analyzer.errors import SettingError
from analyzer.similarity.join import self_join
from analyzer.similarity.pairs import Pairs
from analyzer.similarity.rows import (
    Floats,
    Ints,
    Keys,
    Metric,
    NgramRows,
    gather,
    pointers,
    row_chunks,
)
from analyzer.similarity.sorted_sets import row_hashes
from analyzer.storage.spool import Column
from analyzer.text.arrays import grouped

# More pairs would not fit into the memory of a small machine.
MOST_PAIRS = 1 << 26
# Pairs decided, and n-grams copied, at once.
AT_ONCE = 1 << 20
Join = Callable[[NgramRows], Iterable[Pairs]]


class KeptRows(msgspec.Struct, frozen=True, eq=False):
    """The kept row that stands for each row.

    Attributes
    ----------
    kept : ndarray of int64, shape (n_rows,)
        The most similar kept row; the row itself where it is kept.
    similarity : ndarray of float64, shape (n_rows,)
        That of the two; 1 where the row is kept.
    """

    kept: Ints
    similarity: Floats


def find_kept_rows(
    rows: NgramRows, rank: Ints, threshold: float, metric: Metric, n_fixed: int = 0
) -> KeptRows:
    """Decide which rows are kept. Rows without n-grams always are.

    Parameters
    ----------
    rows : NgramRows
    rank : ndarray of int64, shape (n_rows,)
        A permutation: the best row has the lowest.
    threshold : float
    metric : {"jaccard", "containment", "cosine"}
    n_fixed : int
        The first rows are kept whatever they are similar to; their ranks are the lowest.

    Raises
    ------
    SettingError
        If there are more pairs than fit into memory.
    """
    # The cosine weighs repeated n-grams, which the hash of a set does not.
    best = _best_of_equal(rows, rank) if metric != "cosine" else np.arange(len(rows))
    chosen = np.flatnonzero(best == np.arange(len(rows)))
    distinct = rows if len(chosen) == len(rows) else _copied(rows, chosen)
    fixed = int(np.searchsorted(chosen, n_fixed))
    left, right, similarity = collect_pairs(self_join(distinct, threshold, metric), fixed)
    found = resolve(left, right, similarity, np.argsort(np.argsort(rank[chosen])))
    number = np.searchsorted(chosen, best)
    kept, share = chosen[found.kept][number], found.similarity[number]
    kept[:n_fixed], share[:n_fixed] = np.arange(n_fixed), 1
    return KeptRows(kept, share)


def resolve(left: Ints, right: Ints, similarity: Floats, rank: Ints) -> KeptRows:
    """Decide which rows are kept, by the pairs of similar rows.

    Parameters
    ----------
    left, right : ndarray of int64, shape (n_pairs,)
    similarity : ndarray of float64, shape (n_pairs,)
    rank : ndarray of int64, shape (n_rows,)
        A permutation: the best row has the lowest.
    """
    is_right = rank[left] > rank[right]
    better, worse = np.where(is_right, right, left), np.where(is_right, left, right)
    order = np.argsort(rank[worse], kind="stable")
    flags = bytearray(b"\1" * len(rank))
    for first in range(0, len(order), AT_ONCE):
        some = order[first : first + AT_ONCE]
        for one, other in zip(better[some].tolist(), worse[some].tolist(), strict=True):
            if flags[one]:
                flags[other] = 0
    is_kept = np.frombuffer(flags, np.bool_)
    mixed = np.flatnonzero(is_kept[left] != is_kept[right])
    left, right, similarity = left[mixed], right[mixed], similarity[mixed]
    by = np.where(is_kept[left], left, right)
    dropped = np.where(is_kept[left], right, left)
    # Of equal indices the last one is stored: the most similar, then the best.
    order = np.lexsort((-rank[by], similarity))
    kept, share = np.arange(len(rank)), np.ones(len(rank))
    kept[dropped[order]], share[dropped[order]] = by[order], similarity[order]
    return KeptRows(kept, share)


def _best_of_equal(rows: NgramRows, rank: Ints) -> Ints:
    """Return for each row the one of lowest rank that has the same set of n-grams."""
    size, hashes = row_hashes(rows)
    filled = np.flatnonzero(size)
    order, first = grouped(hashes[filled])
    row, group = filled[order], np.cumsum(first) - 1
    by_rank = row[np.lexsort((rank[row], group))]
    best = np.arange(len(rows))
    best[row] = by_rank[np.flatnonzero(first)][group]
    return best


def _copied(rows: NgramRows, chosen: Ints) -> NgramRows:
    """Return some rows, ascending; on disk where the n-grams are a `Column`."""
    if not isinstance(cast("Keys | Column", rows.ngram), Column):
        return rows.take(chosen)
    ngram = Column(np.uint64)
    for first, last in row_chunks(rows.ptr, AT_ONCE):
        begin, end = np.searchsorted(chosen, [first, last])
        ptr = rows.ptr[first : last + 1] - rows.ptr[first]
        values = rows.ngram[rows.ptr[first] : rows.ptr[last]]
        copied: Keys = gather(ptr, values, chosen[begin:end] - first)
        ngram.extend(copied)
    return NgramRows(pointers(np.diff(rows.ptr)[chosen]), cast("Keys", ngram))


def collect_pairs(chunks: Iterable[Pairs], n_fixed: int) -> tuple[Ints, Ints, Floats]:
    """Return the pairs of which one row at least is not fixed."""
    none = np.zeros(0, np.int32)
    left, right, similarity = [none], [none], [np.zeros(0, np.float64)]
    total = 0
    for pairs in _open_pairs(chunks, n_fixed):
        total += len(pairs)
        if total > MOST_PAIRS:
            raise SettingError(
                f"deduplicate: more than {MOST_PAIRS:,} pairs reach the threshold; raise it, "
                "or compare longer n-grams"
            )
        left.append(pairs.left.astype(np.int32))
        right.append(pairs.right.astype(np.int32))
        similarity.append(pairs.similarity)
    return (
        np.concatenate(left).astype(np.int64),
        np.concatenate(right).astype(np.int64),
        np.concatenate(similarity),
    )


def _open_pairs(chunks: Iterable[Pairs], n_fixed: int) -> Iterator[Pairs]:
    for pairs in chunks:
        yield pairs.take(np.flatnonzero(pairs.right >= n_fixed)) if n_fixed else pairs
