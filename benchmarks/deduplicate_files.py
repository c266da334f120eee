"""Deduplicate a file larger than memory, made of shuffled real sentences.

    python benchmarks/deduplicate_files.py MEGABYTES FILE... [--ngram-size N] [--folder DIR]

A FILE is JSON Lines, gzipped, with the key ``text``. One document in ten is an earlier one with
up to three sentences exchanged. Printed are the rows, the time and the peak of the memory.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import resource
import tempfile
import time
from pathlib import Path

from analyzer.deduplication.files import deduplicate_files

SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
RECENT = 20_000


def sentences_of(paths: list[Path]) -> list[str]:
    """Return the sentences of usual length."""
    found: list[str] = []
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                found += SENTENCE_END.split(json.loads(line)["text"])
    return [sentence for sentence in found if 30 < len(sentence) < 300]


def write_corpus(path: Path, sentences: list[str], n_bytes: int) -> None:
    """Write documents of 8 to 40 sentences until there are enough characters."""
    draw = random.Random(5)
    recent: list[list[str]] = []
    size = number = 0
    with path.open("w", encoding="utf-8") as lines:
        while size < n_bytes:
            if recent and draw.random() < 0.1:
                chosen = list(draw.choice(recent))
                for _ in range(draw.randint(0, 3)):
                    chosen[draw.randrange(len(chosen))] = draw.choice(sentences)
            else:
                chosen = draw.choices(sentences, k=draw.randint(8, 40))
            if len(recent) < RECENT:
                recent.append(chosen)
            else:
                recent[draw.randrange(RECENT)] = chosen
            text = " ".join(chosen)
            lines.write(json.dumps({"id": number, "text": text, "site": "made"}) + "\n")
            size += len(text)
            number += 1


def main() -> None:
    """Write the corpus, deduplicate it and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("megabytes", type=float)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--ngram-size", type=int, default=3)
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    given = parser.parse_args()
    source = given.folder / f"sentences-{given.megabytes:g}.jsonl"
    write_corpus(source, sentences_of(given.files), int(given.megabytes * 1e6))
    before = resource.getrusage(resource.RUSAGE_SELF)
    begun = time.monotonic()
    done = deduplicate_files(
        source,
        source.with_suffix(".parquet"),
        ngram_size=given.ngram_size,
        threshold=given.threshold,
    )
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{done.rows:,} rows, {done.kept:,} kept; CPU {seconds:.0f} s, "
        f"wall {time.monotonic() - begun:.0f} s, peak {used.ru_maxrss // 1024:,} MB"
    )


if __name__ == "__main__":
    main()
