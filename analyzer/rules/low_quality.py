"""low-quality: the quality of an article is below the limit.

What it measures
----------------
Quality, 0 to 100, against ``min-quality``. Findings that are suppressed take no points
here.

Why it matters
--------------
Many small issues, none of which would stop a pull request alone, can make an article that
nobody wants to read.

Example
-------
``min-quality = 80``, and an article that repetition leaves with 71.

Instead
-------
Fix the findings that take most points; each of them says how many.

Limits
------
Reported only by ``analyzer check``, and only where ``min-quality`` is set.

References
----------
None.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from analyzer.article import named
from analyzer.rules.finding import Finding, first_line
from analyzer.rules.rule import Informational, Rule
from analyzer.rules.scoring import quality

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.settings import Settings

RULE = Rule(
    "low-quality",
    __doc__,
    message="the quality is {value:g}, below the limit of {label}",
    unit="points",
    scoring=Informational(),
    severity="error",
)


def low_quality(
    texts: Sequence[Article],
    findings: Sequence[Finding],
    hidden: Collection[int],
    settings: Settings,
) -> list[Finding]:
    """Return a finding for each article whose quality is below the limit.

    Parameters
    ----------
    texts : sequence of Article
    findings : sequence of Finding
        Sorted.
    hidden : collection of int
        Numbers of the findings that take no points.
    settings : Settings
    """
    found, sources = [], named(texts)
    numbered = groupby(range(len(findings)), key=lambda number: findings[number].article)
    for index, numbers in numbered:
        least = settings.at(sources[index].source).min_quality
        score = quality([findings[number] for number in numbers if number not in hidden])
        if score < least:
            start, end = first_line(texts[index])
            message = RULE.message.format(value=score, label=f"{least:g}")
            found.append(
                Finding(
                    index, start, end, RULE.name, RULE.severity, score, "", 0.0, message, ""
                )
            )
    return found
