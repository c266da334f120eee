"""Originality: how much of each article also appears in others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from analyzer.article import Article
from analyzer.rules.corpus_messages import WITH_LINES, Locations, Messages
from analyzer.rules.finding import Finding, Score
from analyzer.rules.measurement import Measurement
from analyzer.rules.rule import Coverage, Rule
from analyzer.rules.scoring import QUARTERS
from analyzer.settings import Settings, Severity

WARNING_POINTS = 25.0


class OriginalityScorer:
    """Turns what the rules across articles found into findings, article by article.

    A finding takes from originality the share of the body's characters that it covers
    and no finding before it did, so that nothing is taken twice. A near-duplicate of
    another article loses at least the share that both have in common, and its finding
    takes the place of those about passages and sentences that the other article has.

    Parameters
    ----------
    found : sequence of (Rule, Measurement)
    articles : sequence of Article
        All articles of the run.
    ids : sequence of str
        Their ids, so that naming an article does not load it.
    """

    def __init__(
        self,
        found: Sequence[tuple[Rule, Measurement]],
        articles: Sequence[Article],
        ids: Sequence[str],
    ) -> None:
        self._articles = articles
        self._messages = Messages(articles, ids)
        numbers = np.arange(len(ids) + 1)
        self._found = [
            (rule, measurement, Locations(measurement), np.searchsorted(measurement.article, numbers))
            for rule, measurement in found
        ]

    def score(self, article: int, characters: float, settings: Settings) -> list[Finding]:
        """Return the findings of one article whose sentences have so many characters."""
        scored: list[_Scored] = []
        covered: list[tuple[int, int]] = []
        taken = 0.0
        for rule, measurement, locations, ptr in self._found:
            spans = range(int(ptr[article]), int(ptr[article + 1]))
            if not spans or not settings.is_enabled(rule.name, rule.enabled):
                continue
            text = self._articles[article]
            severity = settings.options(rule.name, rule.options).severity
            here = slice(spans.start, spans.stop)
            starts, ends = text.locate(measurement.start[here], measurement.end[here])
            located = zip(starts.tolist(), ends.tolist(), strict=True)
            for span, location in zip(spans, located, strict=True):
                points = 0.0
                if isinstance(rule.scoring, Coverage):
                    points = _points(measurement, span, characters, covered, taken)
                    taken += points
                finding = _finding(rule, measurement, span, location, points)
                if severity and severity != "off":
                    finding = replace(finding, severity=severity)
                scored.append(_Scored(finding, rule, measurement, locations, span))
        return [
            replace(
                one.finding,
                message=self._messages.of(one.rule, one.measurement, one.locations, one.span),
            )
            for one in _without_copied(scored)
        ]


class _Scored(NamedTuple):
    finding: Finding
    rule: Rule
    measurement: Measurement
    locations: Locations
    span: int


def _without_copied(scored: list[_Scored]) -> list[_Scored]:
    """Drop what a near-duplicate implies, and give its finding the points.

    The passages and sentences that an article shares with the one that it repeats are
    implied, whoever else has them.
    """
    copies = [one for one in scored if one.rule.kind == "article"]
    copied_from = {}
    for copy in copies:
        elsewhere = copy.locations.elsewhere(copy.span)
        if elsewhere is not None:
            copied_from[elsewhere.article] = copy
    if not copied_from:
        return scored
    kept, moved = [], dict.fromkeys(copied_from, 0.0)
    for one in scored:
        group = int(one.measurement.group[one.span])
        over = next(
            (
                other
                for other in copied_from
                if one.rule.kind in WITH_LINES and one.locations.has(group, other)
            ),
            None,
        )
        if over is None:
            kept.append(one)
        else:
            moved[over] += one.finding.points
    for other, points in moved.items():
        copy = copied_from[other]
        total = copy.finding.points + points
        score: Score = "originality" if total else ""
        scored_copy = replace(copy.finding, points=total, score=score)
        kept[kept.index(copy)] = copy._replace(finding=scored_copy)
    return kept


def _points(
    measurement: Measurement,
    span: int,
    characters: float,
    covered: list[tuple[int, int]],
    taken: float,
) -> float:
    """Return the points of a span, given what earlier ones have covered and taken."""
    size = max(characters, 1.0)
    share = float(measurement.share[span]) if len(measurement.share) else np.nan
    if np.isnan(share):
        fresh = _merge_interval(
            covered, int(measurement.start[span]), int(measurement.end[span])
        )
        wanted = taken + 100 * fresh / size
    else:
        wanted = 100 * share
    wanted = min(round(wanted * QUARTERS) / QUARTERS, 100.0)
    return max(wanted - taken, 0.0)


def _merge_interval(intervals: list[tuple[int, int]], start: int, end: int) -> int:
    """Add an interval to disjoint ones; return how many characters are new."""
    fresh = end - start
    kept = []
    for first, last in intervals:
        if last < start or first > end:
            kept.append((first, last))
        else:
            fresh -= min(last, end) - max(first, start)
            start, end = min(first, start), max(last, end)
    intervals[:] = [*kept, (start, end)]
    return fresh


def _finding(
    rule: Rule, measurement: Measurement, span: int, location: tuple[int, int], points: float
) -> Finding:
    group = int(measurement.group[span])
    value = float(measurement.weight[group])
    quoted = len(measurement.share) > 0 and measurement.share[span] == 0
    from_value = rule.scoring.warning_from if isinstance(rule.scoring, Coverage) else np.inf
    if len(measurement.warns):
        is_warning = bool(measurement.warns[span])
    else:
        is_warning = points >= WARNING_POINTS or (value >= from_value and not quoted)
    severity: Severity = "warning" if is_warning else "note"
    return Finding(
        int(measurement.article[span]), *location, rule.name, severity, value,
        "originality" if points else "", points, "", measurement.label[group],
    )  # fmt: skip
