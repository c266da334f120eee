"""Originality: how much of each article also appears in others, and the messages about it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np

from analyzer.article import Article, line_columns
from analyzer.rules.finding import Finding
from analyzer.rules.measurement import Measurement
from analyzer.rules.rule import Coverage, Rule
from analyzer.rules.scoring import QUARTERS
from analyzer.rules.sentence_differences import drift
from analyzer.settings import Settings, Severity
from analyzer.text.arrays import unique

# Kinds of rule whose messages name the line of the other location.
WITH_LINES = ("passage", "sentence")


class Elsewhere(NamedTuple):
    """The first location of a text in another article, and the number of other articles."""

    article: int
    start: int
    end: int
    n_articles: int


class Locations:
    """In which articles the text of each group of a measurement appears.

    Parameters
    ----------
    found : Measurement
    """

    def __init__(self, found: Measurement) -> None:
        self._found = found
        self._width = int(found.article.max(initial=0)) + 1
        self._pairs = unique(found.group * self._width + found.article)

    def has(self, group: int, article: int) -> bool:
        """Return whether an article has a span of a group."""
        wanted = group * self._width + article
        at = int(np.searchsorted(self._pairs, wanted))
        return article < self._width and at < len(self._pairs) and self._pairs[at] == wanted

    def elsewhere(self, span: int) -> Elsewhere | None:
        """Return where the text of a span also appears, if that is known."""
        found = self._found
        if len(found.elsewhere):
            own = found.elsewhere
            return Elsewhere(
                int(own.article[span]), int(own.start[span]), int(own.end[span]),
                int(own.n_articles[span]),
            )  # fmt: skip
        if not len(found.other) or found.other[span] < 0:
            return None
        other, first = int(found.other[span]), int(found.group[span]) * self._width
        ends = np.searchsorted(self._pairs, [first, first + self._width])
        return Elsewhere(
            int(found.article[other]), int(found.start[other]), int(found.end[other]),
            int(ends[1] - ends[0]) - 1,
        )  # fmt: skip


class Messages:
    """Writes the messages of findings across articles.

    Parameters
    ----------
    articles : sequence of Article
    ids : sequence of str
        Their ids, so that naming an article does not load it.
    """

    def __init__(self, articles: Sequence[Article], ids: Sequence[str]) -> None:
        self._articles, self._ids = articles, ids
        self._line = lru_cache(maxsize=4096)(self._find_line)

    def of(self, rule: Rule, found: Measurement, locations: Locations, span: int) -> str:
        """Return the message of a span."""
        group, text = int(found.group[span]), ""
        if found.message:
            return found.message[group]
        article, start, end = (
            int(column[span]) for column in (found.article, found.start, found.end)
        )
        if "{text}" in rule.message:
            text = " ".join(self._articles[article].prose[start:end].split())
        elsewhere = locations.elsewhere(span)
        message = rule.message.format(
            label=found.label[group],
            value=float(found.weight[group]),
            other=self._named(rule, elsewhere) if elsewhere else "",
            text=text,
        )
        if rule.kind == "passage" and elsewhere and elsewhere.n_articles == 1:
            there = self._articles[elsewhere.article].prose[elsewhere.start : elsewhere.end]
            message += drift(self._articles[article].prose[start:end], there)
        return message + (found.addition[group] if found.addition else "")

    def _named(self, rule: Rule, elsewhere: Elsewhere) -> str:
        name = self._ids[elsewhere.article]
        if rule.kind not in WITH_LINES:
            return name
        location = f"{name}:{self._line(elsewhere.article, elsewhere.start)}"
        if elsewhere.n_articles < 2:
            return location
        return f"{elsewhere.n_articles} other articles, first in {location}"

    def _find_line(self, article: int, start: int) -> int:
        text = self._articles[article]
        place, _ = text.locate(np.array([start]), np.array([start + 1]))
        return line_columns(text.text, place.tolist())[0][0]


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
            (
                rule,
                measurement,
                Locations(measurement),
                np.searchsorted(measurement.article, numbers),
            )
            for rule, measurement in found
            if rule.reported
        ]

    def score(self, article: int, characters: float, settings: Settings) -> list[Finding]:
        """Return the findings of one article whose sentences have so many characters."""
        return [self.finding(one) for one in self.spans(article, characters, settings)]

    def spans(self, article: int, characters: float, settings: Settings) -> list[ScoredSpan]:
        """Return the spans that are the findings of one article, with their points."""
        scored: list[ScoredSpan] = []
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
                scored.append(
                    ScoredSpan(rule, measurement, locations, span, location, points, severity)
                )
        return _without_copied(scored)

    def finding(self, one: ScoredSpan) -> Finding:
        """Return the finding of a span."""
        message = self._messages.of(one.rule, one.measurement, one.locations, one.span)
        return _finding(one, message)


class ScoredSpan(NamedTuple):
    """A span of a measurement, and the points that it takes."""

    rule: Rule
    measurement: Measurement
    locations: Locations
    span: int
    location: tuple[int, int]
    points: float
    severity: Severity | Literal["off"] | None


def _without_copied(scored: list[ScoredSpan]) -> list[ScoredSpan]:
    """Drop what a near-duplicate implies, and give its finding the points.

    The passages and sentences that an article shares with the one that it repeats are
    implied, whoever else has them.
    """
    copies: dict[int, int] = {}
    for at, one in enumerate(scored):
        elsewhere = one.locations.elsewhere(one.span) if one.rule.kind == "article" else None
        if elsewhere is not None:
            copies[elsewhere.article] = at
    if not copies:
        return scored
    moved, dropped = dict.fromkeys(copies.values(), 0.0), set()
    for at, one in enumerate(scored):
        if one.rule.kind not in WITH_LINES:
            continue
        group = int(one.measurement.group[one.span])
        named = one.locations.elsewhere(one.span)
        having = (other for other in copies if one.locations.has(group, other))
        of = named.article if named and named.article in copies else next(having, None)
        if of is not None:
            moved[copies[of]] += one.points
            dropped.add(at)
    return [
        one._replace(points=one.points + moved.get(at, 0.0))
        for at, one in enumerate(scored)
        if at not in dropped
    ]


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


def _finding(one: ScoredSpan, message: str) -> Finding:
    measurement, span, points = one.measurement, one.span, one.points
    group = int(measurement.group[span])
    value = float(measurement.weight[group])
    other = one.locations.elsewhere(span)
    further = one.severity is None and len(measurement.further_copy) > 0
    is_further_copy = further and bool(measurement.further_copy[span])
    return Finding(
        int(measurement.article[span]), *one.location, one.rule.name, _severity(one, value),
        value, "originality" if points else "", points, message, measurement.label[group],
        is_further_copy=is_further_copy,
        elsewhere=(other.article, other.start, other.end) if other else (),
    )  # fmt: skip


def _severity(one: ScoredSpan, value: float) -> Severity:
    if one.severity and one.severity != "off":
        return one.severity
    measurement, rule = one.measurement, one.rule
    if measurement.severity:
        return measurement.severity[int(measurement.group[one.span])] or rule.severity
    if len(measurement.warns):
        # What takes no points fails nothing.
        return "warning" if measurement.warns[one.span] and one.points > 0 else "note"
    if len(measurement.share) and measurement.share[one.span] == 0:
        return "note"
    scoring = rule.scoring
    from_value = scoring.warning_from if isinstance(scoring, Coverage) else np.inf
    return "warning" if value >= from_value else rule.severity
