"""Near-duplicate sentences among millions: time and memory of the join in parts.

    python benchmarks/larger_than_memory.py 1 5 20 50 [--meetings]

For each number of millions, a process of its own draws rows of stems as they are in real
text: lengths of 6 to 30, words by Zipf's law over half a million; one row in twenty is one
of 200 stock phrases, one in thirty an earlier one with a word changed. They are in a file,
as a report keeps them; set TMPDIR for where. Prints a line: rows, pairs, seconds of the
wall and of the processor, and the most memory that the process had. ``--meetings`` counts
what the join goes through instead, for each row.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from analyzer.similarity import partition_join
from analyzer.similarity.join import self_join
from analyzer.similarity.rows import NgramRows, pointers, without_repeats
from analyzer.storage.spool import Column
from analyzer.text.arrays import grouped

VOCABULARY = 500_000
PIECE = 200_000
STOCK = 200


def piece(random: np.random.Generator, stock: list[np.ndarray]) -> NgramRows:
    """Return some rows of stems."""
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
    return without_repeats(NgramRows(ptr, hashed))


def drawn(millions: float) -> NgramRows:
    """Return so many rows on disk."""
    random = np.random.default_rng(11)
    stock = [random.integers(0, 20_000, 30) for _ in range(STOCK)]
    sizes, ngram = [], Column(np.uint64)
    for _ in range(max(int(millions * 1e6 / PIECE), 1)):
        some = piece(random, stock)
        sizes.append(np.diff(some.ptr).astype(np.uint8))
        ngram.extend(some.ngram)
    return NgramRows(pointers(np.concatenate(sizes)), ngram)


def measure(millions: float) -> None:
    """Join the rows, and print what it took."""
    rows = drawn(millions)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    wall, own = time.perf_counter(), time.process_time()
    n_pairs = sum(len(pairs) for pairs in self_join(rows, 0.8, max_identical_pairs=0))
    wall, own = time.perf_counter() - wall, time.process_time() - own
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{len(rows):,} rows, {len(rows.ngram):,} n-grams, {n_pairs:,} pairs: {wall:.0f} s, "
        f"{own:.0f} s of the processor, {most:.2f} GB (drawing them {before:.2f} GB)",
        flush=True,
    )


def count(millions: float) -> None:
    """Join the rows, and print how many prefix_signatures and meetings there were."""
    rows, seen, most = drawn(millions), Counter[str](), 0
    prefix_signatures, meetings = (
        partition_join.prefix_signatures,
        partition_join._pairs_in_partition,
    )
    counted_out = partition_join._verified

    def combined(*given: Any) -> Any:
        found = prefix_signatures(*given)
        seen["prefix_signatures"] += len(found[0])
        return found

    def met(terms: Any, n_rows: int, has: Any, *given: Any) -> Iterator[Any]:
        nonlocal most
        _, new = grouped(has)
        size = np.diff(np.flatnonzero(np.append(new, True)))
        most = max(most, int(size.max(initial=0)))
        seen["meetings"] += int((size * (size - 1) // 2).sum())
        for pairs in meetings(terms, n_rows, has, *given):
            seen["left by sizes and bits"] += len(pairs)
            yield pairs

    def counted(rows: Any, terms: Any, candidates: Any) -> Any:
        seen["different pairs of these"] += len(candidates)
        return counted_out(rows, terms, candidates)

    partition_join.prefix_signatures, partition_join._pairs_in_partition = combined, met
    partition_join._verified = counted
    seen["pairs"] = sum(len(pairs) for pairs in self_join(rows, 0.8, max_identical_pairs=0))
    told = ", ".join(f"{number / len(rows):.3f} {name}" for name, number in seen.items())
    print(f"{len(rows):,} rows, for each: {told}; {most} rows of a combination", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("millions", nargs="+", type=float)
    parser.add_argument("--meetings", action="store_true")
    parser.add_argument("--only", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    for millions in given.millions:
        if given.only:
            (count if given.meetings else measure)(millions)
            continue
        command = [sys.executable, __file__, "--only", str(millions)]
        subprocess.run([*command, *["--meetings"] * given.meetings], check=True)


if __name__ == "__main__":
    main()
