"""From evidence to findings and scores: the one place where anything is judged.

The principle. Evidence of any kind is first turned into its *tail*: -log10 of
the share of clean articles of the same size that have as much (see
`reference`). What one clean article in a hundred has (2) is told; from there
on, every tenfold rarity takes `POINTS_PER_TENFOLD` points, up to the most that
rule may take. Keyword stuffing is judged by its probability instead, and takes
that share of its most. What is copied from elsewhere takes from originality
the share of the article that it covers.

Points are whole quarters, so that adding them up is exact: a score is 100
minus the points of its findings, not about that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
import numpy as np
from msgspec.structs import replace

from analyzer.article import Floats, Ints
from analyzer.corpus import Corpus
from analyzer.rules.finding import Finding, Score
from analyzer.rules.overlap import merge_superseded
from analyzer.rules.reference_profile import Profile
from analyzer.rules.rule import Measurement, Rule
from analyzer.settings import SEVERITIES, Settings, Severity

QUARTERS = 4
NOTE_RARITY = 2.0
WARNING_RARITY = 3.0
POINTS_PER_TENFOLD = 20.0
NOTE_PROBABILITY = 0.5
WARNING_PROBABILITY = 0.5
ERROR_PROBABILITY = 0.95
COPY_WARNING = 25.0


class ScoringPolicy(msgspec.Struct, frozen=True):
    """How a rule is judged.

    Attributes
    ----------
    most : float
        The most points it takes, where these are made from its value.
    judged_by : {"tail", "probability", "below", "cover", "count"}
        By the tail of clean articles; by a probability; by a fixed limit that
        the value must not fall below; by the share of the article that is
        covered; or not at all, where every place is told.
    each : bool
        Whether every group must be beyond the limit by its own weight.
    always : bool
        Whether it is told even where it takes no points.
    at : float
        The fixed limit of "below".
    warning : float
        The value from which a copy is a warning whatever points it takes.
    """

    score: Score
    most: float = 0.0
    judged_by: Literal["tail", "probability", "below", "cover", "count"] = "tail"
    each: bool = False
    always: bool = False
    at: float = 0.0
    warning: float = np.inf


POLICIES = {
    "keyword-stuffing": ScoringPolicy("quality", 40, "probability"),
    "near-duplicate-sentence": ScoringPolicy("quality", 30, always=True),
    "repetitive-text": ScoringPolicy("quality", 20),
    "repeated-phrase": ScoringPolicy("quality", 10, each=True),
    "repeated-opening": ScoringPolicy("quality", 10),
    # Published limits: "very difficult" on Flesch's scale; far below any of
    # the texts that McCarthy and Jarvis measured.
    "hard-to-read": ScoringPolicy("", judged_by="below", at=30.0),
    "low-lexical-diversity": ScoringPolicy("", judged_by="below", at=40.0),
    "compressible-text": ScoringPolicy(""),
    "page-boilerplate": ScoringPolicy("", judged_by="count"),
    "recurring-line": ScoringPolicy("", judged_by="count"),
    "shared-sentence": ScoringPolicy("originality", judged_by="cover"),
    # So many words in a row are no accident.
    "duplicate-passage": ScoringPolicy("originality", judged_by="cover", warning=0.0),
    "near-duplicate-article": ScoringPolicy("originality", judged_by="cover"),
    "keyword-cannibalization": ScoringPolicy("", judged_by="count"),
    "archived-article": ScoringPolicy(
        "originality", judged_by="cover", warning=COPY_WARNING / 100
    ),
    "archived-sentence": ScoringPolicy("originality", judged_by="cover"),
}


def score_articles(
    corpus: Corpus,
    evidence: Sequence[tuple[Rule, Measurement]],
    size: Ints,
    profile: Profile,
    settings: Settings,
) -> list[Finding]:
    """Judge what the measures of one article found in a batch.

    Parameters
    ----------
    size : ndarray of int64, shape (n_articles,)
        Distinct words of each article.

    Returns
    -------
    list of Finding
        Sorted; articles are counted within the batch.
    """
    findings: list[Finding] = []
    for measure, found in evidence:
        if settings.is_enabled(measure.name):
            findings += _judge(corpus, measure, found, size, profile)
    return sorted(
        finding if finding.points or not finding.score else replace(finding, score="")
        for finding in merge_superseded(findings)
    )


def quality(findings: Sequence[Finding], score: Score = "quality") -> float:
    """Return 100 minus the points taken from a score, at least 0."""
    return max(100.0 - sum(f.points for f in findings if f.score == score), 0.0)


def _judge(
    corpus: Corpus, measure: Rule, found: Measurement, size: Ints, profile: Profile
) -> list[Finding]:
    limit = POLICIES[measure.name]
    strength, points = _strength(measure.name, limit, found.value, size, profile)
    group_article, n_groups = _group_articles(found), len(found.weight)
    told = (strength >= 1) | limit.always
    if not n_groups:
        return _whole_articles(corpus, measure, found.value, strength, points)
    told_group = told[group_article]
    if limit.each:
        own, _ = _strength(measure.name, limit, found.weight, size[group_article], profile)
        told_group &= own >= 1
    places = np.flatnonzero(told_group[found.group])
    start, end = corpus.locate(found.article[places], found.start[places], found.end[places])
    shares = _shares(found, places, points)
    count = np.bincount(found.group, minlength=n_groups)
    findings = []
    for index, place in enumerate(places.tolist()):
        group = int(found.group[place])
        article = int(found.article[place])
        value = float(found.weight[group])
        label = found.label[group]
        findings.append(
            Finding(
                article, int(start[index]), int(end[index]), measure.name,
                _severity(limit, float(strength[article])), value,
                limit.score, shares[index],
                found.detail[group] if found.detail else measure.message.format(
                    label=label, value=value, count=int(count[group])
                ),
                label,
            )
        )  # fmt: skip
    return findings


def _strength(
    name: str, limit: ScoringPolicy, value: Floats, size: Ints, profile: Profile
) -> tuple[Floats, Floats]:
    """How many times the telling limit, on a scale where 1 is told; and the points."""
    if limit.judged_by == "probability":
        points = np.where(value >= NOTE_PROBABILITY, limit.most * value, 0.0)
        return value / NOTE_PROBABILITY, points
    if limit.judged_by == "below":
        return np.where(value < limit.at, 1.0, 0.0), np.zeros(len(value))
    if limit.judged_by == "count":
        return np.where(value > 0, 1.0, 0.0), np.zeros(len(value))
    tail = profile.tail(name, value, size)
    points = np.clip((tail - NOTE_RARITY) * POINTS_PER_TENFOLD, 0, limit.most)
    return tail / NOTE_RARITY, points


def _severity(limit: ScoringPolicy, strength: float) -> Severity:
    if limit.judged_by == "probability":
        probability = strength * NOTE_PROBABILITY
        return SEVERITIES[
            (probability >= WARNING_PROBABILITY) + (probability >= ERROR_PROBABILITY)
        ]
    return SEVERITIES[bool(limit.most and strength * NOTE_RARITY >= WARNING_RARITY)]


def _group_articles(found: Measurement) -> Ints:
    article = np.zeros(len(found.weight), np.int64)
    article[found.group] = found.article
    return article


def _shares(found: Measurement, places: Ints, points: Floats) -> list[float]:
    """Split each article's points over its places by weight, in whole quarters."""
    size = np.bincount(found.group, minlength=len(found.weight))
    weight = found.weight[found.group[places]] / size[found.group[places]]
    shares = np.zeros(len(places))
    article = found.article[places]
    # As they stand in the text: groups are numbered by what else is in the batch.
    order = np.lexsort((found.end[places], found.start[places], article))
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
        Positive somewhere.

    Returns
    -------
    ndarray of float64, shape (n,)
    """
    whole = round(points * QUARTERS)
    exact = whole * weight / weight.sum()
    share = np.floor(exact)
    # The largest remainders get what is left; equal ones in order of place.
    behind = np.argsort(share - exact, kind="stable")[: whole - int(share.sum())]
    share[behind] += 1
    return np.asarray(share / QUARTERS)


def _whole_articles(
    corpus: Corpus, measure: Rule, value: Floats, strength: Floats, points: Floats
) -> list[Finding]:
    """Tell of whole articles, at the first sentence of the body."""
    limit = POLICIES[measure.name]
    told = np.flatnonzero((strength >= 1) & (corpus.n_words > 0))
    sentence = corpus.token_sentence[corpus.article_ptr[told]]
    last = corpus.sentence_ptr[sentence + 1] - 1
    start, end = corpus.locate(told, corpus.sentence_start[sentence], corpus.token_end[last])
    return [
        Finding(
            article, int(start[index]), int(end[index]), measure.name,
            _severity(limit, float(strength[article])), float(value[article]),
            limit.score, round(float(points[article]) * QUARTERS) / QUARTERS,
            measure.message.format(value=float(value[article]), label="", count=0), "",
        )
        for index, article in enumerate(told.tolist())
    ]  # fmt: skip
