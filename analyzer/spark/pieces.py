"""What executors do with the files of a run: read them into pieces of half a megabyte.

JSON Lines come as the lines of a split of a file and Parquet as rows, as Spark divides
them; any other format comes as the bytes of a file. All are read by the functions that
read files on one machine. What depends on a whole file, such as whether an id is
unique, is left to the driver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from io import BytesIO
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, BinaryIO, NamedTuple, cast

import msgspec

from analyzer.article import Article
from analyzer.errors import Diagnostic, ProblemHandler, ProblemSeverity
from analyzer.pipeline.batch import BATCH_CHARACTERS
from analyzer.readers import SourceFile, read_with
from analyzer.readers.byte_lines import fallback_decoder
from analyzer.readers.encoding import BOMS, is_binary
from analyzer.readers.json import parsed
from analyzer.readers.parquet import cells
from analyzer.readers.reader import Skipped
from analyzer.readers.records import given_id, read_records
from analyzer.readers.skipped import is_own_record
from analyzer.spark.hadoop import key_of
from analyzer.spark.plan import Plan
from analyzer.storage.codec import article_to_record, encode

SCHEMA = "partition long, file long, row long, data binary"
WIDE = "UTF-16 or UTF-32; on Spark, JSON Lines must be UTF-8"
WIDE_MARKS = tuple(bom for bom, encoding in BOMS if encoding != "utf-8")
Read = Callable[[Iterator[Any]], Iterator[Any]]


# How many articles came before it, then the fields of a `Diagnostic`.
ProblemRecord = tuple[int, str, str, int | None, ProblemSeverity]


class Piece(NamedTuple):
    """Some articles of a file, and the problems reported before and between them.

    Attributes
    ----------
    file : int
    row : int
        The first row of the piece, which orders the pieces of a file.
    n_rows : int
        How many records were read for it.
    problems : list of ProblemRecord
    skipped : str
        The kind of a file that cannot hold articles.
    ends : bool
        Whether the rest of the file is to be ignored.
    shared : bool
        Whether other executors read other splits of the file.
    articles : list
        As records; an article read from a row has its given id only.
    """

    file: int
    row: int
    n_rows: int = 0
    problems: Sequence[ProblemRecord] = ()
    skipped: str = ""
    ends: bool = False
    shared: bool = False
    articles: Sequence[Any] = ()


class Fetched(SourceFile, frozen=True):
    """A file whose bytes are in memory."""

    stream: Any

    @property
    def is_rereadable(self) -> bool:
        """Whether the file can be opened a second time."""
        return True

    def raw(self) -> AbstractContextManager[BinaryIO]:
        """Return the stream of the bytes as they are stored."""
        self.stream.seek(0)
        return nullcontext(cast("BinaryIO", self.stream))


class _At(msgspec.Struct):
    """How far a file has been read; counts as it is read."""

    row: int
    offset: int


def reading_lines(plan: Plan) -> Read:
    """Return the function from rows of ``key``, ``start`` and ``line`` to pieces."""

    def read(tables: Iterator[Any]) -> Iterator[Any]:
        rows = chain.from_iterable(rows_of(table) for table in tables)
        for (key, start), split in groupby(rows, itemgetter(0, 1)):
            number = plan.at[key_of(key)]
            yield from _line_pieces(plan, number, start, (row[2] for row in split))

    return read


def reading_tables(plan: Plan, names: Sequence[str], n_rows: Mapping[int, int]) -> Read:
    """Return the function from rows of ``key``, ``start``, ``row`` and values to pieces.

    Parameters
    ----------
    plan : Plan
    names : sequence of str
    n_rows : mapping of int to int
        Of each file, by its number.
    """

    def read(tables: Iterator[Any]) -> Iterator[Any]:
        runs = chain.from_iterable(iterate_runs(table) for table in tables)
        for (key, _), split in groupby(runs, itemgetter(0)):
            number = plan.at[key_of(key)]
            share = plan.files[number].length / max(n_rows[number], 1)
            yield from _row_pieces(plan, number, names, share, (run[1] for run in split))

    return read


def reading_whole(plan: Plan) -> Read:
    """Return the function from rows of ``key`` and ``content`` to pieces."""

    def read(tables: Iterator[Any]) -> Iterator[Any]:
        for key, content in chain.from_iterable(rows_of(table) for table in tables):
            yield from _whole_pieces(plan, plan.at[key_of(key)], BytesIO(content))

    return read


def _whole_pieces(plan: Plan, number: int, stream: BytesIO) -> Iterator[Any]:
    one, at = plan.files[number], _At(0, 0)
    file = Fetched(None, one.id, one.source, one.input, one.is_explicit, stream)

    def articles(on_problem: ProblemHandler) -> Iterator[Article]:
        for article in read_with(file, plan.options, on_problem):
            at.row, at.offset = at.row + 1, stream.tell()
            yield article

    yield from _pieces(plan, Piece(number, 0), articles, at)


def _line_pieces(plan: Plan, number: int, start: int, lines: Iterator[bytes]) -> Iterator[Any]:
    file, most = plan.files[number], plan.options.limits.article_bytes
    at = _At(plan.rows_before.get((number, start), 0), start)
    head = next(lines)
    wide = not at.row and head.startswith(WIDE_MARKS)
    ends = wide or (not at.row and is_binary(head, zeros=False))
    whole = Piece(number, at.row, ends=ends, shared=plan.shares(number))

    def counted() -> Iterator[tuple[int, bytes | None]]:
        for line in chain([head], lines):
            at.row, at.offset = at.row + 1, at.offset + len(line) + 1
            yield at.row, line if len(line) <= most else None

    def articles(on_problem: ProblemHandler) -> Iterator[Article]:
        if wide:
            on_problem(Diagnostic(file.source, WIDE))
            return iter(())
        records = parsed(counted(), file, plan.options, on_problem)
        others = (one for one in records if not is_own_record(one[1]))
        prior = plan.prior(number)
        return read_records(others, file, plan.options, on_problem, _given, prior)

    yield from _pieces(plan, whole, articles, at)


def _row_pieces(
    plan: Plan, number: int, names: Sequence[str], share: float, runs: Iterator[Any]
) -> Iterator[Any]:
    file = plan.files[number]
    first = next(runs)
    at = _At(first.column(2)[0].as_py(), 0)

    def records(on_problem: ProblemHandler) -> Iterator[tuple[int, Mapping[str, object]]]:
        repair = fallback_decoder(file, on_problem)
        for run in chain([first], runs):
            columns = [cells(column, at.row, repair) for column in run.columns[3:]]
            for values in zip(*columns, strict=True):
                at.row, at.offset = at.row + 1, int((at.row + 1) * share)
                yield at.row, dict(zip(names, values, strict=True))

    def articles(on_problem: ProblemHandler) -> Iterator[Article]:
        rows, prior = records(on_problem), plan.prior(number)
        return read_records(rows, file, plan.options, on_problem, _given, prior)

    at.offset = int(at.row * share)
    whole = Piece(number, at.row, shared=plan.shares(number))
    yield from _pieces(plan, whole, articles, at)


def _pieces(
    plan: Plan, whole: Piece, articles: Callable[[ProblemHandler], Iterator[Article]], at: _At
) -> Iterator[Any]:
    """Yield a split of a file in pieces, as record batches of `SCHEMA`."""
    met: list[Diagnostic] = []
    problems: list[ProblemRecord] = []
    held: list[Any] = []
    size, skipped, begun = 0, "", _At(at.row, at.offset)

    def piece(ends: bool = False) -> Any:
        done = whole._replace(
            row=begun.row, n_rows=at.row - begun.row, problems=problems,
            skipped=skipped, ends=ends, articles=held,
        )  # fmt: skip
        return _record(plan.partition_key(whole.file, begun.offset), done)

    reading = articles(met.append)
    while True:
        try:
            article = next(reading, None)
        except Skipped as kind:
            article, skipped = None, str(kind)
        problems += [(len(held), p.source, p.message, p.row, p.severity) for p in met]
        met.clear()
        if article is None:
            break
        held.append(article_to_record(article))
        size += len(article.text)
        if size >= BATCH_CHARACTERS:
            yield piece()
            problems, held, size, begun = [], [], 0, _At(at.row, at.offset)
    if held or problems or skipped or at.row > begun.row or whole.ends:
        yield piece(ends=whole.ends)


def _given(_row: int, given: object) -> str:
    return given_id(given)


def rows_of(table: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table as tuples of plain values."""
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def iterate_runs(table: Any) -> Iterator[tuple[tuple[str, int], Any]]:
    """Yield the split of some rows, and the rows."""
    splits = list(zip(*(c.to_pylist() for c in table.columns[:2]), strict=True))
    first = 0
    for split, rows in groupby(splits):
        length = sum(1 for _ in rows)
        yield split, table.slice(first, length)
        first += length


def _record(key: int, piece: Piece) -> Any:
    import pyarrow as pa

    values: Iterable[tuple[Any, Any]] = (
        (key, pa.int64()),
        (piece.file, pa.int64()),
        (piece.row, pa.int64()),
        (encode(list(piece)), pa.binary()),
    )
    columns = [pa.array([value], kind) for value, kind in values]
    return pa.RecordBatch.from_arrays(columns, ["partition", "file", "row", "data"])
