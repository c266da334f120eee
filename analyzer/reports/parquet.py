"""Parquet: the report tables with column types and descriptions."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from analyzer.errors import SettingError
from analyzer.pipeline.results import TABLES
from analyzer.tables import Columns

if TYPE_CHECKING:
    from analyzer.pipeline.results import Results
    from analyzer.reports.output import Output

TYPES = {"string": "string", "integer": "int64", "number": "float64", "boolean": "bool_"}
ROWS_A_GROUP = 1 << 17
PIECE = 1 << 20


def write(analysis: Results, output: Output) -> None:
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
    for name in TABLES:
        output.write(f"{name}.parquet", _file(name, analysis.tables[name]))


def _file(name: str, table: Columns) -> Iterator[bytes]:
    """Yield the bytes of a table's file, with one row group in memory at a time."""
    import pyarrow.parquet

    n_rows = len(table[TABLES[name][0].name])
    with tempfile.TemporaryFile() as stream:
        with pyarrow.parquet.ParquetWriter(stream, _schema(name)) as writer:
            for start in range(0, max(n_rows, 1), ROWS_A_GROUP):
                writer.write_table(_rows(name, table, slice(start, start + ROWS_A_GROUP)))
        stream.seek(0)
        while piece := stream.read(PIECE):
            yield piece


def _schema(name: str) -> Any:
    import pyarrow as pa

    return pa.schema(
        pa.field(c.name, getattr(pa, TYPES[c.kind])(), metadata={"description": c.meaning})
        for c in TABLES[name]
    )


def _rows(name: str, table: Columns, some: slice) -> Any:
    """Return some rows of a report table as a `pyarrow.Table`."""
    import pyarrow as pa

    schema, columns = _schema(name), []
    for column in TABLES[name]:
        values = list(table[column.name][some])
        if column.kind == "string":
            values = [None if value is None else _encodable(value) for value in values]
        columns.append(pa.array(values, schema.field(column.name).type))
    return pa.Table.from_arrays(columns, schema=schema)


def _encodable(text: str) -> str:
    """Replace lone surrogates, which UTF-8 cannot hold, with "?"."""
    return text.encode("utf-8", "replace").decode()
