"""Read a report folder: the tables of a run, without its texts.

JSON, JSON Lines and Parquet hold exactly what was written. CSV has its line breaks as
spaces, and cells that a spreadsheet would read as formulas begin with an apostrophe,
which is dropped again.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.errors import Diagnostic, ReadError, SettingError
from analyzer.pipeline.findings import Findings, findings_in_memory
from analyzer.pipeline.results import Results
from analyzer.pipeline.table_columns import COMPARED, TABLES, columns_in_use
from analyzer.readers.skipped import RUN
from analyzer.rules.finding import Finding
from analyzer.rules.registry import make_settings
from analyzer.storage.codec import Name, NamedArticles
from analyzer.tables import FORMULA, SCHEMA_VERSION, Column, Table

if TYPE_CHECKING:
    from analyzer.article import Article

TRUE = "true"
Known = Mapping[str, Column]


class NoTexts(NamedArticles):
    """The articles of a report folder, whose texts are not in it."""

    is_readable = False

    def __init__(self, names: list[Name], folder: Path) -> None:
        self.names = names
        self._folder = folder

    def __len__(self) -> int:
        return len(self.names)

    def _load(self, index: int) -> Article:
        name = self.names[index].id
        raise SettingError(
            f"{self._folder}: a report has no texts, such as that of {name!r}; analyze the "
            "articles again, or pickle the analysis"
        )


def read_report(folder: Path) -> Results:
    """Return the tables, findings and settings of a report folder.

    Parameters
    ----------
    folder : Path
        Written in CSV, JSON, JSON Lines or Parquet; of several, the most exact is read.

    Raises
    ------
    ReadError
        If it is no complete report, or was written by another version of the tables.
    """
    run = _run(folder)
    tables = read_tables(folder)
    articles = tables["articles"]
    columns = (articles["article"], articles["source"], articles["row"])
    names = [Name(*name) for name in zip(*columns, strict=True)]
    labels = [name.id for name in names]
    numbered = run.get("labels") == "integer"
    return Results(
        NoTexts(names, folder),
        make_settings(run["settings"]),
        tables,
        _findings(tables["findings"], labels),
        labels=list(map(int, labels)) if numbered else labels,
        index=_index(map(int, labels)) if numbered else None,
    )


def read_tables(folder: Path, wanted: Sequence[str] = ()) -> dict[str, Table]:
    """Return some tables of a report folder, or all, and those of a comparison if any.

    Raises
    ------
    ReadError
        As `read_report` does.
    """
    run = _run(folder)
    written = run["reports"]
    suffix = next((name for name in READERS if f"articles{name}" in written), None)
    if suffix is None:
        known = ", ".join(name.lstrip(".") for name in READERS)
        raise _error(folder, f"has no tables; write the report as one of {known}")
    compared = (name for name in COMPARED if f"{name}{suffix}" in written)
    settings = make_settings(run["settings"])
    tables = {}
    for name in wanted or (*TABLES, *compared):
        path = folder / f"{name}{suffix}"
        columns = {c.name: c for c in columns_in_use(name, settings, archive=True)}
        try:
            tables[name] = _complete(columns, READERS[suffix](path, name, columns))
        except (OSError, ValueError, KeyError, IndexError) as error:
            raise _error(path, f"cannot be read: {error}") from error
    return tables


def _run(folder: Path) -> dict[str, Any]:
    if folder.is_file():
        raise _error(folder, f"is a file; name the folder of the report: {folder.parent}")
    path = folder / RUN
    try:
        run: dict[str, Any] = json.loads(path.read_bytes())
        version = run.get("schema_version")
    except FileNotFoundError as error:
        raise _error(folder, f"is no report, or an interrupted one: it has no {RUN}") from error
    except (OSError, ValueError, AttributeError) as error:
        raise _error(path, f"is damaged: {error}") from error
    if version != SCHEMA_VERSION:
        found = "an earlier version" if version is None else f"version {version}"
        raise _error(path, f"has tables of {found}, not {SCHEMA_VERSION}; write it again")
    return run


def _error(path: Path, message: str) -> ReadError:
    return ReadError(Diagnostic(str(path), message))


def _index(labels: Iterable[int]) -> Any:
    import pandas as pd

    return pd.Index(list(labels))


def _complete(known: Known, columns: Mapping[str, list[Any]]) -> Table:
    """Return a table with empty texts in place of missing ones."""
    table: Table = {}
    for key, values in columns.items():
        text = known[key].kind == "string"
        table[key] = [value or "" for value in values] if text else values
    return table


def _findings(table: Table, ids: list[str]) -> Findings:
    """Return the findings of each article; their offsets are not in a report."""
    position = {name: at for at, name in enumerate(ids)}
    own: list[list[Finding]] = [[] for _ in ids]
    columns = ("rule", "severity", "value", "score", "points", "message", "group")
    rows = zip(*(table[name] for name in columns), strict=True)
    for article, row in zip(table["article"], rows, strict=True):
        at = position[article]
        own[at].append(Finding(at, 0, 0, *row))
    return findings_in_memory(own)


def _from_json(path: Path, name: str, known: Known) -> Table:
    return _of_records(msgspec.json.decode(path.read_bytes())[name], known)


def _from_json_lines(path: Path, _: str, known: Known) -> Table:
    with path.open("rb") as lines:
        return _of_records(map(msgspec.json.decode, lines), known)


def _of_records(records: Iterable[dict[str, Any]], known: Known) -> Table:
    rows = iter(records)
    first = next(rows, None)
    if first is None:
        return {name: [] for name in known}
    table: Table = {key: [value] for key, value in first.items()}
    for row in rows:
        for key, values in table.items():
            values.append(row[key])
    return table


def _from_parquet(path: Path, _name: str, _known: Known) -> Table:
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise SettingError("parquet needs pyarrow: pip install 'analyzer[parquet]'") from error
    table: Table = pyarrow.parquet.read_table(path).to_pydict()
    return table


def _from_csv(path: Path, _: str, known: Known) -> Table:
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines)
        columns = [known[key] for key in next(rows)]
        cells = list(rows)
    return {column.name: list(_values(column, cells, at)) for at, column in enumerate(columns)}


def _values(column: Column, rows: list[list[str]], at: int) -> Iterator[Any]:
    for row in rows:
        cell = row[at]
        if column.kind == "string":
            escaped = cell.startswith("'") and cell[1:].startswith(FORMULA)
            yield cell[1:] if escaped else cell
        elif column.kind == "boolean":
            yield cell == TRUE
        else:
            number = int if column.kind == "integer" else float
            yield number(cell) if cell else None


# The most exact first.
READERS: dict[str, Callable[[Path, str, Known], Table]] = {
    ".parquet": _from_parquet,
    ".jsonl": _from_json_lines,
    ".json": _from_json,
    ".csv": _from_csv,
}
