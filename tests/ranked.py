"""Sets of small numbers, as the steps of a similarity join take and give them."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
from hypothesis import strategies as st

from analyzer.similarity.rows import NgramRows, pointers
from analyzer.similarity.sorted_sets import SortedSets

Sets = list[set[int]]
Pair = tuple[int, int]


def _rows(seed: int, most: int, n_ngrams: int, longest: int) -> Sets:
    """Rows of which many meet; some are equal, some empty."""
    chance = Random(seed)
    names = range(chance.choice([3, n_ngrams, n_ngrams]))
    rows = [
        set(chance.choices(names, k=chance.randint(0, longest)))
        for _ in range(chance.randint(0, most))
    ]
    return [set(chance.choice(rows)) if chance.random() < 0.1 else row for row in rows]


def drawn(most: int, n_ngrams: int, longest: int) -> st.SearchStrategy[Sets]:
    """Rows by a seed: hypothesis alone draws mostly rows that have nothing in common."""
    seeds = st.integers(0, 2**32 - 1)
    return seeds.map(lambda seed: _rows(seed, most, n_ngrams, longest))


few, many = drawn(9, 10, 6), drawn(14, 26, 14)
thresholds = st.sampled_from([0.1, 0.25, 1 / 3, 0.5, 0.6, 0.7, 0.8, 1.0])


def as_rows(rows: Sets) -> NgramRows:
    flat = [ngram for row in rows for ngram in sorted(row)]
    return NgramRows(
        pointers(np.array([len(row) for row in rows], np.int64)), np.array(flat, np.uint64)
    )


def as_sets(sets: Sets, weight: dict[int, float] | None = None) -> SortedSets:
    """Sets of ranks as they are, ascending in mass, each of a row of its own."""
    mass = [float(sum(weight[rank] for rank in one) if weight else len(one)) for one in sets]
    order = sorted(range(len(sets)), key=mass.__getitem__)
    rows = as_rows([sets[at] for at in order])
    weights = np.array([weight[rank] for rank in rows.ngram.tolist()]) if weight else None
    each = np.arange(len(sets) + 1)
    return SortedSets(
        np.array([mass[at] for at in order]), each, each[:-1],
        rows.ptr, rows.ngram.astype(np.int32), weights, False,
    )  # fmt: skip


def listed(sets: SortedSets) -> list[list[int]]:
    return [sets.rank[first:last].tolist() for first, last in pairwise(sets.ptr.tolist())]


def pairs_of(found: Iterable[Sequence[Any]]) -> list[Pair]:
    return [
        pair
        for left, right in found
        for pair in zip(left.tolist(), right.tolist(), strict=True)
    ]
