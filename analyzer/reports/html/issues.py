"""The issues of a run by rule: how many, where the worst are, and what the rule says."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import nsmallest

from analyzer.pipeline.findings import issues as one_per_issue
from analyzer.reports.html.context import PageContext
from analyzer.reports.html.templates import clip, message
from analyzer.reports.layout import plural
from analyzer.rules.finding import Finding
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


MOST_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Example:
    """An article that a rule reports, with the finding that takes most points."""

    link: str
    title: str
    points: float
    message: str


@dataclass(frozen=True, slots=True)
class Issue:
    """A rule with findings.

    Attributes
    ----------
    page : RulePage
    findings, articles : int
        How many findings, and in how many articles.
    severities : str
        How many findings of each severity, the highest first.
    points : float
        The points that all its findings take.
    width : float
        These as a percentage of those of the rule that takes most.
    examples : list of Example
        The articles that lose most.
    """

    page: RulePage
    findings: int
    articles: int
    severities: str
    points: float
    width: float
    examples: list[Example]


@dataclass(slots=True)
class _Sum:
    """What the findings of one rule add up to."""

    severities: Counter[str] = field(default_factory=Counter)
    points: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    heaviest: dict[int, Finding] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        self.points[finding.article] += finding.points
        known = self.heaviest.setdefault(finding.article, finding)
        if finding.points > known.points:
            self.heaviest[finding.article] = finding


def issues(context: PageContext) -> list[Issue]:
    """Return the rules with findings, those that take most points first."""
    sums: dict[str, _Sum] = defaultdict(_Sum)
    for finding in context.analysis.judged:
        sums[finding.rule].add(finding)
    for finding in one_per_issue(context.analysis.judged):
        sums[finding.rule].severities[finding.severity] += 1
    points = {rule: sum(found.points.values()) for rule, found in sums.items()}
    most = max(points.values(), default=0.0) or 1.0
    order = sorted(sums, key=lambda rule: (-points[rule], -len(sums[rule].points), rule))
    return [
        Issue(
            rule_page(rule, context.analysis.rules.get(rule, "")),
            sums[rule].severities.total(),
            len(sums[rule].points),
            severity_counts(sums[rule].severities),
            points[rule],
            round(100 * points[rule] / most, 1),
            _examples(context, sums[rule]),
        )
        for rule in order
    ]


def _examples(context: PageContext, found: _Sum) -> list[Example]:
    worst = nsmallest(MOST_EXAMPLES, found.points, key=lambda at: (-found.points[at], at))
    return [
        Example(
            context.link(at, origin="index"),
            context.title(at),
            found.points[at],
            message(found.heaviest[at].message),
        )
        for at in worst
    ]


def severity_counts(count: Mapping[str, int], between: str = ", ") -> str:
    """Return how many findings there are of each severity, the highest first.

    Examples
    --------
    >>> severity_counts(Counter(note=2, error=1))
    '1 error, 2 notes'
    """
    return between.join(
        plural(count[name], name) for name in reversed(SEVERITIES) if count.get(name)
    )
