"""The results of batches as records, which `storage.codec` turns into bytes.

A record is made of plain values and arrays. The rows of a result may be kept apart
from the rest, so that only what is needed is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from msgspec.structs import replace

from analyzer.pipeline.batch import BatchResult
from analyzer.rules.finding import Finding
from analyzer.similarity.article_rows import ArticleRows, join_rows

PER_ROW = ("article", "start", "end")
FINDING = Finding.__struct_fields__
ROWS = ArticleRows.__struct_fields__


def findings_to_record(findings: Sequence[Finding]) -> list[Any]:
    """Return findings as a record."""
    return [tuple(getattr(finding, name) for name in FINDING) for finding in findings]


def findings_from_record(record: Sequence[Any]) -> list[Finding]:
    """Return the findings of a record."""
    return [Finding(*(*values, tuple(elsewhere))) for *values, elsewhere in record]


def rows_to_record(rows: ArticleRows) -> list[Any]:
    """Return rows as a record."""
    return [getattr(rows, name) for name in ROWS]


def rows_from_record(record: Sequence[Any]) -> ArticleRows:
    """Return the rows of a record."""
    return ArticleRows(*record)


def distinct_rows(result: BatchResult) -> tuple[list[ArticleRows], dict[str, int]]:
    """Return the rows of a result, each once, and which of them each rule uses."""
    distinct = {id(rows): rows for rows in result.rows.values()}
    number = {key: at for at, key in enumerate(distinct)}
    return list(distinct.values()), {name: number[id(own)] for name, own in result.rows.items()}


def to_record(result: BatchResult, rows: Mapping[str, int]) -> list[Any]:
    """Return a result as a record, with numbers in place of the rows of each rule."""
    return [
        result.titles, result.languages, result.columns, result.labels, result.tables,
        findings_to_record(result.findings), rows, result.accepted,
    ]  # fmt: skip


def from_record(
    record: Sequence[Any], load: Callable[[Mapping[str, int]], Mapping[str, ArticleRows]]
) -> BatchResult:
    """Return the result of a record; `load` turns numbers into rows."""
    titles, languages, columns, labels, tables, findings, rows, accepted = record
    return BatchResult(
        tuple(titles), tuple(languages), columns, labels, tables,
        findings_from_record(findings), load(rows), [tuple(one) for one in accepted],
    )  # fmt: skip


def whole_to_record(result: BatchResult) -> list[Any]:
    """Return a result and its rows as one record."""
    rows, number = distinct_rows(result)
    return [[rows_to_record(own) for own in rows], to_record(result, number)]


def whole_from_record(record: Sequence[Any]) -> BatchResult:
    """Return the result of a record that `whole_to_record` made."""
    rows = [rows_from_record(own) for own in record[0]]
    return from_record(
        record[1], lambda number: {name: rows[at] for name, at in number.items()}
    )


def split(result: BatchResult, sizes: Sequence[int]) -> list[BatchResult]:
    """Return a result that no table was filled for in parts of so many articles each."""
    bounds = np.concatenate([[0], np.cumsum(np.array(sizes, np.int64))]).tolist()
    findings: list[list[Finding]] = [[] for _ in sizes]
    owner = np.repeat(np.arange(len(sizes)), sizes).tolist()
    for finding in result.findings:
        at = owner[finding.article]
        findings[at].append(replace(finding, article=finding.article - bounds[at]))
    rows, number = distinct_rows(result)
    parts = [split_rows(own, bounds) for own in rows]
    return [
        BatchResult(
            result.titles[start:end],
            result.languages[start:end],
            {name: column[start:end] for name, column in result.columns.items()},
            {},
            {},
            findings[at],
            {name: parts[of][at] for name, of in number.items()},
            accepted_in(result, start, end),
        )
        for at, (start, end) in enumerate(pairwise(bounds))
    ]


def merge(results: Sequence[BatchResult]) -> BatchResult:
    """Return results that no table was filled for as one: what `split` takes apart."""
    bases = list(accumulate((len(result.titles) for result in results), initial=0))
    rows: dict[str, ArticleRows] = {}
    merged: dict[tuple[int, ...], ArticleRows] = {}
    for name in results[0].rows:
        parts = [result.rows[name] for result in results]
        key = tuple(map(id, parts))  # rules may share their rows
        if key not in merged:
            merged[key] = join_rows(
                [
                    replace(part, article=part.article + base)
                    for part, base in zip(parts, bases, strict=False)
                ]
            )
        rows[name] = merged[key]
    return BatchResult(
        tuple(title for result in results for title in result.titles),
        tuple(language for result in results for language in result.languages),
        {
            name: np.concatenate([result.columns[name] for result in results])
            for name in results[0].columns
        },
        {},
        {},
        [
            replace(finding, article=finding.article + base)
            for result, base in zip(results, bases, strict=False)
            for finding in result.findings
        ],
        rows,
        [
            (article + base, rule, term)
            for result, base in zip(results, bases, strict=False)
            for article, rule, term in result.accepted
        ],
    )


def accepted_in(result: BatchResult, start: int, end: int) -> list[tuple[int, str, str]]:
    """Return what is accepted in some articles that follow each other."""
    return [
        (article - start, rule, term)
        for article, rule, term in result.accepted
        if start <= article < end
    ]


def split_rows(rows: ArticleRows, bounds: Sequence[int]) -> list[ArticleRows]:
    """Return the rows between each two bounds, which are numbers of articles."""
    edges = np.searchsorted(rows.article, bounds).tolist()
    per_gram = [
        name
        for name in ROWS
        if name not in (*PER_ROW, "ptr") and len(getattr(rows, name)) == len(rows.grams)
    ]
    parts = []
    for (first, last), base in zip(pairwise(edges), bounds, strict=False):
        ptr = rows.ptr[first : last + 1]
        inside = {name: getattr(rows, name)[ptr[0] : ptr[-1]] for name in per_gram}
        inside |= {name: getattr(rows, name)[first:last] for name in PER_ROW}
        inside |= {"ptr": ptr - ptr[0], "article": inside["article"] - base}
        parts.append(replace(rows, **inside))
    return parts
