"""Rows of the report tables from what a run found, some at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

import numpy as np

from analyzer.article import Article, Ints, line_columns
from analyzer.pipeline.batch import FIELD, BatchResult
from analyzer.pipeline.context import CorpusMeasurements
from analyzer.pipeline.table_columns import BY_ARTICLE, TABLES, empty_table, field_column
from analyzer.rules.finding import Finding, Score
from analyzer.rules.scoring import quality
from analyzer.rules.unmeasurable_article import RULE as UNMEASURABLE
from analyzer.storage.codec import Name, names
from analyzer.tables import Column, Table

DIGITS = 6
# Figures of a batch that only scores need.
NOT_REPORTED = ("characters", "has_sentence")
ROWS_AT_A_TIME = 4096
SCORES: tuple[Score, ...] = ("quality", "originality")


def phrase_rows(part: BatchResult, ids: Sequence[str]) -> Table:
    """Return the rows of the table of phrases; `ids` are those of the part's articles."""
    table = part.tables.get("phrases", empty_table("phrases"))
    named = table | {"article": [ids[article] for article in table["article"]]}
    return rounded(TABLES["phrases"], named)


def article_values(
    part: BatchResult,
    first: int,
    known: Sequence[Name],
    across: CorpusMeasurements,
    found: Sequence[list[Finding]],
    common: Sequence[float],
) -> Table:
    """Return the columns of the tables with one row per article, for one part.

    Parameters
    ----------
    first : int
        The position of its first article in the run.
    known : sequence of Name
        Of all articles.
    found : sequence of list of Finding
        The findings of each of its articles.
    common : sequence of float
        The share of each of all articles that also appears in others.
    """
    here = slice(first, first + len(found))
    table: Table = {
        "article": [name.id for name in known[here]],
        "section": [section_of(name.id) for name in known[here]],
        "source": [name.source for name in known[here]],
        "row": [name.row for name in known[here]],
        "title": list(part.titles),
        "language": list(part.languages),
        "common_content": list(common[here]),
    }
    is_scored = part.columns["has_sentence"] > 0
    for score in SCORES:
        table[score] = [
            _score(own, score) if has_sentence else None
            for own, has_sentence in zip(found, is_scored.tolist(), strict=True)
        ]
    for name, column in part.columns.items():
        if name not in NOT_REPORTED:
            table[name] = column.tolist()
    carried = {
        name: list(label) for name, label in part.labels.items() if name.startswith(FIELD)
    }
    table |= {name: list(label) for name, label in part.labels.items() if name not in carried}
    for _, evidence in across:
        for name, column in evidence.columns.items():
            table[name] = column[here].tolist()
        for name, numbers in evidence.labels.items():
            table[name] = [known[int(at)].id if at else "" for at in numbers[here]]
    undeclared = set(table).difference(c.name for name in BY_ARTICLE for c in TABLES[name])
    if undeclared:
        raise TypeError(f"no rule declares the column {min(undeclared)!r}")
    return table | {
        field_column(name.removeprefix(FIELD)): values for name, values in carried.items()
    }


def complete(values: Table, columns: Sequence[Column]) -> Table:
    """Return rows of a table; a column that no rule has filled has its empty value."""
    length = len(values["article"])
    filled = {
        column.name: values.get(column.name)
        or [0 if column.kind == "integer" else column.missing] * length
        for column in columns
    }
    return rounded(columns, filled)


def section_of(name: str) -> str:
    """Return the first folder of the id of an article, empty where it is in none.

    Examples
    --------
    >>> section_of("guides/lamp.md"), section_of("https://example.org/news/2026/tide")
    ('guides', 'news')
    """
    _, is_address, rest = name.partition("://")
    path = rest.partition("/")[2] if is_address else name
    folder, _, rest = path.partition("#")[0].strip("/").partition("/")
    return folder if rest else ""


def pair_rows(
    texts: Sequence[Article], across: CorpusMeasurements
) -> Iterator[tuple[str, Table]]:
    """Yield the name of a table of pairs, and some of its rows."""
    ids = [name.id for name in names(texts)]
    for measure, evidence in across:
        if not measure.table or measure.table == "templates":
            continue
        rows_of = _passages if measure.table == "passages" else partial(_pairs, measure.table)
        n_rows = max(map(len, evidence.rows.values()), default=0)
        for start in range(0, n_rows, ROWS_AT_A_TIME):
            some = {
                name: column[start : start + ROWS_AT_A_TIME]
                for name, column in evidence.rows.items()
            }
            yield measure.table, rounded(TABLES[measure.table], rows_of(some, texts, ids))


