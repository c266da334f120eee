"""A finding: one span of an article that a rule reports, and findings that say the same."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec.structs import replace

from analyzer.article import LINE_END
from analyzer.settings import SEVERITIES, Severity

if TYPE_CHECKING:
    from analyzer.article import Article

Score = Literal["quality", "originality", ""]


class Finding(msgspec.Struct, frozen=True, order=True):
    """One span of an article that a rule reports.

    Attributes
    ----------
    article : int
        The number of the article in the run.
    start, end : int
        A half-open span of the article's text, in code points.
    rule : str
    severity : {"note", "warning", "error"}
    value : float
        In the unit of the rule; that of the group, where there is one.
    score : {"quality", "originality", ""}
        The score that the points are taken from.
    points : float
        A multiple of a quarter.
    message : str
    group : str
        The phrase or the number of the group: findings of one group repeat each other.
    detail : str
        Statistics behind the finding, for readers who ask for them.
    other_start, other_end : int
        The span of the same article that the finding names, such as the sentence that
        it repeats; empty where it names none.
    is_further_copy : bool
        Whether it is a note only because several other articles have the same passage. In
        changed text such a copy is a warning.
    elsewhere : tuple of int
        The article that the finding names, and a half-open span of its prose, where it
        names another one.
    """

    article: int
    start: int
    end: int
    rule: str
    severity: Severity
    value: float
    score: Score
    points: float
    message: str
    group: str
    detail: str = ""
    other_start: int = 0
    other_end: int = 0
    is_further_copy: bool = False
    elsewhere: tuple[int, ...] = ()


def first_line(article: Article) -> tuple[int, int]:
    """Return the span of the first line of the prose in the text."""
    text, start = article.text, 0
    if article.markup is not None and len(article.markup.run_start):
        start = int(article.markup.run_start[0])
    else:
        start = len(text) - len(text.lstrip())
    stop = LINE_END.search(text, start)
    return start, stop.start() if stop else len(text)


Others = Mapping[str, tuple[str, ...]]
SLACK = 0.1  # of a span's length, by which it may stick out at either end
GAP = 3


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
        reaching = furthest[finding.article]
        at = bisect_right(reaching, finding.start, key=itemgetter(0)) - 1
        if at >= 0 and reaching[at][1] >= finding.end:
            moved[reaching[at][2]] += finding.points
            dropped.add(index)
    return [
        replace(finding, points=finding.points + moved[index]) if moved[index] else finding
        for index, finding in enumerate(findings)
        if index not in dropped
    ]


def _furthest(findings: list[Finding], those: list[int]) -> list[tuple[int, int, int]]:
    """Return sorted starts, each with the end of the span up to there that ends last.

    The third value is the finding of that span.
    """
    reaching: list[tuple[int, int, int]] = []
    last = (-1, -1)
    shown = [(*span, index) for index in those for span in _spans(findings[index])]
    for start, end, index in sorted(shown):
        last = max(last, (end, index), key=lambda found: found[0])
        reaching.append((start, *last))
    return reaching


def _spans(finding: Finding) -> list[tuple[int, int]]:
    """Return the spans that a finding shows: its own, and the one that it names."""
    named = [(finding.other_start, finding.other_end)] if finding.other_end else []
    return [(finding.start, finding.end), *named]


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
    """Return the furthest end of the spans that begin at or before an offset; -1 if none.

    Spans with at most `GAP` characters between them are one: sentences side by side cover
    a run of words through all of them.
    """
    spans: list[tuple[int, int]] = []
    for start, end in sorted(span for finding in findings for span in _spans(finding)):
        if spans and start <= spans[-1][1] + GAP:
            spans[-1] = spans[-1][0], max(spans[-1][1], end)
        else:
            spans.append((start, end))
    starts = [start for start, _ in spans]
    ends = [-1, *accumulate((end for _, end in spans), max)]
    return lambda start: ends[bisect_right(starts, start)]
