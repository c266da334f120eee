"""Which findings are about text that changed since a commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from analyzer.checks.annotation import Annotation, is_whole
from analyzer.checks.diff import Span, changed_share, touched_share, touches
from analyzer.rules.low_quality import RULE as LOW_QUALITY
from analyzer.rules.unused_suppression import RULE as UNUSED

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.rules.finding import Finding

# The changed spans of each changed article; None if all of it is new.
Changes = Mapping[int, Sequence[Span] | None]
MAJORITY = 0.5


def with_new_copies(findings: Sequence[Finding], changed: Changes) -> list[Finding]:
    """Return findings in which a further copy of a passage in changed text is a warning."""

    def is_copied(finding: Finding) -> bool:
        if not finding.is_further_copy or finding.article not in changed:
            return False
        spans = changed[finding.article]
        return spans is None or (touched_share(finding.start, finding.end, spans) >= MAJORITY)

    return [
        replace(finding, severity="warning") if is_copied(finding) else finding
        for finding in findings
    ]


def is_new(annotation: Annotation, changed: Changes, texts: Sequence[Article]) -> bool:
    """Return whether a finding overlaps changed text.

    A finding about a whole article is new if most of the article changed, a low
    quality if anything changed.
    """
    finding = annotation.finding
    if finding.article not in changed:
        return False
    spans = changed[finding.article]
    if spans is None or finding.rule == LOW_QUALITY.name:
        return True
    if finding.rule == UNUSED.name or not is_whole(finding):
        return touches(finding.start, finding.end, spans)
    return changed_share(len(texts[finding.article].text), spans) >= MAJORITY


def only_other_is_new(
    annotation: Annotation, changed: Changes, texts: Sequence[Article]
) -> bool:
    """Return whether, of a finding, only the location that it names is in changed text."""
    finding = annotation.finding
    spans = changed.get(finding.article)
    if not finding.other_end or not spans or is_new(annotation, changed, texts):
        return False
    return touches(finding.other_start, finding.other_end, spans)
