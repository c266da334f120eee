"""Fit the numbers of `analyzer/data/stuffing.json`.

    python benchmarks/fit_stuffing.py FOLDER [--site FOLDER ...] [-o FILE]

FOLDER holds the data sets that `stuffing_data` names; nothing of their texts is
kept; `planted_titles` plants words of titles into the articles as published. Two small
models are fitted. The *phrase* model is a sum of one monotone
step function per feature, boosted with stumps; an article is as stuffed as its
most stuffed phrase, and which phrase that is, is settled by fitting twice
over (multiple-instance learning). The *density* model is a logistic function
of keyword density. Both are fitted in five parts by group, so that the calibration
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
from calibration import calibrate
from planted_titles import plant
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from stuffing_data import (
    EDITORIAL,
    INJECTED,
    JUDGED,
    LANGUAGES,
    NEWS,
    PLANTED,
    SITE,
    TITLED,
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
from analyzer.phrases.stuffing import NUMBERS, keyword_density

PARTS, ROUNDS = 5, 2
STUFFED = (INJECTED, PLANTED)
# One or two copies are no fault, but the more the worse: half-way labels.
LEVEL_LABEL = (0.0, 0.3, 0.75, 1.0, 1.0, 1.0)
# Sets count about alike: of the largest, every third article, and of their beginnings
# every sixth.
WEIGHT = {
    INJECTED: 1.0, PLANTED: 0.5, NEWS: 1.0, EDITORIAL[0]: 1.0, EDITORIAL[1]: 1.0, JUDGED: 1.5,
    SITE: 1.5, LANGUAGES: 1.0,
}  # fmt: skip
BEGINNING_WEIGHT = 0.3
LARGEST, EACH, EACH_BEGINNING = EDITORIAL[1], 3, 6
# Hardly any regularisation: there is one term.
WEAK = 10.0
# Of keyword density, published articles say little: they are longer than judged pages.
DENSITY_WEIGHT, STUFFED_WEIGHT = 0.15, 1.4
# Probabilities are those of a mixture: planted and judged pages, and published articles, of
# which there are far more, at this weight.
CALIBRATION_WEIGHT = {"untitled": 0.7, "titled": 0.25}
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
    clean = [
        case
        for name in (NEWS, *EDITORIAL)
        for case in published(folder, name)[:: EACH if name == LARGEST else 1]
    ]
    news = [case for case in clean if case.name == NEWS]
    edited = [case for case in clean if case.name != NEWS]
    pages = [case for each in sites for case in site(each)]
    begun = list(beginnings(clean))[::EACH_BEGINNING]
    cases = [*injected(folder), *judged(folder), *clean, *pages, *untitled(news)]
    cases += [*begun[::2], *untitled(begun[1::2]), *published(folder, LANGUAGES)]
    cases += [*untitled(edited[::2], TITLED), *untitled(pages, TITLED)]
    planted = plant(clean)
    cases += [*planted, *untitled(planted[::2])]
    return prepare(cases, see(cases))


def prepare(cases: list[Case], seen: Seen) -> Data:
    """Divide cases into parts, a group in one part."""
    stuffed = [case.name in STUFFED and case.level >= 3 for case in cases]
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


def weights(data: Data) -> np.ndarray:
    """Return how much each case counts."""
    names = [name.removeprefix(TITLED) for name in data.name.tolist()]
    return np.array([WEIGHT.get(name, BEGINNING_WEIGHT) for name in names])


def fit_phrases(data: Data, chosen: np.ndarray) -> HistGradientBoostingClassifier:
    """Fit the sum of steps to some of the cases."""
    seen, n_cases = data.seen, len(data.cases)
    weight = weights(data)
    weight[~chosen | ((data.name == JUDGED) & (data.level > 0))] = 0
    label = np.where(np.isin(data.name, STUFFED), np.take(LEVEL_LABEL, data.level), 0.0)
    # To begin with, the worst phrase is the longest and most repeated one.
    column = {name: seen.phrase[:, at] for at, name in enumerate(PHRASE_FEATURES)}
    score = column["said"] * column["content"] + column["title_pairs"]
    signs = [-1 if name in AGAINST else 1 for name in PHRASE_FEATURES]
    used = np.flatnonzero(weight)
    for _ in range(ROUNDS):
        x = seen.phrase[worst(score, seen.owner, n_cases)[1][used]]
        positive, negative = label[used] * weight[used], (1 - label[used]) * weight[used]
        kept = np.concatenate([positive, negative]) > 0
        model = HistGradientBoostingClassifier(
            max_depth=1, max_iter=200, learning_rate=0.1, monotonic_cst=signs,
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
    weight[~chosen | np.isin(data.name, STUFFED) | np.char.startswith(data.name, TITLED)] = 0
    used = np.flatnonzero(weight)
    model = LogisticRegression(C=WEAK, max_iter=1000)
    return model.fit(keyword_density(data.seen.word)[used, None], label[used], weight[used])


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
    """Return a model for each part that has not seen it, and the scores they give.

    Returns
    -------
    models : list of dict
    score : ndarray of float64, shape (n_cases,)
        The evidence of the worst phrase.
    """
    score = np.zeros(len(data.cases))
    fitted = []
    for part in range(PARTS):
        held = data.part == part
        models = [fit_phrases(data, ~held & kind) for kind in kinds(data)]
        density = fit_density(data, ~held)
        fitted.append((models, density))
        for model, kind in zip(models, kinds(data), strict=True):
            highest, _ = worst(
                model.decision_function(data.seen.phrase), data.seen.owner, len(held)
            )
            score[kind & held] = highest[kind & held]
    found = [
        numbers(data, models, density, score, data.part != part)
        for part, (models, density) in enumerate(fitted)
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
    planted, judged = data.name == INJECTED, data.name == JUDGED
    for name, model, kind in zip(CALIBRATION_WEIGHT, phrases, kinds(data), strict=True):
        base, rises = steps(model, data)
        weight = np.where(planted | judged, 1.0, CALIBRATION_WEIGHT[name])
        weight[data.name == PLANTED] = 0
        used = chosen & kind & ~(judged & (data.level > 0))
        found[name] = {
            "intercept": round(base, 4),
            "steps": {
                feature: [[round(at, 4), round(level, 4)] for at, level in each]
                for feature, each in rises.items()
            },
            "calibration": calibrate(
                score[used], (planted & (data.level >= 3))[used], weight[used]
            ),
        }
    found["density"] = {
        "intercept": round(float(density.intercept_[0]), 4),
        "weight": round(float(density.coef_[0, 0]), 4),
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
