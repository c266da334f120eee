"""Judging what articles share: how much of each stands elsewhere too."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analyzer.article import Article, Floats, Ints
from analyzer.measure import Evidence, Measure
from analyzer.scoring import COPY_WARNING, LIMITS, QUARTERS, Finding
from analyzer.settings import Settings, Severity


def judge_across(
    found: Sequence[tuple[Measure, Evidence]],
    articles: Sequence[Article],
    ids: Sequence[str],
    characters: Floats,
    settings: Settings,
) -> list[Finding]:
    """Judge what the measures across articles found.

    A finding takes from originality the share of the body's characters that it
    covers and no finding before it did, so that nothing is taken twice. An
    article like another one loses at least the share it has in common with it.

    Parameters
    ----------
    articles : sequence of Article
        All of the run.
    ids : sequence of str
        Their ids, so that naming an article does not fetch it.
    characters : ndarray of float64, shape (n_articles,)
        Characters in the sentences of each body.

    Returns
    -------
    list of Finding
        Sorted.
    """
    findings: list[Finding] = []
    covered: dict[int, list[tuple[int, int]]] = {}
    taken = np.zeros(len(articles))
    for measure, evidence in found:
        if not settings.tells(measure.name):
            continue
        limit = LIMITS[measure.name]
        for place in range(len(evidence.article)):
            article = int(evidence.article[place])
            points = 0.0
            if limit.judged_by == "cover":
                points = _taken(evidence, place, characters, covered, taken)
                taken[article] += points
            findings.append(_finding(measure, evidence, place, articles[article], ids, points))
    return sorted(findings)


def _taken(
    evidence: Evidence,
    place: int,
    characters: Floats,
    covered: dict[int, list[tuple[int, int]]],
    taken: Floats,
) -> float:
    article = int(evidence.article[place])
    start, end = int(evidence.start[place]), int(evidence.end[place])
    size = max(float(characters[article]), 1.0)
    share = float(evidence.share[place]) if len(evidence.share) else np.nan
    if np.isnan(share):
        fresh = _add(covered.setdefault(article, []), start, end)
        wanted = taken[article] + 100 * fresh / size
    else:
        wanted = 100 * share
    wanted = min(round(wanted * QUARTERS) / QUARTERS, 100.0)
    return float(max(wanted - taken[article], 0.0))


def _add(spans: list[tuple[int, int]], start: int, end: int) -> int:
    """Add a stretch to disjoint spans; return how many characters it adds."""
    fresh = end - start
    kept = []
    for first, last in spans:
        if last < start or first > end:
            kept.append((first, last))
        else:
            fresh -= max(min(last, end) - max(first, start), 0)
            start, end = min(first, start), max(last, end)
    spans[:] = [*kept, (start, end)]
    return fresh


def _finding(
    measure: Measure,
    evidence: Evidence,
    place: int,
    article: Article,
    ids: Sequence[str],
    points: float,
) -> Finding:
    group = int(evidence.group[place])
    start, end = locate(article, evidence.start[[place]], evidence.end[[place]])
    value, label, other = float(evidence.weight[group]), evidence.label[group], ""
    if len(evidence.other) and evidence.other[place] >= 0:
        other = ids[int(evidence.article[evidence.other[place]])]
    severity: Severity = "warning" if points >= COPY_WARNING else "note"
    return Finding(
        int(evidence.article[place]), int(start[0]), int(end[0]), measure.name, severity, value,
        LIMITS[measure.name].score if points else "", points,
        measure.message.format(label=label, value=value, other=other), label,
    )  # fmt: skip


def locate(article: Article, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Turn offsets into an article's prose into offsets into its text."""
    return (start, end) if article.markup is None else article.markup.locate(start, end)
