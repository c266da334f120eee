"""How well keyword stuffing and key phrases are told: one table, nothing trained on.

    python benchmarks/accuracy.py DATA [--site FOLDER ...] [--samples 1000] [--list]
        [--diagram FILE]

DATA is the folder of labelled sets; a missing one ends the run with its name.
Each article is judged by a model that was fitted without its group, calibration
included, and by the whole of the measure. Beside it stand simple baselines and
the libraries of the `bench` extra. Intervals hold 95 % of the values over groups
drawn anew (over queries for pages judged by people). ``--list`` prints every
article as published that is flagged, to be read by eye; ``--diagram`` draws the
probabilities against the labels.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import key_phrases
import numpy as np
from accuracy_peers import DETECTORS, key_phrase_peers
from fit_stuffing import Data, crossed, load
from reliability_diagram import draw
from sklearn.metrics import average_precision_score, roc_auc_score
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
    verdicts,
)

from analyzer.phrases.stuffing import model_of
from analyzer.phrases.stuffing_message import MIN_PROBABILITY

BINS = 10


@dataclass(frozen=True, eq=False)
class Judged:
    """The cases that figures are made of, and how likely each is stuffed.

    Attributes
    ----------
    cases : list of Case
    value : ndarray of float64, shape (n_cases,)
        By a model that has not seen the group.
    label : list of str
        What the article is said to be stuffed with.
    """

    cases: list[Case]
    value: np.ndarray
    label: list[str]

    def mask(self, name: str, titled: bool | None = None) -> np.ndarray:
        """Return which cases are of a set, with titles or without."""
        return np.array(
            [case.name == name and titled in (None, bool(case.title)) for case in self.cases]
        )


def judge(data: Data) -> Judged:
    """Judge every whole article by the model that has not seen its group."""
    whole = [not case.name.startswith("beginning") for case in data.cases]
    value, label = np.zeros(len(data.cases)), [""] * len(data.cases)
    for part, numbers in enumerate(crossed(data)[0]):
        held = np.flatnonzero((data.part == part) & whole)
        found = verdicts([data.cases[at] for at in held], model_of(numbers))
        value[held] = found[0]
        for at, name in zip(held.tolist(), found[1], strict=True):
            label[at] = name
    kept = np.flatnonzero(whole)
    return Judged([data.cases[at] for at in kept], value[kept], [label[at] for at in kept])


class Table:
    """Prints rows with bootstrap intervals.

    Parameters
    ----------
    n_samples : int
        How often the groups are drawn anew.
    """

    def __init__(self, n_samples: int) -> None:
        self.n_samples = n_samples

    def row(self, name: str, cases: list[Case], figure, *columns: np.ndarray) -> None:
        """Print a figure of columns of the cases, with its interval over groups."""
        value = figure(*columns)
        groups: dict[str, list[int]] = {}
        for at, case in enumerate(cases):
            groups.setdefault(case.group, []).append(at)
        parts = [np.array(part) for part in groups.values()]
        random, drawn = np.random.default_rng(0), []
        for _ in range(self.n_samples):
            rows = np.concatenate(
                [parts[at] for at in random.integers(0, len(parts), len(parts))]
            )
            drawn.append(figure(*(column[rows] for column in columns)))
        low, high = np.nanquantile(drawn, [0.025, 0.975])
        print(f"{name:62} {value:.3f}  [{low:.3f}, {high:.3f}]", flush=True)


def auc(label: np.ndarray, score: np.ndarray) -> float:
    """Return the area under the curve, NaN where there is one label only."""
    return float(roc_auc_score(label, score)) if 0 < label.sum() < len(label) else np.nan


def calibration_error(label: np.ndarray, said: np.ndarray) -> float:
    """Return the expected calibration error in ten bins."""
    place = np.minimum((said * BINS).astype(int), BINS - 1)
    bins = [place == number for number in range(BINS)]
    return float(sum(abs(said[b].mean() - label[b].mean()) * b.mean() for b in bins if b.any()))


def people(table: Table, judged: Judged) -> None:
    """Print how well pages judged by people are told, ours and others', paired."""
    here = np.flatnonzero(judged.mask(JUDGED))
    cases, value = [judged.cases[at] for at in here], judged.value[here]
    level = np.array([case.level for case in cases])
    scores = {"analyzer": value} | {
        name: np.array([detect(case) for case in cases]) for name, detect in DETECTORS.items()
    }
    for what, kept in (("grade 0", level == 0), ("grades 2 and 3", level >= 2)):
        flagged = np.sum(value[kept] >= MIN_PROBABILITY)
        print(f"judged pages of {what}, flagged: {flagged} of {kept.sum()}")
    for least in (1, 2):
        for name, score in scores.items():
            table.row(
                f"judged pages, AUC grade >= {least}: {name}", cases, auc, level >= least, score
            )
        table.row(
            f"  ours less word density, paired, grade >= {least}", cases,
            lambda label, ours, other: auc(label, ours) - auc(label, other),
            level >= least, value, scores["word density"],
        )  # fmt: skip
    for name, score in scores.items():
        table.row(
            f"judged pages, average precision: {name}", cases,
            average_precision_score, level >= 1, score,
        )  # fmt: skip


