"""From articles to findings, for a report and for a check: measure, compare, score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from typing import TYPE_CHECKING, Protocol

import msgspec

from analyzer.pipeline.batch import BatchResult, batches
from analyzer.pipeline.context import BatchWorkers, Measured, RunContext
from analyzer.pipeline.workers import Workers, failed
from analyzer.rules.reference_profile import load_profile, shipped_profile
from analyzer.settings import Settings

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.errors import ProblemHandler
    from analyzer.pipeline.context import CorpusMeasurements
    from analyzer.rules.finding import Finding
    from analyzer.rules.reference_profile import Profile


class Batch(msgspec.Struct, eq=False):
    """Articles whose results are kept together: those of one file, or of a part of a run.

    Attributes
    ----------
    articles : list of Article
    settings : Settings
        The settings of these articles.
    key : bytes
        The key under which the result is kept; empty if it is not kept.
    results : list of BatchResult
        The results of the articles, in order; already filled if an earlier run has
        measured them.
    """

    articles: list[Article]
    settings: Settings
    key: bytes = b""
    results: list[BatchResult] = msgspec.field(default_factory=list)

    @property
    def characters(self) -> int:
        """The length of its texts."""
        return sum(len(article.text) for article in self.articles)

    @property
    def is_measured(self) -> bool:
        """Whether there is nothing left to measure."""
        return bool(self.results)


Group = Sequence[Batch]


class RemoteArticles(Protocol):
    """Articles that are read where they are measured."""

    def measured(
        self, settings: Settings, profile: Profile, on_problem: ProblemHandler
    ) -> Iterator[Batch]:
        """Yield batches of articles with their results, in order."""


class RunOutput:
    """What a run collects.

    Attributes
    ----------
    texts : sequence of Article
    results : sequence of BatchResult
    tables : bool
        Whether the run fills the tables of a report.
    """

    tables = False
    texts: Sequence[Article]
    results: Sequence[BatchResult]

    def measured(self, batch: Batch) -> None:
        """Add the articles of a batch, and what was measured in each of them alone."""
        raise NotImplementedError

    def complete(self) -> None:
        """Get ready for what follows when all articles are measured."""

    def labels(self) -> Sequence[str]:
        """Return how messages name the articles; empty for their ids."""
        return ()

    def contents(self) -> Sequence[bytes]:
        """Return the key of the content of each article; empty where nothing is kept."""
        return ()

    def scored(self, result: BatchResult, found: Sequence[list[Finding]], /) -> None:
        """Add the findings of each article of the next result."""
        raise NotImplementedError

    def compared(self, across: CorpusMeasurements, settings: Settings) -> None:
        """Receive what was found by comparing articles, before anything is scored."""


def run_pipeline(
    groups: Iterable[Group] | RemoteArticles,
    output: RunOutput,
    settings: Settings,
    on_problem: ProblemHandler,
    context: RunContext,
) -> None:
    """Measure articles, compare them and score them.

    Parameters
    ----------
    groups : iterable of sequence of Batch, or RemoteArticles
        Batches under the same settings that are measured together.
    output : RunOutput
    settings : Settings
    on_problem : callable
        Called with each article that could not be measured; it may raise.
    context : RunContext
    """
    profile = load_profile(settings.profile) if settings.profile else shipped_profile()
    with _workers(context, profile, on_problem, tables=output.tables) as workers:
        measured = (
            measure_groups(groups, workers)
            if isinstance(groups, Iterable)
            else groups.measured(settings, profile, on_problem)
        )
        for batch in measured:
            output.measured(batch)
        jobs = workers.jobs
    output.complete()
    texts, results = output.texts, output.results
    if len(texts) == 1 and context.index is None and not output.tables:
        for result in results:  # there is nothing to compare with
            output.scored(result, [result.findings] if result.titles else [])
        return
    from analyzer.pipeline.compare import compare_batches, score_batches

    context = msgspec.structs.replace(
        context, jobs=jobs, labels=output.labels(), contents=output.contents()
    )
    across: CorpusMeasurements = []
    if len(texts) > 1 or output.tables:
        across = compare_batches(
            results,
            texts,
            settings,
            on_problem,
            tables=output.tables,
            context=context,
        )
    if context.index is not None:
        across = [*across, *context.index.compare(results, texts, across, settings)]
    output.compared(across, settings)
    for result, found in score_batches(results, texts, across, settings, None, context):
        output.scored(result, found)


def _workers(
    context: RunContext, profile: Profile, on_problem: ProblemHandler, *, tables: bool
) -> AbstractContextManager[BatchWorkers]:
    if context.engine is not None:
        return context.engine.workers(profile, on_problem)
    return Workers(context.jobs, profile, on_problem, tables=tables)


def measure_groups(groups: Iterable[Group], workers: BatchWorkers) -> Iterator[Batch]:
    """Yield all batches; those that an earlier run has not measured are measured."""
    submitted = ((group, *_submit(group, workers)) for group in groups)
    for group, new, measured in workers.prefetch(submitted):
        _receive(new, list(measured()))
        yield from group


def _submit(group: Group, workers: BatchWorkers) -> tuple[list[Batch], Measured]:
    """Start to measure the batches of a group that have no results yet."""
    new = [batch for batch in group if not batch.is_measured]
    articles = [article for batch in new for article in batch.articles]
    together = [articles] if len(new) > 1 else batches(articles)
    submitted = [workers.submit(some, new[0].settings) for some in together if some]
    return new, lambda: (result for measured in submitted for result in measured())


def _receive(new: Sequence[Batch], results: Sequence[BatchResult]) -> None:
    """Give each batch the results of its articles; one that failed is not kept."""
    if len(new) == 1:
        new[0].results = list(results)
    elif len(results) == 1:
        from analyzer.pipeline.codec import split

        parts = split(results[0], [len(batch.articles) for batch in new])
        for batch, part in zip(new, parts, strict=True):
            batch.results = [part]
    else:  # where one failed, each article has a result of its own
        left = iter(results)
        for batch in new:
            batch.results = list(islice(left, len(batch.articles)))
    for batch in new:
        if len(batch.results) != 1 or failed(batch.results[0]):
            batch.key = b""
