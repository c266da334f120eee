"""Telling a place once: what a stronger finding of the same place says is left out.

A copied passage says that its sentences are shared; a sentence said twice
says that its opening is. The scores take all of them into account, but a
person wants to read one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from msgspec.structs import replace

from analyzer.settings import SEVERITIES

if TYPE_CHECKING:
    from analyzer.rules.finding import Finding

# A phrase that a stronger finding already shows is not told twice; its points
# move to that finding, so that the score stays as it is.
SUPERSEDED_BY = {"repeated-phrase": ("keyword-stuffing", "near-duplicate-sentence")}


def merge_superseded(findings: list[Finding]) -> list[Finding]:
    """Drop a finding that a stronger one covers, and give its points to that one."""
    rules = {rule for rules in SUPERSEDED_BY.values() for rule in rules}
    stronger: dict[int, list[int]] = {}
    for index, finding in enumerate(findings):
        if finding.rule in rules:
            stronger.setdefault(finding.article, []).append(index)
    furthest = {article: _furthest(findings, those) for article, those in stronger.items()}
    moved = dict.fromkeys(range(len(findings)), 0.0)
    dropped = set()
    for index, finding in enumerate(findings):
        if finding.rule not in SUPERSEDED_BY or finding.article not in furthest:
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


# Rule: the rules that say as much of the same place, and more.
REDUNDANT_WITH = {
    "repeated-phrase": ("keyword-stuffing", "near-duplicate-sentence"),
    "repeated-opening": ("keyword-stuffing", "near-duplicate-sentence", "repeated-phrase"),
    "compressible-text": ("repetitive-text",),
    "shared-sentence": ("duplicate-passage",),
    "archived-sentence": ("archived-article",),
    "duplicate-passage": ("duplicate-passage",),
    "keyword-cannibalization": ("near-duplicate-article",),
}
SLACK = 0.1  # of a place's length, by which it may stand out at either end


def redundant_findings(findings: Sequence[Finding]) -> set[int]:
    """Return the numbers of the findings that one at least as severe makes needless.

    Parameters
    ----------
    findings : sequence of Finding
        Sorted.
    """
    needless = _again(findings)
    for _, group in groupby(range(len(findings)), key=lambda at: findings[at].article):
        numbers = list(group)
        for rule, stronger in REDUNDANT_WITH.items():
            mine = [number for number in numbers if findings[number].rule == rule]
            over = [number for number in numbers if findings[number].rule in stronger]
            if mine and over:
                needless.update(_covered(findings, mine, over))
    return needless


def _again(findings: Sequence[Finding]) -> set[int]:
    """Return the findings of a place that the same rule has told of before."""
    first: dict[tuple[int, int, int, str], int] = {}
    for number, finding in enumerate(findings):
        key = (finding.article, finding.start, finding.end, finding.rule)
        best = first.setdefault(key, number)
        if SEVERITIES.index(finding.severity) > SEVERITIES.index(findings[best].severity):
            first[key] = number
    return set(range(len(findings))).difference(first.values())


def _covered(
    findings: Sequence[Finding], mine: Sequence[int], over: Sequence[int]
) -> Iterator[int]:
    among_themselves = not set(mine).isdisjoint(over)
    for rank, severity in enumerate(SEVERITIES):
        above = SEVERITIES[rank + among_themselves :]
        reach = _reach([findings[n] for n in over if findings[n].severity in above])
        upto = -1
        level = [number for number in mine if findings[number].severity == severity]
        for number in sorted(level, key=lambda n: (findings[n].start, -findings[n].end, n)):
            finding = findings[number]
            slack = SLACK * (finding.end - finding.start)
            end = finding.end - slack
            if reach(finding.start + slack) >= end or (among_themselves and upto >= end):
                yield number
            upto = max(upto, finding.end)


def _reach(findings: Sequence[Finding]) -> Callable[[float], int]:
    """Return how far the places reach that begin at an offset or before; -1 where none does."""
    places = sorted((finding.start, finding.end) for finding in findings)
    starts = [start for start, _ in places]
    ends = [-1, *accumulate((end for _, end in places), max)]
    return lambda start: ends[bisect_right(starts, start)]
