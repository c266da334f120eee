"""Fit how much each sign in the form of a block speaks for prose.

A logistic regression over the blocks of scraped pages that hold no cue; a block
belongs to the true body if most of its words do, in order. Lengths are coded
as steps, so that the penalty draws neighbouring ones together. Prints the weights
for ``analyzer/text/body.py`` and the F1 of pages whose site no fold of the fit has seen.

Usage::

    python benchmarks/fit_boilerplate.py DATA
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path
from unittest import mock
from urllib.parse import urlsplit

import numpy as np
from boilerplate import PAGES, f1, interval, keep_body, measure, strip_tags, true_body
from sklearn.linear_model import LogisticRegression

from analyzer.text import body as form
from analyzer.text.blocks import split_blocks
from analyzer.text.body import LONG, POLICIES, SIGNS, STOP, ending, signs
from analyzer.text.boilerplate_cues import reason_of

PENALTY = 1.0
LONGEST = 300  # letters; a block weighs as the root of its length up to here
N_FOLDS, N_ROUNDS = 10, 3
N_LENGTHS = tuple(len(limits) + 1 for limits in POLICIES)


def steps() -> np.ndarray:
    """Return the matrix that turns weights of steps into weights of signs."""
    matrix = np.eye(len(SIGNS))
    first = 0
    for count in N_LENGTHS:
        matrix[first : first + count, first : first + count] = np.tri(count)
        first += count
    return matrix


def design(blocks: list[str], body: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return signs, labels and sizes of the blocks without a cue."""
    rows, labels, sizes = [], [], []
    for block, label in zip(blocks, true_body(blocks, body), strict=True):
        end = ending(block)
        if len(block) > LONG or not reason_of(block, end == STOP)[0]:
            rows.append(np.bincount(signs(block, end), minlength=len(SIGNS)))
            labels.append(label)
            sizes.append(min(len(block), LONGEST) ** 0.5)
    return np.array(rows), np.array(labels), np.array(sizes)


def fit(pages: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> tuple[float, ...]:
    """Return the weight of each sign, rounded; the first steps hold the intercept."""
    rows, labels, sizes = (np.concatenate(column) for column in zip(*pages, strict=True))
    model = LogisticRegression(C=PENALTY, max_iter=5000)
    model.fit(rows @ steps(), labels, sample_weight=sizes / sizes.mean())
    weights = steps() @ model.coef_[0]
    weights[: sum(N_LENGTHS)] += model.intercept_[0]
    return tuple(float(weight) for weight in weights.round(1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("data", type=Path, help="the folder of labelled sets")
    with gzip.open(parser.parse_args().data / PAGES, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    texts = [(strip_tags(record["html"]), record["text"]) for record in records]
    pages = []
    for text, body in texts:
        start, end = split_blocks(text)
        pages.append(design([text[i:j] for i, j in zip(start, end, strict=True)], body))
    weights = fit(pages)
    for sign, weight in zip(SIGNS, weights, strict=True):
        print(f"{sign:16} {weight:5.1f}")
    print("WEIGHTS =", weights)
    sites = [urlsplit(record["url"]).netloc.removeprefix("www.") for record in records]
    names, site = np.unique(sites, return_inverse=True)
    for seed in range(N_ROUNDS):
        folds = (np.random.default_rng(seed).permutation(len(names)) % N_FOLDS)[site]
        agreements = np.zeros((len(pages), 2))
        for fold in range(N_FOLDS):
            unseen = np.flatnonzero(folds == fold)
            seen = fit([pages[index] for index in np.flatnonzero(folds != fold)])
            with mock.patch.object(form, "WEIGHTS", seen):
                agreements[unseen] = measure([texts[index] for index in unseen], keep_body)
        low, high = interval(agreements)
        print(f"F1 of pages of unseen sites {f1(agreements):.3f} [{low:.3f}, {high:.3f}]")


if __name__ == "__main__":
    main()
