"""What a report table is: columns with a name, a type and a meaning.

A table is a mapping of column names to lists of equal length. Which tables there are,
and which columns the rules add to them, is in `rules.tables`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec

# It changes when a table or a column is renamed or removed, or its meaning changes.
SCHEMA_VERSION = 2
# With these characters a spreadsheet begins a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Kind = Literal["string", "integer", "number", "boolean"]
Table = dict[str, list[Any]]
Columns = Mapping[str, Sequence[Any]]


class Column(msgspec.Struct, frozen=True):
    """One column of a report table.

    Attributes
    ----------
    name : str
    kind : {"string", "integer", "number", "boolean"}
    meaning : str
        One sentence for a person who reads the table, with the unit.
    """

    name: str
    kind: Kind
    meaning: str

    @property
    def missing(self) -> str | bool | None:
        """The value of a cell where nothing is known."""
        return "" if self.kind == "string" else False if self.kind == "boolean" else None


def known_values(column: Column, values: Iterable[Any]) -> Iterable[Any]:
    """Return the cells of a column with None for a text that is empty."""
    return (value or None for value in values) if column.kind == "string" else values
