"""Report tables and the results of batches, on disk.

They grow as a run goes on and are read in order. In memory they stay small however
long they get.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from analyzer.article import Ints
from analyzer.pipeline.batch import BatchResult
from analyzer.pipeline.checkpoint import Checkpoint
from analyzer.pipeline.codec import (
    distinct_rows,
    from_record,
    rows_from_record,
    rows_to_record,
    to_record,
)
from analyzer.similarity.article_rows import ArticleRows
from analyzer.storage.codec import LazySequence, Store
from analyzer.tables import Columns, Table

ROWS_PER_RECORD = 1024
# Rows that are put in order at once.
ROWS_IN_MEMORY = 1 << 14
RECENT = 8
RANK = "rank of the row"


class InMemoryTable(dict[str, list[Any]]):
    """A report table in memory."""

    def extend(self, rows: Table) -> None:
        """Add rows."""
        for name, column in self.items():
            column.extend(rows[name])


class SpilledTable(Mapping[str, Sequence[Any]]):
    """A report table on disk; its columns are read some rows at a time.

    Parameters
    ----------
    columns : iterable of str
    new_store : callable
        Returns a store for its rows.
    """

    def __init__(self, columns: Iterable[str], new_store: Callable[[], Store]) -> None:
        self._columns = tuple(columns)
        self._new_store = new_store
        self._store = new_store()
        self._recent: Table = {name: [] for name in self._columns}
        self._record = lru_cache(maxsize=RECENT)(self._load)

    def extend(self, rows: Table) -> None:
        """Add rows."""
        for name, column in self._recent.items():
            column.extend(rows[name])
        held = len(self._recent[self._columns[0]])
        whole = held - held % ROWS_PER_RECORD
        for start in range(0, whole, ROWS_PER_RECORD):
            self._store.append(
                [column[start : start + ROWS_PER_RECORD] for column in self._recent.values()]
            )
        if whole:
            self._recent = {name: column[whole:] for name, column in self._recent.items()}

    @property
    def n_rows(self) -> int:
        """The number of rows."""
        return len(self._store) * ROWS_PER_RECORD + len(self._recent[self._columns[0]])

    def record(self, number: int) -> Table:
        """Return the rows of one record."""
        return self._record(number) if number < len(self._store) else self._recent

    def records(self) -> Iterator[Table]:
        """Yield all rows, those of one record at a time."""
        for number in range(-(-self.n_rows // ROWS_PER_RECORD)):
            yield self.record(number)

    def reordered(self, order: Ints) -> SpilledTable:
        """Return a table with the rows in another order.

        They are first put into parts that fit into memory, each in its own order.
        """
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        parts = [
            SpilledTable((*self._columns, RANK), self._new_store)
            for _ in range(0, len(order), ROWS_IN_MEMORY)
        ]
        first = 0
        for rows in self.records():
            own = rank[first : first + ROWS_PER_RECORD]
            first += len(own)
            for number in np.unique(own // ROWS_IN_MEMORY).tolist():
                here = np.flatnonzero(own // ROWS_IN_MEMORY == number)
                parts[number].extend(_taken(rows, here) | {RANK: own[here].tolist()})
        ordered = SpilledTable(self._columns, self._new_store)
        for part in parts:
            whole: Table = {name: [] for name in part}
            for rows in part.records():
                for name, column in rows.items():
                    whole[name] += column
            ordered.extend(_taken(whole, np.argsort(whole.pop(RANK))))
            part._store.close()
        return ordered

    def __getitem__(self, name: str) -> Sequence[Any]:
        if name not in self._recent:
            raise KeyError(name)
        return _Column(self, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def _load(self, number: int) -> Table:
        return dict(zip(self._columns, self._store.load(number), strict=True))


def reordered(table: Columns, order: Ints) -> Columns:
    """Return the rows of a table in another order: the number of each, from 0."""
    if isinstance(table, SpilledTable):
        return table.reordered(order)
    return _taken(table, order)


def _taken(table: Columns, rows: Ints) -> Table:
    """Return some rows of a table in memory."""
    numbers = rows.tolist()
    return {name: [column[at] for at in numbers] for name, column in table.items()}


class _Column(Sequence[Any]):
    def __init__(self, table: SpilledTable, name: str) -> None:
        self._table, self._name = table, name

    def __len__(self) -> int:
        return self._table.n_rows

    def __iter__(self) -> Iterator[Any]:
        for rows in self._table.records():
            yield from rows[self._name]

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return self._slice(range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        number, at = divmod(index % len(self), ROWS_PER_RECORD)
        return self._table.record(number)[self._name][at]

    def _slice(self, wanted: range) -> list[Any]:
        if wanted.step != 1:
            return [self[at] for at in wanted]
        first, last = wanted.start // ROWS_PER_RECORD, -(-wanted.stop // ROWS_PER_RECORD)
        values = [
            value
            for number in range(first, max(first, last))
            for value in self._table.record(number)[self._name]
        ]
        start = wanted.start - first * ROWS_PER_RECORD
        return values[start : start + len(wanted)]


class BatchResults(LazySequence[BatchResult]):
    """The results of a run's batches on disk; the rows of each are read when asked for.

    Parameters
    ----------
    store : Store
        Of a `Checkpoint` the results of an earlier run can be taken over.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._numbers = array("q")

    def append(self, result: BatchResult, key: bytes = b"") -> None:
        """Write a result, or take over that of an earlier run with this key."""
        number = self._find(key)
        if number < 0:
            rows, number_of = distinct_rows(result)
            written = [self._store.append(rows_to_record(own)) for own in rows]
            record = to_record(result, {name: written[at] for name, at in number_of.items()})
            if key and isinstance(self._store, Checkpoint):
                number = self._store.keep(key, record)
            else:
                number = self._store.append(record)
        self._numbers.append(number)

    def find(self, key: bytes) -> BatchResult | None:
        """Return the result that an earlier run has kept under a key, if any."""
        number = self._find(key)
        return None if number < 0 else self._result(number)

    @property
    def has_checkpoint(self) -> bool:
        """Whether another run can go on from these."""
        return isinstance(self._store, Checkpoint)

    def __len__(self) -> int:
        return len(self._numbers)

    def _load(self, index: int) -> BatchResult:
        return self._result(self._numbers[index])

    def _find(self, key: bytes) -> int:
        return self._store.known(key) if isinstance(self._store, Checkpoint) else -1

    def _result(self, number: int) -> BatchResult:
        return from_record(
            self._store.load(number), lambda where: _StoredRows(self._store, where)
        )


class _StoredRows(Mapping[str, ArticleRows]):
    def __init__(self, store: Store, where: Mapping[str, int]) -> None:
        self._store, self._where = store, where

    def __getitem__(self, name: str) -> ArticleRows:
        return rows_from_record(self._store.load(self._where[name]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._where)

    def __len__(self) -> int:
        return len(self._where)
