"""Fit the numbers of `analyzer/data/stuffing.json`.

    python benchmarks/fit_stuffing.py FOLDER [-o FILE]

FOLDER holds the data sets that `stuffing_data` names; nothing of their texts is
kept. Two small models are fitted. The *phrase* model is a sum of one monotone
step function per feature, boosted with stumps; an article is as stuffed as its
most stuffed phrase, and which phrase that is, is settled by fitting three times
over (multiple-instance learning). The *crowding* model is a logistic function
of two densities. Both are fitted in five parts by group, so that every figure
printed and the calibration come from articles that the model had not seen;
what is written at the end is fitted to all.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from stuffing_data import (
    EDITORIAL,
    INJECTED,
    JUDGED,
    NEWS,
    Case,
    Seen,
    beginnings,
    injected,
    judged,
    published,
    see,
    untitled,
)  # fmt: skip

from analyzer.repetition import PHRASE_FEATURES
from analyzer.stuffing_model import densities

PARTS, ROUNDS = 5, 3
# One or two copies are no fault, but the more the worse: half-way labels.
LEVEL_LABEL = (0.0, 0.2, 0.7, 1.0, 1.0, 1.0)
# Sets count about alike, though one has five times the articles of another.
WEIGHT = {INJECTED: 1.0, NEWS: 1.0, EDITORIAL[0]: 0.5, EDITORIAL[1]: 0.5, JUDGED: 0.5}
BEGINNING_WEIGHT, CROWDING_WEIGHT = 0.3, 0.1
CALIBRATION_WEIGHT = 0.2


@dataclass(frozen=True, eq=False)
class Data:
    """All cases, what is seen of them, and the part each falls in."""

    cases: list[Case]
    seen: Seen
    name: np.ndarray
    level: np.ndarray
    part: np.ndarray


def load(folder: Path) -> Data:
    """Read and measure the data sets."""
    clean = [case for name in (NEWS, *EDITORIAL) for case in published(folder, name)]
    news = [case for case in clean if case.name == NEWS]
    cases = [*injected(folder), *judged(folder), *clean, *untitled(news), *beginnings(clean)]
    groups = sorted({case.group for case in cases})
    order = np.random.default_rng(1).permutation(len(groups))
    part_of = {group: int(at) % PARTS for group, at in zip(groups, order, strict=True)}
    return Data(
        cases,
        see(cases),
        np.array([case.name for case in cases]),
        np.array([case.level for case in cases]),
        np.array([part_of[case.group] for case in cases]),
    )


def worst(score: np.ndarray, owner: np.ndarray, n_cases: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the highest score of each case, and the row that has it."""
    order = np.lexsort((score, owner))
    row = order[np.append(np.searchsorted(owner, np.arange(1, n_cases)), len(owner)) - 1]
    return score[row], row


def fit_phrases(data: Data, chosen: np.ndarray) -> HistGradientBoostingClassifier:
    """Fit the sum of steps to some of the cases."""
    seen, n_cases = data.seen, len(data.cases)
    weight = np.array([WEIGHT.get(name, BEGINNING_WEIGHT) for name in data.name])
    weight[~chosen | ((data.name == JUDGED) & (data.level > 0))] = 0
    label = np.where(data.name == INJECTED, np.take(LEVEL_LABEL, data.level), 0.0)
    # To begin with, the worst phrase is the longest and most repeated one.
    column = {name: seen.phrase[:, at] for at, name in enumerate(PHRASE_FEATURES)}
    score = column["count"] * column["content"] * (1 + column["verbatim"])
    score = score + 3 * (column["title_run"] + column["title3"] + column["title4"])
    signs = [-1 if name == "size" else 1 for name in PHRASE_FEATURES]
    used = np.flatnonzero(weight)
    for _ in range(ROUNDS):
        x = seen.phrase[worst(score, seen.owner, n_cases)[1][used]]
        positive, negative = label[used] * weight[used], (1 - label[used]) * weight[used]
        kept = np.concatenate([positive, negative]) > 0
        model = HistGradientBoostingClassifier(
            max_depth=1, max_iter=300, learning_rate=0.1, monotonic_cst=signs,
            min_samples_leaf=15, l2_regularization=1.0, early_stopping=False,
        )  # fmt: skip
        model.fit(
            np.concatenate([x, x])[kept],
            np.repeat([1, 0], len(used))[kept],
            sample_weight=np.concatenate([positive, negative])[kept],
        )
        score = model.decision_function(seen.phrase)
    return model


