"""The rows of all batches as one: in memory while they are few, otherwise on disk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import cast

import numpy as np
from msgspec.structs import replace

from analyzer.batch import Part
from analyzer.external.columns import Column
from analyzer.matching.ngramrows import pointers
from analyzer.measure import Evidence, Rows, inside, take

# Bytes that are kept in memory.
IN_MEMORY = 1 << 25
COLUMNS = tuple(name for name in Rows.__struct_fields__ if name != "ptr")


def gathered(
    parts: Sequence[Part], first: Sequence[int], measure: str, recurring: Evidence | None
) -> Rows:
    """Return what a measure keeps of all batches, articles counted through them.

    Where there is much, its columns are of the kind `Column`.

    Parameters
    ----------
    parts : sequence of Part
    first : sequence of int, length n_parts + 1
        The first article of each, and how many there are.
    measure : str
    recurring : Evidence or None
        Places to leave out.
    """
    every = (part.rows[measure] for part in parts)
    ends = pairwise(first)
    return stack(kept(rows, *span, recurring) for rows, span in zip(every, ends, strict=True))


def kept(rows: Rows, base: int, end: int, recurring: Evidence | None) -> Rows:
    """Return the rows of the articles from `base` to `end` that do not recur, counted so."""
    counted = replace(rows, article=rows.article + base)
    if recurring is None:
        return counted
    here = slice(*np.searchsorted(recurring.article, [base, end]))
    return take(counted, ~inside(counted, _places(recurring, here)))


def _places(evidence: Evidence, here: slice) -> Evidence:
    ends = evidence.start[here], evidence.end[here]
    return Evidence(evidence.value[:0], evidence.article[here], *ends)


def stack(parts: Iterable[Rows]) -> Rows:
    """Join rows that come in pieces."""
    held: list[Rows] = []
    aside: _Aside | None = None
    total = 0
    for rows in parts:
        held.append(rows)
        total += sum(getattr(rows, name).nbytes for name in COLUMNS)
        if total > IN_MEMORY:
            aside = aside or _Aside()
            aside.extend(_joined(held))
            held = []
    if aside is None:
        return _joined(held)
    aside.extend(_joined(held))
    return aside.rows()


def _joined(parts: Sequence[Rows]) -> Rows:
    sizes = [np.diff(part.ptr) for part in parts]
    ptr = pointers(np.concatenate([np.zeros(0, np.int64), *sizes]))
    none = Rows(*(np.zeros(0, np.int64),) * 3, np.zeros(1, np.int64), np.zeros(0, np.uint64))
    columns = {
        name: np.concatenate([getattr(part, name) for part in (none, *parts)])
        for name in COLUMNS
    }
    return Rows(ptr=ptr, **columns)


class _Aside:
    """Rows on disk, to which others are added; what stays in memory is where they begin."""

    def __init__(self) -> None:
        self._sizes: list[np.ndarray] = []
        self._columns: dict[str, Column] = {}

    def extend(self, rows: Rows) -> None:
        self._sizes.append(np.diff(rows.ptr).astype(np.int32))
        for name in COLUMNS:
            values = getattr(rows, name)
            self._columns.setdefault(name, Column(values.dtype)).extend(values)

    def rows(self) -> Rows:
        ptr = pointers(np.concatenate(self._sizes))
        # Whoever is given rows reads their columns by slices and places, as of arrays.
        return Rows(ptr=ptr, **cast("dict[str, np.ndarray]", self._columns))
