"""From which likeness on two sentences of one article say the same.

    python benchmarks/sentence_thresholds.py DATA

DATA is the folder with ``sentdup_injected.jsonl.gz``, articles into which
near-duplicates of their sentences were put, and ``news_bbc.jsonl.gz``, articles as
published. For each limit of the Jaccard similarity of stems, and for each least
number of distinct stems: the share of planted pairs that is found (95 % interval of
1000 samples of articles), the share of the pairs found that was planted, and how
many pairs are found in a thousand sentences as published.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from analyzer.duplicates import near_duplicates
from analyzer.similarity.shingles import text_rows
from analyzer.text.sentences import split_sentences

POLICIES = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9)
FEWEST = (4, 6, 8)
DiscoveredFiles = dict[tuple[int, int], float]


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    """Return the rows of a file of the data."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def pairs_of(sentences: Sequence[str], fewest: int) -> DiscoveredFiles:
    """Return the pairs of sentences of so many distinct stems that are alike at all."""
    rows = text_rows(sentences, 1, stem=True)
    size = [len(set(rows.ngram[a:b].tolist())) for a, b in pairwise(rows.ptr.tolist())]
    long = [at for at, n_stems in enumerate(size) if n_stems >= fewest]
    table = near_duplicates([sentences[at] for at in long], threshold=POLICIES[0], stem=True)
    return {
        (long[left], long[right]): score
        for left, right, score in table.itertuples(index=False, name=None)
    }


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text."""
    blocks = [line for line in text.splitlines() if line.strip()]
    owner, start = split_sentences(blocks, "en")
    last = [*(owner[1:] != owner[:-1]).tolist(), True]
    begin = start.tolist()
    return [
        blocks[block][begin[at] : None if last[at] else begin[at + 1]]
        for at, block in enumerate(owner.tolist())
    ]


def interval(hits: Sequence[tuple[int, int]]) -> str:
    """Return a share of sums with its interval over articles."""
    array = np.array(hits)
    random = np.random.default_rng(0)
    samples = [array[random.integers(0, len(array), len(array))].sum(0) for _ in range(1000)]
    low, high = np.quantile(
        [sample[0] / max(sample[1], 1) for sample in samples], [0.025, 0.975]
    )
    total = array.sum(0)
    return f"{total[0] / total[1]:.3f} [{low:.3f}, {high:.3f}]"


def main() -> None:
    """Print a table for each least number of stems, and recall by kind of edit."""
    folder = Path(sys.argv[1])
    planted = read(folder, "sentdup_injected")
    published = [sentences_of(row["text"]) for row in read(folder, "news_bbc")]
    n_published = sum(map(len, published))
    for fewest in FEWEST:
        found = [pairs_of(row["sentences"], fewest) for row in planted]
        clean = [pairs_of(sentences, fewest) for sentences in published]
        for limit in POLICIES:
            hits, right, told = [], 0, 0
            kinds: dict[str, list[bool]] = defaultdict(list)
            for row, pairs in zip(planted, found, strict=True):
                reached = {pair for pair, score in pairs.items() if score >= limit}
                true = {tuple(sorted((p["a"], p["b"]))): p["kind"] for p in row["pairs"]}
                for pair, kind in true.items():
                    kinds[kind].append(pair in reached)
                hits.append((len(reached & true.keys()), len(true)))
                right, told = right + len(reached & true.keys()), told + len(reached)
            noise = sum(score >= limit for pairs in clean for score in pairs.values())
            by_kind = ", ".join(f"{kind} {np.mean(v):.2f}" for kind, v in sorted(kinds.items()))
            print(
                f"{fewest} stems, {limit:.2f}: recall {interval(hits)}, precision "
                f"{right / max(told, 1):.3f}, {1000 * noise / n_published:.2f} in a thousand "
                f"as published; {by_kind}"
            )


if __name__ == "__main__":
    main()
