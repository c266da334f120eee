"""reviewdog's rdjson: ranges with columns in bytes of UTF-8."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from analyzer.checks.formats.json import dump

if TYPE_CHECKING:
    from analyzer.checks.annotation import Annotation, Location
    from analyzer.checks.result import CheckResult

SEVERITIES = {"note": "INFO", "warning": "WARNING", "error": "ERROR"}


def write(check: CheckResult, stream: TextIO) -> None:
    """Write one object with one diagnostic per finding."""
    report = {
        "source": {"name": "analyzer"},
        "diagnostics": [_diagnostic(annotation) for annotation in check.annotations],
    }
    dump(report, stream)


def _diagnostic(annotation: Annotation) -> dict[str, Any]:
    diagnostic: dict[str, Any] = {
        "message": annotation.message,
        "location": _location(annotation.location),
        "severity": SEVERITIES[annotation.finding.severity],
        "code": {"value": annotation.finding.rule},
    }
    if annotation.related:
        diagnostic["relatedLocations"] = [
            {"message": "also appears here", "location": _location(location)}
            for location in annotation.related
        ]
    return diagnostic


def _location(location: Location) -> dict[str, Any]:
    if location.row is not None:
        return {"path": location.path, "range": {"start": {"line": location.file_line}}}
    return {
        "path": location.path,
        "range": {
            "start": {"line": location.line, "column": location.byte_column},
            "end": {"line": location.end_line, "column": location.end_byte_column},
        },
    }