def _score(own: Sequence[Finding], score: Score) -> float | None:
    """Return a score, None for an article that could not be measured."""
    if any(finding.rule == UNMEASURABLE.name for finding in own):
        return None
    return quality(own, score)


def _pairs(
    name: str, rows: Mapping[str, Sequence[Any]], texts: Sequence[Article], ids: Sequence[str]
) -> Table:
    """Rows of pairs: numbers and offsets become names, lines and text."""
    columns = empty_table(name)
    table = {column: list(rows[column]) for column in columns if column in rows}
    n_rows = len(rows["article_a"])
    for side in ("a", "b"):
        if n_rows and isinstance(rows[f"article_{side}"][0], str):
            continue  # of an archive
        articles = [int(value) for value in rows[f"article_{side}"]]
        table[f"article_{side}"] = [ids[article] for article in articles]
        if f"start_{side}" not in rows:
            continue
        start = np.asarray(rows[f"start_{side}"], np.int64)
        table[f"line_{side}"] = lines_of(texts, articles, start)
        if f"sentence_{side}" in columns:
            end = np.asarray(rows[f"end_{side}"], np.int64)
            table[f"sentence_{side}"] = _excerpts(texts, articles, start, end)
    if "representative" in table:
        table["representative"] = [ids[int(at)] for at in table["representative"]]
    return {
        column.name: table.get(column.name) or [column.missing] * n_rows
        for column in TABLES[name]
    }


def _passages(
    rows: Mapping[str, Sequence[Any]], texts: Sequence[Article], ids: Sequence[str]
) -> Table:
    """Rows of passages: numbers and offsets become names, lines and text."""
    table = {column: list(rows[column]) for column in empty_table("passages") if column in rows}
    start, end = np.asarray(rows["start"], np.int64), np.asarray(rows["end"], np.int64)
    articles, others = (
        [int(value) for value in rows[name]] for name in ("article", "first_article")
    )
    table["article"] = [ids[article] for article in articles]
    table["line"] = lines_of(texts, articles, start)
    table["end_line"] = lines_of(texts, articles, np.maximum(end - 1, start))
    table["first_article"] = [ids[article] for article in others]
    table["first_line"] = lines_of(texts, others, np.asarray(rows["first_start"], np.int64))
    table["text"] = _excerpts(texts, articles, start, end)
    return {column: table[column] for column in empty_table("passages")}


def lines_of(texts: Sequence[Article], articles: Sequence[int], start: Ints) -> list[int]:
    """Return the line of each offset into the prose of an article."""
    lines = [0] * len(articles)
    order = sorted(range(len(articles)), key=articles.__getitem__)
    for index, group in groupby(order, key=articles.__getitem__):
        rows, article = list(group), texts[index]
        places, _ = article.locate(start[rows], start[rows] + 1)
        for row, (line, _) in zip(
            rows, line_columns(article.text, places.tolist()), strict=True
        ):
            lines[row] = line
    return lines


def _excerpts(
    texts: Sequence[Article], articles: Sequence[int], start: np.ndarray, end: np.ndarray
) -> list[str]:
    excerpts = [""] * len(articles)
    order = sorted(range(len(articles)), key=articles.__getitem__)
    for index, group in groupby(order, key=articles.__getitem__):
        prose = texts[index].prose
        # One sentence may be in many pairs.
        known: dict[tuple[int, int], str] = {}
        for row in group:
            place = int(start[row]), int(end[row])
            if place not in known:
                known[place] = " ".join(prose[slice(*place)].split())
            excerpts[row] = known[place]
    return excerpts


def rounded(columns: Iterable[Column], table: Table) -> Table:
    """Round numbers, so that the last bits of a sum never show; NaN becomes None."""
    for column in columns:
        values = table[column.name]
        if column.kind == "number":
            table[column.name] = [
                None if value is None or value != value else round(float(value), DIGITS) + 0.0
                for value in values
            ]
        elif column.kind == "integer":
            table[column.name] = [None if value is None else int(value) for value in values]
    return table
