"""How well near_duplicates agrees with labelled data.

    python benchmarks/near_duplicate_accuracy.py DATA

DATA is the folder of the labelled ``*.jsonl.gz`` files. Every figure comes from
`near_duplicates` itself, for "semantic" from its embeddings, or for the table from a
report; a pair that is not returned scores 0. In brackets stands the 95 % interval of 1000
bootstrap samples, of groups where the data has groups.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import pearsonr, rankdata, spearmanr

from analyzer.analysis import analyze
from analyzer.duplicates import near_duplicates
from analyzer.errors import SettingError
from analyzer.similarity.embeddings import embed, load_encoder
from analyzer.similarity.join import self_join
from analyzer.similarity.rows import NgramRows
from analyzer.similarity.shingles import smooth_idf, text_rows

Row = dict[str, Any]
Metric = Callable[[np.ndarray, np.ndarray], float]
SAMPLES = 1000


def read(folder: Path, name: str) -> list[Row]:
    """Return the rows of a file of the data."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def scores_of(texts: Sequence[str], **options: Any) -> dict[tuple[int, int], float]:
    """Return what near_duplicates finds, by pair."""
    table = near_duplicates(texts, **options)
    pairs = zip(table["left"].tolist(), table["right"].tolist(), strict=True)
    return dict(zip(pairs, table["similarity"].tolist(), strict=True))


def scores_of_pairs(rows: Sequence[Row], **options: Any) -> np.ndarray:
    """Return the similarity of the two texts of each row, weighted over all rows."""
    texts = [row["text_a"] for row in rows] + [row["text_b"] for row in rows]
    if options.get("metric") != "cosine":
        found = [scores_of((row["text_a"], row["text_b"]), **options) for row in rows]
        return np.array([score.get((0, 1), 0.0) for score in found])
    scores = scores_of(texts, **options)
    return np.array([scores.get((i, i + len(rows)), 0.0) for i in range(len(rows))])


def weighted_scores_of_pairs(rows: Sequence[Row], n: int, likeness: Any) -> np.ndarray:
    """Return the similarity of two texts with n-grams weighted by idf over all rows."""
    texts = [row["text_a"] for row in rows] + [row["text_b"] for row in rows]
    ngrams = text_rows(texts, n, stem=True)
    weighted = NgramRows(ngrams.ptr, ngrams.ngram, smooth_idf(ngrams))
    score = np.zeros(len(rows))
    for pairs in self_join(weighted, 0.02, likeness):
        own = pairs.right == pairs.left + len(rows)
        score[pairs.left[own]] = pairs.similarity[own]
    return score


