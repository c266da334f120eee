"""How well the body of HTML pages is found.

    python benchmarks/html_body.py DATA

Precision and recall of word 4-grams of the body against the true one, averaged
over the pages of ``extract_scrapinghub``, and their F1 with the interval of
1,000 bootstrap samples.
"""

import gzip
import json
import random
import re
import sys
from collections import Counter
from pathlib import Path

from analyzer.article import Block
from analyzer.readers.html import parse_page

SAMPLES = 1000


def grams(text: str, n: int = 4) -> Counter[tuple[str, ...]]:
    """Return the word n-grams of a text, with their counts."""
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[i : i + n]) for i in range(max(len(words) - n + 1, 1)))


def body(html: str) -> str:
    """Return what is taken for the body of a page."""
    markup = parse_page(html).markup
    blocks = zip(markup.block_start, markup.block_end, markup.block_kind, strict=True)
    return "\n\n".join(markup.prose[a:b] for a, b, kind in blocks if kind < Block.TITLE)


def f1(scores: list[tuple[float, float]]) -> float:
    """Return the F1 of the mean precision and the mean recall."""
    precision, recall = (sum(column) / len(scores) for column in zip(*scores, strict=True))
    return 2 * precision * recall / (precision + recall)


if __name__ == "__main__":
    scores = []
    with gzip.open(Path(sys.argv[1]) / "extract_scrapinghub.jsonl.gz", "rt") as lines:
        for line in lines:
            record = json.loads(line)
            found, true = grams(body(record["html"])), grams(record["text"])
            shared = sum((found & true).values())
            scores.append(
                (shared / max(sum(found.values()), 1), shared / max(sum(true.values()), 1))
            )
    draw = random.Random(0)
    samples = sorted(f1(draw.choices(scores, k=len(scores))) for _ in range(SAMPLES))
    low, high = samples[SAMPLES // 40], samples[-SAMPLES // 40]
    print(f"{len(scores)} pages: F1 {f1(scores):.4f} ({low:.4f}-{high:.4f})")
