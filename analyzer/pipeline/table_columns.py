"""The columns of the tables of a report, those that rules declare among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from analyzer.rules.registry import DECLARED
from analyzer.tables import Column, Kind, Table
from analyzer.text.word_lists import word_lists

if TYPE_CHECKING:
    from analyzer.settings import Settings

# Tables with one row per article, in one order.
BY_ARTICLE = ("articles", "metrics")
# Tables of a run that is compared with an earlier one.
COMPARED = ("changes", "finding_changes", "trend")


def _tables() -> tuple[dict[str, tuple[Column, ...]], tuple[Column, ...]]:
    """Return the columns of each table, and those of articles that not every run has."""
    declared = {column.name: column for rule in DECLARED for column in rule.columns}
    tables = {
        name: tuple(_column(line, declared) for line in lines)
        for name, lines in word_lists("tables").items()
    }
    where_used = tables.pop("articles, where used")
    tables["metrics"] += tuple(declared.values())
    tables["articles"] += where_used
    return tables, where_used


def _column(line: str, declared: dict[str, Column]) -> Column:
    """Return the column of a line; a name alone takes it from those that rules declare."""
    name, _, rest = line.partition(" ")
    if not rest:
        return declared.pop(name)
    kind, _, meaning = rest.partition(" ")
    return Column(name, cast(Kind, kind), meaning)


TABLES, WHERE_USED = _tables()
COMPARISON_TABLES = {name: TABLES.pop(name) for name in COMPARED}


def columns_in_use(name: str, settings: Settings, *, archive: bool) -> tuple[Column, ...]:
    """Return the columns of a table under some settings, with or without an archive."""
    if name != "articles":
        return (TABLES | COMPARISON_TABLES)[name]
    unused = {
        column.name
        for column in WHERE_USED
        if not (archive if column.name.startswith("archived_") else settings.key_phrase_field)
    }
    carried = (Column(field_column(f), "string", f"Field {f!r}") for f in settings.fields)
    return (*(column for column in TABLES[name] if column.name not in unused), *carried)


def field_column(field: str) -> str:
    """Return the name of the column of a carried field, apart from those of the table."""
    taken = any(field == column.name for column in TABLES["articles"])
    return f"field_{field}" if taken else field


def empty_table(name: str) -> Table:
    """Return the named table without rows."""
    return {column.name: [] for column in TABLES[name]}
