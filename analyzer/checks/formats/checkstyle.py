"""Checkstyle XML: errors by file, for editors and CI services."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, TextIO

from analyzer.checks.formats.xml_text import DECLARATION, tag

if TYPE_CHECKING:
    from analyzer.checks.annotation import Annotation
    from analyzer.checks.result import CheckResult

SEVERITIES = {"note": "info", "warning": "warning", "error": "error"}


def write(check: CheckResult, stream: TextIO) -> None:
    """Write the findings file by file."""
    stream.write(DECLARATION)
    tag(stream, "checkstyle", {"version": "10.0"})
    for path, group in groupby(check.annotations, key=lambda a: a.location.path):
        tag(stream, "file", {"name": path})
        for annotation in group:
            tag(stream, "error", _error(annotation), "/>")
        stream.write("</file>\n")
    stream.write("</checkstyle>\n")


def _error(annotation: Annotation) -> dict[str, Any]:
    location, finding = annotation.location, annotation.finding
    position = {"line": location.file_line}
    if location.row is None:
        position["column"] = location.column
    return position | {
        "severity": SEVERITIES[finding.severity],
        "message": annotation.message,
        "source": f"analyzer.{finding.rule}",
    }
