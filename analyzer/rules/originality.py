"""Originality: how much of each article also appears in others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from analyzer.article import Article
from analyzer.rules.finding import Finding
from analyzer.rules.measurement import Measurement
from analyzer.rules.rule import Coverage, Rule
from analyzer.rules.scoring import QUARTERS
from analyzer.settings import Settings, Severity


class OriginalityScorer:
    """Turns what the rules across articles found into findings, article by article.

    A finding takes from originality the share of the body's characters that it covers
    and no finding before it did, so that nothing is taken twice. A near-duplicate of
    another article loses at least the share that both have in common.

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
        self._articles, self._ids = articles, ids
        numbers = np.arange(len(ids) + 1)
        self._found = [
            (rule, measurement, np.searchsorted(measurement.article, numbers))
            for rule, measurement in found
            if rule.reported
        ]

    def score(self, article: int, characters: float, settings: Settings) -> list[Finding]:
        """Return the findings of one article whose sentences have so many characters."""
        findings: list[Finding] = []
        covered: list[tuple[int, int]] = []
        taken = 0.0
        for rule, measurement, ptr in self._found:
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
                message = _message(rule, measurement, span, text, self._ids)
                finding = _finding(rule, measurement, span, location, points)
                given = severity if severity and severity != "off" else finding.severity
                findings.append(replace(finding, message=message, severity=given))
        return findings


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


def _message(
    rule: Rule, measurement: Measurement, span: int, article: Article, ids: Sequence[str]
) -> str:
    group, other, text = int(measurement.group[span]), "", ""
    if measurement.message:
        return measurement.message[group]
    if len(measurement.other) and measurement.other[span] >= 0:
        other = ids[int(measurement.article[measurement.other[span]])]
    if "{text}" in rule.message:
        words = article.prose[int(measurement.start[span]) : int(measurement.end[span])]
        text = " ".join(words.split())
    value = float(measurement.weight[group])
    return rule.message.format(
        label=measurement.label[group], value=value, other=other, text=text
    )


def _finding(
    rule: Rule, measurement: Measurement, span: int, location: tuple[int, int], points: float
) -> Finding:
    group = int(measurement.group[span])
    value = float(measurement.weight[group])
    quoted = len(measurement.share) > 0 and measurement.share[span] == 0
    from_value = rule.scoring.warning_from if isinstance(rule.scoring, Coverage) else np.inf
    severity: Severity = "warning" if value >= from_value else rule.severity
    if measurement.severity:
        severity = measurement.severity[group] or rule.severity
    elif quoted:
        severity = "note"
    return Finding(
        int(measurement.article[span]), *location, rule.name, severity, value,
        "originality" if points else "", points, "", measurement.label[group],
    )  # fmt: skip
