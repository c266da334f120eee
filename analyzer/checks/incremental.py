"""The files of a check: read and measure only those that have changed since the last one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from analyzer.article import named
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
    from analyzer.pipeline.file_groups import FileGroup
    from analyzer.pipeline.stored_files import StoredFiles
    from analyzer.readers import ReadOptions
    from analyzer.readers.files import DiscoveredFiles
    from analyzer.rules.finding import Finding
    from analyzer.rules.page_names import Relation
    from analyzer.settings import Settings
    from analyzer.storage.cache import Cache


class AnalyzedFiles(RunOutput):
    """The articles that a check has read, and the findings in them.

    Parameters
    ----------
    cache : Cache, optional
        Where articles and results are; by default they are in memory.

    Attributes
    ----------
    texts : sequence of Article
    judged : list of Finding
        Sorted; articles are positions in `texts`.
    related : dict of Relation to int
        How many articles share text by design.
    stored : StoredFiles or None
        The files that are not in memory.
    """

    def __init__(self, cache: Cache | None = None) -> None:
        self.judged: list[Finding] = []
        self.related: dict[Relation, int] = {}
        self._articles: list[Article] = []
        self._results: list[BatchResult] = []
        self.texts: Sequence[Article] = self._articles
        self.results: Sequence[BatchResult] = self._results
        self.stored: StoredFiles | None = None
        if cache is not None:
            from analyzer.pipeline.stored_files import StoredFiles

            self.stored = StoredFiles(cache)
            self.texts = self.stored.articles

    def measured(self, batch: Batch) -> None:
        """Add the articles of a file and their results."""
        if self.stored is None:
            self._articles += batch.articles
            self._results += batch.results
            return
        assert isinstance(batch, FileBatch)
        if batch.kept is not None:
            self.stored.add_kept(*batch.kept, batch.file)
        else:
            self.stored.add(batch.articles, batch.results, batch.key, batch.file)
        batch.articles, batch.results, batch.kept = [], [], None

    def complete(self) -> None:
        """Take the results of the files that are not in memory."""
        if self.stored is not None:
            self.results = self.stored.results()

    def compared(self, across: CorpusMeasurements, settings: Settings) -> None:
        """Count the articles that share text by design."""
        self.related = count_related(across, settings)

    def labels(self) -> list[str]:
        """Name articles by their files, so that editors and terminals can open them."""
        return [label_of(name) for name in named(self.texts)]

    def contents(self) -> Sequence[bytes]:
        """Return the key of the content of each article; empty where nothing is kept."""
        return () if self.stored is None else self.stored.articles.contents

    def scored(self, _: BatchResult, found: Sequence[list[Finding]], /) -> None:
        """Add the findings of the articles of a result."""
        for own in found:
            self.judged += own


class FileBatch(Batch, eq=False, kw_only=True):
    """The articles of one file.

    Attributes
    ----------
    file : SourceFile
    kept : (FileGroup, int) or None
        Where an earlier run has kept them with their results.
    """

    file: SourceFile
    kept: tuple[FileGroup, int] | None = None

    @property
    def is_measured(self) -> bool:
        """Whether there is nothing left to measure."""
        return self.kept is not None or bool(self.results)


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
        None for few files, which are read again as fast.
    on_problem : callable
        Called with each `Diagnostic`.
    context : RunContext
        An archive to compare with, and how many processes.
    """
    output = AnalyzedFiles(cache)
    kept = None
    if cache is not None and context.index is None:
        kept = cache.comparisons(settings, options)
        context = replace(context, kept=kept)
    files = _Files(found, options, settings, cache, output.stored, on_problem)
    try:
        run_pipeline(batch_files(files.read()), output, settings, on_problem, context)
    except BaseException:
        if cache is not None:
            cache.discard()
        raise
    if output.stored is not None:
        output.stored.finish()
    if kept is not None:
        kept.finish()
    report_rest(found, files.inputs, files.skipped, on_problem)
    return output


class _Files:
    """Reads the files of a check, those that the cache does not know."""

    def __init__(
        self,
        found: DiscoveredFiles,
        options: ReadOptions,
        settings: Settings,
        cache: Cache | None,
        stored: StoredFiles | None,
        on_problem: ProblemHandler,
    ) -> None:
        self._found, self._options, self._settings = found, options, settings
        self._cache, self._stored, self._on_problem = cache, stored, on_problem
        self.skipped = Counter(found.skipped)
        self.inputs: set[str] = set()  # those in which there are articles

    def read(self) -> Iterator[FileBatch]:
        """Yield the articles of each file."""
        pages = SeenPages(self.skipped)
        for file in self._found.files:
            batch = self._read(file)
            articles = _with_addresses(batch) if batch.kept else batch.articles
            new = list(pages.new(articles))
            if len(new) < len(articles):
                batch.articles, batch.kept, batch.key = new, None, b""
            if batch.articles or batch.kept:
                self.inputs.add(file.input)
            yield batch

    def _read(self, file: SourceFile) -> FileBatch:
        """Return a file's articles, or where the cache has them."""
        batch = FileBatch([], self._settings.at(file.source), file=file)
        if self._cache is not None and self._stored is not None and self._cache.is_kept:
            from analyzer.storage.cache import read_into_memory

            in_memory = read_into_memory(file)
            if in_memory is not None:
                file = in_memory
                batch.key = self._cache.key(file.data, file, batch.settings, self._options)
                place = self._cache.find(batch.key)
                if place is not None:
                    batch.kept, batch.key = (self._stored.group(place[0]), place[1]), b""
                    return batch
        problems: list[Diagnostic] = []

        def report(problem: Diagnostic) -> None:
            problems.append(problem)
            self._on_problem(problem)

        before = self.skipped.total()
        batch.articles = list(read_file(file, self._options, report, self.skipped))
        if problems or self.skipped.total() > before:
            batch.key = b""  # so that the next check reports them again
        return batch


def _with_addresses(batch: FileBatch) -> list[Article]:
    """Return the articles of a kept file if any of them may be at other addresses too."""
    assert batch.kept is not None
    group, number = batch.kept
    if any(known.has_address for known in group.known[number]):
        return group.articles(number, batch.file)
    return []


def batch_files(files: Iterable[FileBatch]) -> Iterator[Group]:
    """Yield files in groups: those to be measured make a batch under the same settings."""
    group: list[FileBatch] = []
    size = 0
    settings: Settings | None = None
    for file in files:
        if not file.is_measured:
            apart = settings is not None and settings != file.settings
            if apart or size + file.characters > BATCH_CHARACTERS:
                yield group
                group, size = [], 0
            settings = file.settings
            size += file.characters
        group.append(file)
    yield group
