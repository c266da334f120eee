"""The check: which findings are reported, and what the exit status is."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from analyzer.article import named
from analyzer.checks.analyze import (
    Analyzed,
    CheckRequest,
    analyze_paths,
)
from analyzer.checks.annotation import Annotation, Entry, at_other_location
from analyzer.checks.filters import (
    CORPUS_RULE_NAMES,
    entries_of,
    group_key,
    in_other_versions,
    read_baseline,
    repeated,
    write_baseline,
)
from analyzer.checks.known_findings import match_known
from analyzer.checks.location import path_from
from analyzer.checks.points import with_points
from analyzer.checks.result import BROKEN, CLEAN, FINDINGS, HIDDEN, CheckResult, plural
from analyzer.readers.files import STDIN
from analyzer.rules.low_quality import RULE as LOW_QUALITY
from analyzer.rules.registry import RULES, is_enabled

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.checks.changes import Changes
    from analyzer.errors import Diagnostic, ProblemHandler
    from analyzer.rules.finding import Finding

Notify = Callable[[str], None]


def check(request: CheckRequest, on_problem: ProblemHandler, notify: Notify) -> CheckResult:
    """Check articles, and hide what is known or unchanged.

    Parameters
    ----------
    request : CheckRequest
    on_problem : callable
        Called with each `Diagnostic` as it occurs.
    notify : callable
        Called with sentences about the baseline.

    Raises
    ------
    SettingError
        If a setting, the baseline or a git commit is wrong.
    """
    problems: list[Diagnostic] = []

    def record(problem: Diagnostic) -> None:
        problems.append(problem)
        on_problem(problem)

    commits = _commits(request)
    baseline = _baseline(request)
    changes: dict[str, Changes] = {}
    adjust = partial(_with_changes, request, commits, changes, record) if commits else None
    analyzed = analyze_paths(request, record, adjust)
    reasons = list(analyzed.reasons)
    if commits:
        _hide_old(request, analyzed, reasons, commits, changes)
    if baseline is not None:
        baseline = _updated(request, analyzed, reasons, baseline, notify)
        _hide_known(request, analyzed, reasons, baseline)
    return report(request, analyzed, reasons, problems)


def check_analyzed(
    request: CheckRequest,
    analyzed: Analyzed,
    known: Mapping[str, Entry],
    problems: Sequence[Diagnostic],
) -> CheckResult:
    """Return the result of a check whose articles are analyzed already.

    Parameters
    ----------
    request : CheckRequest
        Its git commits are not compared with.
    analyzed : Analyzed
    known : mapping of str to Entry
        The findings of the baseline, by their fingerprints.
    problems : sequence of Diagnostic
    """
    reasons = list(analyzed.reasons)
    if known:
        _hide_known(request, analyzed, reasons, known)
    return report(request, analyzed, reasons, problems)


def report(
    request: CheckRequest,
    analyzed: Analyzed,
    reasons: list[str],
    problems: Sequence[Diagnostic],
) -> CheckResult:
    """Return the result of a check from the reasons for which findings are hidden."""
    for number in repeated(analyzed.annotations.findings, reasons):
        reasons[number] = "repeated"
    for number in in_other_versions(analyzed.annotations, reasons):
        reasons[number] = "repeated"
    reported = tuple(
        replace(annotation, fails=_fails(annotation, request))
        for annotation in with_points(
            _shown(analyzed, reasons), analyzed.annotations.findings, reasons
        )
    )
    relative = path_from(request.root)
    counts = Counter(reasons)
    return CheckResult(
        reported,
        tuple((one.id, relative(one.source) or one.id) for one in named(analyzed.texts)),
        {reason: counts[reason] for reason in HIDDEN},
        tuple(problems),
        {rule.name: rule.page or "" for rule in RULES},
        _status(problems, reported),
        analyzed.related,
        len(analyzed.texts) == 1 and request.paths == (STDIN,) and not request.archive,
    )


def _commits(request: CheckRequest) -> dict[str, str]:
    """Return the commits to compare with; called first, so that errors come early."""
    named = {"baseline": request.baseline_ref, "changed": request.changed_ref}
    if not any(named.values()):
        return {}
    from analyzer.checks.git import repository_root, resolve_commit

    root = repository_root(request.root)
    return {kind: resolve_commit(root, ref) for kind, ref in named.items() if ref}


def _baseline(request: CheckRequest) -> dict[str, Entry] | None:
    path = request.configuration.baseline
    if not path:
        return None
    if request.update_baseline and not Path(path).exists():
        return {}
    return read_baseline(Path(path))


def _with_changes(
    request: CheckRequest,
    commits: Mapping[str, str],
    changes: dict[str, Changes],
    on_problem: ProblemHandler,
    texts: Sequence[Article],
    findings: Sequence[Finding],
) -> list[Finding]:
    """Find out what changed since each commit, and judge further copies in changed text."""
    from analyzer.checks.changed_text import changed_since
    from analyzer.checks.changes import with_new_copies

    for kind, commit in commits.items():
        changes[kind] = changed_since(request, commit, texts, on_problem)
    return with_new_copies(findings, changes.get("changed") or changes.get("baseline", {}))


def _hide_old(
    request: CheckRequest,
    analyzed: Analyzed,
    reasons: list[str],
    commits: Mapping[str, str],
    changes: Mapping[str, Changes],
) -> None:
    """Hide findings that a commit had, and those in text unchanged since a commit."""
    from analyzer.checks.changes import is_new
    from analyzer.checks.git import findings_at

    if "baseline" in commits:
        changed, found = changes["baseline"], enumerate(analyzed.annotations)
        old = {number for number, one in found if not is_new(one, changed)}
        known = findings_at(request, commits["baseline"])
        _hide_known(request, analyzed, reasons, known, old)
    for kind, changed in changes.items():
        _hide_unchanged(analyzed, reasons, kind, changed)


def _hide_unchanged(
    analyzed: Analyzed, reasons: list[str], kind: str, changed: Changes
) -> None:
    """Hide findings in text that is unchanged since a commit."""
    from analyzer.checks.changes import is_new, only_other_is_new

    annotations = analyzed.annotations
    for number, annotation in enumerate(annotations):
        if not reasons[number] and only_other_is_new(annotation, changed):
            annotations[number] = at_other_location(annotation)
    new = [is_new(annotation, changed) for annotation in annotations]
    groups = {
        group_key(annotation.finding)
        for number, annotation in enumerate(annotations)
        if new[number] and not reasons[number] and annotation.finding.group
    }
    for number, annotation in enumerate(annotations):
        if new[number]:
            continue
        # A new copy is reported in the new text, not also in the old text.
        if not reasons[number] and group_key(annotation.finding) in groups:
            reasons[number] = "unchanged"
        # Notes that the summary offers to show are those of the change.
        if kind == "changed" and reasons[number] in ("", "below_level"):
            reasons[number] = "unchanged"


def _hide_known(
    request: CheckRequest,
    analyzed: Analyzed,
    reasons: list[str],
    known: Mapping[str, Entry],
    old_text: Collection[int] | None = None,
) -> None:
    current = [own or later for own, later in zip(analyzed.reasons, reasons, strict=True)]
    gone = sorted(_stale(request, analyzed, known))
    found = match_known(analyzed.annotations, current, known, gone, old_text)
    for number, is_known in enumerate(found):
        if is_known and not reasons[number]:
            reasons[number] = "baseline"


def _updated(
    request: CheckRequest,
    analyzed: Analyzed,
    reasons: Sequence[str],
    baseline: dict[str, Entry],
    notify: Notify,
) -> dict[str, Entry]:
    """Return the baseline, updated if asked, and report its changes."""
    name = request.configuration.baseline
    stale = _stale(request, analyzed, baseline)
    if not request.update_baseline:
        if stale:
            notify(
                f"{name}: {plural(len(stale), 'entry', 'entries')} no longer found; "
                "remove with --update-baseline"
            )
        return baseline
    current = _shown(analyzed, reasons)
    added = [a for a in current if a.fingerprint not in baseline]
    kept = {key: entry for key, entry in baseline.items() if key not in stale}
    updated = kept | entries_of(added)
    write_baseline(Path(name), updated)
    for annotation in added:
        notify(f"{name}: added {annotation.location.name()}: {annotation.finding.rule}")
    counts = f"{len(kept):,} kept, {len(added):,} added, {len(stale):,} removed"
    notify(f"{name}: {plural(len(updated), 'entry', 'entries')}: {counts}")
    return updated


def _stale(
    request: CheckRequest, analyzed: Analyzed, baseline: Mapping[str, Entry]
) -> set[str]:
    """Return the entries whose findings are gone, as far as this run can know."""
    relative = path_from(request.root)
    paths = {relative(one.source) or one.id for one in named(analyzed.texts)}
    present = {annotation.fingerprint for annotation in analyzed.annotations}
    settings = request.settings
    return {
        key
        for key, (path, rule, _, _) in baseline.items()
        if key not in present
        and (path in paths or not os.path.exists(os.path.join(request.root, path)))  # noqa: PTH110, PTH118
        and (analyzed.reads_folders or rule not in CORPUS_RULE_NAMES)
        and is_enabled(settings, rule)
    }


def _shown(analyzed: Analyzed, reasons: Sequence[str]) -> list[Annotation]:
    """Return the annotations that no reason hides."""
    return [analyzed.annotations[at] for at, reason in enumerate(reasons) if not reason]


def _fails(annotation: Annotation, request: CheckRequest) -> bool:
    finding = annotation.finding
    settings = request.configuration.settings.at(annotation.location.source)
    return finding.rule == LOW_QUALITY.name or settings.fails(finding.severity)


def _status(problems: Sequence[Diagnostic], reported: Sequence[Annotation]) -> int:
    if any(problem.severity == "error" for problem in problems):
        return BROKEN
    return FINDINGS if any(annotation.fails for annotation in reported) else CLEAN
