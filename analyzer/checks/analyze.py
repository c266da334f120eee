"""From paths to annotations: read, analyze, suppress."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from analyzer.checks.annotation import Annotation, annotate
from analyzer.checks.baseline import numbered
from analyzer.checks.filters import minor, without_asides
from analyzer.checks.incremental import analyze_incrementally
from analyzer.checks.suppressions import ALL, RULE_ID, Directive, suppress
from analyzer.pipeline.batch import known_rules
from analyzer.pipeline.context import open_context
from analyzer.readers import ReadOptions, discover
from analyzer.rules.low_quality import low_quality
from analyzer.rules.overlap import redundant_findings
from analyzer.rules.registry import CORPUS_RULES
from analyzer.rules.scoring import Finding

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.checks.cache import Cache
    from analyzer.configuration import Configuration
    from analyzer.errors import ProblemHandler
    from analyzer.readers.files import DiscoveredFiles
    from analyzer.settings import Settings

FEW = 20  # files
ARCHIVED_RULES = frozenset(["archived-article", "archived-sentence"])
ACROSS_RULES = frozenset(measure.name for measure in CORPUS_RULES)


class CheckRequest(msgspec.Struct, frozen=True, eq=False):
    """What is to be checked, and against what.

    Attributes
    ----------
    paths : tuple of str
    configuration : Configuration
    root : str
        The folder that paths in the output begin at.
    stdin_filename : str
    cache : Path or None
        The folder of the cache; None for none.
    update_baseline : bool
    baseline_ref, changed_ref : str
        What git is asked to compare with, empty for nothing.
    archive : str
        The file of the archive to compare with, empty for none.
    jobs : int
        How many processes measure articles.
    """

    paths: tuple[str, ...]
    configuration: Configuration
    root: str
    stdin_filename: str = ""
    cache: Path | None = None
    update_baseline: bool = False
    baseline_ref: str = ""
    changed_ref: str = ""
    archive: str = ""
    jobs: int = 1

    @property
    def settings(self) -> Settings:
        """The settings, by which nothing is measured that will not be told."""
        return without_asides(self.configuration.settings, self.configuration.level)

    @property
    def options(self) -> ReadOptions:
        """How files are read."""
        chosen = self.configuration
        return ReadOptions(
            text_column=chosen.text_column,
            title_column=chosen.title_column,
            id_column=chosen.id_column,
            stdin_filename=self.stdin_filename,
        )


class Analyzed(msgspec.Struct, frozen=True, eq=False):
    """What is there, whether it is told or not.

    Attributes
    ----------
    texts : list of Article
    annotations : list of Annotation
        In the order of the articles and places, with fingerprints.
    kinds : list of str
        Why each is not told: ``suppressed``, ``covered`` by a stronger one,
        ``minor``; or empty.
    whole : bool
        Whether folders were read, so that copies had their chance to be met.
    """

    texts: list[Article]
    annotations: list[Annotation]
    kinds: list[str]
    whole: bool


def files_of(request: CheckRequest, on_problem: ProblemHandler) -> DiscoveredFiles:
    """Return the files that a check reads."""
    return without_excluded(
        discover(request.paths, options=request.options, on_problem=on_problem), request
    )


def without_excluded(found: DiscoveredFiles, request: CheckRequest) -> DiscoveredFiles:
    """Return the files without those in folders that the configuration excludes."""
    from msgspec.structs import replace

    if not request.configuration.exclude:
        return found
    left_out = request.configuration.excludes
    kept = tuple(file for file in found.files if file.is_explicit or not left_out(file.source))
    return replace(found, files=kept)


def analyze_paths(request: CheckRequest, on_problem: ProblemHandler) -> Analyzed:
    """Read and analyze what a request names."""
    found = files_of(request, on_problem)
    settings = request.settings
    cache = _cache(request, found)
    with open_context(request.archive, request.jobs) as means:
        examined = analyze_incrementally(
            found, request.options, settings, cache, on_problem, means
        )
    texts, judged = examined.texts, examined.judged
    whole = bool(found.folders)

    def asked(index: int, rule: str) -> bool:
        """Tell whether a suppression of a rule could have hidden something."""
        if rule == ALL:
            return whole
        told = settings.at(texts[index].source).is_enabled(rule)
        if rule in ARCHIVED_RULES:
            return told and bool(request.archive)
        return told and (whole or rule not in ACROSS_RULES)

    known = known_rules()
    first = suppress(texts, judged, known, asked)
    judged = sorted(judged + low_quality(texts, judged, first.findings, settings))
    done = suppress(texts, judged, known, asked)
    for problem in done.problems:
        on_problem(problem)
    unused = [
        _unused(index, directive, rule)
        for index, directive, rule in done.unused
        if settings.at(texts[index].source).is_enabled(RULE_ID)
    ]
    kinds = dict.fromkeys(minor(texts, judged, settings, request.configuration.level), "minor")
    kinds |= dict.fromkeys(redundant_findings(judged), "covered")
    kinds |= dict.fromkeys(done.findings | _left_alone(judged, done.findings), "suppressed")
    marked = [(finding, kinds.get(number, "")) for number, finding in enumerate(judged)]
    marked = sorted(marked + [(finding, "") for finding in unused])
    findings = [finding for finding, _ in marked]
    hidden = {number for number, (_, kind) in enumerate(marked) if kind}
    annotations = annotate(texts, findings, ACROSS_RULES, request.root, hidden)
    return Analyzed(texts, numbered(annotations, texts), [kind for _, kind in marked], whole)


def _cache(request: CheckRequest, found: DiscoveredFiles) -> Cache | None:
    """Return the cache, None where it is not wanted or reading anew is as fast."""
    if request.cache is None or len(found.files) < FEW:
        return None
    from analyzer.checks.cache import Cache

    return Cache(request.cache)


def group_key(finding: Finding) -> tuple[str, str, int]:
    """Return what findings that are copies of each other have in common."""
    article = -1 if finding.rule in ACROSS_RULES else finding.article
    return finding.rule, finding.group, article


def _left_alone(findings: Sequence[Finding], hidden: frozenset[int]) -> set[int]:
    """Return the findings all of whose copies are suppressed: nothing is left to repeat."""
    seen: dict[tuple[str, str, int], list[int]] = {}
    for number, finding in enumerate(findings):
        if finding.group:
            seen.setdefault(group_key(finding), []).append(number)
    alone = set()
    for numbers in seen.values():
        left = [number for number in numbers if number not in hidden]
        if len(left) == 1 < len(numbers):
            alone.update(left)
    return alone


def _unused(index: int, directive: Directive, rule: str) -> Finding:
    if directive.kind == "enable":
        message = "there is nothing to enable: nothing is disabled before this comment"
    else:
        name = "any rule" if rule == ALL else rule
        message = f"there is no finding of {name} here that this would suppress"
    place = (index, directive.start, directive.end)
    return Finding(*place, RULE_ID, "note", 0.0, "", 0.0, message, "")
