"""How well key phrases classify articles, beside the words of scikit-learn.

The same logistic regression is fitted on the columns of several vectorizers, in five parts
of a cross-validation that keeps articles of one group (copies, versions) on one side.

    python benchmarks/text_classification.py FOLDER [NAME...]

The folder holds ``NAME.jsonl.gz``: one article a line with ``text``, ``title`` and the
fields that `SETS` names. Labels of fewer than 30 articles are left out, and repeated texts.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import GroupKFold

from analyzer.estimators import KeyPhraseVectorizer

# For each set the fields of the label and of the group.
SETS = {
    "news_bbc": ("label", "group"),
    "editorial_digitalgov": ("label", "group"),
    "stuffing_asrc": ("query", "author"),
}
FEWEST, FOLDS = 30, 5


def load(path: Path, label: str, group: str) -> tuple[list[str], list[str], list[str]]:
    """Return the texts, the labels and the groups of a set."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = list({row["text"]: row for row in rows}.values())
    count = Counter(row[label] for row in rows)
    rows = [row for row in rows if count[row[label]] >= FEWEST]
    texts = [f"{row['title']}\n\n{row['text']}" for row in rows]
    return texts, [row[label] for row in rows], [row[group] for row in rows]


def vectorizers() -> dict[str, Any]:
    """Return what is compared."""
    return {
        "TF-IDF": TfidfVectorizer(),
        "TF-IDF, min_df=2": TfidfVectorizer(min_df=2),
        "TF-IDF, min_df=2, English stop words": TfidfVectorizer(min_df=2, stop_words="english"),
        "both, min_df=1": KeyPhraseVectorizer(prefer="both", min_df=1),
        "both, min_df=2": KeyPhraseVectorizer(prefer="both", min_df=2),
        "words, min_df=1": KeyPhraseVectorizer(prefer="words", min_df=1),
        "words, min_df=2 (default)": KeyPhraseVectorizer(),
        "words, min_df=3": KeyPhraseVectorizer(min_df=3),
        "words, min_df=2, top_n=100": KeyPhraseVectorizer(top_n=100),
    }


def measure(texts: list[str], labels: list[str], groups: list[str]) -> None:
    """Print accuracy, macro F1, columns and CPU seconds of each vectorizer."""
    given, wanted = np.array(texts, object), np.array(labels)
    folds = list(GroupKFold(FOLDS).split(given, wanted, groups))
    print(f"{'':40}{'accuracy':>9}{'macro F1':>9}{'columns':>9}{'CPU s':>7}")
    for name, vectorizer in vectorizers().items():
        started, predicted, columns = time.process_time(), wanted.copy(), []
        for train, test in folds:
            rows = vectorizer.fit_transform(given[train])
            columns.append(rows.shape[1])
            model = LogisticRegression(C=10, max_iter=2000).fit(rows, wanted[train])
            predicted[test] = model.predict(vectorizer.transform(given[test]))
        scores = accuracy_score(wanted, predicted), f1_score(wanted, predicted, average="macro")
        spent = time.process_time() - started
        print(f"{name:40}{scores[0]:9.3f}{scores[1]:9.3f}{np.mean(columns):9.0f}{spent:7.1f}")


def main() -> None:
    """Measure the named sets."""
    folder, *names = sys.argv[1:]
    for name in names or SETS:
        texts, labels, groups = load(Path(folder) / f"{name}.jsonl.gz", *SETS[name])
        print(f"\n{name}: {len(texts)} articles, {len(set(labels))} labels")
        measure(texts, labels, groups)


if __name__ == "__main__":
    main()
