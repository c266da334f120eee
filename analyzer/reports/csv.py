"""CSV: the report tables as RFC 4180 files, and a data package that describes them.

A cell that a spreadsheet would read as a formula is prefixed with an apostrophe,
as OWASP advises. Line breaks inside a cell become spaces.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from analyzer.pipeline.results import TABLES
from analyzer.tables import Column, Columns

if TYPE_CHECKING:
    from analyzer.pipeline.results import Results
    from analyzer.reports.output import Output

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
ROWS_AT_A_TIME = 2000


def write(analysis: Results, output: Output) -> None:
    """Write every table as CSV, and ``datapackage.json``."""
    # First, so that the folder of an interrupted run can be recognised as a report.
    output.write("datapackage.json", [json.dumps(_package(), indent=2).encode() + b"\n"])
    for name in TABLES:
        output.write(f"{name}.csv", _lines(name, analysis.tables[name]))


def _lines(name: str, table: Columns) -> Iterator[bytes]:
    columns = TABLES[name]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    cells = [_cells(column, table[column.name]) for column in columns]
    for number, row in enumerate(zip(*cells, strict=True), 1):
        writer.writerow(row)
        if number % ROWS_AT_A_TIME == 0:
            yield buffer.getvalue().encode("utf-8", "replace")
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode("utf-8", "replace")


def _cells(column: Column, values: Sequence[Any]) -> Iterator[str]:
    if column.kind == "string":
        return map(safe, values)
    if column.kind == "boolean":
        return ("true" if value else "false" for value in values)
    # Numbers repeat, and formatting one takes longer than a lookup.
    written = {value: repr(value).removesuffix(".0") for value in set(values)}
    return map((written | {None: ""}).__getitem__, values)


def safe(text: str) -> str:
    """Return a cell that a spreadsheet shows as text.

    Examples
    --------
    >>> safe("=1+1")
    "'=1+1"
    """
    if "\n" in text or "\r" in text or "\0" in text:
        text = " ".join(text.replace("\0", "").split())
    return f"'{text}" if text.startswith(FORMULA) else text


def _package() -> dict[str, Any]:
    return {
        "name": "analyzer-report",
        "profile": "tabular-data-package",
        "resources": [
            {
                "name": name,
                "path": f"{name}.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True},
                "schema": {
                    "fields": [
                        {"name": c.name, "type": c.kind, "description": c.meaning}
                        for c in columns
                    ],
                    "missingValues": [""],
                },
            }
            for name, columns in TABLES.items()
        ],
    }
