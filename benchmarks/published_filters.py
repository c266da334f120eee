"""Compare the published filters with those of datatrove, on real documents.

Run ``python benchmarks/published_filters.py FILE...``; a file is JSON Lines, gzipped, with the
key ``text``. It needs datatrove and spaCy, whose words datatrove counts.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from itertools import chain, islice, zip_longest
from pathlib import Path

from datatrove.data import Document
from datatrove.pipeline.filters import (
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
)
from datatrove.utils.text import split_into_words

from analyzer.filters.apply import apply_filters
from analyzer.filters.words import split_words

TWINS = {
    "gopher-quality": GopherQualityFilter,
    "gopher-repetition": GopherRepetitionFilter,
    "c4": C4QualityFilter,
    "fineweb": FineWebQualityFilter,
}


def sample(paths: list[Path], number: int, seed: int) -> list[str]:
    """Return documents of each file in turn, drawn at random."""
    drawn = []
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            found = [record["text"] for record in map(json.loads, lines) if record.get("text")]
        random.Random(seed).shuffle(found)
        drawn.append(found)
    in_turn = chain.from_iterable(zip_longest(*drawn))
    return list(islice(filter(None, in_turn), number))


def main() -> None:
    """Print how many decisions are equal, and the processor time of both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--number", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    texts = sample(given.files, given.number, given.seed)
    print(f"{len(texts)} documents")
    print("filter             dropped  equal, own words  equal, spaCy's  CPU s  datatrove s")
    for name, twin in TWINS.items():
        chosen = twin()
        begun = time.process_time()
        theirs = [chosen.filter(Document(text=text, id="")) is True for text in texts]
        between = time.process_time()
        own = apply_filters(texts, name, split=split_words)["kept"]
        ended = time.process_time()
        same_words = apply_filters(texts, name, split=split_into_words)["kept"]
        print(
            f"{name:18} {theirs.count(False):7}  {sum(own == theirs):16}"
            f"  {sum(same_words == theirs):14}  {ended - between:5.2f}  {between - begun:11.2f}"
        )


if __name__ == "__main__":
    main()
