"""Which findings are about text that is new since a commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from analyzer.checks.annotation import Annotation, is_whole
from analyzer.checks.diff import Change
from analyzer.rules.broken_metadata import RULE as METADATA
from analyzer.rules.low_quality import RULE as LOW_QUALITY
from analyzer.rules.registry import BY_NAME
from analyzer.rules.unused_suppression import RULE as UNUSED

if TYPE_CHECKING:
    from analyzer.rules.finding import Finding

# What is new in each changed article.
Changes = Mapping[int, Change]
# Kinds of findings about text that may be edited and stay what it was.
GRADUAL = frozenset(["sentence", "passage", "article"])
MANY = 20  # new words, which make a long passage new


def with_new_copies(findings: Sequence[Finding], changed: Changes) -> list[Finding]:
    """Return findings in which a further copy of a passage in new text is a warning."""

    def is_copied(finding: Finding) -> bool:
        if not finding.is_further_copy or finding.article not in changed:
            return False
        return changed[finding.article].is_mostly_new(finding.start, finding.end)

    return [
        replace(finding, severity="warning") if is_copied(finding) else finding
        for finding in findings
    ]


def is_new(annotation: Annotation, changed: Changes) -> bool:
    """Return whether the text of a finding is new.

    Half of the words of a sentence or a passage must be new, or many of them; half of what
    near-duplicate articles share; and half of the article for a finding about all of it. Of
    others, one new word is enough.
    """
    finding = annotation.finding
    if finding.article not in changed:
        return False
    change = changed[finding.article]
    if finding.rule == LOW_QUALITY.name:
        return bool(change.spans)
    if finding.rule == METADATA.name:
        return annotation.text[finding.start : finding.end] not in change.before
    if finding.rule != UNUSED.name and not finding.group:
        return change.is_mostly_new(0, len(annotation.text))
    return _is_new_span(finding, change, finding.start, finding.end)


def _is_new_span(finding: Finding, change: Change, start: int, end: int) -> bool:
    rule = BY_NAME.get(finding.rule)
    if rule is not None and rule.kind in GRADUAL:
        many = float("inf") if is_whole(finding) else MANY
        return change.is_mostly_new(start, end, many)
    return change.touches(start, end)


def only_other_is_new(annotation: Annotation, changed: Changes) -> bool:
    """Return whether, of a finding, only the location that it names is in new text."""
    finding = annotation.finding
    change = changed.get(finding.article)
    if not finding.other_end or not change or is_new(annotation, changed):
        return False
    return _is_new_span(finding, change, finding.other_start, finding.other_end)
