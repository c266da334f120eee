"""Excel and OpenDocument sheets; needs the extra ``excel``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from analyzer.errors import Diagnostic
from analyzer.readers.limits import (
    CELL_RATIO,
    MEMORY_RATIO,
    UNPACKED_RATIO,
    LimitError,
    Limits,
    TextBudget,
    named,
    size,
)
from analyzer.readers.records import Record, choose_columns, deduplicate_names, read_table

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import ReadOptions, SourceFile

HEADER_ROWS = 10
Rows = Iterator[list[Any]]


def read(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield an article for each row below the header, counted from 1.

    The first sheet with a column for the text is read. Empty rows count, so that rows are
    numbered as in the sheet, from its header.
    """
    if find_spec("python_calamine") is None:
        on_problem(
            Diagnostic(file.source, "sheets need calamine: pip install 'analyzer[excel]'")
        )
        return
    most = options.limits.workbook_bytes
    data = file.read(most, options.limits)
    if len(data) > most or _unpacked(data) > UNPACKED_RATIO * most:
        found = f"more than {size(UNPACKED_RATIO * most)} when unpacked"
        on_problem(Diagnostic(file.source, f"{found} {named('workbook-bytes')}"))
        return
    check_workbook(data, options.limits)
    yield from read_table(
        lambda report: _records(data, file, options, report), file, options, on_problem
    )


def _records(
    data: bytes, file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Record]:
    from python_calamine import CalamineError, CalamineWorkbook

    budget = TextBudget(len(data), options.limits)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
            for row, record in _from_sheets(
                [(s.name, s.iter_rows()) for s in sheets], file, options, on_problem
            ):
                budget.add(sum(len(cell) for cell in record.values() if isinstance(cell, str)))
                yield row, record
    except (CalamineError, ValueError, OSError) as error:
        on_problem(
            Diagnostic(
                file.source, f"not a workbook that can be read: {str(error).rstrip('.')}"
            )
        )


def _from_sheets(
    sheets: Iterable[tuple[str, Rows]],
    file: SourceFile,
    options: ReadOptions,
    on_problem: ProblemHandler,
) -> Iterator[Record]:
    problem = "no sheet with a header row"
    chosen: tuple[list[str], Rows] | None = None
    for name, rows in sheets:
        header = _header(rows, options)
        unfit = choose_columns(tuple(header), options).problem
        if header and not unfit and chosen is None:
            chosen = header, rows
        elif header and not unfit:
            message = f"the sheet {name!r} was not read; only the first with a text is"
            on_problem(Diagnostic(file.source, message, severity="warning"))
        elif header and chosen is None:
            searched = f"the first {HEADER_ROWS} rows were searched for the header"
            problem = f"sheet {name!r}: {unfit}; {searched}"
    if chosen is None:
        on_problem(Diagnostic(file.source, problem))
        return
    header, rows = chosen
    for row, cells in enumerate(rows, 1):
        if any(cell != "" for cell in cells):
            yield row, dict(zip(header, cells, strict=False))


def _header(rows: Rows, options: ReadOptions) -> list[str]:
    """Return the first of the top rows with a text column, else the first row.

    A title may be above the header. Empty rows do not count.
    """
    first: list[str] = []
    filled = (cells for cells in rows if any(cell != "" for cell in cells))
    for cells in islice(filled, HEADER_ROWS):
        header = deduplicate_names(str(cell).strip() for cell in cells)
        if not choose_columns(tuple(header), options).problem:
            return header
        first = first or header
    return first


def _unpacked(data: bytes) -> int:
    """Return the declared unpacked size of a zip file, 0 for another file."""
    import zipfile

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return 0


PROGRAM = """
import io, json, sys
from python_calamine import CalamineWorkbook
try:
    import resource
    limit = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError, OSError):
    pass
book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
print(json.dumps([[sheet.name, sheet.total_height, sheet.total_width] for sheet in sheets]))
"""
# The program reports an error of the library, which says more when the file is read.
FAILED = 1


def check_workbook(data: bytes, limits: Limits) -> None:
    """Check that a workbook can be opened.

    Raises
    ------
    LimitError
        If it needs too much memory or time, or has too many cells.
    """
    memory = limits.workbook_memory + MEMORY_RATIO * len(data)
    seconds = limits.workbook_seconds
    # -P: a module in the current folder must not be run in place of the library.
    command = [sys.executable, "-P", "-c", PROGRAM, str(memory)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, check=False, timeout=seconds,
            # A backtrace needs memory of its own, and waits for it.
            env={**os.environ, "RUST_BACKTRACE": "0"},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise LimitError(
            f"takes more than {seconds} s to open {named('workbook-seconds')}"
        ) from error
    if done.returncode == FAILED and b"MemoryError" not in done.stderr:
        return
    if done.returncode:
        raise LimitError(
            f"needs more than {memory >> 20} MB of memory to open {named('workbook-memory')}; "
            "a sheet with a cell far from the others takes memory for all between"
        )
    most = limits.sheet_cells + CELL_RATIO * len(data)
    for name, height, width in json.loads(done.stdout):
        if height * width > most:
            raise LimitError(
                f"sheet {name!r} spans {height * width:,} cells; expected at most {most:,} "
                f"{named('sheet-cells')}"
            )