def fit_crowding(data: Data, chosen: np.ndarray) -> LogisticRegression:
    """Fit the logistic function to some of the judged pages and clean articles."""
    weight = np.where(data.name == JUDGED, 1.0, CROWDING_WEIGHT)
    weight[~chosen | (data.name == INJECTED)] = 0
    used = np.flatnonzero(weight)
    label = (data.name == JUDGED) & (data.level > 0)
    model = LogisticRegression()
    return model.fit(densities(data.seen.word)[used], label[used], sample_weight=weight[used])


def calibrate(data: Data, score: np.ndarray) -> tuple[float, float]:
    """Return slope and intercept that make scores log-odds of stuffing (Platt, 1999)."""
    weight = np.where(data.name == INJECTED, 1.0, CALIBRATION_WEIGHT)
    weight[(data.name == JUDGED) & (data.level > 0)] = 0
    used = np.flatnonzero(weight)
    label = (data.name == INJECTED) & (data.level >= 3)
    model = LogisticRegression(C=1e6)
    model.fit(score[used, None], label[used], sample_weight=weight[used])
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def steps(model: HistGradientBoostingClassifier, data: Data) -> tuple[float, dict[str, list]]:
    """Return the sum at nought, and where and how far each feature steps from there.

    The model is a sum over features, so that each one's steps show when it
    alone is moved.
    """
    nought = np.zeros((1, len(PHRASE_FEATURES)))
    base = float(model.decision_function(nought)[0])
    found = {}
    for at, name in enumerate(PHRASE_FEATURES):
        values = np.unique(data.seen.phrase[:, at])
        grid = np.repeat(nought, len(values), axis=0)
        grid[:, at] = values
        level = model.decision_function(grid) - base
        rises = np.flatnonzero(np.abs(np.diff(level, prepend=0.0)) > 1e-9)
        found[name] = [[float(values[i]), float(level[i])] for i in rises]
    return base, found


def crossed(data: Data) -> tuple[np.ndarray, np.ndarray]:
    """Return scores of phrases and of crowding, each case by models that had not seen it."""
    phrase, crowd = np.zeros(len(data.cases)), np.zeros(len(data.cases))
    for part in range(PARTS):
        chosen, held = data.part != part, data.part == part
        model = fit_phrases(data, chosen)
        score = model.decision_function(data.seen.phrase)
        phrase[held] = worst(score, data.seen.owner, len(data.cases))[0][held]
        model = fit_crowding(data, chosen)
        crowd[held] = model.decision_function(densities(data.seen.word))[held]
    return phrase, crowd


def main() -> None:
    """Fit, print what cross-fitting shows, and write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    data = load(arguments.folder)
    phrase, crowd = crossed(data)
    slope, intercept = calibrate(data, phrase)
    from stuffing_report import show

    show(data, slope * phrase + intercept, crowd)
    if arguments.output:
        everything = np.ones(len(data.cases), bool)
        base, found = steps(fit_phrases(data, everything), data)
        crowding = fit_crowding(data, everything)
        numbers = {
            "intercept": round(slope * base + intercept, 4),
            "steps": {
                name: [[at, round(slope * level, 4)] for at, level in rises]
                for name, rises in found.items()
            },
            "crowding": {
                "intercept": round(float(crowding.intercept_[0]), 4),
                "weights": [round(float(weight), 4) for weight in crowding.coef_[0]],
            },
        }
        arguments.output.write_text(json.dumps(numbers, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
