"""Records as they are in a file, some at a time: CSV, TSV, JSON Lines and Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.errors import Diagnostic, SettingError
from analyzer.readers import failure_of, reader_of
from analyzer.readers.byte_lines import fallback_decoder, read_lines
from analyzer.readers.csv import DELIMITERS, read_rows
from analyzer.readers.front_matter import language_code
from analyzer.readers.json import parsed
from analyzer.readers.parquet import cells, row_budget
from analyzer.readers.reader import Skipped, normalize_title
from analyzer.readers.records import (
    NO_PRIOR,
    choose_columns,
    describe,
    given_id,
    undeclared_texts,
)
from analyzer.readers.shared_language import LanguagePrior, language_prior

if TYPE_CHECKING:
    from analyzer.errors import ProblemHandler
    from analyzer.readers.column_problems import ColumnProblems
    from analyzer.readers.reader import ReadOptions, SourceFile
    from analyzer.similarity.rows import Ints

FORMATS = ("csv", "tsv", "jsonl", "parquet")
# Bytes and records in a chunk, approximately.
CHUNK, MOST_RECORDS = 500_000, 4096


class Chunk(msgspec.Struct, frozen=True, eq=False):
    """Some records of one file.

    Attributes
    ----------
    rows : sequence of int
        Their numbers in the file, from 1.
    records : sequence of mapping
        The values by column; of Parquet only text, title, id and language.
    lines : sequence of bytes
        The lines of JSON Lines, as they are; empty for others.
    batch : pyarrow.RecordBatch or None
        The rows of Parquet, as they are.
    """

    rows: Sequence[int]
    records: Sequence[Mapping[str, object]]
    lines: Sequence[bytes] = ()
    batch: Any = None

    def take(self, positions: Ints) -> Chunk:
        """Return some of the records."""
        chosen = positions.tolist()
        return Chunk(
            [self.rows[at] for at in chosen],
            [self.records[at] for at in chosen],
            [self.lines[at] for at in chosen] if self.lines else (),
            None if self.batch is None else self.batch.take(positions),
        )


def has_records(file: SourceFile) -> bool:
    """Return whether the records of a file can be read."""
    reader = reader_of(file)
    return reader is not None and reader.name in FORMATS


def read_chunks(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Chunk]:
    """Yield the records of a file; what cannot be read is reported, and the rest is read.

    Raises
    ------
    SettingError
        If the file is of another format.
    """
    reader = reader_of(file)
    if reader is None or reader.name not in FORMATS:
        raise SettingError(
            f"{file.source}: expected a file of records: CSV, TSV, JSON Lines or Parquet"
        )
    if not file.is_rereadable:
        raise SettingError("-: a file is read twice; give the name of one")
    try:
        if reader.name == "parquet":
            yield from _arrow_chunks(file, options, on_problem)
        elif reader.name == "jsonl":
            yield from _gathered(_json_lines(file, options, on_problem))
        else:
            delimiters = DELIMITERS if reader.name == "csv" else "\t,;|"
            rows = read_rows(file, options, on_problem, delimiters)
            yield from _gathered((row, record, b"") for row, record in rows)
    except Skipped:
        return
    except Exception as error:
        problem = failure_of(file, error)
        if problem is None:
            raise
        on_problem(problem)


class Texts(msgspec.Struct, frozen=True):
    """What is read of some records; empty where there is none."""

    texts: list[str]
    titles: list[str]
    ids: list[str]
    languages: list[str]


def texts_of(
    chunk: Chunk,
    file: SourceFile,
    options: ReadOptions,
    on_problem: ProblemHandler,
    unknown: ColumnProblems,
) -> Texts:
    """Return text, title, id and language of each record; a text that is none is reported."""
    read = Texts([], [], [], [])
    for row, record in zip(chunk.rows, chunk.records, strict=True):
        columns = choose_columns(tuple(record), options)
        value = record.get(columns.text) if columns.text else None
        if columns.problem:
            unknown.add(columns.problem, row)
        elif value is not None and not isinstance(value, str):
            found = f"expected a text, got {describe(value)}"
            on_problem(Diagnostic(file.source, found, row))
        read.texts.append(value if isinstance(value, str) else "")
        title = record.get(columns.title) if columns.title else ""
        read.titles.append(normalize_title(title, file, row, on_problem, options.limits))
        read.ids.append(given_id(record.get(columns.id)) if columns.id else "")
        language = language_code(record.get(columns.language)) if columns.language else ""
        read.languages.append(language or options.language)
    return read


def shared_language(file: SourceFile, options: ReadOptions) -> LanguagePrior:
    """Return what the records of a file say together about their language."""
    chunks = read_chunks(file, options, lambda _: None)
    rows = (pair for chunk in chunks for pair in zip(chunk.rows, chunk.records, strict=True))
    return NO_PRIOR if options.language else language_prior(undeclared_texts(rows, options))


def _gathered(
    records: Iterator[tuple[int, Mapping[str, object], bytes]],
) -> Iterator[Chunk]:
    rows: list[int] = []
    values: list[Mapping[str, object]] = []
    lines: list[bytes] = []
    size = 0
    for row, record, line in records:
        rows.append(row)
        values.append(record)
        if line:
            lines.append(line)
        size += sum(len(value) for value in record.values() if isinstance(value, str))
        if size > CHUNK or len(rows) == MOST_RECORDS:
            yield Chunk(rows, values, lines)
            rows, values, lines, size = [], [], [], 0
    if rows:
        yield Chunk(rows, values, lines)


def _json_lines(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[tuple[int, Mapping[str, object], bytes]]:
    """Yield the row, the record and the line of each line."""
    current = b""

    def lines() -> Iterator[tuple[int, bytes | None]]:
        nonlocal current
        for row, line in read_lines(stream, options.limits.article_bytes):
            current = line or b""
            yield row, line

    with file.open(options.limits) as stream:
        for row, record in parsed(lines(), file, options, on_problem):
            yield row, record, current.strip()


def _arrow_chunks(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Chunk]:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise SettingError("Parquet needs pyarrow: pip install 'analyzer[parquet]'") from error
    try:
        with file.open(options.limits) as stream:
            seekable = stream if stream.seekable() else BytesIO(stream.read())
            with ParquetFile(seekable) as table:
                yield from _batches(table, seekable, file, options, on_problem)
    except (ArrowException, ValueError, OSError) as error:
        cause = " ".join(str(error).split()).rstrip(".")
        on_problem(Diagnostic(file.source, f"not Parquet, or damaged: {cause}"))


def _batches(
    table: Any, stream: Any, file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Chunk]:
    names = tuple(table.schema_arrow.names)
    columns = choose_columns(names, options)
    if columns.problem:
        on_problem(Diagnostic(file.source, columns.problem))
        return
    budget = row_budget(table, stream.seek(0, 2), options.limits)
    n_bytes = sum(
        table.metadata.row_group(group).total_byte_size
        for group in range(table.metadata.num_row_groups)
    )
    per_row = n_bytes // max(table.metadata.num_rows, 1) + 1
    row, repair = 0, fallback_decoder(file, on_problem)
    for batch in table.iter_batches(
        min(max(CHUNK // per_row, 16), MOST_RECORDS), use_threads=False
    ):
        budget.add(batch.nbytes)
        read = {
            name: cells(batch.column(names.index(name)), row, repair)
            for name in dict.fromkeys(
                (columns.text, columns.title, columns.id, columns.language)
            )
            if name
        }
        records = [
            dict(zip(read, some, strict=True)) for some in zip(*read.values(), strict=True)
        ]
        yield Chunk(range(row + 1, row + 1 + batch.num_rows), records, batch=batch)
        row += batch.num_rows
