"""The fitted model of keyword stuffing: from evidence to probability.

Two faults, joined by "either". A *phrase that will not bend*: each feature of a
repeated phrase adds log-odds by a monotone step function. *Words that crowd the
page*: a logistic function of two densities, in distinct words. The numbers and
their calibration come from `benchmarks/fit_stuffing.py`; a step never goes down
where there is more evidence, and a test looks.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.repetition import PHRASE_FEATURES

Floats = npt.NDArray[np.float64]
NUMBERS = Path(__file__).parent / "data" / "stuffing.json"


class StuffingModel(msgspec.Struct, frozen=True, eq=False):
    """The fitted numbers.

    Attributes
    ----------
    intercept : float
        Log-odds where every feature is 0.
    at, level : tuple of ndarray of float64
        For each of `PHRASE_FEATURES`, where its steps are and the log-odds
        from there on; one level more than steps.
    crowding_intercept : float
    crowding_weights : ndarray of float64, shape (2,)
    """

    intercept: float
    at: tuple[Floats, ...]
    level: tuple[Floats, ...]
    crowding_intercept: float
    crowding_weights: Floats

    def terms(self, features: Floats) -> Floats:
        """Return the log-odds that each feature adds, shape as `features`."""
        terms = np.empty_like(features)
        for column, (at, level) in enumerate(zip(self.at, self.level, strict=True)):
            terms[:, column] = level[np.searchsorted(at, features[:, column], side="right")]
        return terms

    def phrase_probability(self, features: Floats) -> Floats:
        """Return how likely each phrase is stuffed, shape (n_phrases,)."""
        return _sigmoid(self.intercept + self.terms(features).sum(axis=1))

    def crowding_probability(self, features: Floats) -> Floats:
        """Return how likely words crowd each article, shape (n_articles,)."""
        return _sigmoid(self.crowding_intercept + densities(features) @ self.crowding_weights)


@lru_cache(maxsize=1)
def stuffing_model() -> StuffingModel:
    """Return the model that comes with the package."""
    numbers = json.loads(NUMBERS.read_text("utf-8"))
    steps = [np.array(numbers["steps"][name], float).reshape(-1, 2) for name in PHRASE_FEATURES]
    return StuffingModel(
        numbers["intercept"],
        tuple(step[:, 0] for step in steps),
        tuple(np.append(0.0, step[:, 1]) for step in steps),
        numbers["crowding"]["intercept"],
        np.array(numbers["crowding"]["weights"]),
    )


def densities(features: Floats) -> Floats:
    """Return the log of word and of pair counts, one added, per distinct word.

    Parameters
    ----------
    features : ndarray of float64, shape (n_articles, 3)
        As `analyzer.repetition.word_features` gives them. Articles of fewer
        than `FEWEST` distinct words count as if they had so many.
    """
    size = np.log(np.maximum(features[:, 2], FEWEST))
    return np.log1p(features[:, :2]) - size[:, None]


FEWEST = 25


def _sigmoid(log_odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-log_odds)))
