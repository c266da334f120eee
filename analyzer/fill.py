"""Filling the report tables from what a run found."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np

from analyzer.article import Article
from analyzer.batch import Part
from analyzer.lines import line_columns
from analyzer.measure import Evidence, Measure
from analyzer.originality import locate
from analyzer.scoring import Finding, quality
from analyzer.shelf import Name, names
from analyzer.tables import ARTICLES, TABLES, Table, empty

DIGITS = 6


def fill_tables(
    texts: Sequence[Article],
    parts: Sequence[Part],
    across: Sequence[tuple[Measure, Evidence]],
    judged: Sequence[Finding],
) -> dict[str, Table]:
    """Return all report tables, in the order of the articles."""
    known = names(texts)
    ids = [name.id for name in known]
    tables = {name: empty(name) for name in TABLES}
    tables["articles"] = _articles(known, parts, across, judged)
    tables["phrases"] = _named(
        {
            name: [value for part in parts for value in part.tables["phrases"][name]]
            for name in tables["phrases"]
        }
        if all("phrases" in part.tables for part in parts)
        else empty("phrases"),
        ids,
    )
    for measure, evidence in across:
        if measure.table:
            tables[measure.table] = _pairs(measure.table, evidence, texts, ids)
    tables["findings"] = _findings(texts, judged)
    return {name: _rounded(name, table) for name, table in tables.items()}


def _articles(
    known: Sequence[Name],
    parts: Sequence[Part],
    across: Sequence[tuple[Measure, Evidence]],
    judged: Sequence[Finding],
) -> Table:
    table = empty("articles")
    n_articles = len(known)
    n_findings = np.bincount(
        np.array([f.article for f in judged], np.int64), minlength=n_articles
    ).tolist()
    by_article = {
        article: list(group) for article, group in groupby(judged, lambda f: f.article)
    }
    table["article"] = [name.id for name in known]
    table["source"] = [name.source for name in known]
    table["row"] = [name.row for name in known]
    table["title"] = [title for part in parts for title in part.titles]
    table["language"] = [language for part in parts for language in part.languages]
    table["findings"] = n_findings
    for score in ("quality", "originality"):
        table[score] = [quality(by_article.get(at, ()), score) for at in range(n_articles)]
    for part in parts:
        for name, column in part.columns.items():
            if name in table:
                table[name] += column.tolist()
        for name, label in part.labels.items():
            table[name] += label
    for _, evidence in across:
        for name, column in evidence.columns.items():
            table[name] = column.tolist()
        for name, numbers in evidence.labels.items():
            table[name] = [known[int(at)].id if at else "" for at in numbers]
    return _complete(table, n_articles)


def _complete(table: Table, length: int) -> Table:
    """Give a column that no measure filled its empty value."""
    nothing = {"string": "", "integer": 0, "number": None, "boolean": False}
    return {
        column.name: table[column.name] or [nothing[column.kind]] * length
        for column in ARTICLES
    }


def _pairs(
    name: str, evidence: Evidence, texts: Sequence[Article], ids: Sequence[str]
) -> Table:
    """Rows that compare two places: numbers and offsets become names, lines and text."""
    rows: dict[str, Sequence[Any]] = dict(evidence.rows)
    table = {column: list(rows[column]) for column in empty(name) if column in rows}
    for side in ("a", "b"):
        articles = [int(value) for value in rows[f"article_{side}"]]
        table[f"article_{side}"] = [ids[article] for article in articles]
        if f"start_{side}" not in rows:
            continue
        start = np.asarray(rows[f"start_{side}"], np.int64)
        end = np.asarray(rows[f"end_{side}"], np.int64)
        table[f"line_{side}"] = _lines(texts, articles, start)
        words = "text" if name == "passages" else f"sentence_{side}"
        if name != "passages" or side == "a":
            table[words] = _excerpts(texts, articles, start, end)
    return {column: table[column] for column in empty(name)}


def _lines(texts: Sequence[Article], articles: Sequence[int], start: np.ndarray) -> list[int]:
    lines = [0] * len(articles)
    order = sorted(range(len(articles)), key=articles.__getitem__)
    for index, group in groupby(order, key=articles.__getitem__):
        rows, article = list(group), texts[index]
        places, _ = locate(article, start[rows], start[rows] + 1)
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
        for row in group:
            excerpts[row] = " ".join(prose[start[row] : end[row]].split())
    return excerpts


def _findings(texts: Sequence[Article], judged: Sequence[Finding]) -> Table:
    table = empty("findings")
    for index, group in groupby(judged, lambda finding: finding.article):
        article, findings = texts[index], list(group)
        ends = [finding.start for finding in findings], [finding.end for finding in findings]
        both = line_columns(article.text, [*ends[0], *ends[1]])
        begin, finish = both[: len(findings)], both[len(findings) :]
        for finding, (line, column), (end_line, end_column) in zip(
            findings, begin, finish, strict=True
        ):
            row = (
                article.id, article.source, line, column, end_line, end_column,
                finding.rule, finding.severity, finding.value, finding.score,
                finding.points, finding.message, finding.group,
            )  # fmt: skip
            for name, value in zip(table, row, strict=True):
                table[name].append(value)
    return table


def _named(table: Table, ids: Sequence[str]) -> Table:
    return table | {"article": [ids[article] for article in table["article"]]}


def _rounded(name: str, table: Table) -> Table:
    """Round numbers, so that the last bits of a sum never show; NaN becomes None."""
    for column in TABLES[name]:
        values = table[column.name]
        if column.kind == "number":
            table[column.name] = [
                None if value is None or value != value else round(float(value), DIGITS) + 0.0
                for value in values
            ]
        elif column.kind == "integer":
            table[column.name] = [None if value is None else int(value) for value in values]
    return table
