"""From paths to annotations: read, analyze, and decide which findings are hidden."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from analyzer.article import named
from analyzer.checks.annotations import Annotations
from analyzer.checks.filters import below_level, last_copies
from analyzer.checks.ignored import measured_settings, without_ignored
from analyzer.checks.incremental import analyze_incrementally
from analyzer.checks.suppression_findings import (
    could_have_hidden,
    plain_text_findings,
    unclosed_findings,
    unused_finding,
)
from analyzer.checks.suppressions import suppress
from analyzer.pipeline.context import RunContext
from analyzer.readers import ReadOptions
from analyzer.readers.files import without_excluded
from analyzer.rules.finding import Finding, redundant_findings
from analyzer.rules.low_quality import low_quality
from analyzer.rules.registry import (
    BY_NAME,
    REDUNDANT_WITH,
    is_enabled,
)
from analyzer.rules.unused_suppression import RULE as UNUSED
from analyzer.settings import matches
from analyzer.sources import discover
from analyzer.web.options import WebOptions

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.checks.incremental import AnalyzedFiles
    from analyzer.configuration import Configuration
    from analyzer.errors import ProblemHandler
    from analyzer.pipeline.context import Index
    from analyzer.readers.files import DiscoveredFiles
    from analyzer.readers.markup_kind import MarkupKind
    from analyzer.rules.page_names import Relation
    from analyzer.settings import Settings
    from analyzer.storage.cache import Cache

Adjust = Callable[["Sequence[Article]", Sequence[Finding]], list[Finding]]
FEWEST_CACHED = 20  # files; fewer are read again as fast as a cache


class CheckRequest(msgspec.Struct, frozen=True, eq=False):
    """What a check reads, and what it compares with.

    Attributes
    ----------
    paths : tuple of str
    configuration : Configuration
    configuration_file : Path or None
        What it was read from; None where it is not to be judged.
    root : str
        The folder that paths in the output are relative to.
    stdin_filename : str
    language : str
        The language of articles that declare none; detected where empty.
    markup : {"auto", "text", "markdown", "html"}
        What records and text files are written in.
    drafts : bool
        Whether drafts are read as well.
    exclude : tuple of str
        Patterns of files to skip, besides those of the configuration.
    exclude_root : str
        The folder that these patterns are relative to, empty for the current one.
    force_exclude : bool
        Whether files that `paths` names are excluded too.
    cache : Path or None
        The folder of the cache; None for no cache.
    update_baseline : bool
    baseline_ref, changed_ref : str
        The git commits to compare with, empty for none.
    archive : str
        The archive to compare with, empty for none.
    jobs : int
        The number of processes; 0 means one per processor.
    records : bool
        Whether tables in folders are read; those that are named always are.
    web : WebOptions
        How addresses are read.
    """

    paths: tuple[str, ...]
    configuration: Configuration
    root: str
    stdin_filename: str = ""
    language: str = ""
    markup: MarkupKind = "auto"
    drafts: bool = False
    exclude: tuple[str, ...] = ()
    exclude_root: str = ""
    force_exclude: bool = True
    configuration_file: Path | None = None
    cache: Path | None = None
    update_baseline: bool = False
    baseline_ref: str = ""
    changed_ref: str = ""
    archive: str = ""
    jobs: int = 1
    records: bool = False
    web: WebOptions = WebOptions()

    @property
    def settings(self) -> Settings:
        """The settings of the configuration."""
        return self.configuration.settings

    @property
    def measured_settings(self) -> Settings:
        """The settings under which articles are measured; see `ignored`."""
        return measured_settings(self.settings)

    @property
    def options(self) -> ReadOptions:
        """How files are read."""
        chosen = self.configuration
        return ReadOptions(
            text_column=chosen.text_column,
            title_column=chosen.title_column,
            id_column=chosen.id_column,
            language=self.language,
            markup=self.markup,
            stdin_filename=self.stdin_filename,
            drafts=self.drafts,
            limits=chosen.limits,
        )

    def excludes(self, source: str) -> bool:
        """Return whether a pattern excludes a file."""
        return self.configuration.excludes(source) or (
            bool(self.exclude) and matches(self.exclude, source, self.exclude_root)
        )


class Analyzed(msgspec.Struct, frozen=True, eq=False):
    """All findings, reported or hidden.

    Attributes
    ----------
    texts : sequence of Article
    annotations : Annotations
        By article and position, with the data of their fingerprints.
    reasons : list of str
        Why each is hidden: ``suppressed``, ``covered`` or ``below_level``; empty
        for those that are not.
    reads_folders : bool
        Whether folders were read, so that copies in other articles were found.
    related : mapping of Relation to int
        How many articles share text by design.
    """

    texts: Sequence[Article]
    annotations: Annotations
    reasons: list[str]
    reads_folders: bool
    related: Mapping[Relation, int]


def discover_files(request: CheckRequest, on_problem: ProblemHandler) -> DiscoveredFiles:
    """Return the files that a request reads."""
    web = msgspec.structs.replace(request.web, is_excluded=request.excludes)
    found = discover(request.paths, request.options, web, on_problem, records=request.records)
    if request.configuration_file is not None:
        from analyzer.checks.unused_configuration import unused_configuration

        file = request.configuration_file
        for problem in unused_configuration(request.configuration, file, found):
            on_problem(problem)
    return without_excluded(found, request.excludes, force=request.force_exclude)


def analyze_paths(
    request: CheckRequest, on_problem: ProblemHandler, adjust: Adjust | None = None
) -> Analyzed:
    """Read and analyze the articles of a request.

    Parameters
    ----------
    request : CheckRequest
    on_problem : callable
        Called with each `Diagnostic`.
    adjust : callable, optional
        From the articles and their findings to the findings to go on with.
    """
    found = discover_files(request, on_problem)
    cache = _cache(request, found)
    with _index(request) as index:
        context = RunContext(index, request.jobs)
        analyzed = analyze_incrementally(
            found, request.options, request.measured_settings, cache, on_problem, context
        )
    if (file := request.configuration_file) is not None:
        from analyzer.checks.unused_configuration import unused_terms

        for problem in unused_terms(request.configuration, file, found, analyzed):
            on_problem(problem)
    if adjust is not None:
        analyzed.judged = sorted(adjust(analyzed.texts, analyzed.judged))
    return annotated(request, analyzed, bool(found.folders), on_problem)


def annotated(
    request: CheckRequest,
    analyzed: AnalyzedFiles,
    reads_folders: bool,
    on_problem: ProblemHandler,
) -> Analyzed:
    """Locate findings, and decide which of them are hidden.

    Parameters
    ----------
    request : CheckRequest
    analyzed : AnalyzedFiles
    reads_folders : bool
        Whether folders were read, so that copies in other articles were found.
    on_problem : callable
        Called with each suppression that is wrong.
    """
    settings = request.settings
    texts, findings = analyzed.texts, analyzed.judged
    covered = redundant_findings(findings, REDUNDANT_WITH)
    findings, covered = without_ignored(texts, findings, covered, settings)
    known = tuple(BY_NAME)
    could_hide = could_have_hidden(
        texts, settings, reads_folders=reads_folders, has_archive=bool(request.archive)
    )
    # Suppressed findings take no points, so `low-quality` depends on them.
    first = suppress(texts, findings, known, could_hide)
    low = low_quality(texts, findings, first.findings, settings)
    ordered = sorted(
        (finding, number in covered) for number, finding in enumerate([*findings, *low])
    )
    findings = [finding for finding, _ in ordered]
    covered = {number for number, (_, is_covered) in enumerate(ordered) if is_covered}
    suppressed = suppress(texts, findings, known, could_hide)
    for problem in suppressed.problems:
        on_problem(problem)
    reasons = _reasons(request, texts, findings, covered, suppressed.findings)
    unused = [
        unused_finding(index, directive, rule)
        for index, directive, rule in suppressed.unused
        if is_enabled(settings.at(named(texts)[index].source), UNUSED.name)
    ]
    marked = [(finding, reasons.get(number, "")) for number, finding in enumerate(findings)]
    unused += unclosed_findings(texts, settings) + plain_text_findings(texts, settings)
    marked = sorted(marked + [(finding, "") for finding in unused])
    findings = [finding for finding, _ in marked]
    hidden = {number for number, (_, reason) in enumerate(marked) if reason}
    return Analyzed(
        texts,
        Annotations(texts, findings, request.root, hidden),
        [reason for _, reason in marked],
        reads_folders,
        analyzed.related,
    )


def _reasons(
    request: CheckRequest,
    texts: Sequence[Article],
    findings: Sequence[Finding],
    covered: set[int],
    suppressed: frozenset[int],
) -> dict[int, str]:
    """Return why findings are hidden, by their positions."""
    low = below_level(texts, findings, request.settings, request.configuration.report_level)
    reasons = dict.fromkeys(low, "below_level")
    reasons |= dict.fromkeys(covered, "covered")
    without_copies = last_copies(findings, suppressed)
    return reasons | dict.fromkeys(suppressed | without_copies, "suppressed")


def _index(request: CheckRequest) -> AbstractContextManager[Index | None]:
    """Open the archive; without one, its code is not loaded."""
    if not request.archive:
        return nullcontext()
    from analyzer.archive.compare import open_index

    return open_index(request.archive)


def _cache(request: CheckRequest, found: DiscoveredFiles) -> Cache | None:
    """Return where articles and results are; None if there are too few files."""
    if len(found.files) < FEWEST_CACHED:
        return None
    from analyzer.storage.cache import Cache

    return Cache(request.cache)
