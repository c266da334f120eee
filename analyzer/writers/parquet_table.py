"""Parquet: the report tables with their types, for other tools to read fast."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from analyzer.errors import SettingError
from analyzer.tables import TABLES, Table

if TYPE_CHECKING:
    from analyzer.analysis import Analysis
    from analyzer.writers.output import Output

TYPES = {"string": "string", "integer": "int64", "number": "float64", "boolean": "bool_"}


def write(analysis: Analysis, output: Output) -> None:
    """Write every table as Parquet; each column carries its description.

    Raises
    ------
    SettingError
        If pyarrow is not installed.
    """
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise SettingError("parquet needs pyarrow: pip install 'analyzer[parquet]'") from error
    for name in TABLES:
        stream = io.BytesIO()
        pyarrow.parquet.write_table(arrow_table(name, analysis.tables[name]), stream)
        output.write(f"{name}.parquet", [stream.getvalue()])


def arrow_table(name: str, table: Table) -> Any:
    """Return a report table as a `pyarrow.Table`."""
    import pyarrow as pa

    fields, columns = [], []
    for column in TABLES[name]:
        values = table[column.name]
        if column.kind == "string":
            values = [None if value is None else _encodable(value) for value in values]
        kind = getattr(pa, TYPES[column.kind])()
        fields.append(pa.field(column.name, kind, metadata={"description": column.meaning}))
        columns.append(pa.array(values, kind))
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _encodable(text: str) -> str:
    """Return a text that UTF-8 can hold: half a surrogate pair becomes "?"."""
    return text.encode("utf-8", "replace").decode()
