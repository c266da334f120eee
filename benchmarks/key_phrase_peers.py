"""Key phrases beside those of YAKE and of plain TF-IDF, by the same yardstick.

    python benchmarks/key_phrase_peers.py DATA

DATA is as for `key_phrases`: the figure is the F1 of the first ten phrases, averaged
over the texts, with its 95 % interval, and the seconds of processor time that a
thousand texts take. YAKE is used as shipped, with phrases of up to three words.
TF-IDF weighs n-grams of one to three words without stop words at their ends, idf
being counted over the set itself. Needs yake.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from key_phrases import FIRST, SETS, f1, scores, stemmed, text_of
from sklearn.feature_extraction.text import TfidfVectorizer

from analyzer.text.tokens import stop_words

Rows = list[dict[str, object]]
MOST = 3 * FIRST
WORD = re.compile(r"\w[\w'-]*")


def yake_scores(rows: Rows) -> list[float]:
    """Return the F1 of YAKE on each text."""
    import yake

    extractors = {
        language: yake.KeywordExtractor(lan=language, n=3, top=MOST)
        for language in {str(row["lang"]) for row in rows}
    }
    return [
        compared(
            row,
            (
                phrase
                for phrase, _ in extractors[str(row["lang"])].extract_keywords(text_of(row))
            ),
        )
        for row in rows
    ]


def tfidf_scores(rows: Rows) -> list[float]:
    """Return the F1 of plain TF-IDF on each text."""
    vectorizer = TfidfVectorizer(analyzer=ngrams)
    weights = vectorizer.fit_transform(rows)
    names = vectorizer.get_feature_names_out()
    found = []
    for at, row in enumerate(rows):
        own = weights[[at]]
        best = own.indices[np.argsort(-own.data, kind="stable")[:MOST]]
        found.append(compared(row, names[best]))
    return found


def ngrams(row: dict[str, object]) -> list[str]:
    """Return the n-grams of one to three words that neither begin nor end on a stop word."""
    words, stops = WORD.findall(text_of(row).lower()), stop_words(str(row["lang"]))
    return [
        " ".join(words[at : at + n])
        for n in (1, 2, 3)
        for at in range(len(words) - n + 1)
        if not {words[at], words[at + n - 1]} & stops
    ]


def compared(row: dict[str, object], phrases: Iterator[str]) -> float:
    """Return the F1 of the first ten phrases that differ by their stems."""
    found = list(dict.fromkeys(filter(None, map(stemmed, phrases))))[:FIRST]
    wanted = {stemmed(str(phrase)) for phrase in row["keyphrases"]}  # type: ignore[attr-defined]
    return f1(set(found), wanted - {""})


TOOLS: dict[str, Callable[[Rows], list[float]]] = {
    "both": lambda rows: scores(rows, "both"),
    "phrases": lambda rows: scores(rows, "phrases"),
    "words": lambda rows: scores(rows, "words"),
    "YAKE": yake_scores,
    "TF-IDF": tfidf_scores,
}


def main() -> None:
    """Print a row for each set and tool."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    random = np.random.default_rng(0)
    for title, name in SETS.items():
        with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        for tool, score in TOOLS.items():
            start = time.process_time()
            value = np.array(score(rows))
            took = 1000 * (time.process_time() - start) / len(rows)
            draws = random.integers(0, len(value), (1000, len(value)))
            low, high = np.quantile(value[draws].mean(axis=1), [0.025, 0.975])
            print(
                f"{title:12} {tool:8} {value.mean():.3f}  [{low:.3f}, {high:.3f}]"
                f"  {took:6.1f} s per thousand texts",
                flush=True,
            )


if __name__ == "__main__":
    main()
