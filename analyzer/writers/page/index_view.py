"""What the index shows: the run as a whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analyzer.settings import SEVERITIES
from analyzer.writers.page import drawing
from analyzer.writers.page.material import Material
from analyzer.writers.page.rule_page import RulePage, rule_page
from analyzer.writers.page.visible import clip, language_tag, percent

WORST = 8
MOST_ROWS = 5000
MOST_CLUSTERS = 40
MOST_PHRASES = 20
MOST_LINES = 40
FURNITURE_RULES = ("page-furniture", "recurring-line")


@dataclass(frozen=True, slots=True)
class Told:
    """A rule that was told: in how many articles, how often, and its share of the most."""

    page: RulePage
    articles: int
    findings: int
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """An article in the table."""

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


@dataclass(frozen=True, slots=True)
class Cluster:
    """Articles that are near-duplicates: a picture, and the same in words."""

    members: list[tuple[int, str, str]]
    nodes: list[drawing.Node]
    edges: list[drawing.Edge]
    box: str
    pairs: list[str]
    more: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Something that stands in several articles, with links to some of them."""

    text: str
    articles: int
    times: int
    width: float
    links: list[tuple[str, str]]


def index_view(material: Material) -> dict[str, Any]:
    """Return everything that the template of the index shows."""
    articles = material.analysis.tables["articles"]
    rules = _rules(material)
    quality, originality = articles["quality"], articles["originality"]
    order = sorted(range(len(quality)), key=lambda at: (quality[at], originality[at], at))
    names = {told.page.name: str(at) for at, told in enumerate(rules)}
    lines = [_line(material, at, names) for at in order[:MOST_ROWS]]
    severe = {f.article for f in material.analysis.judged if f.severity != "note"}
    clusters = _clusters(material)
    return {
        "linked": material.only is None,
        "n_articles": len(quality),
        "n_words": sum(articles["words"]),
        "n_severe": len(severe),
        "scores": [
            ("Quality", drawing.histogram(quality)),
            ("Originality", drawing.histogram(originality)),
        ],
        "rules": rules,
        "worst": [line for line in lines[:WORST] if line.figures["quality"] < 100],
        "lines": lines,
        "more_lines": len(order) - len(lines),
        "clusters": clusters[:MOST_CLUSTERS],
        "more_clusters": max(len(clusters) - MOST_CLUSTERS, 0),
        "phrases": _phrases(material),
        "furniture": _furniture(material),
    }


def _rules(material: Material) -> list[Told]:
    """Return the rules that were told, those with the most points first."""
    pages = material.analysis.rules
    findings = Counter(finding.rule for finding in material.analysis.judged)
    articles = defaultdict(set)
    points: dict[str, float] = defaultdict(float)
    for finding in material.analysis.judged:
        articles[finding.rule].add(finding.article)
        points[finding.rule] += finding.points
    most = max((len(found) for found in articles.values()), default=1)
    order = sorted(findings, key=lambda rule: (-points[rule], -len(articles[rule]), rule))
    return [
        Told(
            rule_page(rule, pages.get(rule, "")),
            len(articles[rule]),
            findings[rule],
            round(100 * len(articles[rule]) / most, 1),
        )
        for rule in order
    ]


def _line(material: Material, index: int, names: dict[str, str]) -> Line:
    figures = material.row("articles", index)
    found = material.findings.get(index, [])
    count = Counter(finding.severity for finding in found)
    heaviest = max(found, key=lambda finding: finding.points, default=None)
    near = material.position.get(figures["nearest_article"] or "", -1)
    return Line(
        index,
        material.link(index, origin="index"),
        material.title(index),
        clip(figures["article"]),
        language_tag(figures["language"]),
        figures,
        "\n".join(
            f"{count[name]} {name}{'s' if count[name] > 1 else ''}"
            for name in reversed(SEVERITIES)
            if count[name]
        ),
        " ".join(dict.fromkeys(names[finding.rule] for finding in found)),
        material.title(near) if near >= 0 else "",
        f"{heaviest.rule}: {clip(heaviest.message)}" if heaviest and heaviest.points else "",
    )


