"""Whether another copy ever lowers stuffing or raises quality, on real articles.

    python benchmarks/copies.py DATA [--articles 60] [--copies 10]

To every article copies are added one at a time: of its own last sentence, of its
first paragraph, and of a phrase that opens one paragraph more each time. Prints
every step in the wrong direction; there should be none.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from stuffing_data import EDITORIAL, NEWS, published

import analyzer
from analyzer import Article

PHRASE = "Harbour rail link plans widen"


def sentences(text: str, copies: int) -> str:
    """Return a text with copies of its last sentence, each a paragraph."""
    last = text.rstrip().rpartition(". ")[2]
    return "\n\n".join([text.rstrip(), *[last] * copies])


def paragraphs(text: str, copies: int) -> str:
    """Return a text with copies of its first paragraph."""
    return "\n\n".join([text.rstrip(), *[text.strip().split("\n")[0]] * copies])


def openings(text: str, copies: int) -> str:
    """Return a text in which a phrase opens so many paragraphs, the first two always."""
    blocks = [block for block in text.split("\n") if block.strip()]
    said = f"{PHRASE}. "
    return "\n\n".join(said * (at < copies + 2) + block for at, block in enumerate(blocks))


WAYS: dict[str, Callable[[str, int], str]] = {
    "last sentence": sentences,
    "first paragraph": paragraphs,
    "opening phrase": openings,
}


def wrong_steps(text: str, title: str, way: str, copies: int) -> Iterator[str]:
    """Yield a line for every step in the wrong direction."""
    made = WAYS[way]
    texts = [Article(str(n), made(text, n), title=title) for n in range(copies + 1)]
    stuffing, quality = 0.0, 100.0
    for article in texts:
        row = analyzer.analyze([article]).articles.iloc[0]
        now, points = row["stuffing_probability"], row["quality"]
        if now < stuffing or points > quality:
            yield (
                f"{way}, {article.id} copies: stuffing {stuffing:.4f} -> {now:.4f}, "
                f"quality {quality} -> {points}"
            )
        stuffing, quality = now, points


def main() -> None:
    """Print the wrong steps, and how many articles were tried."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--copies", type=int, default=10)
    arguments = parser.parse_args()
    sets = [published(arguments.data, name) for name in (NEWS, *EDITORIAL)]
    each = -(-arguments.articles // len(sets))
    chosen = [case for cases in sets for case in cases[:: max(len(cases) // each, 1)][:each]]
    wrong = 0
    for case in chosen:
        for way in WAYS:
            for line in wrong_steps(case.text, case.title, way, arguments.copies):
                wrong += 1
                print(f"{case.name} {case.title[:50]!r}: {line}", flush=True)
    print(f"{len(chosen)} articles, {len(WAYS)} ways, {wrong} wrong steps")


if __name__ == "__main__":
    main()
