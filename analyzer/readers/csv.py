"""CSV and TSV: a header, then a record a row, with quotes and line ends as in RFC 4180."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING

from analyzer.errors import Problem
from analyzer.readers.byte_lines import decode_fallback, fallback_decoder, read_text_lines
from analyzer.readers.encoding import is_binary
from analyzer.readers.reader import Skipped
from analyzer.readers.records import choose_columns, deduplicate_names, read_records

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import ReadOptions, SourceFile

DELIMITERS = ",;\t|"
# How many lines may be read anew after quotes that were not closed: linear time.
SECOND_READINGS = 100_000


def read(
    file: SourceFile,
    options: ReadOptions,
    on_problem: ProblemHandler,
    *,
    delimiters: str = DELIMITERS,
) -> Iterator[Article]:
    """Yield an article for each row below the header; rows are counted from 1."""
    return read_records(
        _records(file, options, on_problem, delimiters), file, options, on_problem
    )


def read_tsv(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield an article for each row of a table whose cells are parted by tabs, if by any."""
    return read(file, options, on_problem, delimiters="\t,;|")


def _records(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler, delimiters: str
) -> Iterator[tuple[int, Mapping[str, object]]]:
    with file.open() as stream:
        lines = read_text_lines(stream, options.max_bytes)
        try:
            first = next(lines, "")
            if is_binary(first[:8192].encode("utf-8", "surrogateescape"), zeros=False):
                if not file.is_explicit:
                    raise Skipped("binary")
                on_problem(Problem(file.source, "binary data, not a table"))
                return
            rows = _rows(chain([first], lines), file, on_problem, _delimiter(first, delimiters))
            csv.field_size_limit(max(csv.field_size_limit(), options.max_bytes))
            yield from _below_header(rows, file, options, on_problem)
        except ValueError as error:
            on_problem(Problem(file.source, str(error)))


def _below_header(
    rows: Iterator[tuple[int, list[str]]],
    file: SourceFile,
    options: ReadOptions,
    on_problem: ProblemHandler,
) -> Iterator[tuple[int, Mapping[str, object]]]:
    repair = fallback_decoder(file, on_problem)
    _, cells = next(rows, (0, []))
    header = deduplicate_names([decode_fallback(cell, repair, 1).strip() for cell in cells])
    problem = choose_columns(tuple(header), options).problem
    if problem:
        on_problem(Problem(file.source, problem if any(header) else "no header row"))
        return
    width = len(header)
    for row, cells in rows:
        if len(cells) < width or any(cells[width:]):
            message = f"{len(cells)} cells in a table of {width} columns; the row was not read"
            on_problem(Problem(file.source, message, row))
            continue
        values = [decode_fallback(cell, repair, row) for cell in cells[:width]]
        if any("\0" in value for value in values):
            on_problem(Problem(file.source, "a zero byte in the text", row))
        yield row, dict(zip(header, values, strict=True))


def _rows(
    lines: Iterator[str], file: SourceFile, on_problem: ProblemHandler, delimiter: str
) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of each row that is not blank; the header is row 0.

    A row with a quote that is never closed swallows those after it, until the
    next quote. It is given up at that point and its later lines are read anew.
    """
    again: deque[str] = deque()
    used: list[str] = []
    budget, row = SECOND_READINGS, 0

    def feed() -> Iterator[str]:
        while line := again.popleft() if again else next(lines, ""):
            used.append(line)
            yield line

    reader = csv.reader(feed(), delimiter=delimiter, strict=True)
    while True:
        used.clear()
        try:
            cells = next(reader, None)
        except csv.Error as error:
            lost, budget = len(used) - 1, budget - len(used)
            message = f"{error}; the row was not read"
            if budget > 0:
                again.extendleft(reversed(used[1:]))
            elif lost:
                message = f"{error}; it and {lost} lines after it were not read"
            on_problem(Problem(file.source, message, row or None))
            reader = csv.reader(feed(), delimiter=delimiter, strict=True)
            row += 1
            continue
        if cells is None:
            return
        if cells:
            yield row, cells
            row += 1


def _delimiter(header: str, delimiters: str) -> str:
    """Return the delimiter that stands most often in the header, outside quotes."""
    bare = "".join(header.split('"')[::2])
    return max(delimiters, key=bare.count)
