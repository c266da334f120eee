"""JSON and JSON Lines: the report tables as objects, one row per line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.pipeline.results import TABLES
from analyzer.tables import Columns

if TYPE_CHECKING:
    from analyzer.pipeline.results import Results
    from analyzer.reports.output import Output

ROWS_AT_A_TIME = 2000


def write_json(analysis: Results, output: Output) -> None:
    """Write every table as a JSON array; missing values are null."""
    for name in TABLES:
        output.write(f"{name}.json", _array(name, analysis.tables[name]))


def _array(name: str, table: Columns) -> Iterator[bytes]:
    piece = [b"["]
    for number, row in enumerate(objects(name, table)):
        piece.append((b",\n" if number else b"\n") + row)
        if len(piece) > ROWS_AT_A_TIME:
            yield b"".join(piece)
            piece = []
    yield b"".join([*piece, b"\n]\n"])


def objects(name: str, table: Columns) -> Iterator[bytes]:
    """Yield each row of a report table as an object."""
    keys = [column.name for column in TABLES[name]]
    for row in zip(*(table[key] for key in keys), strict=True):
        yield _object(dict(zip(keys, row, strict=True)))


def _object(row: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(row)
    except UnicodeEncodeError:  # a lone surrogate, which UTF-8 cannot hold
        return json.dumps(row).encode()


def write_jsonl(analysis: Results, output: Output) -> None:
    """Write every table as JSON Lines; missing values are null."""
    for name in TABLES:
        output.write(f"{name}.jsonl", _lines(name, analysis.tables[name]))


def _lines(name: str, table: Columns) -> Iterator[bytes]:
    piece: list[bytes] = []
    for row in objects(name, table):
        piece.append(row + b"\n")
        if len(piece) > ROWS_AT_A_TIME:
            yield b"".join(piece)
            piece = []
    yield b"".join(piece)
