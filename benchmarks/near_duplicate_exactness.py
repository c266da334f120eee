"""Whether near_duplicates finds every pair and invents none, on real texts.

    python benchmarks/near_duplicate_exactness.py DATA [ROWS]

DATA is a folder with lists of the pairs of articles that share word 5-grams, and
the articles. Lines of articles, 50 thousand unless told otherwise, are compared
with a product of sparse matrices, which shares no code with the join.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from analyzer.duplicates import near_duplicates
from analyzer.similarity.shingles import text_rows

Pairs = dict[tuple[int, int], float]
LISTS = (
    ("neardup_bbc_exact", "news_bbc"),
    ("neardup_digitalgov_exact", "editorial_digitalgov"),
    ("neardup_lctt_exact", "editorial_lctt_sources_en"),
)
THRESHOLD = 0.6


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    """Return the rows of a file of the data."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def scores_of(texts: Sequence[str], **options: Any) -> Pairs:
    """Return what near_duplicates finds, by pair."""
    table = near_duplicates(texts, **options)
    pairs = zip(table["left"].tolist(), table["right"].tolist(), strict=True)
    return dict(zip(pairs, table["similarity"].tolist(), strict=True))


def lists(folder: Path) -> None:
    """Look for every pair of the lists, and for what the lists do not have.

    The lists know runs of ASCII letters and digits as words: so do we, once
    nothing else is left of the texts.
    """
    for name, source in LISTS:
        articles = read(folder, source)
        texts = [" ".join(re.findall("[a-z0-9]+", row["text"].lower())) for row in articles]
        place = {row["id"]: index for index, row in enumerate(articles)}
        rows = read(folder, name)
        pairs = [tuple(sorted((place[row["a"]], place[row["b"]]))) for row in rows]
        for measure, column in (("jaccard", "jaccard5"), ("containment", "containment5")):
            value = np.array([row[column] for row in rows])
            scores = scores_of(
                texts, threshold=value.min() - 1e-4, metric=measure, ngram_size=5
            )
            score = np.array([scores.get(pair, 0.0) for pair in pairs])
            alike = {pair for pair, found in scores.items() if found >= 0.5}
            listed = {pair for pair, known in zip(pairs, value, strict=True) if known >= 0.5}
            print(
                f"{name}, {measure}: {np.count_nonzero(score)} of {len(rows)} found, "
                f"off by {np.abs(score - value).max():.5f} at most; "
                f"{len(alike - listed)} from .5 that are not listed"
            )


def lines(folder: Path, n_rows: int) -> None:
    """Compare the join of lines of articles with a product of sparse matrices."""
    articles = read(folder, "editorial_lctt_sources_en")
    texts = [line for row in articles for line in row["text"].splitlines() if line.strip()]
    texts = np.random.default_rng(0).permutation(np.array(texts, object))[:n_rows].tolist()
    # Nearly all lines share a few characters: the product of all would not end.
    some = texts[: n_rows // 4]
    for chosen, options in (
        (texts, {"ngram_size": 1}),
        (texts, {"ngram_size": 2, "stem": True}),
        (texts, {"ngram_size": 3}),
        (some, {"ngram_size": 4, "analyzer": "char"}),
    ):
        for measure in ("jaccard", "containment", "cosine"):
            wanted = product(chosen, measure, **options)
            found = scores_of(chosen, threshold=THRESHOLD, metric=measure, **options)
            missed = [p for p, s in wanted.items() if p not in found and s > THRESHOLD + 1e-9]
            print(
                f"{len(chosen)} lines, {measure}, {options}: {len(wanted)} pairs, "
                f"{len(missed)} missed, {len(found.keys() - wanted.keys())} invented",
                flush=True,
            )


def product(texts: Sequence[str], measure: str, **options: Any) -> Pairs:
    """Return the pairs that reach the threshold, by comparing all with all."""
    rows = text_rows(
        texts,
        options["ngram_size"],
        options.get("analyzer", "word"),
        stem=options.get("stem", False),
    )
    _, column = np.unique(rows.ngram, return_inverse=True)
    shape = (len(rows), int(column.max()) + 1)
    matrix = csr_array((np.ones(len(column)), column, rows.ptr), shape)
    matrix.sum_duplicates()
    if measure == "cosine":
        frequency = np.bincount(matrix.indices, minlength=shape[1])
        matrix.data *= (np.log((1 + len(rows)) / (1 + frequency)) + 1)[matrix.indices]
        length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        matrix.data /= np.repeat(length, np.diff(matrix.indptr))
    else:
        matrix.data[:] = 1
    size = np.asarray(matrix.sum(axis=1)).ravel()
    pairs: Pairs = {}
    for first in range(0, len(rows), 200):
        both = (matrix[first : first + 200] @ matrix.T).tocoo()
        left, right, alike = both.coords[0] + first, both.coords[1], both.data
        if measure == "jaccard":
            alike = alike / (size[left] + size[right] - alike)
        elif measure == "containment":
            alike = alike / np.minimum(size[left], size[right])
        kept = (left < right) & (alike >= THRESHOLD - (1e-9 if measure == "cosine" else 0))
        found = zip(left[kept].tolist(), right[kept].tolist(), strict=True)
        pairs |= dict(zip(found, alike[kept].tolist(), strict=True))
    return pairs


if __name__ == "__main__":
    lists(Path(sys.argv[1]))
    lines(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 50_000)
