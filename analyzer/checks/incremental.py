"""The files of a check: read and measure only those that have changed since the last one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from analyzer.checks.location import label_of
from analyzer.pipeline.batch import BATCH_CHARACTERS, BatchResult
from analyzer.pipeline.context import DEFAULT_CONTEXT, RunContext
from analyzer.pipeline.run import Batch, Group, RunOutput, run_pipeline
from analyzer.readers import read_file, report_rest
from analyzer.readers.reader import SourceFile
from analyzer.readers.skipped import SeenPages
from analyzer.rules.related_pages import count_related

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.errors import Diagnostic, ProblemHandler
    from analyzer.pipeline.context import CorpusMeasurements
    from analyzer.readers import ReadOptions
    from analyzer.readers.files import DiscoveredFiles
    from analyzer.rules.finding import Finding
    from analyzer.rules.page_names import Relation
    from analyzer.settings import Settings
    from analyzer.storage.cache import Cache


class AnalyzedFiles(RunOutput):
    """The articles that a check has read, and the findings in them.

    Attributes
    ----------
    texts : list of Article
    judged : list of Finding
        Sorted; articles are positions in `texts`.
    related : dict of Relation to int
        How many articles share text by design.
    """

    def __init__(self) -> None:
        self.texts: list[Article] = []
        self.results: list[BatchResult] = []
        self.judged: list[Finding] = []
        self.related: dict[Relation, int] = {}

    def measured(self, batch: Batch) -> None:
        """Add the articles of a file and their results."""
        self.texts += batch.articles
        self.results += batch.results

    def compared(self, across: CorpusMeasurements) -> None:
        """Count the articles that share text by design."""
        self.related = count_related(found for _, found in across)

    def labels(self) -> list[str]:
        """Name articles by their files, so that editors and terminals can open them."""
        return [label_of(article) for article in self.texts]

    def scored(self, _: BatchResult, found: Sequence[list[Finding]], /) -> None:
        """Add the findings of the articles of a result."""
        for own in found:
            self.judged += own


class FileBatch(Batch, eq=False, kw_only=True):
    """The articles of one file.

    Attributes
    ----------
    file : SourceFile
    """

    file: SourceFile


def analyze_incrementally(
    found: DiscoveredFiles,
    options: ReadOptions,
    settings: Settings,
    cache: Cache | None,
    on_problem: ProblemHandler,
    context: RunContext = DEFAULT_CONTEXT,
) -> AnalyzedFiles:
    """Read files, measure those that the cache does not know, compare and score all.

    Parameters
    ----------
    found : DiscoveredFiles
    options : ReadOptions
    settings : Settings
    cache : Cache or None
    on_problem : callable
        Called with each `Diagnostic`.
    context : RunContext
        An archive to compare with, and how many processes.
    """
    skipped = Counter(found.skipped)
    pages = SeenPages(skipped)
    done: list[FileBatch] = []

    def read() -> Iterator[FileBatch]:
        for file in found.files:
            batch = _read(file, settings, options, cache, on_problem, skipped)
            new = list(pages.new(batch.articles))
            if len(new) < len(batch.articles):
                batch.articles, batch.results, batch.key = new, [], b""
            done.append(batch)
            yield batch

    output = AnalyzedFiles()
    run_pipeline(batch_files(read()), output, settings, on_problem, context)
    if cache is not None:
        _keep(done, cache)
    inputs_with_articles = {batch.file.input for batch in done if batch.articles}
    report_rest(found, inputs_with_articles, skipped, on_problem)
    return output


def _read(
    file: SourceFile,
    settings: Settings,
    options: ReadOptions,
    cache: Cache | None,
    on_problem: ProblemHandler,
    skipped: Counter[str],
) -> FileBatch:
    """Return a file's articles, with their results where the cache has them."""
    batch = FileBatch([], settings.at(file.source), file=file)
    if cache is not None:
        from analyzer.pipeline.codec import decode_file
        from analyzer.storage.cache import read_into_memory

        in_memory = read_into_memory(file)
        if in_memory is not None:
            batch.file = in_memory
            batch.key = cache.key(in_memory.data, in_memory, batch.settings, options)
            kept = cache.load(batch.key)
            if kept is not None:
                try:
                    batch.articles, result = decode_file(kept, in_memory)
                except ValueError:
                    pass  # a damaged entry is as good as none
                else:
                    batch.results, batch.key = [result], b""
                    return batch
    problems: list[Diagnostic] = []

    def report(problem: Diagnostic) -> None:
        problems.append(problem)
        on_problem(problem)

    before = skipped.total()
    batch.articles = list(read_file(batch.file, options, report, skipped))
    if problems or skipped.total() > before:
        batch.key = b""  # so that the next check reports them again
    return batch


def batch_files(files: Iterable[FileBatch]) -> Iterator[Group]:
    """Yield files in groups: those to be measured make a batch under the same settings."""
    group: list[FileBatch] = []
    size = 0
    settings: Settings | None = None
    for file in files:
        if not file.results:
            apart = settings is not None and settings != file.settings
            if apart or size + file.characters > BATCH_CHARACTERS:
                yield group
                group, size = [], 0
            settings = file.settings
            size += file.characters
        group.append(file)
    yield group


def _keep(files: Sequence[FileBatch], cache: Cache) -> None:
    from analyzer.pipeline.codec import encode_file

    encoded = (
        (file.key, encode_file(file.articles, file.results[0], file.file))
        for file in files
        if file.key and file.results
    )
    cache.keep((key, data) for key, data in encoded if data is not None)
