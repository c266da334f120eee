"""The geometry of the charts, as numbers for SVG attributes."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from analyzer.reports.layout import Occurrences

WIDTH = 1000
MOST_NODES = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram: its label, its count, and its height out of 100."""

    label: str
    count: int
    height: float


def histogram(values: Iterable[float | None]) -> list[Bar]:
    """Return bars for scores: one for each ten, and one for a full 100."""
    counts = [0] * 11
    for value in values:
        if value is None:  # of an article that could not be analyzed
            continue
        counts[10 if value >= 100 else int(max(value, 0) // 10)] += 1
    most = max(counts) or 1
    return [
        Bar("100" if ten == 10 else str(10 * ten), count, _height(count, most))
        for ten, count in enumerate(counts)
    ]


def _height(count: int, most: int) -> float:
    """Return a height of at most 100, high enough to be seen unless the count is 0."""
    return round(max(100 * count / most, 2.5), 1) if count else 0.0


@dataclass(frozen=True, slots=True)
class Strip:
    """Where a phrase appears in the body, as paths over `WIDTH` units.

    The first holds its occurrences inside sentences, the second those at the start.
    """

    within: str
    initial: str


class Scale:
    """Maps offsets into the prose to `WIDTH` units, skipping what is between blocks.

    Parameters
    ----------
    blocks : sequence of (int, int)
        The spans of the paragraphs, in ascending order.
    """

    def __init__(self, blocks: Sequence[tuple[int, int]]) -> None:
        self.blocks = blocks
        self.before = [0, *accumulate(end - start for start, end in blocks)]

    def __call__(self, offset: int) -> int:
        block = bisect_right(self.blocks, (offset, math.inf)) - 1
        if block < 0:
            return 0
        start, end = self.blocks[block]
        reached = self.before[block] + min(offset, end) - start
        return round(WIDTH * reached / max(self.before[-1], 1))

    def strip(self, occurrences: Occurrences) -> Strip:
        """Return the ticks of a phrase, those at the start of a sentence apart."""
        ticks: tuple[list[str], list[str]] = ([], [])
        for start, initial in zip(occurrences.start, occurrences.initial, strict=True):
            ticks[initial].append(f"M{self(start)} 0v9")
        return Strip("".join(dict.fromkeys(ticks[False])), "".join(dict.fromkeys(ticks[True])))

    def borders(self) -> str:
        """Return the lines between the paragraphs of a strip."""
        return "".join(f"M{self(start)} 0v9" for start, _ in self.blocks[1:])


@dataclass(frozen=True, slots=True)
class Node:
    """An article of a cluster, on a circle."""

    article: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Edge:
    """A near-duplicate pair: a line between two nodes, thicker for higher similarity."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float


def ring(
    articles: Sequence[int], pairs: Iterable[tuple[int, int, float]]
) -> tuple[list[Node], list[Edge]]:
    """Lay out a cluster on a circle, in the order of its articles.

    Parameters
    ----------
    articles : sequence of int
        Those beyond `MOST_NODES` are not drawn.
    pairs : iterable of (int, int, float)
        Two articles and their similarity, from 0 to 1.
    """
    shown = articles[:MOST_NODES]
    radius = 34 + 3.2 * len(shown) if len(shown) > 2 else 48
    nodes = {}
    for at, article in enumerate(shown):
        angle = 2 * math.pi * at / len(shown) + math.pi
        x, y = radius * math.cos(angle), radius * math.sin(angle)
        nodes[article] = Node(article, round(x, 1) + 0.0, round(y, 1) + 0.0)
    edges = [
        Edge(
            nodes[a].x,
            nodes[a].y,
            nodes[b].x,
            nodes[b].y,
            round(1 + 5 * share, 1),
        )
        for a, b, share in pairs
        if a in nodes and b in nodes
    ]
    return list(nodes.values()), edges
