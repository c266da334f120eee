"""How well key phrases agree with those that people chose.

    python benchmarks/key_phrases.py DATA [--samples 1000]

The setting "semantic" needs the extra of that name.

DATA is a folder of ``kp_*.jsonl.gz`` files. The figure is the F1 of the first ten
phrases, averaged over the texts; phrases are the same where their words have the
same Porter stems. A title is put before its text. The interval holds 95 % of the
averages over texts drawn anew, with replacement.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from pathlib import Path

import numpy as np
import Stemmer

import analyzer

SETS = {
    "500N": "kp_500n",
    "WikiNews": "kp_wikinews",
    "SemEval2017": "kp_semeval2017",
    "Inspec": "kp_inspec_hulth",
}
SETTINGS = ("both", "phrases", "words", "semantic")
FIRST = 10
PUNCTUATION = re.compile(r"[^\w\s\-']")


def main() -> None:
    """Print a table, one row for each set and setting."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--samples", type=int, default=1000)
    arguments = parser.parse_args()
    for title in SETS:
        rows = read(arguments.data, title)
        for setting in SETTINGS:
            show(title, setting, scores(rows, setting), arguments.samples)


def read(folder: Path, title: str) -> list[dict[str, object]]:
    """Read a set; a missing one ends the run with its name."""
    path = folder / f"{SETS[title]}.jsonl.gz"
    if not path.is_file():
        raise SystemExit(f"{path}: no such data set")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def show(title: str, setting: str, found: list[float], samples: int) -> None:
    """Print the mean of a setting with its interval."""
    value = np.array(found)
    draws = np.random.default_rng(0).integers(0, len(value), (samples, len(value)))
    low, high = np.quantile(value[draws].mean(axis=1), [0.025, 0.975])
    print(f"{title:12} {setting:10} {value.mean():.3f}  [{low:.3f}, {high:.3f}]", flush=True)


def scores(rows: list[dict[str, object]], setting: str) -> list[float]:
    """Return the F1 of each text."""
    articles = [
        analyzer.Article(str(number), text_of(row), language=str(row["lang"]))
        for number, row in enumerate(rows)
    ]
    # A few more than ten: some are equal by their stems.
    table = analyzer.key_phrases(articles, top_n=3 * FIRST, prefer=setting)
    found: list[list[str]] = [[] for _ in rows]
    for article, phrase in zip(table["article"], table["phrase"], strict=True):
        name, own = stemmed(phrase), found[int(article)]
        if name and name not in own and len(own) < FIRST:
            own.append(name)
    return [
        f1(set(names), {stemmed(phrase) for phrase in row["keyphrases"]} - {""})
        for names, row in zip(found, rows, strict=True)
    ]


def text_of(row: dict[str, object]) -> str:
    """Return a text with its title."""
    return f"{row['title']}.\n\n{row['text']}" if row["title"] else str(row["text"])


def stemmed(phrase: str) -> str:
    """Return a phrase as it is compared."""
    words = PUNCTUATION.sub("", phrase.lower()).split()
    return " ".join(Stemmer.Stemmer("porter").stemWords(words))


def f1(found: set[str], wanted: set[str]) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * len(found & wanted) / max(len(found) + len(wanted), 1)


if __name__ == "__main__":
    main()
