"""The articles of a check, kept in memory so that one that changes is checked at once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from analyzer.checks.analyze import annotated, discover_files
from analyzer.checks.filters import read_baseline
from analyzer.checks.incremental import AnalyzedFiles, FileBatch, batch_files
from analyzer.checks.run import check_analyzed
from analyzer.pipeline.codec import merge
from analyzer.pipeline.compare import score_batches
from analyzer.pipeline.context import RunContext
from analyzer.pipeline.neighbours import compare_one
from analyzer.pipeline.run import measure_groups, run_pipeline
from analyzer.pipeline.workers import Workers
from analyzer.readers import SourceFile, read_file
from analyzer.readers.files import DiscoveredFiles, is_below
from analyzer.readers.skipped import SeenPages
from analyzer.rules.reference_profile import load_profile, shipped_profile
from analyzer.storage.cache import FileInMemory

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.checks.analyze import CheckRequest
    from analyzer.checks.result import CheckResult
    from analyzer.errors import Diagnostic
    from analyzer.pipeline.batch import BatchResult

Stop = Callable[[], bool]
Value = TypeVar("Value")


class Stopped(Exception):  # noqa: N818 - a signal to the caller, not an error
    """A check was stopped because nobody needs its result any more."""


def ignore(_: Diagnostic) -> None:
    """Report a problem to nobody."""


def never() -> bool:
    """Return that a check is not to be stopped."""
    return False


class Workspace:
    """The articles of a check: the files of its paths, and texts that take their place.

    Parameters
    ----------
    request : CheckRequest
        What is checked; git commits, the archive and the cache are not used.

    Attributes
    ----------
    problems : list of Diagnostic
        What could not be read or measured when it was last refreshed.

    Raises
    ------
    SettingError
        If the baseline or the profile cannot be read.
    """

    def __init__(self, request: CheckRequest) -> None:
        self.request = request
        self.problems: list[Diagnostic] = []
        settings = request.settings
        self._profile = (
            load_profile(settings.profile) if settings.profile else shipped_profile()
        )
        self._texts: dict[str, str] = {}
        self._batches: dict[str, FileBatch] = {}
        self._stamps: dict[str, object] = {}
        self._found = DiscoveredFiles((), Counter(), ())
        self._merged: dict[str, tuple[list[FileBatch], BatchResult]] = {}
        self._derived: dict[type, object] = {}
        self.refresh()

    def refresh(self) -> None:
        """Read what has changed on disk since the last time."""
        baseline = self.request.configuration.baseline
        self._known = read_baseline(Path(baseline)) if baseline else {}
        self.problems = []
        self._found = discover_files(self.request, self.problems.append)
        self._update()

    def replace(self, texts: Mapping[str, str]) -> None:
        """Put texts in the place of files, which need not exist; others are as on disk."""
        if texts != self._texts:
            self._texts = dict(texts)
            self.problems = [one for one in self.problems if one.source not in texts]
            self._update()

    def text(self, source: str) -> str:
        """Return the text of a file as it was read, empty where it holds no article."""
        batch = self._batches.get(source)
        return batch.articles[0].text if batch and batch.articles else ""

    def article(self, source: str, text: str) -> Article | None:
        """Return the article that a text is in the place of a file; None if it is none."""
        file = FileInMemory(
            Path(source), source, source, "", is_explicit=True, data=_bytes(text)
        )
        found = list(read_file(file, self.request.options, ignore, Counter()))
        return found[0] if len(found) == 1 else None

    def check(self, stop: Stop = never) -> CheckResult:
        """Check all articles.

        Parameters
        ----------
        stop : callable
            Asked between the steps whether to give up.

        Raises
        ------
        Stopped
            If it was asked to give up.
        """
        output, problems = AnalyzedFiles(), list(self.problems)
        run_pipeline(
            [self._present()],
            output,
            self.request.measured_settings,
            problems.append,
            RunContext(select_rows=lambda _, rows: _unless(stop, rows)),
        )
        return self._result(output, problems)

    def check_file(self, source: str, stop: Stop = never) -> CheckResult:
        """Check the article of one file, compared with all others.

        The result is that of `check`, with the findings of this file only.

        Parameters
        ----------
        source : str
        stop : callable
            Asked between the steps whether to give up.

        Raises
        ------
        Stopped
            If it was asked to give up.
        """
        batches = self._present()
        at = next((n for n, batch in enumerate(batches) if batch.file.source == source), -1)
        if at < 0:
            return self._result(AnalyzedFiles(), [])
        output = AnalyzedFiles()
        output.texts = [article for batch in batches for article in batch.articles]
        if len(batches[at].articles) != 1 or len(output.texts) == 1:
            result = self.check(stop)
        else:
            result = self._result(output, self._compare(batches, at, output, stop))
        own = {n for n, article in enumerate(output.texts) if article.source == source}
        shown = (one for one in result.annotations if one.finding.article in own)
        return replace(result, annotations=tuple(shown))

    def _compare(
        self, batches: list[FileBatch], at: int, output: AnalyzedFiles, stop: Stop
    ) -> list[Diagnostic]:
        """Find what one article, and those that share a group with it, have in common."""
        problems: list[Diagnostic] = []
        article = sum(len(batch.articles) for batch in batches[:at])
        settings, labels = self.request.measured_settings, output.labels()
        results = [
            *self._merge("before", batches[:at]),
            *batches[at].results,
            *self._merge("after", batches[at + 1 :]),
        ]
        context = RunContext(
            select_rows=lambda _, rows: _unless(stop, rows),
            labels=labels,
            derived=self._derived,
        )
        across, involved = compare_one(
            results, output.texts, article, settings, problems.append, context
        )
        scored = score_batches(results, output.texts, across, settings, involved, context)
        for result, found in scored:
            output.scored(result, found)
        return problems

    def _merge(self, name: str, batches: list[FileBatch]) -> list[BatchResult]:
        """Return the results of files as one, which is kept for the next time."""
        if not batches:
            return []
        former, merged = self._merged.get(name, ([], None))
        if merged is None or len(former) != len(batches) or former != batches:
            merged = merge([result for batch in batches for result in batch.results])
            self._merged[name] = batches, merged
        return [merged]

    def _result(self, output: AnalyzedFiles, problems: Sequence[Diagnostic]) -> CheckResult:
        kept = list(problems)
        in_folders = bool(self._found.folders)
        analyzed = annotated(self.request, output, in_folders, kept.append)
        return check_analyzed(self.request, analyzed, self._known, kept)

    def _present(self) -> list[FileBatch]:
        """Return the files that hold articles, without other addresses of one page."""
        pages = SeenPages(Counter())
        return [
            batch
            for batch in self._batches.values()
            if batch.articles and len(list(pages.new(batch.articles))) == len(batch.articles)
        ]

    def _files(self) -> list[SourceFile]:
        """Return the files in their order, with the texts that take their place."""
        files = {file.source: file for file in self._found.files}
        for source, text in self._texts.items():
            file = files.get(source) or self._new(source)
            if file.is_explicit or not self.request.excludes(source):
                data = _bytes(text)
                named = (file.path, file.id, source, file.input)
                files[source] = FileInMemory(*named, is_explicit=True, data=data)
        return sorted(files.values(), key=lambda file: file.id.split("/"))

    def _new(self, source: str) -> SourceFile:
        """Return a file that is not on disk, with the name that it would have."""
        folder = os.path.normpath(self.request.paths[0]) if self.request.paths else ""
        name = source[len(folder) :].lstrip("/") if is_below(source, folder) else source
        return SourceFile(Path(source), name, source, "", is_explicit=False)

    def _update(self) -> None:
        """Read and measure the files that have changed."""
        former, self._batches = self._batches, {}
        stamps: dict[str, object] = {}
        for file in self._files():
            stamps[file.source] = stamp = _stamp(file)
            kept = former.get(file.source)
            if kept is None or stamp is None or stamp != self._stamps.get(file.source):
                kept = self._read(file)
            self._batches[file.source] = kept
        self._stamps = stamps
        new = [b for b in self._batches.values() if b.articles and not b.results]
        with Workers(1, self._profile, self.problems.append, tables=False) as workers:
            for _ in measure_groups(batch_files(new) if new else (), workers):
                pass

    def _read(self, file: SourceFile) -> FileBatch:
        settings = self.request.measured_settings.at(file.source)
        batch = FileBatch([], settings, file=file)
        options, skipped = self.request.options, self._found.skipped
        batch.articles = list(read_file(file, options, self.problems.append, skipped))
        return batch


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _unless(stop: Stop, value: Value) -> Value:
    """Return a value, or raise `Stopped` if the check is to be given up."""
    if stop():
        raise Stopped
    return value


def _stamp(file: SourceFile) -> object:
    """Return what differs when a file has changed; None where that is not known."""
    if isinstance(file, FileInMemory):
        return file.id, file.data
    try:
        status = file.path.stat() if file.path else None
    except OSError:
        return None
    return status and (file.id, status.st_mtime_ns, status.st_size, status.st_ino)
