"""Figures of the cross-fitted model of keyword stuffing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score
from stuffing_data import EDITORIAL, INJECTED, JUDGED, NEWS

if TYPE_CHECKING:
    from fit_stuffing import Data


def show(data: Data, phrase: np.ndarray, crowd: np.ndarray) -> None:
    """Print how well log-odds of phrases and of crowding tell, alone and joined."""
    joined = 1 - 1 / ((1 + np.exp(phrase)) * (1 + np.exp(crowd)))
    for title, score in (("phrase", phrase), ("crowding", crowd), ("joined", joined)):
        print(f"-- {title}")
        _injected(data, score)
        _judged(data, score)
    print("-- articles as published at .5 and more")
    for name in (NEWS, *EDITORIAL):
        here = data.name == name
        half, tenth = (np.mean(joined[here] >= limit) for limit in (0.5, 0.1))
        print(f"{name}: {half:.4f} (.1: {tenth:.4f})")
    for name, label in ((INJECTED, data.level >= 3), (JUDGED, data.level >= 1)):
        here = data.name == name
        reliability(name, joined[here], label[here])


def _injected(data: Data, score: np.ndarray) -> None:
    titled = np.array([bool(case.title) for case in data.cases])
    kind = np.array([case.kind for case in data.cases])
    for word, has in (("titled", True), ("untitled", False)):
        here = (data.name == INJECTED) & (titled == has)
        limit = np.quantile(score[(data.name == NEWS) & (titled == has)], 0.99)
        level, value = data.level[here], score[here]
        clear = (level == 0) | (level >= 3)
        variant = (level == 0) | ((level >= 3) & (kind[here] == "variant"))
        recall = " ".join(f"{np.mean(value[level == n] > limit):.3f}" for n in (1, 2, 3, 4, 5))
        print(
            f"{word}: AUC >=3 {roc_auc_score(level[clear] >= 3, value[clear]):.4f}"
            f" >=1 {roc_auc_score(level >= 1, value):.4f}"
            f" variant {roc_auc_score(level[variant] >= 3, value[variant]):.4f} recall {recall}"
        )


def _judged(data: Data, score: np.ndarray) -> None:
    here = data.name == JUDGED
    level, value = data.level[here], score[here]
    print(
        f"judged: AUC >=1 {roc_auc_score(level >= 1, value):.4f}"
        f" >=2 {roc_auc_score(level >= 2, value):.4f}"
        f" AP {average_precision_score(level >= 1, value):.4f}"
    )


def reliability(name: str, probability: np.ndarray, label: np.ndarray) -> float:
    """Print the reliability of probabilities in ten bins; return the calibration error."""
    place = np.minimum((probability * 10).astype(int), 9)
    error = 0.0
    print(f"-- reliability on {name}")
    for number in range(10):
        here = place == number
        if here.any():
            said, true = probability[here].mean(), label[here].mean()
            error += abs(said - true) * here.mean()
            print(f"{number / 10:.1f}: {here.sum():5d} said {said:.3f} true {true:.3f}")
    print(f"expected calibration error {error:.4f}")
    return error
