"""From measurements to findings and points.

Every measurement is turned into its *rarity*: -log10 of the share of reference
articles of the same vocabulary size that have as much (see `reference_profile`). What
one reference article in a hundred has (2) is reported; from there on each tenfold
rarity takes `POINTS_PER_TENFOLD` points, up to the most that the rule takes. A rule that
counts takes the same points for each unit. Keyword stuffing is a probability and takes
that share of its most. Copies take from
originality the share of the article that they cover (see `originality`).

Points are whole quarters, so that their sum is exact: a score is 100 minus the points
of its findings to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from analyzer.article import Block, Floats, Ints
from analyzer.corpus import Corpus
from analyzer.rules.finding import Finding, Score, first_line, merge_superseded
from analyzer.rules.measurement import Measurement
from analyzer.rules.reference_profile import Profile
from analyzer.rules.rule import (
    Below,
    Count,
    Coverage,
    Informational,
    Probability,
    Rarity,
    Rule,
)
from analyzer.settings import RuleOptions, Settings, Severity

QUARTERS = 4
NOTE_RARITY = 2.0
POINTS_PER_TENFOLD = 20.0
NOTE_PROBABILITY = 0.5
# A warning fails a check, so it must be twice as likely as not.
WARNING_PROBABILITY = 2 / 3
ERROR_PROBABILITY = 0.95


def score_articles(
    corpus: Corpus,
    measured: Sequence[tuple[Rule, Measurement]],
    vocabulary_size: Ints,
    profile: Profile,
    settings: Settings,
) -> list[Finding]:
    """Turn what the rules of one article measured in a batch into findings.

    Parameters
    ----------
    corpus : Corpus
    measured : sequence of (Rule, Measurement)
    vocabulary_size : ndarray of int64, shape (n_articles,)
        Distinct words of each article.
    profile : Profile
    settings : Settings

    Returns
    -------
    list of Finding
        Sorted; articles are counted within the batch.
    """
    findings: list[Finding] = []
    superseded: dict[str, tuple[str, ...]] = {}
    for rule, measurement in measured:
        if rule.reported and settings.is_enabled(rule.name, rule.enabled):
            scorer = _Scorer(rule, settings.options(rule.name, rule.options), profile)
            findings += scorer.findings(corpus, measurement, vocabulary_size)
            superseded[rule.name] = rule.superseded_by
    return sorted(
        finding if finding.points or not finding.score else replace(finding, score="")
        for finding in merge_superseded(findings, superseded)
    )


def accepted_terms(
    measured: Sequence[tuple[Rule, Measurement]], settings: Settings
) -> list[tuple[int, str, str]]:
    """Return article, rule and folded term of the phrases that the settings accept."""
    accepted: set[tuple[int, str, str]] = set()
    for rule, found in measured:
        terms = _terms(settings.options(rule.name, rule.options))
        if terms and len(found.weight):
            article = _group_articles(found).tolist()
            labels = [label.casefold() for label in found.label]
            accepted.update(
                (index, rule.name, label)
                for index, label in zip(article, labels, strict=True)
                if label in terms
            )
    return sorted(accepted)


def quality(findings: Sequence[Finding], score: Score = "quality") -> float:
    """Return 100 minus the points taken from a score, at least 0."""
    return max(100.0 - sum(f.points for f in findings if f.score == score), 0.0)


class _Scorer:
    """The findings of one rule in one batch."""

    def __init__(self, rule: Rule, options: RuleOptions, profile: Profile) -> None:
        self.rule, self.options, self.profile = rule, options, profile
        has_points = (
            isinstance(rule.scoring, Rarity | Count | Probability) and rule.scoring.most
        )
        self.score: Score = "quality" if has_points else ""

    def findings(
        self, corpus: Corpus, found: Measurement, vocabulary_size: Ints
    ) -> list[Finding]:
        scoring = self.rule.scoring
        strength, points = self._strength(found.value, vocabulary_size)
        if not len(found.weight):
            # Of a rule about phrases, what is not listed is no finding in any batch.
            if self.rule.kind in ("phrase", "sentence"):
                return []
            return self._whole_articles(corpus, found, strength, points)
        group_article = _group_articles(found)
        reported = (strength >= 1)[group_article] | isinstance(scoring, Count)
        if isinstance(scoring, Rarity) and scoring.per_group:
            own, _ = self._strength(found.weight, vocabulary_size[group_article])
            reported &= own >= 1
        reported &= ~self._accepted(found)
        chosen = reported[found.group]
        if len(found.reported):
            chosen &= found.reported
        spans = np.flatnonzero(chosen)
        start, end = corpus.locate(found.article[spans], found.start[spans], found.end[spans])
        other_start, other_end = _other_spans(corpus, found, spans)
        shares = _shares(found, spans, points)
        count = np.bincount(found.group, minlength=len(found.weight))
        findings = []
        for index, span in enumerate(spans.tolist()):
            group, article = int(found.group[span]), int(found.article[span])
            value, label = float(found.weight[group]), found.label[group]
            message = (
                found.message[group]
                if found.message
                else self.rule.message.format(label=label, value=value, count=int(count[group]))
            )
            findings.append(
                Finding(
                    article, int(start[index]), int(end[index]), self.rule.name,
                    self._severity(float(strength[article]), found, group), value,
                    self.score, shares[index], message, label,
                    found.detail[group] if found.detail else "",
                    int(other_start[index]), int(other_end[index]),
                )
            )  # fmt: skip
        return findings

    def _whole_articles(
        self, corpus: Corpus, found: Measurement, strength: Floats, points: Floats
    ) -> list[Finding]:
        """Report whole articles, at the first sentence of the body.

        Articles without words are reported by rules that read code too, at the first line.
        """
        reads_all = Block.CODE in self.rule.reads
        reported = np.flatnonzero((strength >= 1) & ((corpus.n_words > 0) | reads_all))
        start, end = _first_spans(corpus, reported)
        return [
            Finding(
                article, int(start[index]), int(end[index]), self.rule.name,
                self._severity(float(strength[article]), found), float(found.value[article]),
                self.score, round(float(points[article]) * QUARTERS) / QUARTERS,
                self.rule.message.format(value=float(found.value[article]), label="", count=0),
                "",
            )
            for index, article in enumerate(reported.tolist())
        ]  # fmt: skip

    def _strength(self, value: Floats, vocabulary_size: Ints) -> tuple[Floats, Floats]:
        """Return the value on a scale where 1 is reported, and the points."""
        scoring, nothing = self.rule.scoring, np.zeros(len(value))
        if isinstance(scoring, Probability):
            points = np.where(value >= NOTE_PROBABILITY, scoring.most * value, 0.0)
            return value / NOTE_PROBABILITY, points
        if isinstance(scoring, Below):
            limit = getattr(self.options, scoring.option)
            return np.where(value < limit, 1.0, 0.0), nothing
        if isinstance(scoring, Count):
            return np.sign(value), np.minimum(scoring.each * value, scoring.most)
        if isinstance(scoring, Informational | Coverage):
            return np.where(value > 0, 1.0, 0.0), nothing
        rarity = self.profile.rarity(self.rule.name, value, vocabulary_size)
        points = np.clip((rarity - NOTE_RARITY) * POINTS_PER_TENFOLD, 0, scoring.most)
        return rarity / NOTE_RARITY, points

    def _severity(self, strength: float, found: Measurement, group: int = -1) -> Severity:
        given = self.options.severity
        if given is not None and given != "off":
            return given
        if found.severity and found.severity[group]:
            return found.severity[group] or self.rule.severity
        if isinstance(self.rule.scoring, Probability):
            probability = strength * NOTE_PROBABILITY
            if probability >= WARNING_PROBABILITY:
                return "error" if probability >= ERROR_PROBABILITY else "warning"
            return "note"
        return self.rule.severity

    def _accepted(self, found: Measurement) -> np.ndarray:
        """Return which groups repeat a term that the configuration accepts."""
        terms = _terms(self.options)
        return np.array([bool(terms) and label.casefold() in terms for label in found.label])


def _terms(options: RuleOptions) -> frozenset[str]:
    return frozenset(term.casefold() for term in options.terms)


def _first_spans(corpus: Corpus, article: Ints) -> tuple[Ints, Ints]:
    """Return the span in the text of the first sentence of articles, or of the first line."""
    start, end = np.zeros((2, len(article)), np.int64)
    worded = np.flatnonzero(corpus.n_words[article] > 0)
    sentence = corpus.token_sentence[corpus.article_ptr[article[worded]]]
    last = corpus.sentence_ptr[sentence + 1] - 1
    start[worded], end[worded] = corpus.locate(
        article[worded], corpus.sentence_start[sentence], corpus.token_end[last]
    )
    for index in np.flatnonzero(corpus.n_words[article] == 0).tolist():
        start[index], end[index] = first_line(corpus.articles[int(article[index])])
    return start, end


def _group_articles(found: Measurement) -> Ints:
    article = np.zeros(len(found.weight), np.int64)
    article[found.group] = found.article
    return article


def _other_spans(corpus: Corpus, found: Measurement, spans: Ints) -> tuple[Ints, Ints]:
    """Return the span of the article's text that each of some spans names; 0, 0 for none."""
    start, end = np.zeros((2, len(spans)), np.int64)
    if len(found.other):
        other = found.other[spans]
        named = np.flatnonzero(other >= 0)
        at = other[named]
        start[named], end[named] = corpus.locate(
            found.article[at], found.start[at], found.end[at]
        )
    return start, end


