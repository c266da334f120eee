"""JSON Lines: the report tables as an object per line, as other tools read them in parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.tables import TABLES, Columns
from analyzer.writers.json_table import ROWS_AT_A_TIME, objects

if TYPE_CHECKING:
    from analyzer.analysis import Analysis
    from analyzer.writers.output import Output


def write(analysis: Analysis, output: Output) -> None:
    """Write every table as JSON Lines; what is unknown is null."""
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
