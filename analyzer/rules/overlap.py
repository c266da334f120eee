"""Reporting a location once: findings that another finding makes needless.

A duplicate passage implies that its sentences are shared; a sentence that appears twice
implies that its opening does. Which rules stand back for which others, the rules
declare.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby

from msgspec.structs import replace

from analyzer.rules.finding import Finding
from analyzer.settings import SEVERITIES

Others = Mapping[str, tuple[str, ...]]
SLACK = 0.1  # of a span's length, by which it may stick out at either end


def merge_superseded(findings: list[Finding], superseded_by: Others) -> list[Finding]:
    """Drop findings that one of another rule covers, and give that one their points.

    Parameters
    ----------
    findings : list of Finding
    superseded_by : mapping of str to tuple of str
        For each rule the rules that take its place.
    """
    rules = {rule for rules in superseded_by.values() for rule in rules}
    stronger: dict[int, list[int]] = {}
    for index, finding in enumerate(findings):
        if finding.rule in rules:
            stronger.setdefault(finding.article, []).append(index)
    furthest = {article: _furthest(findings, those) for article, those in stronger.items()}
    moved = dict.fromkeys(range(len(findings)), 0.0)
    dropped = set()
    for index, finding in enumerate(findings):
        if not superseded_by.get(finding.rule) or finding.article not in furthest:
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
    """Return the sorted starts, and for each the finding up to there that ends last."""
    order = sorted(those, key=lambda index: findings[index].start)
    reaching = order[:1]
    for index in order[1:]:
        further = findings[index].end > findings[reaching[-1]].end
        reaching.append(index if further else reaching[-1])
    return [findings[index].start for index in order], reaching


def redundant_findings(findings: Sequence[Finding], redundant_with: Others) -> set[int]:
    """Return the numbers of findings that one at least as severe makes needless.

    Parameters
    ----------
    findings : sequence of Finding
        Sorted.
    redundant_with : mapping of str to tuple of str
        For each rule the rules that say as much of the same location.
    """
    needless = _again(findings)
    for _, group in groupby(range(len(findings)), key=lambda at: findings[at].article):
        numbers = list(group)
        for rule, stronger in redundant_with.items():
            mine = [number for number in numbers if findings[number].rule == rule]
            over = [number for number in numbers if findings[number].rule in stronger]
            if mine and over:
                needless.update(_covered(findings, mine, over))
    return needless


def _again(findings: Sequence[Finding]) -> set[int]:
    """Return findings whose span the same rule has reported already."""
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
    own = set(mine)
    among_themselves = not own.isdisjoint(over)
    for rank, severity in enumerate(SEVERITIES):
        # Of one rule only a more severe finding covers another of the same span.
        above = [n for n in over if SEVERITIES.index(findings[n].severity) >= rank + (n in own)]
        reach = _reach([findings[n] for n in above])
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
    """Return the furthest end of the spans that begin at or before an offset; -1 if none."""
    spans = sorted((finding.start, finding.end) for finding in findings)
    starts = [start for start, _ in spans]
    ends = [-1, *accumulate((end for _, end in spans), max)]
    return lambda start: ends[bisect_right(starts, start)]
