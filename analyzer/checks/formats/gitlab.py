"""GitLab Code Quality: one issue per finding, identified by its fingerprint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from analyzer.checks.formats.json import dump

if TYPE_CHECKING:
    from analyzer.checks.annotation import Annotation
    from analyzer.checks.result import CheckResult

SEVERITIES = {"note": "info", "warning": "minor", "error": "major"}


def write(check: CheckResult, stream: TextIO) -> None:
    """Write a list of issues."""
    dump([_issue(a) for a in check.annotations], stream)


def _issue(annotation: Annotation) -> dict[str, Any]:
    location, finding = annotation.location, annotation.finding
    end = (
        location.file_line
        if location.row is not None
        else max(location.end_line, location.line)
    )
    return {
        "description": annotation.message,
        "check_name": finding.rule,
        "fingerprint": annotation.fingerprint,
        "severity": SEVERITIES[finding.severity],
        "location": {"path": location.path, "lines": {"begin": location.file_line, "end": end}},
    }
