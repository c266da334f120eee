"""The fitted model of keyword stuffing: from evidence to probability.

Two faults, joined by "either". A *phrase that will not bend*: each feature of a
repeated phrase adds points of evidence by a monotone step function, and a
calibration turns their sum into log-odds. *Words that crowd the page*: a
logistic function of two densities, in distinct words. The numbers come from
`benchmarks/fit_stuffing.py`; a step never goes down where there is more
evidence, and a test looks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from analyzer.article import Floats
from analyzer.phrases.repetition import FEWEST, PHRASE_FEATURES

NUMBERS = Path(__file__).parents[1] / "data" / "stuffing.json"


class StuffingModel(msgspec.Struct, frozen=True, eq=False):
    """The fitted numbers.

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
    crowding_intercept : float
    crowding_weights : ndarray of float64, shape (2,)
    """

    intercept: float
    at: tuple[Floats, ...]
    level: tuple[Floats, ...]
    calibration: Floats
    crowding_intercept: float
    crowding_weights: Floats

    def terms(self, features: Floats) -> Floats:
        """Return the evidence that each feature adds, shape as `features`."""
        terms = np.empty_like(features)
        for column, (at, level) in enumerate(zip(self.at, self.level, strict=True)):
            terms[:, column] = level[np.searchsorted(at, features[:, column], side="right")]
        return terms

    def phrase_probability(self, features: Floats) -> Floats:
        """Return how likely each phrase is stuffed, shape (n_phrases,)."""
        evidence = self.intercept + self.terms(features).sum(axis=1)
        return _sigmoid(np.interp(evidence, *self.calibration))

    def crowding_probability(self, features: Floats) -> Floats:
        """Return how likely words crowd each article, shape (n_articles,)."""
        # Not as a product of matrices: their last bit depends on how many rows there are.
        evidence = (densities(features) * self.crowding_weights).sum(axis=1)
        return _sigmoid(self.crowding_intercept + evidence)


@lru_cache(maxsize=1)
def stuffing_model() -> StuffingModel:
    """Return the model that comes with the package."""
    return model_of(json.loads(NUMBERS.read_text("utf-8")))


def model_of(numbers: Mapping[str, Any]) -> StuffingModel:
    """Return the model that fitted numbers make up."""
    steps = [np.array(numbers["steps"][name], float).reshape(-1, 2) for name in PHRASE_FEATURES]
    return StuffingModel(
        numbers["intercept"],
        tuple(step[:, 0] for step in steps),
        tuple(np.append(0.0, step[:, 1]) for step in steps),
        np.array(numbers["calibration"], float).T,
        numbers["crowding"]["intercept"],
        np.array(numbers["crowding"]["weights"]),
    )


def densities(features: Floats) -> Floats:
    """Return the log of word and of pair counts, one added, per distinct word.

    Parameters
    ----------
    features : ndarray of float64, shape (n_articles, 3)
        As `analyzer.phrases.word_frequency.word_features` gives them. Articles of fewer than
        `FEWEST` distinct words count as if they had so many.
    """
    size = np.log(np.maximum(features[:, 2], FEWEST))
    return np.log1p(features[:, :2]) - size[:, None]


def _sigmoid(log_odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-log_odds)))
