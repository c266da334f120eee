"""Rules that are ignored: what they cover is not reported by another rule instead.

They are measured, so that it is known what they cover, and their own findings are dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from analyzer.article import named
from analyzer.rules.registry import COVERING, is_enabled
from analyzer.settings import RuleOptions, Settings

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.rules.finding import Finding


def measured_settings(settings: Settings) -> Settings:
    """Return settings under which ignored rules that cover others are measured."""
    overrides = tuple(
        replace(override, ignore=_unless_covering(override.ignore))
        for override in settings.overrides
    )
    rules = tuple((name, _measured(name, options)) for name, options in settings.rules)
    ignore = _unless_covering(settings.ignore)
    return replace(settings, ignore=ignore, overrides=overrides, rules=rules)


def without_ignored(
    texts: Sequence[Article],
    findings: Sequence[Finding],
    covered: set[int],
    settings: Settings,
) -> tuple[list[Finding], set[int]]:
    """Return the findings without those of ignored rules, and which of them are covered."""
    kept: list[Finding] = []
    still_covered = set()
    sources = named(texts)
    for number, finding in enumerate(findings):
        if finding.rule in COVERING and not is_enabled(
            settings.at(sources[finding.article].source), finding.rule
        ):
            continue
        if number in covered:
            still_covered.add(len(kept))
        kept.append(finding)
    return kept, still_covered


def _unless_covering(rules: Sequence[str]) -> tuple[str, ...]:
    return tuple(rule for rule in rules if rule not in COVERING)


def _measured(name: str, options: RuleOptions) -> RuleOptions:
    if name in COVERING and options.severity == "off":
        return replace(options, severity=None)
    return options
