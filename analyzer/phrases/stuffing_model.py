"""The fitted model of keyword stuffing: from evidence to probability.

Three kinds of evidence, any of which suffices. *A phrase that never varies*: each
feature of a repeated phrase adds points of evidence by a monotone step function, and a
calibration turns their sum into log-odds; articles with a title and without have steps
of their own. *Keyword density*: a logistic function of how often the most frequent word
and pair of words appear, and of the vocabulary size. *Keyword variants*: a logistic
function of the longest list of variants. The numbers come from
`benchmarks/fit_stuffing.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from analyzer.article import Flags, Floats
from analyzer.phrases.repetition import FEWEST, PHRASE_FEATURES

NUMBERS = Path(__file__).parents[1] / "data" / "stuffing.json"
# Log-odds of a list of variants: 0 at so many items, and this much more with each.
VARIANTS_AT, VARIANTS_STEP = 5.5, 1.5


class PhraseModel(msgspec.Struct, frozen=True, eq=False):
    """The fitted numbers of phrases.

    Attributes
    ----------
    intercept : float
        The evidence where every feature is 0.
    at, level : tuple of ndarray of float64
        For each of `PHRASE_FEATURES`, where its steps are and the evidence
        from there on; one level more than steps.
    calibration : ndarray of float64, shape (2, n_knots)
        Sums of evidence, and the log-odds that they mean; straight lines lie
        between.
    """

    intercept: float
    at: tuple[Floats, ...]
    level: tuple[Floats, ...]
    calibration: Floats

    def terms(self, features: Floats) -> Floats:
        """Return the evidence that each feature adds, shape as `features`."""
        terms = np.empty_like(features)
        for column, (at, level) in enumerate(zip(self.at, self.level, strict=True)):
            terms[:, column] = level[np.searchsorted(at, features[:, column], side="right")]
        return terms

    def probability(self, features: Floats) -> Floats:
        """Return the probability that each phrase is stuffed, shape (n_phrases,)."""
        evidence = self.intercept + self.terms(features).sum(axis=1)
        return _sigmoid(np.interp(evidence, *self.calibration))


class StuffingModel(msgspec.Struct, frozen=True, eq=False):
    """The fitted numbers.

    Attributes
    ----------
    untitled, titled : PhraseModel
        For articles without a title and with one.
    density_intercept : float
    density_weights : ndarray of float64, shape (3,)
        For the columns of `density_terms`.
    """

    untitled: PhraseModel
    titled: PhraseModel
    density_intercept: float
    density_weights: Floats

    def phrases(self, titled: bool) -> PhraseModel:
        """Return the model of articles with a title, or without."""
        return self.titled if titled else self.untitled

    def phrase_probability(self, features: Floats, titled: Flags) -> Floats:
        """Return the probability that each phrase is stuffed, shape (n_phrases,).

        Parameters
        ----------
        features : ndarray of float64, shape (n_phrases, n_features)
        titled : ndarray of bool, shape (n_phrases,)
            Whether the article of the phrase has a title.
        """
        result = np.empty(len(features))
        for value in (False, True):
            chosen = titled == value
            result[chosen] = self.phrases(value).probability(features[chosen])
        return result

    def density_probability(self, features: Floats) -> Floats:
        """Return the probability by keyword density, shape (n_articles,)."""
        # Not as a product of matrices: their last bit depends on how many rows there are.
        evidence = (density_terms(features) * self.density_weights).sum(axis=1)
        return _sigmoid(self.density_intercept + evidence)


def variant_probability(items: Floats) -> Floats:
    """Return the probability by the length of lists of variants, shape (n_articles,)."""
    return np.where(items > 0, _sigmoid(VARIANTS_STEP * (items - VARIANTS_AT)), 0.0)


@lru_cache(maxsize=1)
def stuffing_model() -> StuffingModel:
    """Return the model that comes with the package."""
    return model_of(json.loads(NUMBERS.read_text("utf-8")))


def model_of(numbers: Mapping[str, Any]) -> StuffingModel:
    """Return the model that fitted numbers make up."""
    return StuffingModel(
        _phrase_model(numbers["untitled"]),
        _phrase_model(numbers["titled"]),
        numbers["density"]["intercept"],
        np.array(numbers["density"]["weights"]),
    )


def _phrase_model(numbers: Mapping[str, Any]) -> PhraseModel:
    steps = [np.array(numbers["steps"][name], float).reshape(-1, 2) for name in PHRASE_FEATURES]
    return PhraseModel(
        numbers["intercept"],
        tuple(step[:, 0] for step in steps),
        tuple(np.append(0.0, step[:, 1]) for step in steps),
        np.array(numbers["calibration"], float).T,
    )


def density_terms(features: Floats) -> Floats:
    """Return the logarithms of word count, pair count and vocabulary size.

    Parameters
    ----------
    features : ndarray of float64, shape (n_articles, 3)
        As `analyzer.phrases.word_frequency.word_features` gives them. Articles with a
        vocabulary of fewer than `FEWEST` words count as if they had so many.
    """
    size = np.log(np.maximum(features[:, 2], FEWEST))
    return np.column_stack([np.log1p(features[:, :2]), size])


def _sigmoid(log_odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-log_odds)))
