"""The points that a reported finding stands for, and the scores that they are taken from.

A rule that reports one finding per group divides the points of the group among its places,
which the finding names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from analyzer.rules.registry import ONE_PER_GROUP

if TYPE_CHECKING:
    from analyzer.checks.annotation import Annotation
    from analyzer.rules.finding import Finding

Key = tuple[int, str, str, str]


def with_points(
    annotations: Iterable[Annotation], findings: Sequence[Finding], reasons: Sequence[str]
) -> list[Annotation]:
    """Give annotations the points of their groups, and the scores of their articles.

    Parameters
    ----------
    annotations : iterable of Annotation
        Those that are reported.
    findings : sequence of Finding
        All findings, reported or hidden.
    reasons : sequence of str
        Why each is hidden; suppressed findings take no points.
    """
    taken: dict[tuple[int, str], float] = defaultdict(float)
    groups: dict[Key, list[float]] = defaultdict(list)
    for finding, reason in zip(findings, reasons, strict=True):
        if finding.points and reason != "suppressed":
            taken[finding.article, finding.score] += finding.points
            if finding.rule in ONE_PER_GROUP:
                groups[_key(finding)].append(finding.points)
    return [_with_points(annotation, taken, groups) for annotation in annotations]


def _with_points(
    annotation: Annotation,
    taken: dict[tuple[int, str], float],
    groups: dict[Key, list[float]],
) -> Annotation:
    finding = annotation.finding
    points = groups.get(_key(finding), [])
    total = taken.get((finding.article, finding.score))
    if total is None:
        return annotation
    return replace(
        annotation,
        points=sum(points) if points else finding.points,
        places=max(len(points), 1),
        score=max(100.0 - total, 0.0),
    )


def _key(finding: Finding) -> Key:
    return finding.article, finding.rule, finding.group, finding.score
