"""JSON: everything a check found, in one object."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, TextIO

import msgspec

from analyzer.checks.result import HIDDEN
from analyzer.version import __version__

if TYPE_CHECKING:
    from analyzer.checks.annotation import Annotation, Place
    from analyzer.checks.result import CheckResult


def dump(value: Any, stream: TextIO) -> None:
    """Write a value as indented JSON, and a line end.

    The standard library takes thirty times as long where it indents; it is
    asked where a text holds half of a surrogate pair, which is no Unicode.
    """
    try:
        text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    except UnicodeEncodeError:
        text = json.dumps(value, ensure_ascii=False, indent=2)
    stream.write(text + "\n")


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


SCHEMA_VERSION = 1


def write_json(check: CheckResult, stream: TextIO) -> None:
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


def write_jsonl(check: CheckResult, stream: TextIO) -> None:
    """Write an object for every finding."""
    for annotation in map(record, check.annotations):
        json.dump(annotation, stream, ensure_ascii=False)
        stream.write("\n")
