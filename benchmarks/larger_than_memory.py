"""Near-duplicate sentences among millions: time and memory of the join in parts.

    python benchmarks/larger_than_memory.py MILLIONS [FOLDER]

Rows of stems are drawn as they are in real text: lengths of 6 to 30, words by
Zipf's law over half a million; one row in twenty is one of 200 stock phrases, one
in thirty an earlier one with a word changed. They are written to a file in FOLDER
and mapped. Prints one line: rows, pairs, seconds of the wall and of the processor,
and the most memory that the process had (which counts mapped pages in use).
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from analyzer.matching.ngramrows import NgramRows, firsts, pointers, row_sums, sort_rows
from analyzer.matching.similarity import self_join

VOCABULARY = 500_000
PIECE = 200_000
STOCK = 200


def piece(
    random: np.random.Generator, stock: list[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Return sizes and stems of some rows."""
    size = np.clip(random.normal(15, 5, PIECE), 6, 30).astype(np.int64)
    weight = 1 / (np.arange(VOCABULARY) + 2.7)
    share = np.cumsum(weight / weight.sum())
    word = np.searchsorted(share, random.random(int(size.sum())))
    ptr = pointers(size)
    for row in np.flatnonzero(random.random(PIECE) < 0.05):
        phrase = stock[random.integers(STOCK)][: size[row]]
        word[ptr[row] : ptr[row] + len(phrase)] = phrase
    for row in np.flatnonzero(random.random(PIECE) < 0.033):
        old = random.integers(row + 1)
        length = min(size[row], size[old])
        word[ptr[row] : ptr[row] + length] = word[ptr[old] : ptr[old] + length]
        word[ptr[row] + random.integers(length)] = random.integers(VOCABULARY)
    hashed = (word.astype(np.uint64) + np.uint64(1)) * np.uint64(0xD1B54A32D192ED03)
    hashed = (hashed ^ hashed >> np.uint64(31)) * np.uint64(0xAEF17502108EF2D9)
    hashed = sort_rows(ptr, hashed)
    first = firsts(ptr, hashed)
    return row_sums(ptr, first).astype(np.int64), hashed[first]


def main() -> None:
    millions = float(sys.argv[1])
    random = np.random.default_rng(11)
    stock = [random.integers(0, 20_000, 30) for _ in range(STOCK)]
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if sys.argv[2:] else None) as folder:
        path, sizes = Path(folder) / "ngram", []
        with path.open("wb") as stream:
            for _ in range(max(int(millions * 1e6 / PIECE), 1)):
                size, ngram = piece(random, stock)
                sizes.append(size)
                ngram.tofile(stream)
        rows = NgramRows(pointers(np.concatenate(sizes)), np.memmap(path, np.uint64, "r"))
        wall, own = time.perf_counter(), time.process_time()
        n_pairs = sum(len(pairs) for pairs in self_join(rows, 0.8, every_equal=False))
        wall, own = time.perf_counter() - wall, time.process_time() - own
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(
            f"{len(rows):,} rows, {len(rows.ngram):,} n-grams, {n_pairs:,} pairs: "
            f"{wall:.0f} s, {own:.0f} s of the processor, {most:.1f} GB"
        )


if __name__ == "__main__":
    main()
