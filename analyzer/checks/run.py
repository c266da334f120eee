"""The check: what of all that was found is new and wanted, and what the exit status is."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from analyzer.checks.analyze import (
    ACROSS_RULES,
    Analyzed,
    CheckRequest,
    analyze_paths,
    group_key,
)
from analyzer.checks.annotation import Annotation, Entry, path_from
from analyzer.checks.baseline import (
    entries_of,
    read_baseline,
    which_known,
    write_baseline,
)
from analyzer.checks.filters import again
from analyzer.checks.result import BROKEN, CLEAN, FINDINGS, HIDDEN, CheckResult
from analyzer.rules.low_quality import RULE as LOW_QUALITY
from analyzer.rules.registry import RULES, is_enabled

if TYPE_CHECKING:
    from analyzer.errors import Problem, ProblemHandler

Tell = Callable[[str], None]


def check(request: CheckRequest, on_problem: ProblemHandler, tell: Tell) -> CheckResult:
    """Check articles, and compare with what was known and what has changed.

    Parameters
    ----------
    request : CheckRequest
    on_problem : callable
        Told of each `Problem` as it is met.
    tell : callable
        Told in a sentence what happened to the baseline.

    Raises
    ------
    SettingError
        If a setting, a baseline or something asked of git is wrong.
    """
    problems: list[Problem] = []

    def met(problem: Problem) -> None:
        problems.append(problem)
        on_problem(problem)

    commits = _commits(request)
    baseline = _baseline(request)
    looked = analyze_paths(request, met)
    kinds = list(looked.kinds)
    _hide_old(request, looked, kinds, commits)
    if baseline is not None:
        baseline = _updated(request, looked, kinds, baseline, tell)
        _hide_known(looked, kinds, baseline)
    for number in again([annotation.finding for annotation in looked.annotations], kinds):
        kinds[number] = "again"
    told = tuple(
        replace(annotation, fails=_fails(annotation, request))
        for annotation, kind in zip(looked.annotations, kinds, strict=True)
        if not kind
    )
    relative = path_from(request.root)
    counts = Counter(kinds)
    return CheckResult(
        told,
        tuple((text.id, relative(text.source) or text.id) for text in looked.texts),
        {kind: counts[kind] for kind in HIDDEN},
        tuple(problems),
        {rule.name: rule.page or "" for rule in RULES},
        _status(problems, told),
    )


def _commits(request: CheckRequest) -> dict[str, str]:
    """Return the commits to compare with, before any work is done."""
    named = {"baseline": request.baseline_ref, "changed": request.changed_ref}
    if not any(named.values()):
        return {}
    from analyzer.checks.git import commit_of, find_root

    root = find_root(request.root)
    return {kind: commit_of(root, ref) for kind, ref in named.items() if ref}


def _baseline(request: CheckRequest) -> dict[str, Entry] | None:
    path = request.configuration.baseline
    if not path:
        return None
    if request.update_baseline and not Path(path).exists():
        return {}
    return read_baseline(Path(path))


def _hide_old(
    request: CheckRequest, looked: Analyzed, kinds: list[str], commits: dict[str, str]
) -> None:
    """Mark what was known at a commit, and what touches no text changed since."""
    if not commits:
        return
    from analyzer.checks.git import changed_since, is_new, known_before

    annotations = looked.annotations
    if "baseline" in commits:
        _hide_known(looked, kinds, known_before(request, commits["baseline"]))
    for kind, commit in commits.items():
        changed = changed_since(request, commit, looked.texts)
        new = [is_new(annotation, changed, looked.texts) for annotation in annotations]
        groups = {
            group_key(annotation.finding)
            for number, annotation in enumerate(annotations)
            if new[number] and not kinds[number] and annotation.finding.group
        }
        for number, annotation in enumerate(annotations):
            # A copy in old text is told where the new one is, and not a second time.
            told_elsewhere = group_key(annotation.finding) in groups
            if not kinds[number] and not new[number] and (kind == "changed" or told_elsewhere):
                kinds[number] = "unchanged"


def _hide_known(looked: Analyzed, kinds: list[str], known: Collection[str]) -> None:
    covered = [kind == "covered" for kind in looked.kinds]
    found = which_known(looked.annotations, covered, known)
    for number, is_known in enumerate(found):
        if is_known and not kinds[number]:
            kinds[number] = "baseline"


def _updated(
    request: CheckRequest,
    looked: Analyzed,
    kinds: Sequence[str],
    baseline: dict[str, Entry],
    tell: Tell,
) -> dict[str, Entry]:
    """Return the baseline to go by, and say what is stale or was changed in it."""
    name = request.configuration.baseline
    stale = _stale(request, looked, baseline)
    if not request.update_baseline:
        if stale:
            tell(
                f"{name}: {_entries(len(stale))} no longer found; "
                "--update-baseline takes them out"
            )
        return baseline
    current = [a for a, kind in zip(looked.annotations, kinds, strict=True) if not kind]
    added = [a for a in current if a.fingerprint not in baseline]
    kept = {key: entry for key, entry in baseline.items() if key not in stale}
    updated = kept | entries_of(added)
    write_baseline(Path(name), updated)
    for annotation in added:
        tell(f"{name}: added {annotation.place.name()}: {annotation.finding.rule}")
    counts = f"{len(kept)} kept, {len(added)} added, {len(stale)} taken out"
    tell(f"{name}: {_entries(len(updated))}: {counts}")
    return updated


def _stale(request: CheckRequest, looked: Analyzed, baseline: dict[str, Entry]) -> set[str]:
    """Return the entries that were looked for and not found."""
    relative = path_from(request.root)
    paths = {relative(article.source) or article.id for article in looked.texts}
    present = {annotation.fingerprint for annotation in looked.annotations}
    settings = request.settings
    return {
        key
        for key, (path, rule, _, _) in baseline.items()
        if key not in present
        and (path in paths or not os.path.exists(os.path.join(request.root, path)))  # noqa: PTH110, PTH118
        and (looked.whole or rule not in ACROSS_RULES)
        and is_enabled(settings, rule)
    }


def _entries(count: int) -> str:
    return f"{count} entr{'y' if count == 1 else 'ies'}"


def _fails(annotation: Annotation, request: CheckRequest) -> bool:
    finding = annotation.finding
    settings = request.configuration.settings.at(annotation.place.source)
    return finding.rule == LOW_QUALITY.name or settings.fails(finding.severity)


def _status(problems: Sequence[Problem], told: Sequence[Annotation]) -> int:
    if any(problem.fatal for problem in problems):
        return BROKEN
    return FINDINGS if any(annotation.fails for annotation in told) else CLEAN
