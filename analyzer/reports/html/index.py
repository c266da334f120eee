"""What the index shows: the run as a whole."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from analyzer.reports.html import charts, site
from analyzer.reports.html.context import PageContext
from analyzer.reports.html.visible import clip, language_tag
from analyzer.settings import SEVERITIES

_HEADING = re.compile(r"^(\S.*)\n-{3,}$", re.MULTILINE)
SHOWN = ("Why it matters", "Instead", "Limits")


@dataclass(frozen=True, slots=True)
class RulePage:
    """What a rule is about.

    Attributes
    ----------
    name, summary : str
    sections : list of (str, str)
        Headings and what stands under them: why, what instead, and limits.
    """

    name: str
    summary: str
    sections: list[tuple[str, str]]


def rule_page(name: str, explanation: str) -> RulePage:
    r"""Take a rule page apart.

    Examples
    --------
    >>> rule_page("a-fault", "a-fault: it is bad.\n\nInstead\n-------\nDo good.").sections
    [('Instead', 'Do good.')]
    """
    pieces = _HEADING.split(explanation)
    summary = " ".join(pieces[0].split()).removeprefix(f"{name}:").strip()
    sections = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    return RulePage(
        clip(name),
        summary,
        [(head, " ".join(sections[head].split())) for head in SHOWN if head in sections],
    )


WORST = 8
MOST_ROWS = 5000
MOST_CLUSTERS = 40


@dataclass(frozen=True, slots=True)
class RuleSummary:
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


def index_view(material: PageContext) -> dict[str, Any]:
    """Return everything that the template of the index shows."""
    articles = material.analysis.tables["articles"]
    rules = _rules(material)
    quality, originality = articles["quality"], articles["originality"]
    scores = [
        tuple(-1.0 if score is None else score for score in pair)
        for pair in zip(quality, originality, strict=True)
    ]
    order = sorted(range(len(scores)), key=lambda at: (scores[at], at))
    names = {told.page.name: str(at) for at, told in enumerate(rules)}
    lines = [_line(material, at, names) for at in order[:MOST_ROWS]]
    severe = {f.article for f in material.analysis.judged if f.severity != "note"}
    clusters = site.clusters(material)
    return {
        "linked": material.only is None,
        "n_articles": len(quality),
        "n_words": sum(articles["words"]),
        "n_severe": len(severe),
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
        "phrases": site.phrases(material),
        "boilerplate": site.boilerplate(material),
    }


def _worst(lines: list[Line]) -> list[tuple[str, Line]]:
    """Return where to start: the lowest quality, then the lowest originality.

    Returns
    -------
    list of (str, Line)
        At most `WORST`, each once, with the score that it stands there for.
    """
    found: dict[int, tuple[str, Line]] = {}
    for score in ("quality", "originality"):
        for line in sorted(lines, key=lambda line: line.figures[score] or 0):
            if (line.figures[score] or 0) < 100 and len(found) < WORST:
                found.setdefault(line.index, (score, line))
    return list(found.values())


def _rules(material: PageContext) -> list[RuleSummary]:
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
        RuleSummary(
            rule_page(rule, pages.get(rule, "")),
            len(articles[rule]),
            findings[rule],
            round(100 * len(articles[rule]) / most, 1),
        )
        for rule in order
    ]


def _line(material: PageContext, index: int, names: dict[str, str]) -> Line:
    figures = material.row("articles", index)
    found = material.findings_of(index)
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