def planted(table: Table, judged: Judged) -> None:
    """Print how well planted phrases are told."""
    for word, titled in (("titled", True), ("untitled", False)):
        here = np.flatnonzero(judged.mask(INJECTED, titled))
        cases, value = [judged.cases[at] for at in here], judged.value[here]
        level = np.array([case.level for case in cases])
        variant = np.array([case.kind == "variant" for case in cases])
        scores = {"analyzer": value} | {
            name: np.array([detect(case) for case in cases])
            for name, detect in DETECTORS.items()
            if titled or not name.startswith("title")
        }
        for name, score in scores.items():
            for what, kept, least in (
                ("level 0 against >= 3", (level == 0) | (level >= 3), 3),
                ("level 0 against >= 1", level >= 0, 1),
                ("the same >= 3, reworded", (level == 0) | (variant & (level >= 3)), 3),
            ):
                rows = np.flatnonzero(kept)
                table.row(
                    f"{word}, AUC {what}: {name}", [cases[at] for at in rows], auc,
                    level[rows] >= least, score[rows],
                )  # fmt: skip
        limit = np.quantile(judged.value[judged.mask(NEWS, titled)], 0.99)
        for number in (2, 3, 4, 5):
            rows = np.flatnonzero(level == number)
            table.row(
                f"{word}, recall where 1 % of news fires, level {number}",
                [cases[at] for at in rows], np.mean, (value > limit)[rows],
            )  # fmt: skip
        control = [case.kind == "control" for case in cases]
        flagged = np.sum(value[control] >= MIN_PROBABILITY)
        print(f"{word}, controls flagged: {flagged} of {sum(control)}")
        table.row(f"{word}, calibration error", cases, calibration_error, level >= 3, value)
        if titled:
            naming(table, cases, [judged.label[at] for at in here], level)


def planted_elsewhere(table: Table, judged: Judged) -> None:
    """Print how many articles are flagged that have words of any place of their titles."""
    for number in (1, 2, 3, 4, 5):
        rows = [
            at for at in np.flatnonzero(judged.mask(PLANTED, titled=True))
            if judged.cases[at].level == number
        ]  # fmt: skip
        table.row(
            f"planted words of titles, flagged, level {number}",
            [judged.cases[at] for at in rows], np.mean, judged.value[rows] >= MIN_PROBABILITY,
        )  # fmt: skip


def naming(table: Table, cases: list[Case], label: list[str], level: np.ndarray) -> None:
    """Print how well the planted phrase is named."""
    f1 = np.array(
        [
            key_phrases.f1(
                set(name.casefold().split()), set(case.key_phrase.casefold().split())
            )
            for name, case in zip(label, cases, strict=True)
        ]
    )
    rows = np.flatnonzero(level >= 3)
    named = [cases[at] for at in rows]
    table.row("phrase named, token F1 >= .5, level >= 3", named, np.mean, f1[rows] >= 0.5)
    table.row("phrase named, mean F1, level >= 3", named, np.mean, f1[rows])


def reliability(judged: Judged, diagram: Path | None) -> None:
    """Print the calibration over everything that has a label, and each bin; draw it."""
    kept = judged.mask(INJECTED, True) | judged.mask(NEWS, True) | judged.mask(JUDGED)
    wide = kept.copy()
    for name in (*EDITORIAL, LANGUAGES, SITE):
        wide |= judged.mask(name, True)
    _bins("injected, news and judged pages", judged, kept, diagram)
    _bins("these and all published articles", judged, wide)


def _bins(name: str, judged: Judged, kept: np.ndarray, diagram: Path | None = None) -> None:
    """Print the calibration of some articles; published ones count as not stuffed."""
    cases = [judged.cases[at] for at in np.flatnonzero(kept)]
    said = judged.value[kept]
    true = np.array([case.level >= (1 if case.name == JUDGED else 3) for case in cases])
    print(f"calibration error, {name}: {calibration_error(true, said):.3f}")
    place = np.minimum((said * BINS).astype(int), BINS - 1)
    for number in range(BINS):
        here = place == number
        print(
            f"  {number / BINS:.1f}: {here.sum():5d} articles, said {said[here].mean():.3f}, "
            f"true {true[here].mean():.3f}"
        )
    if diagram:
        draw(said, true, BINS, diagram)


def alarms(table: Table, judged: Judged, listed: bool) -> None:
    """Print how many articles as published are flagged; if asked, which."""
    parts = [(name, judged.mask(name, True)) for name in (NEWS, *EDITORIAL)]
    without = [TITLED + name for name in (*EDITORIAL, SITE)]
    parts += [(name, judged.mask(name)) for name in (LANGUAGES, SITE, *without)]
    found = [
        (name, [judged.cases[at] for at in np.flatnonzero(here)], judged.value[here],
         [judged.label[at] for at in np.flatnonzero(here)])
        for name, here in parts
    ]  # fmt: skip
    for name, cases, value, label in found:
        if not cases:
            continue
        table.row(f"flagged as published: {name}", cases, np.mean, value >= MIN_PROBABILITY)
        for at in np.argsort(-value)[: int(np.sum(value >= MIN_PROBABILITY))] if listed else ():
            case = cases[at]
            print(f"    {value[at]:.2f} {case.language} {case.title[:60]!r}: {label[at]}")


def main() -> None:
    """Print the whole table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--diagram", type=Path)
    parser.add_argument("--site", type=Path, action="append", default=[])
    arguments = parser.parse_args()
    sets = {name: key_phrases.read(arguments.data, name) for name in key_phrases.SETS}
    table = Table(arguments.samples)
    judged = judge(load(arguments.data, arguments.site))
    people(table, judged)
    planted(table, judged)
    planted_elsewhere(table, judged)
    reliability(judged, arguments.diagram)
    alarms(table, judged, arguments.list)
    for name, rows in sets.items():
        for setting in key_phrases.SETTINGS:
            key_phrases.show(
                name, setting, key_phrases.scores(rows, setting), arguments.samples
            )
        for peer, found in key_phrase_peers(rows).items():
            key_phrases.show(name, peer, found, arguments.samples)


if __name__ == "__main__":
    main()