def precision_and_recall(label: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return precision, recall and threshold at every distinct score, highest first."""
    order = np.argsort(-score, kind="stable")
    ordered = score[order]
    last = np.append(ordered[1:] != ordered[:-1], True)
    true = np.cumsum(label[order])[last]
    return true / (np.flatnonzero(last) + 1), true / max(label.sum(), 1), ordered[last]


def average_precision(label: np.ndarray, score: np.ndarray) -> float:
    """Return the sum of precision over the steps of recall; pairs scored 0 are missed."""
    precision, recall, at = precision_and_recall(label, score)
    return float(np.sum(np.diff(recall, prepend=0) * precision * (at > 0)))


def recall_at(label: np.ndarray, score: np.ndarray, least: float = 0.99) -> float:
    """Return the highest recall with so much precision."""
    precision, recall, at = precision_and_recall(label, score)
    return float(recall[(precision >= least) & (at > 0)].max(initial=0))


def threshold_at(label: np.ndarray, score: np.ndarray, least: float = 0.99) -> float:
    """Return the lowest threshold with so much precision."""
    precision, _, at = precision_and_recall(label, score)
    return float(at[(precision >= least) & (at > 0)].min(initial=1))


def area(label: np.ndarray, score: np.ndarray) -> float:
    """Return how often a positive scores above a negative (area under the ROC curve)."""
    positive = label.astype(bool)
    n = positive.sum()
    above = rankdata(score)[positive].sum() - n * (n + 1) / 2
    return float(above / (n * (len(label) - n)))


def told(metric: Metric, label: np.ndarray, score: np.ndarray, group: Sequence[Any]) -> str:
    """Return a metric with its interval."""
    members = defaultdict(list)
    for index, name in enumerate(group):
        members[name].append(index)
    groups = [np.array(indices) for indices in members.values()]
    random = np.random.default_rng(0)
    values = []
    for _ in range(SAMPLES):
        chosen = random.integers(0, len(groups), len(groups))
        sample = np.concatenate([groups[index] for index in chosen])
        values.append(metric(label[sample], score[sample]))
    low, high = np.nanquantile(values, [0.025, 0.975])
    return f"{metric(label, score):.4f} [{low:.3f}, {high:.3f}]"


def labelled_pairs(rows: Sequence[Row]) -> tuple[list[tuple[int, int]], np.ndarray]:
    """Return the pairs of articles that are alike or not, and which are."""
    names = [{row["cluster"], *row["also"]} for row in rows]
    teased = [set(row["teasers"]) for row in rows]
    pairs, label = [], []
    for i, j in combinations(range(len(rows)), 2):
        same = bool(names[i] & names[j])
        # One has a teaser of the other among its boilerplate: neither alike nor not.
        if same or not (teased[i] & (names[j] | teased[j]) or teased[j] & names[i]):
            pairs.append((i, j))
            label.append(same)
    return pairs, np.array(label)


def injected(folder: Path) -> None:
    """Compare the copies of articles that were made on purpose with their sources."""
    rows = read(folder, "neardup_injected")
    scores = scores_of(
        [row["text"] for row in rows], threshold=0.02, metric="containment", ngram_size=3
    )
    pairs, truth = labelled_pairs(rows)
    score = np.array([scores.get(pair, 0.0) for pair in pairs])
    group = [rows[min(pair)]["cluster"] for pair in pairs]
    print("neardup_injected: containment, 3 words")
    least = threshold_at(truth, score)
    print(f"  average precision {average_precision(truth, score):.4f}")
    print(f"  recall at precision .99 {recall_at(truth, score):.4f}, from {least:.3f}")
    found, of = defaultdict(list), defaultdict(list)
    for pair, value, same, name in zip(pairs, score, truth, group, strict=True):
        kinds = {rows[row]["kind"] for row in pair}
        if same and "original" in kinds and len(kinds) == 2:
            kind = (kinds - {"original"}).pop()
            found[kind].append(float(value >= least))
            of[kind].append(name)
    for kind, values in sorted(found.items()):
        flags = np.array(values)
        print(f"    {kind:10}", told(lambda _, s: float(s.mean()), flags, flags, of[kind]))
    in_the_table(rows, pairs, truth)


def in_the_table(rows: Sequence[Row], pairs: list[tuple[int, int]], truth: np.ndarray) -> None:
    """Print how many of the pairs the table `duplicates` of a report has."""
    table = analyze([row["text"] for row in rows]).duplicates
    ends = zip(table["article_a"].tolist(), table["article_b"].tolist(), strict=True)
    known = {(min(pair), max(pair)) for pair in ends}
    has = np.array([pair in known for pair in pairs])
    merged = np.array(["merge" in (rows[i]["kind"], rows[j]["kind"]) for i, j in pairs])
    print(f"  table: recall {has[truth].mean():.4f}, precision {truth[has].mean():.4f}")
    print(f"    pairs with a merge: recall {has[truth & merged].mean():.4f}")


def by_address(folder: Path) -> None:
    """Compare articles that were collected twice from one address."""
    articles = {row["id"]: row["text"] for row in read(folder, "editorial_lctt_sources_en")}
    rows = [r for r in read(folder, "neardup_lctt_url") if {r["a"], r["b"]} <= articles.keys()]
    place = {name: index for index, name in enumerate(articles)}
    scores = scores_of(
        list(articles.values()), threshold=0.02, metric="containment", ngram_size=3
    )
    pairs = [tuple(sorted((place[row["a"]], place[row["b"]]))) for row in rows]
    score = np.array([scores.get(pair, 0.0) for pair in pairs])
    label = np.array([row["label"] for row in rows])
    print(f"neardup_lctt_url: containment, 3 words, {len(rows)} pairs")
    group = range(len(rows))
    print("  average precision", told(average_precision, label, score, group))
    print("  recall at precision .99", told(recall_at, label, score, group))


def reuse(folder: Path) -> None:
    """Compare answers with the sources they were more or less copied from."""
    rows = read(folder, "reuse_clough")
    level = np.array([row["level"] for row in rows])
    group = [row["group"] for row in rows]
    rank: Metric = lambda y, s: float(spearmanr(y, s)[0])  # noqa: E731
    settings = {
        "jaccard, 5 stems": scores_of_pairs(rows, threshold=1e-6, ngram_size=5, stem=True),
        "containment, 3 stems": scores_of_pairs(
            rows, threshold=1e-6, metric="containment", ngram_size=3, stem=True
        ),
        "containment by idf, 1 stem": weighted_scores_of_pairs(rows, 1, "containment"),
    }
    for name, score in settings.items():
        classes = left_out(level, score, group)
        right: Metric = lambda y, s: float(np.mean(y == s))  # noqa: E731
        print(f"reuse_clough: {name}")
        print("  rank correlation", told(rank, level, score, group))
        print("  area, any or none", told(area, (level > 0).astype(int), score, group))
        print("  four classes, limits from other groups", told(right, level, classes, group))


def left_out(level: np.ndarray, score: np.ndarray, group: Sequence[str]) -> np.ndarray:
    """Return classes by the limits between classes that fit the other groups best."""
    names = np.array(group)
    found = np.zeros(len(level))
    for name in sorted(set(group)):
        own = names == name
        limits = [best_limit(level[~own] >= step, score[~own]) for step in (1, 2, 3)]
        found[own] = sum((score[own] >= limit).astype(int) for limit in sorted(limits))
    return found


def semantic_scores(rows: list[Row]) -> dict[str, np.ndarray]:
    """Return the cosine of the embeddings of each pair, nothing without the extra."""
    try:
        load_encoder()
    except SettingError:
        return {}
    left, right = (embed([row[name] for row in rows]) for name in ("text_a", "text_b"))
    return {"semantic": (left * right).sum(axis=1)}


def best_limit(label: np.ndarray, score: np.ndarray) -> float:
    """Return the limit, half way between two scores, that tells most labels."""
    values = np.unique(score)
    limits = np.concatenate([values[:1] - 1, (values[1:] + values[:-1]) / 2, values[-1:] + 1])
    right = [np.mean((score >= limit) == label) for limit in limits]
    return float(limits[int(np.argmax(right))])


def paraphrases(folder: Path) -> None:
    """Tell paraphrases by one limit, fitted on the other four fifths."""
    rows = read(folder, "pairs_msrp")
    label = np.array([row["label"] for row in rows])
    fold = np.arange(len(rows)) % 5
    print("pairs_msrp: accuracy with a limit from the other folds")
    settings = {
        "jaccard": scores_of_pairs(rows, threshold=1e-3, stem=True),
        "cosine": scores_of_pairs(rows, threshold=1e-3, metric="cosine", stem=True),
        "jaccard by idf": weighted_scores_of_pairs(rows, 1, "jaccard"),
        **semantic_scores(rows),
    }
    for measure, score in settings.items():
        right = np.zeros(len(rows))
        for number in range(5):
            own = fold == number
            limit = best_limit(label[~own] == 1, score[~own])
            right[own] = (score[own] >= limit) == label[own]
        print(
            f"  {measure}", told(lambda _, s: float(s.mean()), label, right, range(len(rows)))
        )


def likeness(folder: Path) -> None:
    """Compare with how alike people found two sentences."""
    rows = read(folder, "pairs_stsb_sample")
    measures: dict[str, dict[str, Any]] = {
        "1 stem": {"stem": True},
        "3 characters": {"analyzer": "char", "ngram_size": 3},
        "1 character": {"analyzer": "char", "ngram_size": 1},
    }
    pearson: Metric = lambda y, s: float(pearsonr(y, s)[0])  # noqa: E731
    print("pairs_stsb_sample: Pearson correlation, cosine")
    for language in sorted({row["lang"] for row in rows}):
        own = [row for row in rows if row["lang"] == language]
        value = np.array([row["score"] for row in own])
        for name, options in measures.items():
            score = scores_of_pairs(own, threshold=1e-3, metric="cosine", **options)
            print(f"  {language} {name:12}", told(pearson, value, score, range(len(own))))
        for name, score in semantic_scores(own).items():
            print(f"  {language} {name:12}", told(pearson, value, score, range(len(own))))


if __name__ == "__main__":
    data = Path(sys.argv[1])
    for part in (injected, by_address, reuse, paraphrases, likeness):
        part(data)
