"""The report tables as data: JSON, JSON Lines, CSV and Parquet.

A cell of CSV that a spreadsheet would read as a formula is prefixed with an apostrophe, as
OWASP advises; line breaks inside a cell become spaces. A data package describes the files.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.errors import SettingError
from analyzer.tables import FORMULA, SCHEMA_VERSION, Column, Columns, known_values

if TYPE_CHECKING:
    from analyzer.pipeline.results import Results
    from analyzer.reports.output import Output

ROWS_AT_A_TIME = 2000


def write_json(analysis: Results, output: Output) -> None:
    """Write every table as a JSON object with its version and rows; missing values are null."""
    for name in analysis.tables:
        head = json.dumps({"schema_version": SCHEMA_VERSION, name: []})[:-2].encode()
        rows = objects(analysis.columns(name), analysis.rows(name))
        lines = ((b",\n" if number else b"\n") + row for number, row in enumerate(rows))
        output.write(f"{name}.json", _pieces(chain([head], lines, [b"\n]}\n"])))


def _pieces(rows: Iterator[bytes]) -> Iterator[bytes]:
    """Yield many rows at a time."""
    while piece := b"".join(islice(rows, ROWS_AT_A_TIME)):
        yield piece


def objects(columns: Sequence[Column], table: Columns) -> Iterator[bytes]:
    """Yield each row of a report table as an object."""
    keys = [column.name for column in columns]
    cells = (known_values(column, table[column.name]) for column in columns)
    for row in zip(*cells, strict=True):
        yield _object(dict(zip(keys, row, strict=True)))


def _object(row: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(row)
    except UnicodeEncodeError:  # a lone surrogate, which UTF-8 cannot hold
        return json.dumps(row).encode()


def write_jsonl(analysis: Results, output: Output) -> None:
    """Write every table as JSON Lines; missing values are null."""
    for name in analysis.tables:
        rows = objects(analysis.columns(name), analysis.rows(name))
        output.write(f"{name}.jsonl", _pieces(row + b"\n" for row in rows))


def write_csv(analysis: Results, output: Output, mark: bytes = b"") -> None:
    """Write every table as CSV, and ``datapackage.json``.

    Parameters
    ----------
    analysis : Results
    output : Output
    mark : bytes
        What each file begins with.
    """
    # First, so that the folder of an interrupted run can be recognised as a report.
    output.write("datapackage.json", [_package(analysis, "utf-8-sig" if mark else "utf-8")])
    for name in analysis.tables:
        rows = _csv_lines(analysis.columns(name), analysis.rows(name))
        output.write(f"{name}.csv", chain([mark], rows))


def write_csv_with_mark(analysis: Results, output: Output) -> None:
    """Write CSV with a byte order mark, without which Excel misreads letters beyond ASCII."""
    write_csv(analysis, output, BOM_UTF8)


def _csv_lines(columns: Sequence[Column], table: Columns) -> Iterator[bytes]:
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


def _package(analysis: Results, encoding: str) -> bytes:
    """Return the data package: what the columns of each CSV file are."""
    package = {
        "name": "analyzer-report",
        "profile": "tabular-data-package",
        "schema_version": SCHEMA_VERSION,
        "resources": [
            _resource(name, analysis.columns(name), encoding) for name in analysis.tables
        ],
    }
    return json.dumps(package, indent=2).encode() + b"\n"


def _resource(name: str, columns: Sequence[Column], encoding: str) -> dict[str, Any]:
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": encoding,
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True},
        "schema": {
            "fields": [
                {"name": c.name, "type": c.kind, "description": c.meaning} for c in columns
            ],
            "missingValues": [""],
        },
    }


TYPES = {"string": "string", "integer": "int64", "number": "float64", "boolean": "bool_"}
ROWS_A_GROUP = 1 << 17
PIECE = 1 << 20


def write_parquet(analysis: Results, output: Output) -> None:
    """Write every table as Parquet; each column has its description as metadata.

    Raises
    ------
    SettingError
        If pyarrow is not installed.
    """
    try:
        import_module("pyarrow.parquet")
    except ImportError as error:
        raise SettingError("parquet needs pyarrow: pip install 'analyzer[parquet]'") from error
    for name in analysis.tables:
        rows = _parquet_file(analysis.columns(name), analysis.rows(name))
        output.write(f"{name}.parquet", rows)


def _parquet_file(columns: Sequence[Column], table: Columns) -> Iterator[bytes]:
    """Yield the bytes of a table's file, with one row group in memory at a time."""
    import pyarrow.parquet

    n_rows, schema = len(table[columns[0].name]), _schema(columns)
    with tempfile.TemporaryFile() as stream:
        with pyarrow.parquet.ParquetWriter(stream, schema) as writer:
            for start in range(0, max(n_rows, 1), ROWS_A_GROUP):
                some = slice(start, start + ROWS_A_GROUP)
                writer.write_table(_arrow_table(columns, table, some, schema))
        stream.seek(0)
        while piece := stream.read(PIECE):
            yield piece


def _schema(columns: Sequence[Column]) -> Any:
    import pyarrow as pa

    return pa.schema(
        [
            pa.field(c.name, getattr(pa, TYPES[c.kind])(), metadata={"description": c.meaning})
            for c in columns
        ],
        {"schema_version": str(SCHEMA_VERSION)},
    )


def _arrow_table(columns: Sequence[Column], table: Columns, some: slice, schema: Any) -> Any:
    """Return some rows of a report table as a `pyarrow.Table`."""
    import pyarrow as pa

    arrays = []
    for column in columns:
        values = known_values(column, table[column.name][some])
        if column.kind == "string":
            values = (value and _encodable(value) for value in values)
        arrays.append(pa.array(list(values), schema.field(column.name).type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _encodable(text: str) -> str:
    """Replace lone surrogates, which UTF-8 cannot hold, with "?"."""
    return text.encode("utf-8", "replace").decode()
