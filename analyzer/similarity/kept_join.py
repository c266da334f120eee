"""A join of short rows that takes the pairs of an earlier run.

Whether two rows are similar depends on these two alone, and rows are known by the hashes of
their n-grams, by which a join also knows equal rows. So only pairs with a row that is new
are looked for, among the rows that share enough of its n-grams.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from analyzer.article import Flags, Floats, Ints
from analyzer.similarity.hashing import contained
from analyzer.similarity.join import collect, pairs_of_sets, self_join
from analyzer.similarity.pairs import Pairs
from analyzer.similarity.rows import Bounds, Keys, NgramRows, row_sums
from analyzer.similarity.sorted_sets import DuplicateRows, group_equal, row_hashes
from analyzer.storage.kept_results import KeptResults

# N-grams; of more, nothing is kept.
MOST_NGRAMS = 1 << 23
SLACK = 1e-6


def kept_join(rows: NgramRows, threshold: float, kept: KeptResults | None, name: str) -> Pairs:
    """Return the pairs of rows whose Jaccard index reaches the threshold.

    Of equal rows, each is paired with the first of them only.

    Parameters
    ----------
    rows : NgramRows
        Of distinct n-grams, without weights.
    threshold : float
    kept : KeptResults or None
    name : str
        The name of what is kept.
    """
    if kept is None or len(rows.ngram) > MOST_NGRAMS:
        return collect(self_join(rows, threshold, max_identical_pairs=0))
    rows = NgramRows(rows.ptr, rows.ngram[:])
    size, hashes = row_hashes(rows)
    sets = group_equal(size, hashes)
    first = sets.group_row[sets.group_ptr[:-1]]
    known, *former = kept.get(name) or (np.zeros(0, np.uint64), *_no_pairs())
    number, is_new = _numbers(hashes[first], known)
    if is_new.all():
        found = collect(self_join(rows, threshold, max_identical_pairs=0))
    else:
        new = _with_new(rows, first, is_new, threshold)
        both = _still_there(former, number), new
        similar = [_by_size(sets, *some) for some in both]
        found = collect(pairs_of_sets(Bounds("jaccard", threshold), sets, similar, 0))
    value = _of_sets(found, sets, hashes[first], len(rows))
    kept.put(name, value, is_new=bool(is_new.any()) or len(known) != len(first))
    return found


def _no_pairs() -> tuple[Ints, Ints, Floats]:
    return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)


def _numbers(hashes: Keys, known: Keys) -> tuple[Ints, Flags]:
    """Return the number of each known set in this run, -1 for none, and which sets are new."""
    order = np.argsort(hashes)
    number = np.full(len(known), -1)
    is_new = np.ones(len(hashes), bool)
    if len(known) and len(hashes):
        at = np.minimum(np.searchsorted(hashes[order], known), len(hashes) - 1)
        same = hashes[order][at] == known
        number[same] = order[at[same]]
        is_new[number[same]] = False
    return number, is_new


def _still_there(former: list[Any], number: Ints) -> tuple[Ints, Ints, Floats]:
    """Return the pairs of an earlier run whose sets are in this one."""
    left, right, overlap = former
    left, right = number[left], number[right]
    kept = (left >= 0) & (right >= 0)
    return left[kept], right[kept], overlap[kept]


def _with_new(
    rows: NgramRows, first: Ints, is_new: Flags, threshold: float
) -> tuple[Ints, Ints, Floats]:
    """Return the pairs of sets of which one at least is new."""
    if not is_new.any():
        return _no_pairs()
    new_rows = np.zeros(len(rows), bool)
    new_rows[first[is_new]] = True
    own = rows.ngram[np.repeat(new_rows, np.diff(rows.ptr))]
    shared = row_sums(rows.ptr, contained(rows.ngram, own))
    # Similar rows share so much of either of them.
    near = np.flatnonzero(shared[first] >= threshold * np.diff(rows.ptr)[first] - SLACK)
    found = collect(self_join(rows.take(first[near]), threshold))
    left, right = near[found.left], near[found.right]
    chosen = is_new[left] | is_new[right]
    return left[chosen], right[chosen], found.overlap[chosen]


def _by_size(
    sets: DuplicateRows, left: Ints, right: Ints, overlap: Floats
) -> tuple[Ints, Ints, Floats]:
    """Return pairs of sets with the smaller one first."""
    turned = sets.mass[left] > sets.mass[right]
    return np.where(turned, right, left), np.where(turned, left, right), overlap


def _of_sets(found: Pairs, sets: DuplicateRows, hashes: Keys, n_rows: int) -> list[Any]:
    """Return the pairs of different sets by the places of their sorted hashes."""
    order = np.argsort(hashes)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    of_row = np.full(n_rows, -1)
    of_row[sets.group_row] = np.repeat(place, np.diff(sets.group_ptr))
    left, right = of_row[found.left], of_row[found.right]
    apart = left != right
    return [hashes[order], left[apart], right[apart], found.overlap[apart]]
