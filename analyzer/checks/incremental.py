"""Analyze files as `analysis` does, but only those that have changed since the last time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from analyzer.pipeline.batch import BATCH_CHARACTERS, BatchResult, batches
from analyzer.pipeline.context import DEFAULT_CONTEXT, RunContext
from analyzer.pipeline.workers import Measured, Workers
from analyzer.readers import read_file, report_rest
from analyzer.readers.canonical import SeenPages
from analyzer.readers.reader import SourceFile
from analyzer.rules.reference_profile import load_profile, shipped_profile
from analyzer.rules.unmeasurable_article import failed

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.checks.cache import Cache
    from analyzer.errors import Problem, ProblemHandler
    from analyzer.readers import ReadOptions
    from analyzer.readers.files import DiscoveredFiles
    from analyzer.rules.scoring import Finding
    from analyzer.settings import Settings


class AnalyzedFiles(msgspec.Struct, frozen=True, eq=False):
    """What was read, and what was found in it.

    Attributes
    ----------
    texts : list of Article
    judged : list of Finding
        Sorted; articles are positions in `texts`.
    """

    texts: list[Article]
    judged: list[Finding]


class FileResult(msgspec.Struct, eq=False):
    """One file of a run, filled as the run goes on.

    Attributes
    ----------
    file : SourceFile
    settings : Settings
        Those that hold for this file.
    key : bytes
        Under which its results are to be kept, empty where they are not.
    """

    file: SourceFile
    settings: Settings
    key: bytes = b""
    articles: list[Article] = msgspec.field(default_factory=list)
    parts: list[BatchResult] = msgspec.field(default_factory=list)

    @property
    def characters(self) -> int:
        """The length of its texts."""
        return sum(len(article.text) for article in self.articles)


def analyze_incrementally(
    found: DiscoveredFiles,
    options: ReadOptions,
    settings: Settings,
    cache: Cache | None,
    on_problem: ProblemHandler,
    means: RunContext = DEFAULT_CONTEXT,
) -> AnalyzedFiles:
    """Read the files, measure what is not kept from an earlier run, and judge all.

    Parameters
    ----------
    found : DiscoveredFiles
    options : ReadOptions
    settings : Settings
    cache : Cache or None
    on_problem : callable
        Told of each `Problem`.
    means : RunContext
        An archive to compare with, and how many processes.
    """
    profile = load_profile(settings.profile) if settings.profile else shipped_profile()
    skipped = Counter(found.skipped)
    pages = SeenPages(skipped)
    slots: list[FileResult] = []

    def fresh() -> Iterator[FileResult]:
        for file in found.files:
            slot = FileResult(file, settings.at(file.source))
            slots.append(slot)
            _fill(slot, options, cache, on_problem, skipped)
            new = list(pages.new(slot.articles))
            if len(new) < len(slot.articles):
                slot.articles, slot.parts, slot.key = new, [], b""
            if not slot.parts:
                yield slot

    with Workers(means.jobs, profile, on_problem, tables=False) as workers:
        begun = ((some, _started(some, workers)) for some in _together(fresh()))
        for some, measured in workers.ahead(begun):
            _measure(some, list(measured()))
    if cache is not None:
        _keep(slots, cache)
    inputs_with_articles = {slot.file.input for slot in slots if slot.articles}
    report_rest(found, inputs_with_articles, skipped, on_problem)
    texts = [article for slot in slots for article in slot.articles]
    parts = [part for slot in slots for part in slot.parts]
    if len(texts) == 1 and means.archive is None:  # nothing to be compared with
        return AnalyzedFiles(texts, parts[0].findings)
    from analyzer.pipeline.compare import compare_batches, score_batches

    across = []
    if len(texts) > 1:
        across = compare_batches(parts, settings, on_problem, tables=False, jobs=workers.jobs)
    if means.archive is not None:
        from analyzer.archive.compare import against

        across += against(means.archive, parts, texts, across, settings)
    by_part = [found for _, _, found in score_batches(parts, texts, across, settings)]
    judged = [finding for found in by_part for own in found for finding in own]
    return AnalyzedFiles(texts, judged)


def _fill(
    slot: FileResult,
    options: ReadOptions,
    cache: Cache | None,
    on_problem: ProblemHandler,
    skipped: Counter[str],
) -> None:
    """Fill a slot from the cache, or with the articles of its file."""
    if cache is not None:
        from analyzer.checks.cache import hold

        held = hold(slot.file)
        if held is not None:
            slot.file = held
            slot.key = cache.key(held.data, held, slot.settings, options)
            kept = cache.load(slot.key, held)
            if kept is not None:
                slot.key = b""
                slot.articles, slot.parts = kept[0], [kept[1]]
                return
    told: list[Problem] = []

    def tell(problem: Problem) -> None:
        told.append(problem)
        on_problem(problem)

    before = skipped.total()
    slot.articles = list(read_file(slot.file, options, tell, skipped))
    if told or skipped.total() > before:
        slot.key = b""  # it is to be told again


def _together(slots: Iterable[FileResult]) -> Iterator[list[FileResult]]:
    """Yield files under the same settings that make a batch."""
    pending: list[FileResult] = []
    size = 0
    for slot in slots:
        apart = pending and pending[0].settings != slot.settings
        if apart or size + slot.characters > BATCH_CHARACTERS:
            yield pending
            pending, size = [], 0
        pending.append(slot)
        size += slot.characters
    yield pending


def _started(slots: Sequence[FileResult], workers: Workers) -> Measured:
    """Begin to measure the articles of files."""
    articles = [article for slot in slots for article in slot.articles]
    some = [articles] if len(slots) > 1 else batches(articles)
    begun = [workers.start(batch, slots[0].settings) for batch in some if batch]
    return lambda: (part for measured in begun for part in measured())


def _measure(slots: Sequence[FileResult], parts: Sequence[BatchResult]) -> None:
    """Give each slot the parts of its articles."""
    if not parts:
        return
    if len(slots) == 1 or len(parts) > 1:
        left = iter(parts)
        for slot in slots:
            # Of a batch in which one failed, each article has a part of its own.
            slot.parts = list(islice(left, len(slot.articles) if len(slots) > 1 else None))
            slot.key = b"" if len(slot.parts) > 1 or any(map(failed, parts)) else slot.key
        return
    from analyzer.checks.codec import split

    pieces = split(parts[0], [len(slot.articles) for slot in slots])
    for slot, piece in zip(slots, pieces, strict=True):
        slot.parts = [piece]
        slot.key = b"" if failed(piece) else slot.key


def _keep(slots: Sequence[FileResult], cache: Cache) -> None:
    from analyzer.checks.codec import encode

    packed = (
        (slot.key, encode(slot.articles, slot.parts[0], slot.file))
        for slot in slots
        if slot.key and slot.parts
    )
    cache.keep((key, data) for key, data in packed if data is not None)
