"""Findings that others tell already."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from analyzer.scoring import Finding

# A phrase that a stronger finding already shows is not told twice; its points
# move to that finding, so that the score stays as it is.
TOLD_BY = {"repeated-phrase": ("keyword-stuffing", "near-duplicate-sentence")}


def told_once(findings: list[Finding]) -> list[Finding]:
    """Drop a finding that a stronger one covers, and give its points to that one."""
    rules = {rule for rules in TOLD_BY.values() for rule in rules}
    stronger: dict[int, list[int]] = {}
    for index, finding in enumerate(findings):
        if finding.rule in rules:
            stronger.setdefault(finding.article, []).append(index)
    furthest = {article: _furthest(findings, those) for article, those in stronger.items()}
    moved = dict.fromkeys(range(len(findings)), 0.0)
    dropped = set()
    for index, finding in enumerate(findings):
        if finding.rule not in TOLD_BY or finding.article not in furthest:
            continue
        starts, reaching = furthest[finding.article]
        at = bisect_right(starts, finding.start) - 1
        if at >= 0 and findings[reaching[at]].end >= finding.end:
            moved[reaching[at]] += finding.points
            dropped.add(index)
    return [
        replace(finding, points=finding.points + moved[index]) if moved[index] else finding
        for index, finding in enumerate(findings)
        if index not in dropped
    ]


def _furthest(findings: list[Finding], those: list[int]) -> tuple[list[int], list[int]]:
    """Return where findings start, in order, and which up to there reaches furthest."""
    order = sorted(those, key=lambda index: findings[index].start)
    reaching = order[:1]
    for index in order[1:]:
        further = findings[index].end > findings[reaching[-1]].end
        reaching.append(index if further else reaching[-1])
    return [findings[index].start for index in order], reaching
