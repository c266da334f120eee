"""Fit the numbers of `analyzer/data/stuffing.json`.

    python benchmarks/fit_stuffing.py FOLDER [-o FILE]

FOLDER holds the data sets that `stuffing_data` names; nothing of their texts is
kept. Two small models are fitted. The *phrase* model is a sum of one monotone
step function per feature, boosted with stumps; an article is as stuffed as its
most stuffed phrase, and which phrase that is, is settled by fitting three times
over (multiple-instance learning). The *crowding* model is a logistic function
of two densities. Both are fitted in five parts by group, so that the calibration
comes from articles that the model had not seen; what is written is fitted to
all. `accuracy.py` prints what the model reaches.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from stuffing_data import (
    EDITORIAL,
    INJECTED,
    JUDGED,
    LANGUAGES,
    NEWS,
    SITE,
    Case,
    Seen,
    beginnings,
    injected,
    judged,
    published,
    see,
    site,
    untitled,
)  # fmt: skip

from analyzer.phrases.repetition import AGAINST, PHRASE_FEATURES
from analyzer.phrases.stuffing import NUMBERS, density_terms

PARTS, ROUNDS = 5, 2
# One or two copies are no fault, but the more the worse: half-way labels.
LEVEL_LABEL = (0.0, 0.2, 0.7, 1.0, 1.0, 1.0)
# Sets count about alike, though one has five times the articles of another.
WEIGHT = {
    INJECTED: 1.0, NEWS: 1.0, EDITORIAL[0]: 0.5, EDITORIAL[1]: 0.5, JUDGED: 0.5, SITE: 0.5,
    LANGUAGES: 0.3,
}  # fmt: skip
BEGINNING_WEIGHT = 0.3
# Of keyword density, published articles say little: they are longer than judged pages.
DENSITY_WEIGHT, STUFFED_WEIGHT = 0.02, 1.4
# Published articles are far more common than stuffed ones, and there are far more of them.
CALIBRATION_WEIGHT = 0.6
# The calibration bends where so many of the stuffed articles have less evidence.
KNOTS = (0.02, 0.1, 0.3, 0.6)
# Slopes are drawn towards 1, as if by so many articles; none is flatter than this.
# Hardly any regularisation: there are three terms.
WEAK = 10.0
DRAWN, FLATTEST, FAR = 0.2, 0.02, 30.0
# Larger articles than nearly all of the stuffed ones tell nothing about size.
LARGEST_SHARE = 0.95


@dataclass(frozen=True, eq=False)
class Data:
    """All cases, what is seen of them, and the part each falls in."""

    cases: list[Case]
    seen: Seen
    name: np.ndarray
    level: np.ndarray
    titled: np.ndarray
    part: np.ndarray


def load(folder: Path, sites: Sequence[Path] = ()) -> Data:
    """Read and measure the data sets."""
    clean = [case for name in (NEWS, *EDITORIAL) for case in published(folder, name)]
    news = [case for case in clean if case.name == NEWS]
    begun = list(beginnings(clean))
    cases = [*injected(folder), *judged(folder), *clean, *untitled(news)]
    cases += [*begun[::2], *untitled(begun[1::2]), *published(folder, LANGUAGES)]
    cases += [case for each in sites for case in site(each)]
    return prepare(cases, see(cases))


def prepare(cases: list[Case], seen: Seen) -> Data:
    """Divide cases into parts, a group in one part."""
    stuffed = [case.name == INJECTED and case.level >= 3 for case in cases]
    size = seen.phrase[:, PHRASE_FEATURES.index("size")]
    np.minimum(size, np.quantile(size[np.array(stuffed)[seen.owner]], LARGEST_SHARE), out=size)
    groups = sorted({case.group for case in cases})
    order = np.random.default_rng(1).permutation(len(groups))
    part_of = {group: int(at) % PARTS for group, at in zip(groups, order, strict=True)}
    return Data(
        cases,
        seen,
        np.array([case.name for case in cases]),
        np.array([case.level for case in cases]),
        np.array([bool(case.title) for case in cases]),
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
    score = column["said"] * column["content"] + 3 * column["title_run"]
    signs = [-1 if name in AGAINST else 1 for name in PHRASE_FEATURES]
    used = np.flatnonzero(weight)
    for _ in range(ROUNDS):
        x = seen.phrase[worst(score, seen.owner, n_cases)[1][used]]
        positive, negative = label[used] * weight[used], (1 - label[used]) * weight[used]
        kept = np.concatenate([positive, negative]) > 0
        model = HistGradientBoostingClassifier(
            max_depth=1, max_iter=150, learning_rate=0.2, monotonic_cst=signs,
            min_samples_leaf=15, l2_regularization=1.0, early_stopping=False,
        )  # fmt: skip
        model.fit(
            np.concatenate([x, x])[kept],
            np.repeat([1, 0], len(used))[kept],
            sample_weight=np.concatenate([positive, negative])[kept],
        )
        score = model.decision_function(seen.phrase)
    return model


def fit_density(data: Data, chosen: np.ndarray) -> LogisticRegression:
    """Fit the logistic function to some of the judged pages and clean articles."""
    label = (data.name == JUDGED) & (data.level > 0)
    weight = np.where(data.name == JUDGED, 1.0, DENSITY_WEIGHT)
    weight[label] = STUFFED_WEIGHT
    weight[~chosen | (data.name == INJECTED)] = 0
    used = np.flatnonzero(weight)
    model = LogisticRegression(C=WEAK, max_iter=1000)
    return model.fit(density_terms(data.seen.word)[used], label[used], weight[used])


def calibrate(data: Data, score: np.ndarray, chosen: np.ndarray) -> list[list[float]]:
    """Return knots of a rising broken line from scores to log-odds of stuffing."""
    weight = np.where(data.name == INJECTED, 1.0, CALIBRATION_WEIGHT)
    weight[~chosen | ((data.name == JUDGED) & (data.level > 0))] = 0
    used = np.flatnonzero(weight)
    label = ((data.name == INJECTED) & (data.level >= 3))[used]
    weight, value = weight[used], score[used]
    knots = np.quantile(value[label], KNOTS)
    knots = np.concatenate([[knots[0] - FAR], [knots[0] - 1.5], knots, [knots[-1] + FAR]])
    stretch = np.clip(value[:, None], knots[:-1], knots[1:]) - knots[:-1]

    def loss(line: np.ndarray) -> tuple[float, np.ndarray]:
        odds = line[0] + stretch @ line[1:]
        wrong = weight * (1 / (1 + np.exp(-odds)) - label)
        pull = line[1:] - 1
        total = np.sum(weight * (np.logaddexp(0, odds) - label * odds))
        slope = np.concatenate([[wrong.sum()], stretch.T @ wrong + DRAWN * pull])
        return total + DRAWN / 2 * pull @ pull, slope

    # The first stretch begins far below, so that the line is anchored there.
    start = np.concatenate([[-FAR], np.ones(stretch.shape[1])])
    bounds = [(None, None)] + [(FLATTEST, None)] * stretch.shape[1]
    line = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    odds = line[0] + np.concatenate([[0], np.cumsum(line[1:] * np.diff(knots))])
    return [
        [round(float(at), 4), round(float(to), 4)] for at, to in zip(knots, odds, strict=True)
    ]


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


def crossed(data: Data) -> tuple[list[dict[str, Any]], np.ndarray]:
    """Return a model for each part that has not seen it, and the scores they give."""
    score = np.zeros(len(data.cases))
    fitted = []
    for part in range(PARTS):
        models = [fit_phrases(data, (data.part != part) & kind) for kind in kinds(data)]
        fitted.append(models)
        for model, kind in zip(models, kinds(data), strict=True):
            highest, _ = worst(
                model.decision_function(data.seen.phrase), data.seen.owner, len(score)
            )
            here = kind & (data.part == part)
            score[here] = highest[here]
    found = [
        numbers(data, models, fit_density(data, data.part != part), score, data.part != part)
        for part, models in enumerate(fitted)
    ]
    return found, score


def kinds(data: Data) -> tuple[np.ndarray, np.ndarray]:
    """Return which cases have no title, and which have one."""
    return ~data.titled, data.titled


def numbers(
    data: Data,
    phrases: Sequence[HistGradientBoostingClassifier],
    density: LogisticRegression,
    score: np.ndarray,
    chosen: np.ndarray,
) -> dict[str, Any]:
    """Return the numbers of a model as `stuffing_model.model_of` reads them."""
    found: dict[str, Any] = {}
    for name, model, kind in zip(("untitled", "titled"), phrases, kinds(data), strict=True):
        base, rises = steps(model, data)
        found[name] = {
            "intercept": round(base, 4),
            "steps": {
                feature: [[round(at, 4), round(level, 4)] for at, level in each]
                for feature, each in rises.items()
            },
            "calibration": calibrate(data, score, chosen & kind),
        }
    found["density"] = {
        "intercept": round(float(density.intercept_[0]), 4),
        "weights": [round(float(weight), 4) for weight in density.coef_[0]],
    }
    return found


def main() -> None:
    """Fit, and write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--site", type=Path, action="append", default=[])
    parser.add_argument("-o", "--output", type=Path, default=NUMBERS)
    arguments = parser.parse_args()
    data = load(arguments.folder, arguments.site)
    _, score = crossed(data)
    everything = np.ones(len(data.cases), bool)
    models = [fit_phrases(data, kind) for kind in kinds(data)]
    found = numbers(data, models, fit_density(data, everything), score, everything)
    arguments.output.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
