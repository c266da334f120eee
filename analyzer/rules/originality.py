"""Judging what articles share: how much of each stands elsewhere too."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analyzer.article import Article, Ints
from analyzer.rules.finding import Finding
from analyzer.rules.rule import Measurement, Rule
from analyzer.rules.scoring import COPY_WARNING, POLICIES, QUARTERS
from analyzer.settings import Settings, Severity


class OriginalityScorer:
    """What the measures across articles found, to be judged article by article.

    A finding takes from originality the share of the body's characters that it
    covers and no finding before it did, so that nothing is taken twice. An
    article like another one loses at least the share it has in common with it.

    Parameters
    ----------
    found : sequence of (Measure, Evidence)
    articles : sequence of Article
        All of the run.
    ids : sequence of str
        Their ids, so that naming an article does not fetch it.
    """

    def __init__(
        self,
        found: Sequence[tuple[Rule, Measurement]],
        articles: Sequence[Article],
        ids: Sequence[str],
    ) -> None:
        self._articles, self._ids = articles, ids
        numbers = np.arange(len(ids) + 1)
        # Places are listed by article.
        self._found = [
            (measure, evidence, np.searchsorted(evidence.article, numbers))
            for measure, evidence in found
        ]

    def judge(self, article: int, characters: float, settings: Settings) -> list[Finding]:
        """Return the findings of one article; `characters` are in its sentences."""
        findings: list[Finding] = []
        covered: list[tuple[int, int]] = []
        taken = 0.0
        for measure, evidence, upto in self._found:
            places = range(int(upto[article]), int(upto[article + 1]))
            if not places or not settings.is_enabled(measure.name):
                continue
            text, limit = self._articles[article], POLICIES[measure.name]
            here = slice(places.start, places.stop)
            starts, ends = locate(text, evidence.start[here], evidence.end[here])
            spans = zip(starts.tolist(), ends.tolist(), strict=True)
            for place, span in zip(places, spans, strict=True):
                points = 0.0
                if limit.judged_by == "cover":
                    points = _taken(evidence, place, characters, covered, taken)
                    taken += points
                told = _told(measure, evidence, place, text, self._ids)
                findings.append(_finding(measure.name, evidence, place, span, points, told))
        return findings


def _taken(
    evidence: Measurement,
    place: int,
    characters: float,
    covered: list[tuple[int, int]],
    taken: float,
) -> float:
    size = max(characters, 1.0)
    share = float(evidence.share[place]) if len(evidence.share) else np.nan
    if np.isnan(share):
        fresh = _add(covered, int(evidence.start[place]), int(evidence.end[place]))
        wanted = taken + 100 * fresh / size
    else:
        wanted = 100 * share
    wanted = min(round(wanted * QUARTERS) / QUARTERS, 100.0)
    return max(wanted - taken, 0.0)


def _add(spans: list[tuple[int, int]], start: int, end: int) -> int:
    """Add a stretch to disjoint spans; return how many characters it adds."""
    fresh = end - start
    kept = []
    for first, last in spans:
        if last < start or first > end:
            kept.append((first, last))
        else:
            fresh -= min(last, end) - max(first, start)
            start, end = min(first, start), max(last, end)
    spans[:] = [*kept, (start, end)]
    return fresh


def _told(
    measure: Rule, evidence: Measurement, place: int, article: Article, ids: Sequence[str]
) -> str:
    group, other, text = int(evidence.group[place]), "", ""
    if evidence.detail:
        return evidence.detail[group]
    if len(evidence.other) and evidence.other[place] >= 0:
        other = ids[int(evidence.article[evidence.other[place]])]
    if "{text}" in measure.message:
        stretch = article.prose[int(evidence.start[place]) : int(evidence.end[place])]
        text = " ".join(stretch.split())
    value = float(evidence.weight[group])
    return measure.message.format(
        label=evidence.label[group], value=value, other=other, text=text
    )


def _finding(
    rule: str,
    evidence: Measurement,
    place: int,
    span: tuple[int, int],
    points: float,
    told: str,
) -> Finding:
    group, limit = int(evidence.group[place]), POLICIES[rule]
    value = float(evidence.weight[group])
    openly = len(evidence.share) > 0 and evidence.share[place] == 0
    serious = points >= COPY_WARNING or (value >= limit.warning and not openly)
    severity: Severity = "warning" if serious else "note"
    return Finding(
        int(evidence.article[place]), span[0], span[1], rule, severity, value,
        limit.score if points else "", points, told, evidence.label[group],
    )  # fmt: skip


def locate(article: Article, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Turn offsets into an article's prose into offsets into its text."""
    return (start, end) if article.markup is None else article.markup.locate(start, end)
