"""Articles as they come, measured, compared and judged: the work behind every face."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from analyzer.article import Article
from analyzer.errors import ProblemHandler
from analyzer.pipeline.batch import BatchResult, batches, failed, known_rules
from analyzer.pipeline.checkpoint import batch_key
from analyzer.pipeline.compare import CorpusMeasurements, compare_batches, score_batches
from analyzer.pipeline.context import RunContext
from analyzer.pipeline.results import BatchResults, Findings, InMemoryTable, SpilledTable
from analyzer.pipeline.rows import article_rows, finding_rows, pair_rows, phrase_rows
from analyzer.pipeline.workers import Measured, Workers
from analyzer.rules.reference_profile import load_profile, shipped_profile
from analyzer.settings import Settings, check_rules
from analyzer.similarity.join import Joiner, joining
from analyzer.storage.articles import ArticleStore, names
from analyzer.tables import TABLES, empty

if TYPE_CHECKING:
    from analyzer.rules.reference_profile import Profile
    from analyzer.spark.articles import SparkArticles
    from analyzer.spark.engine import SparkWorkers

Tables = Mapping[str, InMemoryTable | SpilledTable]


def run_pipeline(
    articles: Iterable[Article] | SparkArticles,
    settings: Settings,
    texts: list[Article] | ArticleStore,
    on_problem: ProblemHandler,
    means: RunContext,
) -> tuple[Tables, Findings]:
    """Return the report tables and the findings; arguments as of `analyze_stream`."""
    check_rules(settings, known_rules())
    profile = load_profile(settings.profile) if settings.profile else shipped_profile()
    parts: list[BatchResult] | BatchResults = []
    tables: Tables = {name: InMemoryTable(empty(name)) for name in TABLES}
    judged = Findings()
    if isinstance(texts, ArticleStore):
        store = texts.store() if texts.journal is None else texts.journal
        parts, judged = BatchResults(store), Findings(texts.store())
        tables = {name: SpilledTable(name, texts.store()) for name in TABLES}
    with _workers(means, profile, on_problem) as workers:
        if isinstance(articles, Iterable):
            given = batches(_kept(articles, texts), settings=settings)
            begun = (_begun(batch, settings, parts, workers) for batch in given)
            measured = workers.ahead(begun)
        else:
            there = articles.measured(settings, profile, on_problem)
            measured = (_received(batch, found, texts, parts) for batch, found in there)
        for ids, found in measured:
            for part in found():
                tables["phrases"].extend(phrase_rows(part, ids))
                del ids[: len(part.titles)]
    with joining(_joiner(means)):
        across = compare_batches(parts, settings, on_problem, jobs=workers.jobs)
    if means.archive is not None:
        from analyzer.archive.compare import against

        across += against(means.archive, parts, texts, across, settings)
    _judge(texts, parts, across, tables, judged, settings)
    return tables, judged


def _workers(
    means: RunContext, profile: Profile, on_problem: ProblemHandler
) -> Workers | SparkWorkers:
    if means.spark is None:
        return Workers(means.jobs, profile, on_problem)
    from analyzer.spark.engine import SparkWorkers

    return SparkWorkers(means.spark, profile, on_problem)


def _joiner(means: RunContext) -> Joiner | None:
    if means.spark is None:
        return None
    from analyzer.spark.join import joiner

    return joiner(means.spark)


def _begun(
    batch: Sequence[Article],
    settings: Settings,
    parts: list[BatchResult] | BatchResults,
    workers: Workers | SparkWorkers,
) -> tuple[list[str], Measured]:
    """Begin to measure a batch, unless an earlier run has; return its ids and its parts."""
    own = settings.at(batch[0].source)
    ids = [article.id for article in batch]
    if isinstance(parts, list):
        return ids, partial(_held, parts, workers.start(batch, own))
    key = batch_key(batch, own) if parts.journaled else b""
    if parts.knows(key):
        return ids, partial(_resumed, parts, key)
    return ids, partial(_set_aside, parts, key, len(batch), workers.start(batch, own))


def _received(
    batch: Sequence[Article],
    found: Sequence[BatchResult],
    texts: list[Article] | ArticleStore,
    parts: list[BatchResult] | BatchResults,
) -> tuple[list[str], Measured]:
    """Set aside what was read and measured elsewhere; return its ids and its parts."""
    for article in batch:
        texts.append(article)
    ids = [article.id for article in batch]
    if isinstance(parts, list):
        return ids, partial(_held, parts, lambda: iter(found))
    return ids, partial(_set_aside, parts, b"", len(batch), lambda: iter(found))


def _held(parts: list[BatchResult], measured: Measured) -> Iterator[BatchResult]:
    for part in measured():
        yield part
        parts.append(msgspec.structs.replace(part, tables={}))


def _resumed(parts: BatchResults, key: bytes) -> Iterator[BatchResult]:
    part = parts.resume(key)
    assert part is not None
    yield part


def _set_aside(
    parts: BatchResults, key: bytes, n_articles: int, measured: Measured
) -> Iterator[BatchResult]:
    for part in measured():
        yield part
        whole = len(part.titles) == n_articles and not failed(part)
        parts.append(part, key if whole else b"")


def _judge(
    texts: list[Article] | ArticleStore,
    parts: Sequence[BatchResult],
    across: CorpusMeasurements,
    tables: Tables,
    judged: Findings,
    settings: Settings,
) -> None:
    """Judge what was measured and compared, and fill the tables."""
    known = names(texts)
    for part, first, found in score_batches(parts, texts, across, settings):
        for own in found:
            judged.add(own)
        tables["articles"].extend(article_rows(part, first, known, across, found))
        tables["findings"].extend(finding_rows(texts, found))
    for name, rows in pair_rows(texts, across):
        tables[name].extend(rows)


def _kept(
    articles: Iterable[Article], texts: list[Article] | ArticleStore
) -> Iterator[Article]:
    for article in articles:
        texts.append(article)
        yield article