def _clusters(material: Material) -> list[Cluster]:
    table = material.analysis.tables["duplicates"]
    rows = defaultdict(list)
    for number, cluster in enumerate(table["cluster"]):
        rows[cluster].append(number)
    clusters = [_cluster(material, numbers) for numbers in rows.values()]
    return sorted(clusters, key=lambda cluster: -(len(cluster.members) + cluster.more))


def _cluster(material: Material, numbers: list[int]) -> Cluster:
    rows = [material.row("duplicates", number) for number in numbers]
    pairs = []
    for row in rows:
        share = max(row["containment_a"] or 0.0, row["containment_b"] or 0.0)
        ends = [material.position[row["article_a"]], material.position[row["article_b"]]]
        pairs.append((ends[0], ends[1], share))
    articles = sorted({article for one, two, _ in pairs for article in (one, two)})
    nodes, edges = drawing.ring(articles, pairs)
    number = {article: at for at, article in enumerate(articles, 1)}
    shown = articles[: drawing.MOST_NODES]
    return Cluster(
        [(number[at], material.link(at, origin="index"), material.title(at)) for at in shown],
        nodes,
        edges,
        _box(nodes),
        [
            f"{number[one]} and {number[two]}: {percent(share)}{kind and ', '}{kind}"
            for (one, two, share), kind in zip(
                pairs, (row["kind"] for row in rows), strict=True
            )
        ][: drawing.MOST_NODES],
        len(articles) - len(shown),
    )


def _box(nodes: list[drawing.Node]) -> str:
    """Return the view box around the nodes."""
    across = max([60.0, *(abs(node.x) + 14 for node in nodes)])
    down = max([24.0, *(abs(node.y) + 14 for node in nodes)])
    return f"{-across:.0f} {-down:.0f} {2 * across:.0f} {2 * down:.0f}"


def _phrases(material: Material) -> list[Spread]:
    """Return the phrases that several articles repeat, the most spread first."""
    table = material.analysis.tables["phrases"]
    rows = defaultdict(list)
    for number, phrase in enumerate(table["phrase"]):
        if table["words"][number] > 1:
            rows[phrase.casefold()].append(number)
    shared = [numbers for numbers in rows.values() if len(numbers) > 1]
    times = {numbers[0]: sum(table["count"][at] for at in numbers) for numbers in shared}
    shared.sort(key=lambda numbers: (-len(numbers), -times[numbers[0]], numbers[0]))
    return list(
        _spread(
            material,
            [
                (
                    table["phrase"][numbers[0]],
                    [material.position[table["article"][at]] for at in numbers],
                    times[numbers[0]],
                )
                for numbers in shared[:MOST_PHRASES]
            ],
        )
    )


def _furniture(material: Material) -> list[tuple[str, int]]:
    """Return the lines of the page and in how many articles, those in most first."""
    groups = defaultdict(list)
    for finding in material.analysis.judged:
        if finding.rule in FURNITURE_RULES:
            groups[finding.rule, finding.group.casefold()].append(finding)
    order = sorted(
        groups.values(), key=lambda found: (-len({f.article for f in found}), found[0])
    )
    texts = material.analysis.texts
    return [
        (
            clip(texts[first.article].text[first.start : first.end]),
            len({f.article for f in found}),
        )
        for found in order[:MOST_LINES]
        for first in found[:1]
    ]


def _spread(material: Material, lines: list[tuple[str, list[int], int]]) -> Iterator[Spread]:
    most = max((len(articles) for _, articles, _ in lines), default=1)
    for text, articles, times in lines:
        links = [(material.link(at, origin="index"), material.title(at)) for at in articles[:3]]
        width = round(100 * len(articles) / most, 1)
        yield Spread(clip(text), len(articles), times, width, links)
