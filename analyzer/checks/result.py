"""The result of a check, as the output formats get it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from analyzer.rules.related_pages import describe_related
from analyzer.settings import SEVERITIES

if TYPE_CHECKING:
    from analyzer.checks.annotation import Annotation
    from analyzer.errors import Diagnostic
    from analyzer.rules.page_names import Relation

CLEAN, FINDINGS, BROKEN = 0, 1, 2
WORST_FIRST = SEVERITIES[::-1]
# How many findings formats hold; JSON and JSON Lines hold all.
MOST_FOR_PEOPLE, MOST_IN_A_SERVICE = 1000, 5000
# Why a finding is hidden, and how the summary says it.
HIDDEN = {
    "covered": "covered by another finding",
    "below_level": "below the report level (show with --report-level note)",
    "repeated": "reported at another location",
    "suppressed": "suppressed",
    "baseline": "in the baseline",
    "unchanged": "in unchanged text",
}


class CheckResult(msgspec.Struct, frozen=True, eq=False):
    """The result of a check.

    Attributes
    ----------
    annotations : tuple of Annotation
        The reported findings, by article and position.
    articles : tuple of (str, str)
        Id and path of each article that was read.
    hidden : mapping of str to int
        The number of findings that are not reported, by the reasons in `HIDDEN`.
    problems : tuple of Diagnostic
        The errors and warnings of the run.
    rules : mapping of str to str
        The page of every rule.
    status : {0, 1, 2}
        The exit status: no findings that fail; findings that fail; errors.
    related : mapping of Relation to int
        How many articles share text by design.
    is_alone : bool
        Whether the only article is standard input, and there was no other to compare with.
    """

    annotations: tuple[Annotation, ...]
    articles: tuple[tuple[str, str], ...]
    hidden: Mapping[str, int] = msgspec.field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()
    rules: Mapping[str, str] = msgspec.field(default_factory=dict)
    status: int = CLEAN
    related: Mapping[Relation, int] = msgspec.field(default_factory=dict)
    is_alone: bool = False


def summarize(check: CheckResult) -> str:
    """Return one line: articles, findings, hidden findings, and whether there were errors."""
    findings = describe_findings(check.annotations)
    parts = [f"{plural(len(check.articles), 'article')}, {findings}"]
    if hidden := describe_hidden(check):
        parts.append(f"hidden: {hidden}")
    if related := describe_related(check.related):
        parts.append(related)
    if check.is_alone:
        parts.append("compared with no other article")
    if check.status == BROKEN:
        parts.append("errors: results are incomplete")
    return "; ".join(parts)


def describe_findings(annotations: tuple[Annotation, ...]) -> str:
    """Return the number of findings by severity, like ``2 errors, 1 note in 2 articles``."""
    if not annotations:
        return "no findings"
    severities = [annotation.finding.severity for annotation in annotations]
    counts = ", ".join(
        plural(severities.count(severity), severity)
        for severity in WORST_FIRST
        if severity in severities
    )
    n_articles = len({annotation.article for annotation in annotations})
    return f"{counts} in {plural(n_articles, 'article')}"


def describe_hidden(check: CheckResult) -> str:
    """Return how many findings are hidden and why, empty where none is."""
    return ", ".join(
        f"{check.hidden[kind]:,} {reason}"
        for kind, reason in HIDDEN.items()
        if check.hidden.get(kind)
    )


def plural(count: int, noun: str, nouns: str = "") -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> plural(1, "article"), plural(1204, "article"), plural(2, "entry", "entries")
    ('1 article', '1,204 articles', '2 entries')
    """
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def worst_first(annotations: tuple[Annotation, ...]) -> list[Annotation]:
    """Return the annotations by severity, then points, then location."""
    return sorted(annotations, key=_rank)


def _rank(annotation: Annotation) -> tuple[int, float]:
    return WORST_FIRST.index(annotation.finding.severity), -annotation.points


def most_severe(
    annotations: tuple[Annotation, ...], most: int
) -> tuple[tuple[Annotation, ...], tuple[Annotation, ...]]:
    """Return the most severe annotations, and the others, each in their order."""
    if len(annotations) <= most:
        return annotations, ()
    order = sorted(range(len(annotations)), key=lambda at: _rank(annotations[at]))
    return (
        tuple(annotations[at] for at in sorted(order[:most])),
        tuple(annotations[at] for at in sorted(order[most:])),
    )


def describe_rest(rest: Sequence[Annotation]) -> str:
    """Return a line about the findings that a format leaves out."""
    rules = count_by([annotation.finding.rule for annotation in rest])
    return f"{plural(len(rest), 'more finding')} left out: {rules}; --format json lists all"


def count_by(values: list[str]) -> str:
    """Return a list like ``3 duplicate-passage, 1 keyword-stuffing``, most first."""
    from collections import Counter

    counts = Counter(values)
    order = sorted(counts, key=lambda value: (-counts[value], value))
    return ", ".join(f"{counts[value]:,} {value}" for value in order)
