"""Reviewdog's rdjson: ranges whose columns count bytes of UTF-8."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from analyzer.checks.formats.json import dump

if TYPE_CHECKING:
    from analyzer.checks.annotation import Annotation, Place
    from analyzer.checks.result import CheckResult

SEVERITIES = {"note": "INFO", "warning": "WARNING", "error": "ERROR"}


def write(check: CheckResult, stream: TextIO) -> None:
    """Write one object with a diagnostic for every finding."""
    report = {
        "source": {"name": "analyzer"},
        "diagnostics": [_diagnostic(annotation) for annotation in check.annotations],
    }
    dump(report, stream)


def _diagnostic(annotation: Annotation) -> dict[str, Any]:
    diagnostic: dict[str, Any] = {
        "message": annotation.message,
        "location": _location(annotation.place),
        "severity": SEVERITIES[annotation.finding.severity],
        "code": {"value": annotation.finding.rule},
    }
    if annotation.related:
        diagnostic["relatedLocations"] = [
            {"message": "the same here", "location": _location(place)}
            for place in annotation.related
        ]
    return diagnostic


def _location(place: Place) -> dict[str, Any]:
    if place.row is not None:
        return {"path": place.path, "range": {"start": {"line": place.file_line}}}
    return {
        "path": place.path,
        "range": {
            "start": {"line": place.line, "column": place.byte_column},
            "end": {"line": place.end_line, "column": place.end_byte_column},
        },
    }
