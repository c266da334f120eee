"""How the time of near_duplicates grows with the number of texts.

    python benchmarks/growth.py DATA [-o FIGURE.svg] [--runs 3]

Real sentences are those of the English texts in DATA, a folder of ``*.jsonl.gz``.
Where there are not enough of them, perturbed ones are added: sentences of the
data in which a tenth to nine tenths of the words are replaced by words drawn
from all. Templated ones fill slots of fixed frames. Time is processor time per
text and pair found, from texts to table.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from analyzer.duplicates import near_duplicates
from analyzer.text.sentences import split_sentences

SIZES = (70_000, 150_000, 300_000, 600_000, 1_100_000)
OPTIONS = {
    "3 words": {"ngram": 3, "threshold": 0.7},
    "1 word": {"ngram": 1, "threshold": 0.7},
}


def sentences(folder: Path) -> list[str]:
    """Return the sentences of all English texts of a folder, each text once."""
    texts: dict[str, None] = {}
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                if row.get("lang", "en") == "en" and row.get("text"):
                    texts[row["text"]] = None
    found = []
    for text in texts:
        blocks = [line for line in text.splitlines() if line.strip()]
        owner, start = split_sentences(blocks, "en")
        for index, (block, begin) in enumerate(
            zip(owner.tolist(), start.tolist(), strict=True)
        ):
            same = index + 1 < len(owner) and owner[index + 1] == block
            found.append(blocks[block][begin : start[index + 1] if same else None])
    return found


def real(source: list[str], n_texts: int, seed: int) -> list[str]:
    """Return a sample of sentences, perturbed ones added where they are too few."""
    chance = random.Random(seed)
    if n_texts <= len(source):
        return chance.sample(source, n_texts)
    words = [word for text in chance.sample(source, 20_000) for word in text.split()]
    texts = list(source)
    while len(texts) < n_texts:
        share = chance.choice([0.1, 0.3, 0.6, 0.9])
        old = chance.choice(source).split()
        new = [chance.choice(words) if chance.random() < share else word for word in old]
        texts.append(" ".join(new))
    chance.shuffle(texts)
    return texts


def templated(_: list[str], n_texts: int, seed: int) -> list[str]:
    """Return sentences of fifty frames with four slots and five hundred fillings."""
    chance = random.Random(seed)
    frames = [[f"frame{frame}word{word}" for word in range(15)] for frame in range(50)]
    texts = []
    for _ in range(n_texts):
        words = list(chance.choice(frames))
        for slot in (1, 5, 9, 14):
            words[slot] = f"filling{chance.randrange(500)}"
        texts.append(" ".join(words))
    return texts


CORPORA: dict[str, Callable[[list[str], int, int], list[str]]] = {
    "sentences": real,
    "templates": templated,
}


def microseconds(texts: list[str], options: dict[str, float]) -> tuple[float, int]:
    """Return the processor time for each text and pair, and how many pairs there are."""
    begun = time.process_time()
    n_pairs = len(near_duplicates(texts, **options))
    return (time.process_time() - begun) / (len(texts) + n_pairs) * 1e6, n_pairs


def figure(curves: dict[str, list[tuple[int, float]]], path: Path) -> None:
    """Draw the curves."""
    from matplotlib import pyplot

    pyplot.rcParams["svg.hashsalt"] = "growth"
    drawing, axes = pyplot.subplots(figsize=(7, 4))
    for name, points in curves.items():
        axes.plot(*zip(*points, strict=True), marker="o", label=name)
    axes.set(xscale="log", xlabel="texts", ylabel="µs per text and pair", ylim=(0, None))
    axes.set_xticks(SIZES, [f"{size:,}" for size in SIZES], minor=False)
    axes.minorticks_off()
    axes.legend()
    drawing.tight_layout()
    drawing.savefig(path, metadata={"Date": None})


def main() -> None:
    """Print the curves, and draw them where a file is named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    options = parser.parse_args()
    source = sentences(options.data)
    print(f"{len(source):,} real sentences")
    near_duplicates(source[:1000])
    curves = {}
    for corpus, make in CORPORA.items():
        for name, setting in OPTIONS.items():
            points = []
            for size in options.sizes:
                runs = [
                    microseconds(make(source, size, s), setting) for s in range(options.runs)
                ]
                cost = statistics.median(run[0] for run in runs)
                points.append((size, cost))
                told = f"{size:9,} texts, {runs[0][1]:10,} pairs, {cost:.2f} µs"
                print(f"{corpus}, {name}: {told}", flush=True)
            curves[f"{corpus}, {name}"] = points
            costs = [cost for _, cost in points]
            print(f"{corpus}, {name}: {max(costs) / costs[0]:.2f} times the first at most")
    if options.o:
        figure(curves, options.o)


if __name__ == "__main__":
    main()
