"""A comparison of two runs, for a terminal and for Python."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.comparison.changes import by_issue
from analyzer.comparison.runs import FindingRow, Run, run_of
from analyzer.pipeline.table_columns import COMPARISON_TABLES
from analyzer.reports.layout import plural, score_text
from analyzer.reports.reading import read_tables
from analyzer.tables import SCHEMA_VERSION, Columns, known_values
from analyzer.text.terminal_text import GAP, replace_controls, width, wrap

if TYPE_CHECKING:
    import pandas as pd

MOST_ARTICLES = 10
MOST_MESSAGES = 3
INDENT = " " * 8
# What a count is called.
KINDS = ("worse", "better", "new", "removed", "changed")


def read_run(folder: str | Path) -> Run:
    """Return the run that a report folder is of.

    Raises
    ------
    ReadError
        If there is no complete report, or none with tables that can be read.
    """
    tables = read_tables(Path(folder), ("articles", "findings"))
    return run_of(tables, str(folder).rstrip("/"))


class Comparison:
    """What changed since an earlier run: ``analysis.compare(previous)``.

    Parameters
    ----------
    tables : mapping of str to Columns
        ``changes``, ``finding_changes`` and ``trend``.
    """

    def __init__(self, tables: Mapping[str, Columns]) -> None:
        self.tables = tables

    @cached_property
    def articles(self) -> pd.DataFrame:
        """One row per article that changed, the worst change first."""
        return self._frame("changes")

    @cached_property
    def findings(self) -> pd.DataFrame:
        """One row per finding that is new, fixed or removed with its article."""
        return self._frame("finding_changes")

    @cached_property
    def trend(self) -> pd.DataFrame:
        """One row per run with its totals, in the order of time."""
        return self._frame("trend")

    def __repr__(self) -> str:
        return "\n".join(change_lines(self.tables, None))

    def _repr_html_(self) -> str:
        from html import escape

        totals = escape(totals_line(self.tables))
        return f"<p>{totals}</p>{self.articles.to_html(na_rep='', index=False)}"

    def json(self) -> str:
        """Return the tables as JSON."""
        tables = {name: list(_objects(name, table)) for name, table in self.tables.items()}
        return json.dumps({"schema_version": SCHEMA_VERSION, **tables}, indent=2)

    def _frame(self, name: str) -> pd.DataFrame:
        from analyzer.dataframes import frame

        return frame(COMPARISON_TABLES[name], self.tables[name])


def _objects(name: str, table: Columns) -> Iterator[dict[str, Any]]:
    columns = COMPARISON_TABLES[name]
    cells = (known_values(column, table[column.name]) for column in columns)
    for row in zip(*cells, strict=True):
        yield dict(zip((column.name for column in columns), row, strict=True))


def change_lines(tables: Mapping[str, Columns], columns: int | None) -> Iterator[str]:
    """Yield what changed since the earlier run, and the trend over several.

    Parameters
    ----------
    tables : mapping of str to Columns
    columns : int or None
        The width of the terminal; None where lines may have any length.
    """
    if "changes" not in tables:
        return
    changes, findings, trend = (tables[name] for name in COMPARISON_TABLES)
    yield from wrap(totals_line(tables), columns)
    articles = list(zip(*changes.values(), strict=True))
    for name, change, *scores, _, _, _ in articles[:MOST_ARTICLES]:
        shown = _scores(scores)
        yield GAP.join(filter(None, [change.ljust(7), replace_controls(name), shown]))
        yield from _messages(findings, name, columns)
    if len(articles) > MOST_ARTICLES:
        yield f"{plural(len(articles) - MOST_ARTICLES, 'more article')} changed"
    if len(trend["run"]) > 2:
        yield ""
        yield from _trend_lines(trend)


def _trend_lines(trend: Columns) -> Iterator[str]:
    """Yield the totals of each run, with its name last."""
    heads = list(trend)[1:]
    rows = [
        [*(_figure(name, trend[name][at]) for name in heads), replace_controls(run)]
        for at, run in enumerate(trend["run"])
    ]
    sizes = [max(width(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    for row in [[*heads, "run"], *rows]:
        figures = [cell.rjust(size) for cell, size in zip(row, sizes, strict=False)]
        yield GAP.join([*figures, row[-1]])


def _figure(name: str, value: Any) -> str:
    return score_text(value) if name in ("quality", "originality") else f"{value:,}"


def totals_line(tables: Mapping[str, Columns]) -> str:
    """Return all counts of the tables of a comparison in a line; issues are counted."""
    changes, findings, trend = (tables[name] for name in COMPARISON_TABLES)
    rows = map(FindingRow._make, zip(*(findings[f] for f in FindingRow._fields), strict=True))
    listed = list(zip(findings["change"], rows, strict=True))
    found = Counter(change for change, _ in by_issue(listed))
    count = Counter(changes["change"])
    named = [f"{count[kind]:,} {kind}" for kind in KINDS if count[kind]]
    articles = f"articles: {', '.join(named)}" if named else "no article changed"
    counted = [f"{found[kind]:,} {kind}" for kind in ("new", "fixed", "removed") if found[kind]]
    text = f"findings: {', '.join(counted)}" if counted else "no finding is new or fixed"
    return f"Compared with {replace_controls(trend['run'][-2])}: {articles}; {text}"


def _scores(scores: Sequence[float | None]) -> str:
    """Return the scores that changed, from before to now."""
    parts = []
    for name, before, now in zip(
        ("quality", "originality"), scores[::2], scores[1::2], strict=True
    ):
        known = [score_text(score) for score in (before, now) if score is not None]
        if len(set(known)) == 2 or (known and None in (before, now)):
            parts.append(f"{name} {' → '.join(known)}")
    return ", ".join(parts)


def _messages(findings: Columns, article: str, columns: int | None) -> Iterator[str]:
    """Yield the new and the fixed messages of an article, those with most points first."""
    points: Counter[tuple[str, str, str]] = Counter()
    times: Counter[tuple[str, str, str]] = Counter()
    for change, name, rule, taken, message in zip(
        *(findings[c] for c in ("change", "article", "rule", "points", "message")), strict=True
    ):
        if name == article and change != "removed":
            key = (change, rule, message)
            points[key] += taken
            times[key] += 1
    ordered = sorted(points, key=lambda key: (key[0] != "new", -points[key]))
    for change in ("new", "fixed"):
        own = [key for key in ordered if key[0] == change]
        for key in own[:MOST_MESSAGES]:
            many = f" ({times[key]} locations)" if times[key] > 1 else ""
            text = f"{change}: {replace_controls(key[2])} [{key[1]}]{many}"
            for line in wrap(text, columns and columns - len(INDENT)):
                yield INDENT + line
        if len(own) > MOST_MESSAGES:
            yield f"{INDENT}{change}: {len(own) - MOST_MESSAGES} more"
