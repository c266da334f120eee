"""Sections of the index: clusters of articles, shared phrases, and boilerplate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.reports.html import charts
from analyzer.reports.html.context import PageContext
from analyzer.reports.html.display_text import clip, percent

MOST_PHRASES = 20
MOST_LINES = 40
MOST_PAIRS = 12


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster of near-duplicate articles, as a graph and as a list."""

    members: list[tuple[int, str, str]]
    nodes: list[charts.Node]
    edges: list[charts.Edge]
    box: str
    pairs: list[str]
    more: int
    more_pairs: int


@dataclass(frozen=True, slots=True)
class SharedPhrase:
    """A phrase that appears in several articles, with links to some of them."""

    text: str
    articles: int
    times: int
    width: float
    links: list[tuple[str, str]]


def clusters(context: PageContext) -> list[Cluster]:
    """Return the clusters of near-duplicate articles, the largest first."""
    table = context.analysis.tables["duplicates"]
    rows = defaultdict(list)
    for number, cluster in enumerate(table["cluster"]):
        if cluster is not None:  # None for a match in an archive
            rows[cluster].append(number)
    found = [_cluster(context, numbers) for numbers in rows.values()]
    return sorted(found, key=lambda cluster: -(len(cluster.members) + cluster.more))


def _cluster(context: PageContext, numbers: list[int]) -> Cluster:
    rows = [context.row("duplicates", number) for number in numbers]
    pairs = []
    for row in rows:
        share = max(row["containment_a"] or 0.0, row["containment_b"] or 0.0)
        ends = [context.position[row["article_a"]], context.position[row["article_b"]]]
        pairs.append((ends[0], ends[1], share))
    articles = sorted({article for one, two, _ in pairs for article in (one, two)})
    nodes, edges = charts.ring(articles, pairs)
    kinds = [row["kind"] for row in rows]
    ordered = sorted(zip(pairs, kinds, strict=True), key=lambda pair: -pair[0][2])
    number = {article: at for at, article in enumerate(articles, 1)}
    shown = articles[: charts.MOST_NODES]
    return Cluster(
        [(number[at], context.link(at, origin="index"), context.title(at)) for at in shown],
        nodes,
        edges,
        _box(nodes),
        [
            f"{number[one]} and {number[two]}: {percent(share)}{kind and ', '}{kind}"
            for (one, two, share), kind in ordered[:MOST_PAIRS]
        ],
        len(articles) - len(shown),
        max(len(pairs) - MOST_PAIRS, 0),
    )


def _box(nodes: list[charts.Node]) -> str:
    """Return the SVG view box that holds the nodes."""
    across = max([60.0, *(abs(node.x) + 14 for node in nodes)])
    down = max([24.0, *(abs(node.y) + 14 for node in nodes)])
    return f"{-across:.0f} {-down:.0f} {2 * across:.0f} {2 * down:.0f}"


def phrases(context: PageContext) -> list[SharedPhrase]:
    """Return the phrases that several articles repeat, those in most articles first."""
    table = context.analysis.tables["phrases"]
    rows = defaultdict(list)
    for number, phrase in enumerate(table["phrase"]):
        if table["words"][number] > 1:
            rows[phrase.casefold()].append(number)
    shared = [numbers for numbers in rows.values() if len(numbers) > 1]
    times = {numbers[0]: sum(table["count"][at] for at in numbers) for numbers in shared}
    shared.sort(key=lambda numbers: (-len(numbers), -times[numbers[0]], numbers[0]))
    return list(
        _shared_phrases(
            context,
            [
                (
                    table["phrase"][numbers[0]],
                    [context.position[table["article"][at]] for at in numbers],
                    times[numbers[0]],
                )
                for numbers in shared[:MOST_PHRASES]
            ],
        )
    )


def boilerplate(context: PageContext) -> list[tuple[str, int]]:
    """Return boilerplate lines with their number of articles, the commonest first."""
    table = context.analysis.tables.get("boilerplate", {"text": [], "articles": []})
    lines = sorted(
        zip(table["text"], table["articles"], strict=True), key=lambda line: -line[1]
    )
    return [(clip(text), articles) for text, articles in lines[:MOST_LINES]]


def _shared_phrases(
    context: PageContext, lines: list[tuple[str, list[int], int]]
) -> Iterator[SharedPhrase]:
    most = max((len(articles) for _, articles, _ in lines), default=1)
    for text, articles, times in lines:
        links = [(context.link(at, origin="index"), context.title(at)) for at in articles[:3]]
        width = round(100 * len(articles) / most, 1)
        yield SharedPhrase(clip(text), len(articles), times, width, links)
