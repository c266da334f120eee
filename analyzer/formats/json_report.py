"""JSON: everything a check found, in one object."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TextIO

from analyzer import __version__
from analyzer.checks.check import HIDDEN
from analyzer.formats.json_text import dump
from analyzer.formats.records import record

if TYPE_CHECKING:
    from analyzer.checks.check import Check

SCHEMA_VERSION = 1


def write(check: Check, stream: TextIO) -> None:
    """Write one object with the findings, the problems and a summary."""
    levels = Counter(annotation.finding.severity for annotation in check.annotations)
    report = {
        "schema": SCHEMA_VERSION,
        "analyzer": __version__,
        "status": check.status,
        "summary": {
            "articles": len(check.articles),
            "findings": len(check.annotations),
            **{level: levels[level] for level in ("error", "warning", "note")},
            **{kind: check.hidden.get(kind, 0) for kind in HIDDEN},
        },
        "problems": [
            {"source": p.source, "row": p.row, "message": p.message, "fatal": p.fatal}
            for p in check.problems
        ],
        "findings": [record(annotation) for annotation in check.annotations],
    }
    dump(report, stream)
