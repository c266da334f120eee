"""What a run has found, kept in memory or set aside on disk.

`Findings`, `BatchResults` and `SpilledTable` grow as a run goes on and are read in
order. On disk they stay small in memory however long they are.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, overload

from analyzer.pipeline.batch import BatchResult
from analyzer.pipeline.checkpoint import Checkpoint
from analyzer.rules.finding import Finding
from analyzer.similarity.article_rows import ArticleRows
from analyzer.storage.codec import Store
from analyzer.tables import TABLES, Table, empty

ROWS_A_PIECE = 1024
ARTICLES_A_PIECE = 64
RECENT = 8
FINDING = Finding.__struct_fields__
ROWS = ArticleRows.__struct_fields__


class Findings(Sequence[Finding]):
    """The findings of a run, by article.

    Parameters
    ----------
    store : Store, optional
        Where they are set aside; in memory where there is none.
    """

    def __init__(self, store: Store | None = None) -> None:
        self._store = store
        self._recent: list[list[Finding]] = []  # of the last articles, not yet on disk
        self._upto = array("q", [0])
        self._piece = lru_cache(maxsize=RECENT)(self._load)

    def add(self, own: Sequence[Finding]) -> None:
        """Add the findings of the next article."""
        self._recent.append(list(own))
        self._upto.append(self._upto[-1] + len(own))
        if self._store is not None and len(self._recent) == ARTICLES_A_PIECE:
            self._store.append(
                [[tuple(getattr(f, name) for name in FINDING) for f in own]
                 for own in self._recent]
            )  # fmt: skip
            self._recent = []

    def of(self, article: int) -> list[Finding]:
        """Return the findings of one article."""
        if self._store is None:
            return self._recent[article]
        piece, place = divmod(article, ARTICLES_A_PIECE)
        return self._piece(piece)[place] if piece < len(self._store) else self._recent[place]

    def __len__(self) -> int:
        return self._upto[-1]

    def __iter__(self) -> Iterator[Finding]:
        for article in range(len(self._upto) - 1):
            yield from self.of(article)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> list[Finding]: ...
    def __getitem__(self, index: int | slice) -> Finding | list[Finding]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        index %= len(self)
        article = bisect_right(self._upto, index) - 1
        return self.of(article)[index - self._upto[article]]

    def _load(self, piece: int) -> list[list[Finding]]:
        assert self._store is not None
        return [[Finding(*values) for values in own] for own in self._store.load(piece)]


class InMemoryTable(dict[str, list[Any]]):
    """A report table in memory."""

    def extend(self, rows: Table) -> None:
        """Add rows."""
        for name, column in self.items():
            column.extend(rows[name])


class SpilledTable(Mapping[str, Sequence[Any]]):
    """A report table on disk; its columns are read piece by piece."""

    def __init__(self, name: str, store: Store) -> None:
        self._columns = tuple(column.name for column in TABLES[name])
        self._store = store
        self._recent: Table = empty(name)
        self._piece = lru_cache(maxsize=RECENT)(self._load)

    def extend(self, rows: Table) -> None:
        """Add rows."""
        for name, column in self._recent.items():
            column.extend(rows[name])
        held = len(self._recent[self._columns[0]])
        whole = held - held % ROWS_A_PIECE
        for start in range(0, whole, ROWS_A_PIECE):
            self._store.append(
                [column[start : start + ROWS_A_PIECE] for column in self._recent.values()]
            )
        if whole:
            self._recent = {name: column[whole:] for name, column in self._recent.items()}

    @property
    def n_rows(self) -> int:
        """The number of rows."""
        return len(self._store) * ROWS_A_PIECE + len(self._recent[self._columns[0]])

    def piece(self, number: int) -> Table:
        """Return one piece of the rows."""
        return self._piece(number) if number < len(self._store) else self._recent

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


class _Column(Sequence[Any]):
    def __init__(self, table: SpilledTable, name: str) -> None:
        self._table, self._name = table, name

    def __len__(self) -> int:
        return self._table.n_rows

    def __iter__(self) -> Iterator[Any]:
        for piece in range(-(-len(self) // ROWS_A_PIECE)):
            yield from self._table.piece(piece)[self._name]

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return self._slice(range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        piece, place = divmod(index % len(self), ROWS_A_PIECE)
        return self._table.piece(piece)[self._name][place]

    def _slice(self, wanted: range) -> list[Any]:
        if wanted.step != 1:
            return [self[at] for at in wanted]
        first, last = wanted.start // ROWS_A_PIECE, -(-wanted.stop // ROWS_A_PIECE)
        values = [
            value
            for piece in range(first, max(first, last))
            for value in self._table.piece(piece)[self._name]
        ]
        start = wanted.start - first * ROWS_A_PIECE
        return values[start : start + len(wanted)]


class BatchResults(Sequence[BatchResult]):
    """The parts of a run on disk; the rows of each are read only when asked for.

    Parameters
    ----------
    store : Store
        Where a `Checkpoint` is given, what an earlier run has left there is used.
    """

    def __init__(self, store: Store | Checkpoint) -> None:
        self._store = store
        self._numbers = array("q")

    def append(self, part: BatchResult, key: bytes = b"") -> None:
        """Set a part aside, in a journal to be found by its key."""
        where: dict[int, int] = {}
        for rows in part.rows.values():
            if id(rows) not in where:
                where[id(rows)] = self._store.append([getattr(rows, name) for name in ROWS])
        value = (
            part.titles, part.languages, part.columns, part.labels, part.tables,
            [tuple(getattr(f, name) for name in FINDING) for f in part.findings],
            {name: where[id(rows)] for name, rows in part.rows.items()},
        )  # fmt: skip
        number = (
            self._store.keep(key, value)
            if key and isinstance(self._store, Checkpoint)
            else self._store.append(value)
        )
        self._numbers.append(number)

    @property
    def journaled(self) -> bool:
        """Whether another run can go on from these."""
        return isinstance(self._store, Checkpoint)

    def knows(self, key: bytes) -> bool:
        """Tell whether an earlier run has left a part under a key."""
        return isinstance(self._store, Checkpoint) and self._store.known(key) >= 0

    def resume(self, key: bytes) -> BatchResult | None:
        """Take on the part that an earlier run has left under a key, if any."""
        number = self._store.known(key) if isinstance(self._store, Checkpoint) else -1
        if number < 0:
            return None
        self._numbers.append(number)
        return self[-1]

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> BatchResult: ...
    @overload
    def __getitem__(self, index: slice) -> list[BatchResult]: ...
    def __getitem__(self, index: int | slice) -> BatchResult | list[BatchResult]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        number = self._numbers[index % len(self)]
        titles, languages, columns, labels, tables, findings, where = self._store.load(number)
        return BatchResult(
            tuple(titles), tuple(languages), columns, labels, tables,
            [Finding(*values) for values in findings], _StoredRows(self._store, where),
        )  # fmt: skip


class _StoredRows(Mapping[str, ArticleRows]):
    def __init__(self, store: Store, where: Mapping[str, int]) -> None:
        self._store, self._where = store, where

    def __getitem__(self, name: str) -> ArticleRows:
        return ArticleRows(*self._store.load(self._where[name]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._where)

    def __len__(self) -> int:
        return len(self._where)
