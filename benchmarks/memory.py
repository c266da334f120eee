"""How the memory of a report grows with the text it is about.

    python benchmarks/memory.py TEXTS [--megabytes 25 50 100 200] [--format csv] [--keep DIR]

TEXTS is a file or folder that `analyzer` reads, or a folder of ``*.jsonl.gz``. Its
articles are repeated until there is enough text, each time perturbed: in nineteen of
twenty, three words in five are replaced by words drawn from all texts, so that nearly all
are new; in the twentieth one word in twenty, so that there is something to find. Each
size is a run of its own, of which the greatest resident set is told.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from analyzer.readers import read

SHARE, LIGHT_SHARE, LIGHT_EACH = 0.6, 0.05, 20
POOL = 1_000_000


def perturbed(texts: list[str], seed: int) -> Iterator[str]:
    """Yield the texts, then perturbed ones without end."""
    chance = np.random.default_rng(seed)
    split = [text.split(" ") for text in texts]
    pool = [word for words in split for word in words if word.isalpha()]
    pool = random.Random(seed).choices(pool, k=POOL)
    yield from texts
    for number in count():
        words = list(split[number % len(split)])
        share = LIGHT_SHARE if number % LIGHT_EACH == 0 else SHARE
        at = np.flatnonzero(chance.random(len(words)) < share)
        drawn = chance.integers(POOL, size=len(at))
        for place, word in zip(at.tolist(), drawn.tolist(), strict=True):
            if "\n" not in words[place]:
                words[place] = pool[word]
        yield " ".join(words)


def write_corpus(texts: list[str], megabytes: int, path: Path) -> int:
    """Write so much text as records, and return how many there are."""
    left = megabytes * 1_000_000
    with path.open("w", encoding="utf-8") as stream:
        for number, text in enumerate(perturbed(texts, seed=1), 1):
            stream.write(json.dumps({"id": number, "text": text}, ensure_ascii=False) + "\n")
            left -= len(text.encode())
            if left <= 0:
                return number
    raise AssertionError("the texts have no end")


def written(given: Path, megabytes: int, corpus: Path) -> tuple[int, int]:
    """Write a corpus made of given articles, and return how many these are and it has."""
    paths = sorted(given.glob("*.jsonl.gz")) or [given]
    texts = [article.text for article in read(paths, on_problem=lambda _: None)]
    return len(texts), write_corpus(texts, megabytes, corpus)


def measured(corpus: Path, output: Path, formats: str, options: list[str]) -> tuple[int, float]:
    """Run a report, and return its greatest resident set in MB and its seconds."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "analyzer", "report", str(corpus), "-o", str(output)]
    command += ["-q", "--format", formats, *options]
    process = os.posix_spawn(sys.executable, command, os.environ)
    _, status, usage = os.wait4(process, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit("the report failed")
    return usage.ru_maxrss // 1024, time.monotonic() - begun


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", type=Path)
    parser.add_argument("--megabytes", type=int, nargs="+", default=[25, 50, 100, 200])
    parser.add_argument("--format", default="csv")
    parser.add_argument("--keep", type=Path, help="Where corpus and report stay.")
    parser.add_argument("--option", action="append", default=[], help="Further ones of report.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for megabytes in given.megabytes:
            corpus = folder / "corpus.jsonl"
            # Elsewhere: the memory of a process counts in that of those it starts.
            with get_context("spawn").Pool(1) as other:
                n_texts, n_articles = other.apply(written, (given.texts, megabytes, corpus))
            peak, seconds = measured(corpus, folder / "report", given.format, given.option)
            told = f"{megabytes:6,} MB, {n_articles:8,} articles made of {n_texts:,}"
            print(f"{told}: {peak:6,} MB resident, {seconds:6.0f} s", flush=True)


if __name__ == "__main__":
    main()
