"""Comparing the articles of all batches, and scoring them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import partial
from inspect import signature
from itertools import accumulate, pairwise
from typing import Any, cast

import numpy as np
from msgspec.structs import replace

from analyzer.article import Article, Flags
from analyzer.corpus import Corpus
from analyzer.errors import AnalyzerError, Diagnostic, ProblemHandler, format_exception
from analyzer.pipeline.batch import BatchResult
from analyzer.pipeline.context import DEFAULT_CONTEXT, CorpusMeasurements, RunContext
from analyzer.pipeline.kept_findings import KeptFindings
from analyzer.pipeline.workers import Task, thread_limit
from analyzer.rules.finding import Finding
from analyzer.rules.measurement import Measurement
from analyzer.rules.originality import OriginalityScorer
from analyzer.rules.registry import CORPUS_RULES
from analyzer.rules.rule import Rule, RunArticles
from analyzer.rules.version_patterns import VersionPatterns
from analyzer.settings import Settings
from analyzer.similarity.article_rows import COLUMNS, ArticleRows, join_rows, take
from analyzer.similarity.join import Joiner
from analyzer.similarity.rows import pointers
from analyzer.storage.codec import names
from analyzer.storage.spool import Column, trim_malloc

IN_MEMORY = 1 << 25  # bytes of rows


def concatenate_rows(
    results: Sequence[BatchResult],
    first: Sequence[int],
    rule: str,
    recurring: Measurement | None,
    *,
    in_memory: bool = False,
) -> ArticleRows:
    """Return the rows that a rule keeps of all batches, with articles numbered through.

    Unless they are to be in memory, the columns of many rows are on disk, as a `Column`.

    Parameters
    ----------
    results : sequence of BatchResult
    first : sequence of int, length n_results + 1
        The number of the first article of each result, and the number of articles.
    rule : str
    recurring : Measurement or None
        Spans to leave out.
    """
    every = (result.rows[rule] for result in results)
    kept = (
        drop_recurring(rows, *span, recurring)
        for rows, span in zip(every, pairwise(first), strict=True)
    )
    return join_rows(list(kept)) if in_memory else concatenate(kept)


def drop_recurring(
    rows: ArticleRows, base: int, end: int, recurring: Measurement | None
) -> ArticleRows:
    """Return the rows outside the recurring spans, with articles numbered from `base`."""
    counted = replace(rows, article=rows.article + base)
    if recurring is None:
        return counted
    here = slice(*np.searchsorted(recurring.article, [base, end]))
    return take(counted, ~_inside(counted, _spans(recurring, here)))


def _spans(found: Measurement, here: slice) -> Measurement:
    article, start, end = found.article[here], found.start[here], found.end[here]
    return Measurement(found.value[:0], article, start, end)


def concatenate(parts: Iterable[ArticleRows]) -> ArticleRows:
    """Return the rows of all parts."""
    held: list[ArticleRows] = []
    spilled: _SpilledRows | None = None
    total = 0
    for rows in parts:
        held.append(rows)
        total += sum(getattr(rows, name).nbytes for name in COLUMNS)
        if total > IN_MEMORY:
            spilled = spilled or _SpilledRows()
            spilled.extend(join_rows(held))
            held = []
    if spilled is None:
        return join_rows(held)
    spilled.extend(join_rows(held))
    return spilled.rows()


def _inside(rows: ArticleRows, found: Measurement) -> Flags:
    """Return which rows are inside a span that was found; shape (n_rows,)."""
    if not len(found.article):
        return np.zeros(len(rows.article), bool)
    order = np.lexsort((found.start, found.article))
    width = int(max(rows.end.max(initial=0), found.end.max(initial=0))) + 1
    key = found.article[order] * width + found.start[order]
    before = np.searchsorted(key, rows.article * width + rows.start, side="right") - 1
    span = order[np.maximum(before, 0)]
    same = (before >= 0) & (found.article[span] == rows.article)
    return np.asarray(same & (rows.end <= found.end[span]))


class _SpilledRows:
    """Rows on disk that grow; only the lengths of the rows stay in memory."""

    def __init__(self) -> None:
        self._sizes: list[np.ndarray] = []
        self._columns: dict[str, Column] = {}

    def extend(self, rows: ArticleRows) -> None:
        self._sizes.append(np.diff(rows.ptr).astype(np.int32))
        for name in COLUMNS:
            values = getattr(rows, name)
            self._columns.setdefault(name, Column(values.dtype)).extend(values)

    def rows(self) -> ArticleRows:
        ptr = pointers(np.concatenate(self._sizes))
        # Rules read the columns by slices and indices, as they read arrays.
        return ArticleRows(ptr=ptr, **cast("dict[str, np.ndarray]", self._columns))


Started = tuple[Rule, Task[Measurement]]


def compare_batches(
    results: Sequence[BatchResult],
    texts: Sequence[Article],
    settings: Settings,
    on_problem: ProblemHandler,
    *,
    tables: bool = True,
    context: RunContext = DEFAULT_CONTEXT,
) -> list[tuple[Rule, Measurement]]:
    """Run the rules across articles; the first finds what recurs, which others leave out.

    Parameters
    ----------
    results : sequence of BatchResult
    texts : sequence of Article
    settings : Settings
    on_problem : callable
        Called with each rule that failed and so finds nothing; it may raise.
    tables : bool
        Whether to fill the tables of pairs.
    context : RunContext
        How many rules compare at the same time, and the engine whose join takes the
        place of the local one.
    """
    first = list(accumulate((len(result.titles) for result in results), initial=0))
    versions = VersionPatterns.of(settings)
    # What selects rows reads them all.
    in_memory = context.select_rows is not None
    rows_of = partial(concatenate_rows, results, first, in_memory=in_memory)
    articles = _run_articles(results, texts, rows_of, versions, context)
    joiner = context.engine.join if context.engine else None
    compared = partial(
        _compared, articles=articles, settings=settings, tables=tables, joiner=joiner
    )
    last = {rule.extract: rule.name for rule in CORPUS_RULES}
    held: dict[Callable[[Corpus], ArticleRows] | None, ArticleRows] = {}
    found: list[tuple[Rule, Measurement]] = []
    started: list[Started] = []
    limit = thread_limit(context.jobs)
    # Of few rows there is little memory to give back.
    trim = trim_malloc if context.select_rows is None else lambda: None
    for rule in CORPUS_RULES:
        trim()
        if rule.extract not in held:
            recurring = found[0][1] if found else None
            every = rows_of(rule.name, recurring)
            held[rule.extract] = (
                context.select_rows(rule, every) if context.select_rows else every
            )
            del every
        rows = held[rule.extract]
        if rule.name == last[rule.extract]:
            del held[rule.extract]
        started.append((rule, Task(partial(compared, rule, rows), limit)))
        del rows
        if not found:
            found = _finished(started, compared, on_problem)
    found += _finished(started[1:], compared, on_problem)
    trim()
    return found


def _run_articles(
    results: Sequence[BatchResult],
    texts: Sequence[Article],
    rows_of: Callable[[str, Measurement | None], ArticleRows],
    versions: VersionPatterns,
    context: RunContext,
) -> RunArticles:
    """Return what rules may ask of the articles."""
    known = names(texts)
    name_of = {rule.extract: rule.name for rule in CORPUS_RULES}
    return RunArticles(
        [name.id for name in known],
        [name.source for name in known],
        [title for result in results for title in result.titles],
        [language for result in results for language in result.languages],
        lambda extract: rows_of(name_of[extract], None),
        versions,
        context.labels,
        [name.translations for name in known],
        {} if context.derived is None else context.derived,
        context.kept,
    )


def _finished(
    started: Sequence[Started],
    compared: Callable[[Rule, ArticleRows], Measurement],
    on_problem: ProblemHandler,
) -> list[tuple[Rule, Measurement]]:
    """Return what the rules find; nothing where one fails."""
    found = []
    for rule, task in started:
        try:
            measurement = task.result()
        except AnalyzerError:
            raise
        except Exception as error:
            message = f"articles could not be compared: {format_exception(error)}"
            on_problem(Diagnostic(rule.name, message))
            measurement = compared(rule, concatenate([]))
        found.append((rule, measurement))
    return found


def _compared(
    rule: Rule,
    rows: ArticleRows,
    *,
    articles: RunArticles,
    settings: Settings,
    tables: bool,
    joiner: Joiner | None,
) -> Measurement:
    match: Any = rule.match
    if joiner is not None and "join" in signature(match).parameters:
        match = partial(match, join=joiner)
    options = settings.options(rule.name, rule.options)
    measurement: Measurement = match(rows, articles, options)
    # The rows are read now, because what they are made of is not kept in memory.
    return replace(measurement, rows=dict(measurement.rows) if tables else {})


def score_batches(
    results: Sequence[BatchResult],
    texts: Sequence[Article],
    across: CorpusMeasurements,
    settings: Settings,
    only: Container[int] | None = None,
    context: RunContext = DEFAULT_CONTEXT,
) -> Iterator[tuple[BatchResult, list[list[Finding]]]]:
    """Yield each result and the sorted findings of each of its articles.

    Parameters
    ----------
    results : sequence of BatchResult
    texts : sequence of Article
    across : sequence of (Rule, Measurement)
        What was found by comparing the articles.
    settings : Settings
    only : container of int, optional
        The articles to score; others have no findings.
    context : RunContext
        How messages name the articles, and which findings an earlier run has kept.

    Yields
    ------
    result : BatchResult
    findings : list of list of Finding
        Their articles are numbered through all results.
    """
    known, first = names(texts), 0
    labels = context.labels or [name.id for name in known]
    scorer = OriginalityScorer(across, texts, labels)
    known_findings = None
    if context.kept is not None:
        known_findings = KeptFindings(scorer, across, context.contents, labels, context.kept)
    score = known_findings.score if known_findings else scorer.score
    for result in results:
        characters = result.columns["characters"].tolist()
        found: list[list[Finding]] = [[] for _ in characters]
        for finding in result.findings:
            article = first + finding.article
            if only is None or article in only:
                found[finding.article].append(replace(finding, article=article))
        for at, own in enumerate(found, first):
            if only is None or at in only:
                size, chosen = characters[at - first], settings.at(known[at].source)
                own.extend(score(at, size, chosen))
                own.sort()
        yield result, found
        first += len(found)
