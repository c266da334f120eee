"""Excel: one workbook with a sheet per table, ready to sort and filter.

The header row is frozen and has filters; scores have a colour scale. Text is
always written as text, never as a formula. The same tables give the same bytes,
because the workbook has a fixed date.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from analyzer.errors import SettingError
from analyzer.tables import Column, Columns

if TYPE_CHECKING:
    from analyzer.pipeline.results import Results
    from analyzer.reports.output import Output

NAME = "report.xlsx"
MOST_ROWS = 1_048_575
LONGEST_CELL = 32_767
WIDEST, NARROWEST = 60, 8
ROWS_MEASURED = 200
SCORES = ("quality", "originality")
RED, YELLOW, GREEN = "F8A5A0", "FFE9A8", "A9D8B0"
# Excel's own oldest date, and that of zip archives.
MADE = datetime(1980, 1, 1)
_TYPED = ("=", "#")  # openpyxl reads these as a formula or an error
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # "_x000D_" stands for a character
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(analysis: Results, output: Output) -> None:
    """Write ``report.xlsx``, a sheet for each table.

    A sheet holds at most 1,048,575 rows and a cell 32,767 characters; the rest is
    only in the CSV reports.

    Raises
    ------
    SettingError
        If openpyxl is not installed.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise SettingError("excel needs openpyxl: pip install 'analyzer[excel]'") from error
    book, stream = openpyxl.Workbook(write_only=True), io.BytesIO()
    try:
        for name in analysis.tables:
            _fill(book.create_sheet(name), analysis.columns(name), analysis.rows(name))
        book.save(stream)
    except BaseException:
        # Left open, the generators of the sheets print errors when they are deleted.
        for sheet in book.worksheets:
            with suppress(Exception):
                sheet.close()
        raise
    output.write(NAME, [_without_dates(stream)])


def _fill(sheet: Any, columns: tuple[Column, ...], table: Columns) -> None:
    from openpyxl.utils import get_column_letter

    n_rows = min(len(table[columns[0].name]), MOST_ROWS)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{n_rows + 1}"
    for number, column in enumerate(columns, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = _width(column, table[column.name])
        if n_rows and column.name in SCORES:
            _scale(sheet, f"{letter}2:{letter}{n_rows + 1}")
    sheet.append(list(_header(sheet, columns)))
    cells = [_cells(sheet, column, table[column.name]) for column in columns]
    for _, row in zip(range(n_rows), zip(*cells, strict=True), strict=False):
        sheet.append(row)


def _header(sheet: Any, columns: tuple[Column, ...]) -> Iterator[Any]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    for column in columns:
        cell = WriteOnlyCell(sheet, column.name)
        cell.font = Font(bold=True)
        yield cell


def _cells(sheet: Any, column: Column, values: Sequence[Any]) -> Iterator[Any]:
    from openpyxl.cell import WriteOnlyCell

    if column.kind != "string":
        yield from values
        return
    for value in values:
        text = plain(value or "")
        if not text.startswith(_TYPED):
            yield text
            continue
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        yield cell


def plain(text: str) -> str:
    r"""Return text without what a cell cannot hold.

    Examples
    --------
    >>> plain("a\0b")
    'ab'
    """
    return _ESCAPE.sub("_x005F_", _FORBIDDEN.sub("", text))[:LONGEST_CELL]


def _width(column: Column, values: Sequence[Any]) -> int:
    """Return a column width that fits most of the first rows."""
    shown = [len(str(value)) for value in values[:ROWS_MEASURED] if value is not None]
    return min(max([len(column.name) + 4, NARROWEST, *shown]), WIDEST)


def _scale(sheet: Any, cells: str) -> None:
    from openpyxl.formatting.rule import ColorScaleRule

    sheet.conditional_formatting.add(
        cells,
        ColorScaleRule(
            start_type="num", start_value=0, start_color=RED,
            mid_type="num", mid_value=70, mid_color=YELLOW,
            end_type="num", end_value=100, end_color=GREEN,
        ),
    )  # fmt: skip


def _without_dates(stream: io.BytesIO) -> bytes:
    """Return the workbook with the same fixed date for all its parts."""
    clean = io.BytesIO()
    stamp = f"{MADE:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(clean, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z", stamp, content)
            part = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, content)
    return clean.getvalue()
