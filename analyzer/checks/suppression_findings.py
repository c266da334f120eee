"""Findings about suppressions themselves: unused ones, and comments that do not end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from analyzer.article import named
from analyzer.checks.filters import CORPUS_RULE_NAMES
from analyzer.checks.suppression_scopes import ALL, Directive
from analyzer.checks.suppressions import (
    comments_of_plain_text,
    may_suppress,
    unclosed_comments,
)
from analyzer.rules.broken_metadata import metadata_findings
from analyzer.rules.finding import Finding
from analyzer.rules.registry import ARCHIVE_RULES, is_enabled
from analyzer.rules.unused_suppression import RULE as UNUSED

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.settings import Settings

ARCHIVED_RULES = frozenset(rule.name for rule in ARCHIVE_RULES)


def could_have_hidden(
    texts: Sequence[Article], settings: Settings, *, reads_folders: bool, has_archive: bool
) -> Callable[[int, str], bool]:
    """Return a function that says whether a suppression could have hidden a finding."""

    def could_hide(index: int, rule: str) -> bool:
        if rule == ALL:
            return reads_folders
        enabled = is_enabled(settings.at(named(texts)[index].source), rule)
        if rule in ARCHIVED_RULES:
            return enabled and has_archive
        return enabled and (reads_folders or rule not in CORPUS_RULE_NAMES)

    return could_hide


def unclosed_findings(texts: Sequence[Article], settings: Settings) -> list[Finding]:
    """Return a finding for each suppression comment that does not end."""
    return [
        finding
        for index in may_suppress(texts)
        for article in [texts[index]]
        if (errors := unclosed_comments(article))
        for finding in metadata_findings(index, errors, settings.at(article.source))
    ]


def plain_text_findings(texts: Sequence[Article], settings: Settings) -> list[Finding]:
    """Return a finding for each line of a plain text that would be a suppression elsewhere."""
    message = "plain text has no comments: this line hides no finding; remove it"
    return [
        _finding(index, start, end, message)
        for index in may_suppress(texts)
        for article in [texts[index]]
        for start, end in comments_of_plain_text(article)
        if is_enabled(settings.at(article.source), UNUSED.name)
    ]


def unused_finding(index: int, directive: Directive, rule: str) -> Finding:
    """Return the finding about a suppression that hides none."""
    if directive.kind == "enable":
        message = "this comment enables nothing: no rule is disabled before it"
    else:
        name = "all rules" if rule == ALL else rule
        message = f"this suppression of {name} hides no finding; remove it"
    return _finding(index, directive.start, directive.end, message)


def _finding(index: int, start: int, end: int, message: str) -> Finding:
    span = (index, start, end)
    return Finding(*span, UNUSED.name, UNUSED.severity, 0.0, "", 0.0, message, "")