def _shares(found: Measurement, spans: Ints, points: Floats) -> list[float]:
    """Split the points of each article over its spans by weight, in whole quarters."""
    group = found.group[spans]
    weight = found.weight[group] / np.bincount(group, minlength=len(found.weight))[group]
    shares = np.zeros(len(spans))
    article = found.article[spans]
    # In the order of the text: the numbers of groups depend on the rest of the batch.
    order = np.lexsort((found.end[spans], found.start[spans], article))
    for index in sorted(set(article[points[article] > 0].tolist())):
        here = order[article[order] == index]
        shares[here] = apportion(float(points[index]), weight[here])
    return [float(share) for share in shares]


def apportion(points: float, weight: Floats) -> Floats:
    """Split points in proportion to weights, as whole quarters that add up.

    Parameters
    ----------
    points : float
        Rounded to the nearest quarter first.
    weight : ndarray of float64, shape (n,)
        At least one is positive.

    Returns
    -------
    ndarray of float64, shape (n,)
    """
    whole = round(points * QUARTERS)
    exact = whole * weight / weight.sum()
    share = np.floor(exact)
    # The largest remainders get what is left; equal ones in the order of the spans.
    behind = np.argsort(share - exact, kind="stable")[: whole - int(share.sum())]
    share[behind] += 1
    return np.asarray(share / QUARTERS)
