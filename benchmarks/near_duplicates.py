"""Time, memory and recall of near_duplicates beside MinHash tools.

    python benchmarks/near_duplicates.py DATA [--rows 200000] [--runs 5] [--tool NAME ...]

DATA is a folder of ``*.jsonl.gz`` files; the sentences, or the articles, of its
texts are the rows, a new sample for each run. Every tool works alone in a process
of its own with one thread. The peers are given the n-grams of each row ready
made, as lists of strings; `analyzer` is measured from the texts, with what it
takes to make n-grams of them, and `analyzer rows` from rows of hashed n-grams.
Recall is the share of the pairs of an exact join; "verified" means that a tool's
candidates were compared as sets and those below the threshold dropped.
Needs rensa, gaoya and datasketch.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

Pair = tuple[int, int]
WORD = re.compile(r"[^\W_]")
WORKLOADS = {
    "sentences, 3 words": ("sentence", "word", 3, 0.7),
    "articles, 3 words": ("article", "word", 3, 0.7),
    "sentences, 5 characters": ("sentence", "char", 5, 0.7),
}
# Hashes and bands of each: as shipped (about 128 hashes), and so many bands that
# the pairs of the exact join are found.
TOOLS = (
    "analyzer", "analyzer rows", "rensa", "rensa verified", "rensa tuned, verified",
    "gaoya", "datasketch",
)  # fmt: skip
SHIPPED = (128, 16)
TUNED = (128, 32)


def texts_of(folder: Path, kind: str, n_rows: int, seed: int) -> list[str]:
    """Return a sample of the articles of a folder, or of their sentences."""
    from analyzer.text.sentences import split_sentences

    texts: list[str] = []
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row.get("lang", "en") == "en":
                    texts += [row.get("text", "")]
    if kind == "sentence":
        blocks = [line for text in texts for line in text.splitlines() if line.strip()]
        owner, start = split_sentences(blocks, "en")
        last = [*(owner[1:] != owner[:-1]).tolist(), True]
        begin = start.tolist()
        texts = [
            blocks[block][begin[i] : None if last[i] else begin[i + 1]].strip()
            for i, block in enumerate(owner.tolist())
        ]
    texts = [text for text in texts if WORD.search(text)]
    return random.Random(seed).sample(texts, min(n_rows, len(texts)))


def ngrams_of(texts: list[str], unit: str, n: int) -> list[list[str]]:
    """Return the n-grams that near_duplicates sees, as strings."""
    from analyzer.text import tokens as words
    from analyzer.text.word_boundaries import split_tokens

    rows = []
    for text in texts:
        symbols = list(text.casefold())
        if unit == "word":
            tokens = split_tokens(text)
            spans = zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)
            symbols = words.fold("\n".join(text[a:b] for a, b in spans)).split("\n")
        space = " " if unit == "word" else ""
        count = max(len(symbols) - n + 1, 1) if symbols != [""] and symbols else 0
        rows.append([space.join(symbols[i : i + n]) for i in range(count)])
    return rows


def verified(pairs: set[Pair], rows: list[list[str]], threshold: float) -> set[Pair]:
    """Return the pairs that reach the threshold, compared as sets."""
    sets = [frozenset(row) for row in rows]
    kept = set()
    for left, right in pairs:
        both = len(sets[left] & sets[right])
        if both and both / (len(sets[left]) + len(sets[right]) - both) >= threshold:
            kept.add((left, right))
    return kept


def upper(found: Iterator[tuple[int, list[int]]]) -> set[Pair]:
    """Return each pair once."""
    return {(row, other) for row, others in found for other in others if row < other}


def rensa(rows: list[list[str]], threshold: float, hashes: int, bands: int) -> set[Pair]:
    """Return the candidates of rensa."""
    from rensa import RMinHash, RMinHashLSH

    sketches = RMinHash.from_token_sets(rows, hashes, 42)
    index = RMinHashLSH(threshold, hashes, bands)
    index.insert_many(sketches)
    return upper(enumerate(index.query_all(sketches)))


def gaoya(rows: list[list[str]], threshold: float) -> set[Pair]:
    """Return the pairs of gaoya, which compares the sketches of its candidates."""
    from gaoya.minhash import MinHashStringIndex

    index = MinHashStringIndex(
        32, threshold, None, None, 128, analyzer=lambda row: row, id_container="vec"
    )
    for number, row in enumerate(rows):
        index.insert_document(number, row)
    return upper((number, index.query(row)) for number, row in enumerate(rows))


def datasketch(rows: list[list[str]], threshold: float) -> set[Pair]:
    """Return the candidates of datasketch."""
    from datasketch import MinHash, MinHashLSH

    encoded = [[ngram.encode() for ngram in row] for row in rows]
    sketches = MinHash.bulk(encoded, num_perm=128)
    index = MinHashLSH(threshold, num_perm=128)
    with index.insertion_session() as session:
        for number, sketch in enumerate(sketches):
            session.insert(number, sketch)
    return upper((number, index.query(sketch)) for number, sketch in enumerate(sketches))


def peer(tool: str, rows: list[list[str]], threshold: float) -> set[Pair]:
    """Return the pairs of a peer."""
    if tool == "gaoya":
        return gaoya(rows, threshold)
    if tool == "datasketch":
        return datasketch(rows, threshold)
    pairs = rensa(rows, threshold, *(TUNED if "tuned" in tool else SHIPPED))
    return verified(pairs, rows, threshold) if "verified" in tool else pairs


def exact(
    texts: list[str], unit: str, n: int, threshold: float, tool: str
) -> Callable[[], object]:
    """Return what is to be timed of ours."""
    from analyzer.duplicates import near_duplicates
    from analyzer.similarity.join import collect, self_join
    from analyzer.similarity.shingles import text_rows

    if tool == "analyzer":
        return lambda: near_duplicates(texts, threshold=threshold, ngram_size=n, analyzer=unit)
    rows = text_rows(texts, n, unit)
    return lambda: collect(self_join(rows, threshold))


def peak_memory() -> float:
    """Return the most memory this process had, in MB (Linux)."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1e3


