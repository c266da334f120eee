"""Parquet and Arrow, read batch by batch; needs the extra ``parquet``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from analyzer.errors import Diagnostic
from analyzer.readers.byte_lines import fallback_decoder
from analyzer.readers.limits import ROW_RATIO, LimitError, Limits, TextBudget, named
from analyzer.readers.records import Record, choose_columns, deduplicate_names, read_table

if TYPE_CHECKING:
    from pyarrow import Array, RecordBatch
    from pyarrow.parquet import ParquetFile

    from analyzer.article import Article
    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import ReadOptions, SourceFile

ARROW_FILE = b"ARROW1"
BATCH = 16  # rows; one entry of a dictionary may be a large text in each


def read(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield an article for each row; rows are counted from 1."""
    return read_table(lambda report: _records(file, options, report), file, options, on_problem)


def read_arrow(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield an article for each row of an Arrow file or stream; rows are counted from 1."""
    return read_table(
        lambda report: _arrow_records(file, options, report), file, options, on_problem
    )


def _arrow_records(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Record]:
    try:
        from pyarrow import ArrowException, ipc
    except ImportError:
        on_problem(
            Diagnostic(file.source, "Arrow needs pyarrow: pip install 'analyzer[parquet]'")
        )
        return
    try:
        with file.open(options.limits) as stream:
            data = stream if stream.seekable() else BytesIO(stream.read())
            is_file = data.read(len(ARROW_FILE)) == ARROW_FILE
            size = data.seek(0, 2)
            data.seek(0)
            table = ipc.open_file(data) if is_file else ipc.open_stream(data)
            batches = (
                map(table.get_batch, range(table.num_record_batches)) if is_file else table
            )
            names = deduplicate_names(table.schema.names)
            problem = choose_columns(tuple(names), options).problem
            if problem:
                on_problem(Diagnostic(file.source, problem))
                return
            yield from _batches(
                batches, names, TextBudget(size, options.limits), file, on_problem
            )
    except (ArrowException, ValueError, OSError) as error:
        cause = " ".join(str(error).split()).rstrip(".")
        on_problem(Diagnostic(file.source, f"not Arrow, or damaged: {cause}"))


def _records(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Record]:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        on_problem(
            Diagnostic(file.source, "Parquet needs pyarrow: pip install 'analyzer[parquet]'")
        )
        return
    try:
        with file.open(options.limits) as stream:
            # Parquet begins at its end, which a pipe cannot be asked for first.
            seekable = stream if stream.seekable() else BytesIO(stream.read())
            with ParquetFile(seekable) as table:
                seekable.seek(0, 2)
                yield from _rows(table, seekable.tell(), file, options, on_problem)
    except (ArrowException, ValueError, OSError) as error:
        cause = " ".join(str(error).split()).rstrip(".")
        on_problem(Diagnostic(file.source, f"not Parquet, or damaged: {cause}"))


def _rows(
    table: ParquetFile,
    size: int,
    file: SourceFile,
    options: ReadOptions,
    on_problem: ProblemHandler,
) -> Iterator[Record]:
    names = deduplicate_names(table.schema_arrow.names)
    problem = choose_columns(tuple(names), options).problem
    if problem:
        on_problem(Diagnostic(file.source, problem))
        return
    budget = row_budget(table, size, options.limits)
    batches = table.iter_batches(BATCH, use_threads=False)
    yield from _batches(batches, names, budget, file, on_problem)


def _batches(
    batches: Iterable[RecordBatch],
    names: list[str],
    budget: TextBudget,
    file: SourceFile,
    on_problem: ProblemHandler,
) -> Iterator[Record]:
    row, repair = 0, fallback_decoder(file, on_problem)
    for batch in batches:
        budget.add(batch.nbytes)
        columns = [cells(column, row, repair) for column in batch.columns]
        for values in zip(*columns, strict=True):
            row += 1
            yield row, dict(zip(names, values, strict=True))


def row_budget(table: ParquetFile, size: int, limits: Limits) -> TextBudget:
    """Return the budget for the text of a table, after a look at what it declares."""
    metadata = table.metadata
    most = limits.table_rows + ROW_RATIO * size
    if metadata.num_rows > most:
        found = f"has {metadata.num_rows:,} rows"
        raise LimitError(f"{found}; expected at most {most:,} {named('table-rows')}")
    groups = (metadata.row_group(number) for number in range(metadata.num_row_groups))
    TextBudget(size, limits).add(sum(group.total_byte_size for group in groups))
    return TextBudget(size, limits)


def cells(column: Array, row: int, repair: Callable[[bytes, int], str]) -> list[object]:
    """Return the cells of a column, which begins behind a row, as plain values."""
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        import pyarrow

        cells = column.cast(pyarrow.binary()).to_pylist()
        return [
            cell if cell is None else repair(cell, number)
            for number, cell in enumerate(cells, row + 1)
        ]
