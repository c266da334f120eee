"""Filters: which findings a check does not report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from analyzer.rules.low_quality import RULE as LOW_QUALITY
from analyzer.rules.registry import CORPUS_RULES, RULES
from analyzer.settings import SEVERITIES

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.rules.finding import Finding
    from analyzer.settings import Settings

DEFAULT_LEVEL = "warning"
# Rules of which one finding per group is reported: it names the other locations.
ONE_PER_GROUP = frozenset(rule.name for rule in RULES if rule.once_per_group)
# Rules whose groups are of several articles.
CORPUS_RULE_NAMES = frozenset(rule.name for rule in CORPUS_RULES)


def below_level(
    texts: Sequence[Article], findings: Sequence[Finding], settings: Settings, level: str
) -> Iterator[int]:
    """Yield the positions of the findings that are below the report level.

    Parameters
    ----------
    texts : sequence of Article
    findings : sequence of Finding
        Sorted; articles are positions in `texts`.
    settings : Settings
    level : str
        The lowest severity to report. Where empty: warnings, errors, and notes that were
        asked for. These are the notes of rules that the settings select by name, notes
        that fail, and what lowers a quality that is below the limit.
    """
    least = SEVERITIES.index(level or DEFAULT_LEVEL)
    for article, numbers in groupby(range(len(findings)), lambda at: findings[at].article):
        here = list(numbers)
        chosen = settings.at(texts[article].source)
        named = {*chosen.select, *chosen.extend_select}
        too_low = any(findings[number].rule == LOW_QUALITY.name for number in here)
        for number in here:
            finding = findings[number]
            requested = not level and (
                finding.rule in named
                or chosen.fails(finding.severity)
                or (too_low and finding.score == "quality")
            )
            if not requested and SEVERITIES.index(finding.severity) < least:
                yield number


def repeated(findings: Sequence[Finding], hidden: Sequence[str]) -> Iterator[int]:
    """Yield the positions of findings that repeat an earlier one that is not hidden."""
    reported: set[tuple[int, str, str]] = set()
    for number, finding in enumerate(findings):
        if finding.rule not in ONE_PER_GROUP or hidden[number]:
            continue
        article = -1 if finding.rule in CORPUS_RULE_NAMES else finding.article
        key = (article, finding.rule, finding.group)
        if key in reported:
            yield number
        reported.add(key)
