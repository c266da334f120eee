"""What a check has found, as the writers show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from analyzer.checks.annotation import Annotation
    from analyzer.errors import Problem

CLEAN, FINDINGS, BROKEN = 0, 1, 2
HIDDEN = {
    "suppressed": "suppressed",
    "covered": "said by a stronger one",
    "minor": "minor (--level note tells them)",
    "baseline": "in the baseline",
    "unchanged": "in unchanged text",
    "again": "at further places of what is told",
}


class CheckResult(msgspec.Struct, frozen=True, eq=False):
    """What a check has found.

    Attributes
    ----------
    annotations : tuple of Annotation
        What is told, in the order of the articles and places.
    articles : tuple of (str, str)
        Id and path of each article that was read.
    hidden : mapping of str to int
        How many findings are not told, by the names in `HIDDEN`.
    problems : tuple of Problem
        What was met while reading.
    rules : mapping of str to str
        The page of every rule.
    status : {0, 1, 2}
        The exit status: clean; findings that fail; not to be trusted.
    """

    annotations: tuple[Annotation, ...]
    articles: tuple[tuple[str, str], ...]
    hidden: Mapping[str, int] = msgspec.field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    rules: Mapping[str, str] = msgspec.field(default_factory=dict)
    status: int = CLEAN


def describe_hidden(check: CheckResult) -> str:
    """Return how many findings are not told and why, empty where all are."""
    return ", ".join(f"{count} {HIDDEN[kind]}" for kind, count in check.hidden.items() if count)


def worst_first(annotations: tuple[Annotation, ...]) -> list[Annotation]:
    """Return the annotations by severity, then points, then place."""
    rank = {"error": 0, "warning": 1, "note": 2}
    return sorted(annotations, key=lambda a: (rank[a.finding.severity], -a.finding.points))


def count_by(values: list[str]) -> str:
    """Return a list like ``3 duplicate-passage, 1 keyword-stuffing``, most first."""
    from collections import Counter

    counts = Counter(values)
    order = sorted(counts, key=lambda value: (-counts[value], value))
    return ", ".join(f"{counts[value]} {value}" for value in order)
