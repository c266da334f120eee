"""Write records to CSV, TSV, JSON Lines or Parquet, some at a time."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import msgspec

from analyzer.errors import SettingError

if TYPE_CHECKING:
    from analyzer.deduplication.chunks import Chunk

ENCODE = msgspec.json.Encoder(enc_hook=str).encode
# Bytes of a row group of Parquet, approximately.
ROW_GROUP = 1 << 26


class Schema:
    """The columns of all records that were read.

    Parameters
    ----------
    typed : bool
        Whether the types are needed, as for Parquet.

    Attributes
    ----------
    names : dict of str to None
        In the order in which they were met.
    arrow : pyarrow.Schema or None
    """

    def __init__(self, *, typed: bool) -> None:
        self.names: dict[str, None] = {}
        self.arrow: Any = None
        self._typed = typed

    def add(self, chunk: Chunk, source: str) -> None:
        """Add the columns of some records.

        Raises
        ------
        SettingError
            If a column has values of types that no type of Parquet can hold.
        """
        if chunk.batch is not None:
            self.names |= dict.fromkeys(chunk.batch.schema.names)
        else:
            for record in chunk.records:
                self.names |= dict.fromkeys(record)
        if not self._typed:
            return
        import pyarrow

        found = arrow_batch(chunk, None).schema
        if self.arrow is None:
            self.arrow = found
        elif found != self.arrow:
            try:
                self.arrow = pyarrow.unify_schemas(
                    [self.arrow, found], promote_options="permissive"
                )
            except pyarrow.ArrowException as error:
                message = f"{source}: a column has values of several types; write JSON Lines"
                raise SettingError(f"{message}: {error}") from error


def arrow_batch(chunk: Chunk, schema: Any) -> Any:
    """Return records as a batch of Arrow."""
    import pyarrow

    if chunk.batch is None:
        records = list(chunk.records)
        try:
            return pyarrow.RecordBatch.from_pylist(records, schema)
        except pyarrow.ArrowException as error:
            message = f"a column has values of several types; write JSON Lines: {error}"
            raise SettingError(message) from error
    if schema is None or chunk.batch.schema.equals(schema):
        return chunk.batch
    present = dict(zip(chunk.batch.schema.names, chunk.batch.columns, strict=True))
    missing = [pyarrow.nulls(len(chunk.batch), field.type) for field in schema]
    columns = [
        present[field.name].cast(field.type) if field.name in present else empty
        for field, empty in zip(schema, missing, strict=True)
    ]
    return pyarrow.RecordBatch.from_arrays(columns, schema=schema)


class Writer(Protocol):
    """Writes records to a stream."""

    def write(self, chunk: Chunk) -> None:
        """Write some records."""

    def close(self) -> None:
        """Write what is left."""


class _Lines:
    """A stream of bytes as the module csv writes to it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, line: str) -> int:
        return self._stream.write(line.encode("utf-8", "replace"))


class CsvWriter:
    """Writes a table with a header; what is no text, number or truth is JSON."""

    def __init__(self, stream: BinaryIO, names: Mapping[str, None], delimiter: str) -> None:
        self._names = list(names)
        self._rows = csv.writer(_Lines(stream), delimiter=delimiter, lineterminator="\n")
        self._rows.writerow(self._names)

    def write(self, chunk: Chunk) -> None:
        """Write some records."""
        for record in plain_records(chunk):
            self._rows.writerow([_cell(record.get(name)) for name in self._names])

    def close(self) -> None:
        """Write nothing more."""


class JsonLinesWriter:
    """Writes a record a line; lines of JSON Lines stay as they are."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, chunk: Chunk) -> None:
        """Write some records."""
        lines = chunk.lines or [_json(record) for record in plain_records(chunk)]
        self._stream.write(b"".join(line + b"\n" for line in lines))

    def close(self) -> None:
        """Write nothing more."""


class ParquetWriter:
    """Writes row groups of Parquet."""

    def __init__(self, stream: BinaryIO, schema: Any) -> None:
        import pyarrow
        from pyarrow.parquet import ParquetWriter as Arrow

        self._schema = pyarrow.schema([]) if schema is None else schema
        self._file = Arrow(stream, self._schema, compression="zstd")
        self._held: list[Any] = []
        self._size = 0

    def write(self, chunk: Chunk) -> None:
        """Write some records."""
        batch = arrow_batch(chunk, self._schema)
        self._held.append(batch)
        self._size += batch.nbytes
        if self._size >= ROW_GROUP:
            self._flush()

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        self._flush()
        self._file.close()

    def _flush(self) -> None:
        import pyarrow

        if self._held:
            self._file.write_table(pyarrow.Table.from_batches(self._held, self._schema))
        self._held, self._size = [], 0


def check_output(path: Path) -> str:
    """Return the format of a file to write, by its suffix.

    Raises
    ------
    SettingError
        If there is no such format.
    """
    suffix = path.suffix.lower()
    if suffix not in WRITTEN:
        expected = ", ".join(WRITTEN)
        raise SettingError(
            f"{path}: cannot write this format; name a file that ends in {expected}"
        )
    return suffix


def open_writer(stream: BinaryIO, path: Path, schema: Schema) -> Writer:
    """Return what writes records in the format of a file."""
    suffix = check_output(path)
    if suffix == ".parquet":
        return ParquetWriter(stream, schema.arrow)
    if suffix in (".csv", ".tsv"):
        return CsvWriter(stream, schema.names, "," if suffix == ".csv" else "\t")
    return JsonLinesWriter(stream)


def plain_records(chunk: Chunk) -> Any:
    """Return records as mappings of plain values, with all columns."""
    return chunk.records if chunk.batch is None else chunk.batch.to_pylist()


def _cell(value: object) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, str | int | float):
        return value
    text = _json(value).decode()
    return text[1:-1] if text.startswith('"') and text.isascii() else text


def _json(value: object) -> bytes:
    try:
        return ENCODE(value)
    except UnicodeEncodeError:  # half of a surrogate pair
        import json

        return json.dumps(value, default=str).encode()


WRITTEN = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")
