"""Tables of an article: which cell is in which row and column of the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from analyzer.article import Article, Block
from analyzer.reports.layout import Piece

# Beyond them, cells follow each other without gaps: only hostile input has more.
MOST_COLUMNS = 60
LOOK_BACK = 2000  # characters before a table
_BAR = re.compile(r"(?<!\\)\|")
_TAG = re.compile(r"<(t[dhr])\b|</(table)\b", re.IGNORECASE)
_LEADING = " \t>"


class Part(NamedTuple):
    """A span of the prose in a cell, the piece that it is of, and whether that begins here."""

    block: int
    start: int
    end: int
    begins: bool = True


Cell = list[Part]


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table of the source.

    Attributes
    ----------
    first, last : int
        Its first piece, and one past its last.
    header : bool
        Whether the first row has the names of the columns.
    rows : list of list of Cell
        All rows have the same number of cells; some are empty.
    """

    first: int
    last: int
    header: bool
    rows: list[list[Cell]]


class _Position(NamedTuple):
    """Where a cell is: whether a table or a row begins, and the column."""

    table: bool = False
    row: bool = False
    column: int = 0
    header: bool = False
    html: bool = False


def source_tables(article: Article, pieces: Sequence[Piece]) -> Iterator[SourceTable]:
    """Yield the tables of an article in their order."""
    found: list[tuple[int, bool, list[list[Cell]]]] = []
    before = -1
    for at, (position, parts) in _cells(article, pieces):
        if position.table or at != before + 1:
            found.append((at, position.header, []))
        rows = found[-1][2]
        if position.row or not rows:
            rows.append([])
        for offset, part in enumerate(parts):
            _put(rows[-1], position.column + offset, part)
        before = at
    for first, header, rows in found:
        width = max(map(len, rows))
        count = sum(part.begins for row in rows for cell in row for part in cell)
        padded = [row + [[] for _ in range(width - len(row))] for row in rows]
        yield SourceTable(first, first + count, header, padded)


def _put(row: list[Cell], column: int, part: Part) -> None:
    """Put a part into the cell of a column, after empty cells up to it."""
    column = min(column, max(len(row), MOST_COLUMNS))
    row += [[] for _ in range(column + 1 - len(row))]
    row[column].append(part)


def _cells(
    article: Article, pieces: Sequence[Piece]
) -> Iterator[tuple[int, tuple[_Position, list[Part]]]]:
    """Yield the number of each piece that is a cell or a row, and where it is."""
    numbers = [at for at, piece in enumerate(pieces) if piece.kind == Block.TABLE]
    if article.markup is None:
        for at in numbers:
            yield at, (_Position(row=True), list(_split(article.prose, at, pieces[at])))
        return
    spans = [(pieces[at].start, pieces[at].end) for at in numbers]
    starts, ends = article.locate(*np.array(spans, np.int64).reshape(-1, 2).T)
    position, end, last = _Position(), 0, -2
    for at, start, stop in zip(numbers, starts.tolist(), ends.tolist(), strict=True):
        if at == last + 1:
            position = _next(article.text[end:start], position)
        else:
            position = _first(article.text[max(start - LOOK_BACK, 0) : start])
        yield at, (position, [Part(at, pieces[at].start, pieces[at].end)])
        end, last = stop, at


def _split(prose: str, at: int, piece: Piece) -> Iterator[Part]:
    """Yield the cells of a row of plain text, which has a bar around each."""
    bars = [match.start() for match in _BAR.finditer(prose, piece.start, piece.end)]
    for number, (bar, following) in enumerate(pairwise(bars)):
        yield Part(at, bar + 1, following, begins=not number)


def _first(before: str) -> _Position:
    """Return where the first cell of a table is, from the source before it."""
    gap = before[max(before.rfind("<table"), before.rfind("\n\n")) + 1 :]
    tags = _tags(gap)
    if tags:
        return _in_html(tags, 0)._replace(table=True, row=True)
    return _Position(True, True, _column(gap), header=True)


def _next(gap: str, before: _Position) -> _Position:
    """Return where a cell is, from the source between the one before and it."""
    tags = _tags(gap)
    if tags or before.html:
        return _in_html(tags, before.column)
    above, end, line = gap.rpartition("\n")
    if not end:
        return _Position(False, False, before.column + len(_BAR.findall(gap)))
    blank = not all(part.strip(_LEADING) for part in above.split("\n")[1:])
    return _Position(blank, True, _column(line), header=True)


def _tags(source: str) -> list[str]:
    return [(start or end).lower() for start, end in _TAG.findall(source)]


def _in_html(tags: list[str], column: int) -> _Position:
    row = "tr" in tags
    own = tags[len(tags) - tags[::-1].index("tr") :] if row else tags
    cells = sum(tag in ("td", "th") for tag in own)
    column = max(cells - 1, 0) if row else column + cells
    return _Position("table" in tags, row, column, "th" in own, html=True)


def _column(line: str) -> int:
    """Return the column of a cell of Markdown, from its line up to there."""
    line = line.rpartition("\n")[2].lstrip(_LEADING)
    return max(len(_BAR.findall(line)) - line.startswith("|"), 0)
