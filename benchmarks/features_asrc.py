"""Whether the measures tell over-repeated pages better than their words do.

Five people judged short web documents for "excessive repetition of words"
(ASRC, 2020). The same logistic regression is fitted on `QualityTransformer`
and on scikit-learn's `TfidfVectorizer`, once in a cross-validation that keeps all
documents of a query in one fold and once in one that does not: then words tell
the query, and most of the positive documents come from a few queries. The regression is
scikit-learn's as shipped; in a second table the classes are balanced and the strength of its
regularisation is chosen inside each training part, for all alike. The weights
behind ``stuffing`` were fitted with these documents among others, so a row without
it is printed as well.

    python benchmarks/features_asrc.py FOLDER [shipped] [chosen]

The folder holds ``stuffing_asrc.jsonl.gz``: one document a line with ``text``,
``text_sha``, ``query`` and ``grade`` from 0 to 3.
"""

from __future__ import annotations

import gzip
import json
import sys
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from analyzer.estimators import QualityTransformer

REPEATS, FOLDS, RESAMPLES = 5, 5, 2000
STRENGTHS = (0.001, 0.01, 0.1, 1.0, 10.0)


def load(folder: Path) -> list[dict[str, Any]]:
    """Return the documents, each distinct text once."""
    with gzip.open(folder / "stuffing_asrc.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return list({row["text_sha"]: row for row in reversed(rows)}.values())[::-1]


def chosen() -> Any:
    """Return a regression that chooses the strength of its regularisation."""
    return LogisticRegressionCV(
        Cs=STRENGTHS,
        scoring="roc_auc",
        class_weight="balanced",
        max_iter=5000,
        l1_ratios=(0,),
        use_legacy_attributes=False,
    )


def shipped() -> Any:
    """Return the regression as it is, with time to converge."""
    return LogisticRegression(max_iter=5000)


CLASSIFIERS = {"shipped": shipped, "chosen": chosen}


def without_stuffing(figures: pd.DataFrame) -> pd.DataFrame:
    """Leave out what the fitted weights of keyword stuffing give."""
    return figures.drop(columns=["stuffing_probability", "quality"])


def without_quality(features: pd.DataFrame) -> pd.DataFrame:
    """Return the measures alone: the quality is made of them and of what was fitted here."""
    return features.drop(columns="quality")


MODELS = {
    "QualityTransformer": lambda: [
        QualityTransformer().set_output(transform="pandas"),
        FunctionTransformer(without_quality),
        StandardScaler(),
    ],
    "without stuffing": lambda: [
        QualityTransformer().set_output(transform="pandas"),
        FunctionTransformer(without_stuffing),
        StandardScaler(),
    ],
    "TfidfVectorizer": lambda: [TfidfVectorizer()],
}

APART = "queries kept apart"
PROTOCOLS = {APART: StratifiedGroupKFold, "queries mixed": StratifiedKFold}


def predict(
    model: Any, protocol: str, texts: list[str], positive: np.ndarray, query: np.ndarray
) -> np.ndarray:
    """Return out-of-fold probabilities, shape (REPEATS, n_texts)."""
    found = []
    for seed in range(REPEATS):
        folds = PROTOCOLS[protocol](FOLDS, shuffle=True, random_state=seed)
        groups = query if protocol == APART else None
        parts = list(folds.split(texts, positive, groups))
        probability = cross_val_predict(
            model, texts, positive, cv=parts, method="predict_proba"
        )
        found.append(probability[:, 1])
    return np.stack(found)


def area(positive: np.ndarray, scores: np.ndarray) -> float:
    """Return the mean area under the ROC curve over the repeats."""
    return float(np.mean([roc_auc_score(positive, score) for score in scores]))


def interval(values: list[float]) -> str:
    """Return a 95 % interval."""
    low, high = np.percentile(values, [2.5, 97.5])
    return f"[{low:.3f}, {high:.3f}]"


def report(
    kind: str, protocol: str, texts: list[str], positive: np.ndarray, query: np.ndarray
) -> None:
    """Print the area of each model, and by how much the first beats the others."""
    scores = {
        name: predict(
            make_pipeline(*steps(), CLASSIFIERS[kind]()), protocol, texts, positive, query
        )
        for name, steps in MODELS.items()
    }
    draws = np.random.default_rng(0)
    samples = []
    while len(samples) < RESAMPLES:
        sample = draws.integers(0, len(texts), len(texts))
        if 0 < positive[sample].sum() < len(texts):
            samples.append(sample)
    areas = {
        name: [area(positive[sample], score[:, sample]) for sample in samples]
        for name, score in scores.items()
    }
    ours, *others = MODELS
    for name, score in scores.items():
        print(f"  {name:<22} {area(positive, score):.3f}  {interval(areas[name])}")
    for name in others:
        gain = [a - b for a, b in zip(areas[ours], areas[name], strict=True)]
        print(f"  {ours} - {name}: {np.mean(gain):+.3f}  {interval(gain)}")


def main(folder: Path, kinds: list[str]) -> None:
    """Print the figures for both grades that count as over-repeated."""
    rows = load(folder)
    texts = [row["text"] for row in rows]
    grade = np.array([int(row["grade"]) for row in rows])
    query = np.array([row["query"] for row in rows])
    for kind, least, protocol in product(kinds, (1, 2), PROTOCOLS):
        positive = (grade >= least).astype(int)
        found = f"{positive.sum()} of {len(rows)} documents"
        print(f"{kind}: grade >= {least}, {found}, {protocol}", flush=True)
        report(kind, protocol, texts, positive, query)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or list(CLASSIFIERS))
