"""The view of the index: everything that its template shows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analyzer.reports.html import charts
from analyzer.reports.html.context import PageContext
from analyzer.reports.html.templates import clip, language_tag, message, percent
from analyzer.reports.layout import Pair, duplicate_clusters, plural
from analyzer.rules.related_pages import describe_related
from analyzer.settings import SEVERITIES

_HEADING = re.compile(r"^(\S.*)\n-{3,}$", re.MULTILINE)
SHOWN = ("Why it matters", "Instead", "Limits")


@dataclass(frozen=True, slots=True)
class RulePage:
    """The documentation of a rule.

    Attributes
    ----------
    name, summary : str
    sections : list of (str, str)
        Headings and their text, those of `SHOWN` only.
    """

    name: str
    summary: str
    sections: list[tuple[str, str]]


def rule_page(name: str, explanation: str) -> RulePage:
    r"""Split the documentation of a rule into its sections.

    Examples
    --------
    >>> rule_page("a-rule", "a-rule: short.\n\nInstead\n-------\nDo this.").sections
    [('Instead', 'Do this.')]
    """
    pieces = _HEADING.split(explanation)
    summary = " ".join(pieces[0].split()).removeprefix(f"{name}:").strip()
    sections = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    return RulePage(
        clip(name),
        summary,
        [(head, " ".join(sections[head].split())) for head in SHOWN if head in sections],
    )


# An article without scores comes after all others.
UNSCORED = 101.0
WORST = 8
MOST_ROWS = 5000
MOST_CLUSTERS = 40


@dataclass(frozen=True, slots=True)
class RuleSummary:
    """A rule with findings: the number of articles and the width of its bar."""

    page: RulePage
    articles: int
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """An article as a row of the table."""

    index: int
    link: str
    title: str
    name: str
    language: str
    figures: dict[str, Any]
    severities: str
    rules: str
    nearest: str
    top: str


def index_view(context: PageContext) -> dict[str, Any]:
    """Return the values of the index template."""
    articles = context.analysis.tables["articles"]
    rules = _rules(context)
    quality, originality = articles["quality"], articles["originality"]
    order = context.analysis.order.tolist()
    names = {rule.page.name: str(at) for at, rule in enumerate(rules)}
    lines = [_line(context, at, names) for at in order[:MOST_ROWS]]
    severe = {f.article for f in context.analysis.judged if f.severity != "note"}
    clusters = _clusters(context)
    return {
        "linked": context.only is None,
        "n_articles": len(quality),
        "n_words": sum(articles["words"]),
        "n_severe": len(severe),
        "related": describe_related(context.analysis.related),
        "scores": [
            ("Quality", charts.histogram(quality)),
            ("Originality", charts.histogram(originality)),
        ],
        "rules": rules,
        "worst": _worst(lines),
        "lines": lines,
        "more_lines": len(order) - len(lines),
        "clusters": clusters[:MOST_CLUSTERS],
        "more_clusters": max(len(clusters) - MOST_CLUSTERS, 0),
        "phrases": _phrases(context),
        "boilerplate": _boilerplate(context),
    }


def _worst(lines: list[Line]) -> list[tuple[str, Line]]:
    """Return the first articles of `lines` whose worse score is below 100.

    Returns
    -------
    list of (str, Line)
        At most `WORST`, with the score that is low.
    """
    found = []
    for line in lines:
        pair = [(line.figures[score], score) for score in ("originality", "quality")]
        known = [(value, score) for value, score in pair if value is not None]
        lowest, score = min(known, key=lambda one: one[0], default=(UNSCORED, ""))
        if lowest < 100:
            found.append((score, line))
    return found[:WORST]


def _rules(context: PageContext) -> list[RuleSummary]:
    """Return the rules with findings, those with the most points first."""
    pages = context.analysis.rules
    articles = defaultdict(set)
    points: dict[str, float] = defaultdict(float)
    for finding in context.analysis.judged:
        articles[finding.rule].add(finding.article)
        points[finding.rule] += finding.points
    most = max((len(found) for found in articles.values()), default=1)
    order = sorted(articles, key=lambda rule: (-points[rule], -len(articles[rule]), rule))
    return [
        RuleSummary(
            rule_page(rule, pages.get(rule, "")),
            len(articles[rule]),
            round(100 * len(articles[rule]) / most, 1),
        )
        for rule in order
    ]


def _line(context: PageContext, index: int, names: dict[str, str]) -> Line:
    figures = context.row("articles", index)
    found = context.findings_of(index)
    count = Counter(finding.severity for finding in found)
    near = context.position.get(figures["nearest_article"] or "", -1)
    return Line(
        index,
        context.link(index, origin="index"),
        context.title(index),
        clip(figures["article"]),
        language_tag(figures["language"]),
        figures,
        "\n".join(plural(count[name], name) for name in reversed(SEVERITIES) if count[name]),
        " ".join(dict.fromkeys(names[finding.rule] for finding in found)),
        context.title(near) if near >= 0 else "",
        message(figures["main_issue"]),
    )


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


def _clusters(context: PageContext) -> list[Cluster]:
    """Return the clusters of near-duplicate articles, the largest first."""
    table = context.analysis.tables["duplicates"]
    clusters = duplicate_clusters(table, context.position.__getitem__)
    found = [_cluster(context, *one) for one in clusters]
    return sorted(found, key=lambda cluster: -(len(cluster.members) + cluster.more))


def _cluster(
    context: PageContext, rows: list[int], articles: list[int], pairs: list[Pair]
) -> Cluster:
    nodes, edges = charts.ring(articles, pairs)
    kinds = [context.row("duplicates", row)["kind"] for row in rows]
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


def _phrases(context: PageContext) -> list[SharedPhrase]:
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


def _boilerplate(context: PageContext) -> list[tuple[str, int]]:
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
