"""JSON formats: our own with every finding, and GitLab and rdjson with the most severe."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, TextIO

import msgspec

from analyzer.checks.result import (
    HIDDEN,
    MOST_IN_A_SERVICE,
    WORST_FIRST,
    describe_rest,
    most_severe,
)
from analyzer.version import __version__

if TYPE_CHECKING:
    from analyzer.checks.annotation import Annotation
    from analyzer.checks.location import Location
    from analyzer.checks.result import CheckResult


def dump(value: Any, stream: TextIO) -> None:
    """Write a value as indented JSON and a line end.

    The standard library is thirty times slower when it indents, but accepts lone
    surrogates, which msgspec does not.
    """
    try:
        text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    except UnicodeEncodeError:
        text = json.dumps(value, ensure_ascii=False, indent=2)
    stream.write(text + "\n")


DIGITS = 6


def record(annotation: Annotation) -> dict[str, Any]:
    """Return a finding as docs/formats.md specifies it."""
    finding, location = annotation.finding, annotation.location
    value = finding.value
    return {
        "article": annotation.article,
        "source": location.source,
        **_position(location),
        "rule": finding.rule,
        "severity": finding.severity,
        "value": None if value != value else round(value, DIGITS),
        "points": annotation.points,
        "score": finding.score,
        "message": finding.message,
        "detail": finding.detail,
        "group": finding.group,
        "fails": annotation.fails,
        "fingerprint": annotation.fingerprint,
        "copies": annotation.copies,
        "related": [_position(other) for other in annotation.related],
    }


def _position(location: Location) -> dict[str, Any]:
    return {
        "path": location.path,
        "row": location.row,
        "page": location.page,
        "line": location.line,
        "column": location.column,
        "end_line": location.end_line,
        "end_column": location.end_column,
    }


SCHEMA_VERSION = 2


def write_json(check: CheckResult, stream: TextIO) -> None:
    """Write one object with the findings, the problems and a summary."""
    severities = Counter(annotation.finding.severity for annotation in check.annotations)
    report = {
        "schema_version": SCHEMA_VERSION,
        "analyzer": __version__,
        "status": check.status,
        "summary": {
            "articles": len(check.articles),
            "findings": len(check.annotations),
            **{severity: severities[severity] for severity in WORST_FIRST},
            **{kind: check.hidden.get(kind, 0) for kind in HIDDEN},
        },
        "problems": [
            {
                "source": p.source,
                "row": p.row,
                "severity": p.severity,
                "message": p.message,
            }
            for p in check.problems
        ],
        "findings": [record(annotation) for annotation in check.annotations],
    }
    dump(report, stream)


def write_jsonl(check: CheckResult, stream: TextIO) -> None:
    """Write one object per line and finding."""
    for annotation in map(record, check.annotations):
        json.dump(annotation, stream, ensure_ascii=False)
        stream.write("\n")


GITLAB_SEVERITIES = {"note": "info", "warning": "minor", "error": "major"}


def write_gitlab(check: CheckResult, stream: TextIO) -> None:
    """Write a list of issues; one more counts those that are left out."""
    kept, rest = most_severe(check.annotations, MOST_IN_A_SERVICE)
    issues = [_issue(annotation) for annotation in kept]
    if rest:
        issues.append(
            {**_issue(rest[0]), "severity": "info", "description": describe_rest(rest)}
        )
    dump(issues, stream)


def _issue(annotation: Annotation) -> dict[str, Any]:
    location, finding = annotation.location, annotation.finding
    end = max(location.end_line, location.line) if location.has_lines else location.file_line
    return {
        "description": annotation.message,
        "check_name": finding.rule,
        "fingerprint": annotation.fingerprint,
        "severity": GITLAB_SEVERITIES[finding.severity],
        "location": {"path": location.path, "lines": {"begin": location.file_line, "end": end}},
    }


RDJSON_SEVERITIES = {"note": "INFO", "warning": "WARNING", "error": "ERROR"}


def write_rdjson(check: CheckResult, stream: TextIO) -> None:
    """Write one object with one diagnostic per finding; one more counts those left out."""
    kept, rest = most_severe(check.annotations, MOST_IN_A_SERVICE)
    diagnostics = [_diagnostic(annotation) for annotation in kept]
    if rest:
        location = {"path": rest[0].location.path}
        diagnostics.append(
            {"message": describe_rest(rest), "location": location, "severity": "INFO"}
        )
    dump({"source": {"name": "analyzer"}, "diagnostics": diagnostics}, stream)


def _diagnostic(annotation: Annotation) -> dict[str, Any]:
    diagnostic: dict[str, Any] = {
        "message": annotation.message,
        "location": _rdjson_location(annotation.location),
        "severity": RDJSON_SEVERITIES[annotation.finding.severity],
        "code": {"value": annotation.finding.rule},
    }
    if annotation.related:
        diagnostic["relatedLocations"] = [
            {"message": "also appears here", "location": _rdjson_location(location)}
            for location in annotation.related
        ]
    return diagnostic


def _rdjson_location(location: Location) -> dict[str, Any]:
    if not location.has_lines:
        return {"path": location.path, "range": {"start": {"line": location.file_line}}}
    return {
        "path": location.path,
        "range": {
            "start": {"line": location.line, "column": location.byte_column},
            "end": {"line": location.end_line, "column": location.end_byte_column},
        },
    }
