"""The articles and the findings of a run, as far as runs are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from analyzer.tables import Columns


class ArticleRow(NamedTuple):
    """What is compared of an article."""

    article: str
    title: str
    language: str
    words: int
    sentences: int
    quality: float | None
    originality: float | None
    errors: int
    warnings: int
    notes: int
    main_issue: str


class FindingRow(NamedTuple):
    """What is compared of a finding."""

    article: str
    line: int
    rule: str
    severity: str
    points: float
    score: str
    message: str
    excerpt: str
    group: str


class Run(msgspec.Struct, frozen=True):
    """A run to compare.

    Attributes
    ----------
    name : str
        Its report folder; empty for a run in memory.
    articles : dict of str to ArticleRow
    findings : callable
        Returns an iterator of its findings, from the first on.
    """

    name: str
    articles: dict[str, ArticleRow]
    findings: Callable[[], Iterator[FindingRow]]


def run_of(tables: Mapping[str, Columns], name: str = "") -> Run:
    """Return the run that has some report tables."""

    def rows(table: str, fields: tuple[str, ...]) -> Iterator[Any]:
        return zip(*(tables[table][field] for field in fields), strict=True)

    articles = map(ArticleRow._make, rows("articles", ArticleRow._fields))
    return Run(
        name,
        {row.article: row for row in articles},
        lambda: map(FindingRow._make, rows("findings", FindingRow._fields)),
    )
