"""Comparing the articles of all batches, and judging them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate, pairwise
from typing import cast

import numpy as np
from msgspec.structs import replace

from analyzer.article import Article
from analyzer.corpus import Corpus
from analyzer.errors import AnalyzerError, Problem, ProblemHandler
from analyzer.pipeline.batch import BatchResult
from analyzer.pipeline.context import CorpusMeasurements
from analyzer.pipeline.isolate import format_exception
from analyzer.pipeline.workers import Task, thread_limit
from analyzer.rules.finding import Finding
from analyzer.rules.originality import OriginalityScorer
from analyzer.rules.registry import CORPUS_RULES
from analyzer.rules.rule import Measurement, Rule, Thresholds, inside
from analyzer.settings import Settings
from analyzer.similarity.article_rows import ArticleRows, take
from analyzer.similarity.join import Joiner, joining
from analyzer.similarity.rows import pointers
from analyzer.storage.articles import names
from analyzer.storage.spool import Column, trim_malloc

# Bytes that are kept in memory.
IN_MEMORY = 1 << 25
COLUMNS = tuple(name for name in ArticleRows.__struct_fields__ if name != "ptr")


def concatenate_rows(
    parts: Sequence[BatchResult],
    first: Sequence[int],
    measure: str,
    recurring: Measurement | None,
) -> ArticleRows:
    """Return what a measure keeps of all batches, articles counted through them.

    Where there is much, its columns are of the kind `Column`.

    Parameters
    ----------
    parts : sequence of BatchResult
    first : sequence of int, length n_parts + 1
        The first article of each, and how many there are.
    measure : str
    recurring : Measurement or None
        Places to leave out.
    """
    every = (part.rows[measure] for part in parts)
    ends = pairwise(first)
    return concatenate(
        drop_recurring(rows, *span, recurring) for rows, span in zip(every, ends, strict=True)
    )


def drop_recurring(
    rows: ArticleRows, base: int, end: int, recurring: Measurement | None
) -> ArticleRows:
    """Return the rows of the articles from `base` to `end` that do not recur, counted so."""
    counted = replace(rows, article=rows.article + base)
    if recurring is None:
        return counted
    here = slice(*np.searchsorted(recurring.article, [base, end]))
    return take(counted, ~inside(counted, _places(recurring, here)))


def _places(evidence: Measurement, here: slice) -> Measurement:
    ends = evidence.start[here], evidence.end[here]
    return Measurement(evidence.value[:0], evidence.article[here], *ends)


def concatenate(parts: Iterable[ArticleRows]) -> ArticleRows:
    """Join rows that come in pieces."""
    held: list[ArticleRows] = []
    aside: _SpilledRows | None = None
    total = 0
    for rows in parts:
        held.append(rows)
        total += sum(getattr(rows, name).nbytes for name in COLUMNS)
        if total > IN_MEMORY:
            aside = aside or _SpilledRows()
            aside.extend(_joined(held))
            held = []
    if aside is None:
        return _joined(held)
    aside.extend(_joined(held))
    return aside.rows()


def _joined(parts: Sequence[ArticleRows]) -> ArticleRows:
    sizes = [np.diff(part.ptr) for part in parts]
    ptr = pointers(np.concatenate([np.zeros(0, np.int64), *sizes]))
    none = ArticleRows(
        *(np.zeros(0, np.int64),) * 3, np.zeros(1, np.int64), np.zeros(0, np.uint64)
    )
    columns = {
        name: np.concatenate([getattr(part, name) for part in (none, *parts)])
        for name in COLUMNS
    }
    return ArticleRows(ptr=ptr, **columns)


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
        # Whoever is given rows reads their columns by slices and places, as of arrays.
        return ArticleRows(ptr=ptr, **cast("dict[str, np.ndarray]", self._columns))


Begun = tuple[Rule, Task[Measurement]]


def compare_batches(
    parts: Sequence[BatchResult],
    settings: Settings,
    on_problem: ProblemHandler,
    *,
    tables: bool = True,
    jobs: int = 1,
    joiner: Joiner | None = None,
) -> list[tuple[Rule, Measurement]]:
    """Run the measures across articles; what recurs is left out of the later ones.

    Parameters
    ----------
    parts : sequence of BatchResult
    settings : Settings
    on_problem : callable
        Told of each measure that failed, and finds nothing; it may raise.
    tables : bool
        Whether to work out the tables of pairs.
    jobs : int
        How many rules compare at the same time.
    joiner : callable, optional
        The join of rows without weights by their Jaccard index, in place of the local one.
    """
    thresholds = Thresholds(settings.article_containment, settings.passage_words)
    first = list(accumulate((len(part.titles) for part in parts), initial=0))
    compared = partial(
        _compared, n_articles=first[-1], thresholds=thresholds, tables=tables, joiner=joiner
    )
    last = {measure.extract: measure.name for measure in CORPUS_RULES}
    held: dict[Callable[[Corpus], ArticleRows] | None, ArticleRows] = {}
    found: list[tuple[Rule, Measurement]] = []
    begun: list[Begun] = []
    limit = thread_limit(jobs)
    for measure in CORPUS_RULES:
        trim_malloc()
        if measure.extract not in held:
            recurring = found[0][1] if found else None
            held[measure.extract] = concatenate_rows(parts, first, measure.name, recurring)
        rows = held[measure.extract]
        if measure.name == last[measure.extract]:
            del held[measure.extract]
        begun.append((measure, Task(partial(compared, measure, rows), limit)))
        del rows
        if not found:
            found = _finished(begun, compared, on_problem)
    found += _finished(begun[1:], compared, on_problem)
    trim_malloc()
    return found


def _finished(
    begun: Sequence[Begun],
    compared: Callable[[Rule, ArticleRows], Measurement],
    on_problem: ProblemHandler,
) -> list[tuple[Rule, Measurement]]:
    """Return what measures find; nothing where one fails."""
    found = []
    for measure, task in begun:
        try:
            evidence = task.result()
        except AnalyzerError:
            raise
        except Exception as error:
            told = f"articles could not be compared: {format_exception(error)}"
            on_problem(Problem(measure.name, told))
            evidence = compared(measure, concatenate([]))
        found.append((measure, evidence))
    return found


def _compared(
    measure: Rule,
    rows: ArticleRows,
    *,
    n_articles: int,
    thresholds: Thresholds,
    tables: bool,
    joiner: Joiner | None,
) -> Measurement:
    assert measure.match is not None
    with joining(joiner):
        evidence = measure.match(rows, n_articles, thresholds)
    # Now or never: what a table is made of is not kept in memory.
    return replace(evidence, rows=dict(evidence.rows) if tables else {})


def score_batches(
    results: Sequence[BatchResult],
    texts: Sequence[Article],
    across: CorpusMeasurements,
    settings: Settings,
) -> Iterator[tuple[BatchResult, list[list[Finding]]]]:
    """Yield each result and the sorted findings of each of its articles.

    The articles of findings are numbered through all results.
    """
    known = names(texts)
    shared = OriginalityScorer(across, texts, [name.id for name in known])
    first = 0
    for result in results:
        characters = result.columns["characters"].tolist()
        found: list[list[Finding]] = [[] for _ in characters]
        for finding in result.findings:
            article = first + finding.article
            found[finding.article].append(replace(finding, article=article))
        for at, own in enumerate(found, first):
            chosen = settings.at(known[at].source)
            own.extend(shared.judge(at, characters[at - first], chosen))
            own.sort()
        yield result, found
        first += len(found)
