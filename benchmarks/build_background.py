"""Build ``analyzer/data/background.npz``: how many articles each stem is met in.

    python benchmarks/build_background.py DATA analyzer/data/background.npz

DATA is a folder of ``*.jsonl.gz`` files. English is counted in news and two kinds
of edited articles, which weigh alike however many articles each has; the other
languages in a sample of news. Titles and boilerplate do not count. A stem met in
fewer than `FEWEST` articles is left out. The file holds, for the languages one
after the other (``ptr``), the hashes of the stems and the logarithms of their
document frequencies (`analyzer.phrases.term_statistics.Background`); it is written without
compression, since hashes do not compress and it is to load fast.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from analyzer.article import Article
from analyzer.phrases.term_statistics import level_of
from analyzer.pipeline.batch import batches
from analyzer.segmentation import build_corpus
from analyzer.text import tokens

ENGLISH = ("news_bbc", "editorial_digitalgov", "editorial_lctt_sources_en")
OTHERS = "news_multilingual_sample"
FEWEST = 3


def main(data: str, target: str) -> None:
    """Count the articles of `data` and write the table."""
    sets: dict[str, list[tuple[int, Counter[str]]]] = defaultdict(list)
    for name in ENGLISH:
        sets["en"].append(counts(to_articles(Path(data), name)))
    by_language: dict[str, list[Article]] = defaultdict(list)
    for article in to_articles(Path(data), OTHERS):
        by_language[article.language].append(article)
    for code, articles in by_language.items():
        if code != "en":
            sets[code].append(counts(articles))
    keys, levels, n_articles = [], [], []
    for code in sorted(sets):
        total, frequency = joined(sets[code])
        key = tokens.word_hash(tuple(frequency))
        order = np.argsort(key)
        keys.append(key[order])
        level = np.array([level_of(count) for count in frequency.values()], np.uint8)
        levels.append(level[order])
        n_articles.append(total)
        print(f"{code}: {total} articles, {len(key)} stems")
    np.savez(
        target,
        language=np.array(sorted(sets)),
        n_articles=np.array(n_articles),
        ptr=np.cumsum([0, *map(len, keys)]),
        key=np.concatenate(keys),
        level=np.concatenate(levels),
    )


def to_articles(data: Path, name: str) -> Iterator[Article]:
    """Yield the articles of one file."""
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            language = row.get("lang") or "en"
            yield Article(row["id"], row["text"], row.get("title") or "", language=language)


def counts(articles: Iterator[Article] | list[Article]) -> tuple[int, Counter[str]]:
    """Return the number of articles, and of those with each stem."""
    total, frequency = 0, Counter[str]()
    for batch in batches(articles):
        corpus = build_corpus(batch)
        stem = tokens.stems(corpus.vocabulary, batch[0].language)
        article, word, _ = corpus.word_counts
        met = {(a, stem[w]) for a, w in zip(article.tolist(), word.tolist(), strict=True)}
        frequency.update(found for _, found in met)
        total += len(batch)
    return total, frequency


def joined(parts: list[tuple[int, Counter[str]]]) -> tuple[int, dict[str, float]]:
    """Return the number of articles and the frequencies, each part of the same weight."""
    total = sum(n for n, _ in parts)
    share: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for n, frequency in parts:
        met.update(frequency)
        for stem, count in frequency.items():
            share[stem] += count / n / len(parts)  # type: ignore[assignment]
    return total, {stem: share[stem] * total for stem in sorted(met) if met[stem] >= FEWEST}


if __name__ == "__main__":
    main(*sys.argv[1:])
