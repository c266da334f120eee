"""The manifest: what became of each record, and by which other one it is represented."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from analyzer.deduplication.corpus import Labels
    from analyzer.similarity.kept_rows import KeptRows
    from analyzer.similarity.rows import Ints, Keys

COLUMNS = (
    "id", "kept", "cluster", "kept_id", "reason", "similarity", "source", "row",
    "kept_source", "kept_row",
)  # fmt: skip
SAME, SIMILAR = "duplicate", "near-duplicate"


class Manifest:
    """A row for each record that was read, of which a chunk is in memory.

    Clusters are numbered from 1; a record without a near-duplicate has none.

    Parameters
    ----------
    found : KeptRows
    mark : ndarray of uint64, shape (n_texts,)
        A hash of each text.
    n_fixed : int
        The first texts are those of the other set.
    labels : Labels
    sources : list of (str, int)
        The name of each file, and the number of the first text behind it.
    """

    def __init__(
        self,
        found: KeptRows,
        mark: Keys,
        n_fixed: int,
        labels: Labels,
        sources: list[tuple[str, int]],
    ) -> None:
        self.n_fixed = n_fixed
        self._found, self._mark, self._labels = found, mark, labels
        self._names = [name for name, _ in sources]
        self._ends = [end for _, end in sources]
        own = found.kept[n_fixed:]
        shared = np.bincount(own, minlength=len(found.kept))
        shared[:n_fixed] += 1
        self._cluster = np.where(shared > 1, np.cumsum(shared > 1), 0)

    def kept(self, first: int, number: int) -> Ints:
        """Return which of some texts are kept, counted from the first of them."""
        some = np.arange(first, first + number)
        return np.flatnonzero(self._found.kept[some] == some)

    def records(self, first: int, number: int) -> list[dict[str, object]]:
        """Return the rows of some texts."""
        found = self._found
        some = slice(first, first + number)
        return [
            self._record(at, kept, similarity)
            for at, kept, similarity in zip(
                range(first, first + number),
                found.kept[some].tolist(),
                found.similarity[some].tolist(),
                strict=True,
            )
        ]

    def _record(self, at: int, kept: int, similarity: float) -> dict[str, object]:
        source, row, name = self._label(at)
        by = (source, row, name) if kept == at else self._label(kept)
        dropped = kept != at
        reason = SAME if self._mark[at] == self._mark[kept] else SIMILAR
        values: Sequence[object] = (
            name,
            not dropped,
            int(self._cluster[kept]) or None,
            by[2],
            reason if dropped else None,
            similarity if dropped else None,
            source,
            row,
            by[0],
            by[1],
        )
        return dict(zip(COLUMNS, values, strict=True))

    def _label(self, at: int) -> tuple[str, int, str]:
        """Return file, row and id of a text; without an id it is named by its row."""
        source = self._names[bisect_right(self._ends, at)]
        row, name = self._labels[at]
        return source, row, name or f"{source}#{row}"

    @staticmethod
    def arrow_schema() -> Any:
        """Return the types of the columns."""
        import pyarrow

        kinds = {"kept": pyarrow.bool_(), "similarity": pyarrow.float64()}
        whole = dict.fromkeys(["cluster", "row", "kept_row"], pyarrow.int64())
        return pyarrow.schema(
            [(name, (kinds | whole).get(name, pyarrow.string())) for name in COLUMNS]
        )
