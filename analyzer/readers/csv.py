"""CSV and TSV: a header, then a record a row, with quotes and line ends as in RFC 4180."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from analyzer.errors import Diagnostic
from analyzer.readers.byte_lines import decode_fallback, fallback_decoder, read_text_lines
from analyzer.readers.encoding import is_binary
from analyzer.readers.reader import Skipped
from analyzer.readers.records import (
    Record,
    choose_columns,
    deduplicate_names,
    read_table,
)
from analyzer.readers.skipped import without_articles

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import ReadOptions, SourceFile

# Lines in which the header is searched: a title may be above it.
HEADER_LINES = 10
SEPARATOR = re.compile(r"\ufeff?\"?sep=(.)\"?\s*\Z", re.IGNORECASE)
DELIMITERS = ",;\t|"
# The most lines that are read again after unclosed quotes, for linear time.
SECOND_READINGS = 100_000


def read(
    file: SourceFile,
    options: ReadOptions,
    on_problem: ProblemHandler,
    *,
    delimiters: str = DELIMITERS,
) -> Iterator[Article]:
    """Yield an article for each row below the header; rows are counted from 1."""

    def rows(report: ProblemHandler) -> Iterator[Record]:
        return read_rows(file, options, report, delimiters)

    return read_table(rows, file, options, on_problem)


def read_tsv(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield an article for each row of a table with tabs between cells."""
    return read(file, options, on_problem, delimiters="\t,;|")


def read_rows(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler, delimiters: str
) -> Iterator[Record]:
    with file.open(options.limits) as stream:
        lines = read_text_lines(stream, options.limits.article_bytes)
        try:
            top = list(islice(lines, HEADER_LINES))
            first = "".join(top[:1])
            if is_binary(first[:8192].encode("utf-8", "surrogateescape"), zeros=False):
                if not file.is_explicit:
                    raise Skipped("binary")
                on_problem(Diagnostic(file.source, "binary data, not a table"))
                return
            skipped, delimiter = _find_header(top, delimiters, options)
            rows = _rows(chain(top[skipped:], lines), file, on_problem, delimiter)
            csv.field_size_limit(max(csv.field_size_limit(), options.limits.article_bytes))
            yield from _below_header(rows, file, options, on_problem)
        except ValueError as error:
            on_problem(Diagnostic(file.source, str(error)))


def _below_header(
    rows: Iterator[tuple[int, list[str]]],
    file: SourceFile,
    options: ReadOptions,
    on_problem: ProblemHandler,
) -> Iterator[Record]:
    repair = fallback_decoder(file, on_problem)
    _, cells = next(rows, (0, []))
    header = deduplicate_names([decode_fallback(cell, repair, 1).strip() for cell in cells])
    problem = choose_columns(tuple(header), options).problem
    if problem and any(header) and not file.is_explicit:
        raise without_articles(file)
    if problem:
        found = f"{problem}; the first {HEADER_LINES} lines were searched for the header"
        on_problem(Diagnostic(file.source, found if any(header) else "no header row"))
        return
    width = len(header)
    for row, cells in rows:
        if len(cells) < width or any(cells[width:]):
            message = f"{len(cells)} cells in a table of {width} columns; the row was not read"
            on_problem(Diagnostic(file.source, message, row))
            continue
        values = [decode_fallback(cell, repair, row) for cell in cells[:width]]
        if any("\0" in value for value in values):
            on_problem(Diagnostic(file.source, "a zero byte in the text", row))
        yield row, dict(zip(header, values, strict=True))


def _rows(
    lines: Iterator[str], file: SourceFile, on_problem: ProblemHandler, delimiter: str
) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of each row that is not blank; the header is row 0.

    A row with an unclosed quote contains the rows after it, up to the next quote. It is
    dropped at that point, and its later lines are read again.
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
            on_problem(Diagnostic(file.source, message, row or None))
            reader = csv.reader(feed(), delimiter=delimiter, strict=True)
            row += 1
            continue
        if cells is None:
            return
        if cells:
            yield row, cells
            row += 1


def _find_header(
    lines: Sequence[str], delimiters: str, options: ReadOptions
) -> tuple[int, str]:
    """Return how many lines are above the header, and the delimiter.

    Excel writes ``sep=;`` above it, and people a title. Where no line has a column with
    the text, the first is the header.
    """
    declared = SEPARATOR.match(lines[0]) if lines else None
    start = 0 if declared is None else 1
    allowed = delimiters if declared is None else declared[1]
    for at in range(start, len(lines)):
        delimiter = _delimiter(lines[at], allowed)
        names = next(csv.reader([lines[at]], delimiter=delimiter), [])
        header = deduplicate_names(name.strip() for name in names)
        if not choose_columns(tuple(header), options).problem:
            return at, delimiter
    return start, _delimiter("".join(lines[start : start + 1]), allowed)


def _delimiter(header: str, delimiters: str) -> str:
    """Return the delimiter that appears most often in the header, outside quotes."""
    bare = "".join(header.split('"')[::2])
    return max(delimiters, key=bare.count)
