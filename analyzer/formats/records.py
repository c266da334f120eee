"""What JSON and JSON Lines share: a finding as keys and values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analyzer.checks.annotation import Annotation, Place

DIGITS = 6


def record(annotation: Annotation) -> dict[str, Any]:
    """Return a finding as docs/formats.md describes it."""
    finding, place = annotation.finding, annotation.place
    value = finding.value
    return {
        "article": annotation.article,
        "source": place.source,
        **_position(place),
        "rule": finding.rule,
        "severity": finding.severity,
        "value": None if value != value else round(value, DIGITS),
        "score": finding.score,
        "points": finding.points,
        "message": finding.message,
        "group": finding.group,
        "fingerprint": annotation.fingerprint,
        "fails": annotation.fails,
        "copies": annotation.copies,
        "related": [_position(other) for other in annotation.related],
    }


def _position(place: Place) -> dict[str, Any]:
    return {
        "path": place.path,
        "row": place.row,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