def one_run(tool: str, workload: str) -> dict[str, float]:
    """Measure one tool on the sample that is given as JSON on standard input."""
    _, unit, n, threshold = WORKLOADS[workload]
    texts = json.load(sys.stdin)
    ours = tool.startswith("analyzer")
    rows = [] if ours else ngrams_of(texts, unit, n)
    work = (
        exact(texts, unit, n, threshold, tool) if ours else lambda: peer(tool, rows, threshold)
    )
    import pandas  # noqa: F401

    begun, busy = time.perf_counter(), time.process_time()
    found = work()
    result = {
        "seconds": time.perf_counter() - begun,
        "processor": time.process_time() - busy,
        "memory": peak_memory(),
        "rows": len(texts),
        "found": len(found),
        "recall": 1.0,
    }
    if not ours:
        table = exact(texts, unit, n, threshold, "analyzer")()
        true = set(zip(table["left"].tolist(), table["right"].tolist(), strict=True))
        result["recall"] = len(true & found) / max(len(true), 1)
    return result


def child(tool: str, workload: str, sample: Path) -> dict[str, float]:
    """Measure in a process of its own, with one thread."""
    threads = dict.fromkeys(
        ("OMP_NUM_THREADS", "RAYON_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"
    )
    with sample.open() as texts:
        output = subprocess.run(
            [sys.executable, __file__, "--child", tool, workload],
            check=True, stdin=texts, stdout=subprocess.PIPE, env=os.environ | threads,
        )  # fmt: skip
    result: dict[str, float] = json.loads(output.stdout)
    return result


def compare(workload: str, tools: list[str], samples: list[Path]) -> None:
    """Print the medians of each tool."""
    print(f"\n{workload}, at least {WORKLOADS[workload][-1]}")
    base: dict[str, float] = {}
    for tool in tools:
        runs = [child(tool, workload, sample) for sample in samples]
        value = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        base = base or value
        print(
            f"{tool:24}{value['seconds']:8.2f} s{value['processor']:8.2f} s busy"
            f"{value['processor'] / base['processor']:7.1f}x"
            f"{value['memory']:8.0f} MB{value['found']:10.0f} pairs"
            f"  recall {value['recall']:.4f}  of {value['rows']:.0f} rows",
            flush=True,
        )


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(one_run(*sys.argv[2:])))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--tool", nargs="*", default=TOOLS)
    parser.add_argument("--workload", nargs="*", default=list(WORKLOADS))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for workload in options.workload:
            samples = []
            for seed in range(options.runs):
                texts = texts_of(options.data, WORKLOADS[workload][0], options.rows, seed)
                samples.append(Path(folder) / f"{seed}.json")
                samples[-1].write_text(json.dumps(texts))
            compare(workload, options.tool, samples)


if __name__ == "__main__":
    main()
