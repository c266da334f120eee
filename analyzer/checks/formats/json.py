"""JSON formats: our own with everything that is known, SARIF, GitLab and rdjson.

SARIF 2.1.0 has results with rules, copies as related locations, and stable fingerprints.
Code scanning accepts at most 5,000 results per run, so the most severe are written and a
notification gives the number of the others. Suppressed results are left out, because
GitHub would show them.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

import msgspec

from analyzer.checks.result import BROKEN, HIDDEN, WORST_FIRST, plural, worst_first
from analyzer.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.checks.annotation import Annotation
    from analyzer.checks.location import Location
    from analyzer.checks.result import CheckResult
    from analyzer.errors import Diagnostic


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
        "points": finding.points,
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
        "severity": GITLAB_SEVERITIES[finding.severity],
        "location": {"path": location.path, "lines": {"begin": location.file_line, "end": end}},
    }


RDJSON_SEVERITIES = {"note": "INFO", "warning": "WARNING", "error": "ERROR"}


def write_rdjson(check: CheckResult, stream: TextIO) -> None:
    """Write one object with one diagnostic per finding."""
    report = {
        "source": {"name": "analyzer"},
        "diagnostics": [_diagnostic(annotation) for annotation in check.annotations],
    }
    dump(report, stream)


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
    if location.row is not None:
        return {"path": location.path, "range": {"start": {"line": location.file_line}}}
    return {
        "path": location.path,
        "range": {
            "start": {"line": location.line, "column": location.byte_column},
            "end": {"line": location.end_line, "column": location.end_byte_column},
        },
    }


SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST = 5000
BASE = "%SRCROOT%"


def write_sarif(check: CheckResult, stream: TextIO) -> None:
    """Write one run."""
    ordered = worst_first(check.annotations)
    kept = ordered[:MOST]
    rules = sorted(check.rules)
    index = {rule: at for at, rule in enumerate(rules)}
    notifications = [_notification(problem) for problem in check.problems]
    if len(ordered) > len(kept):
        message = (
            f"{plural(len(ordered) - MOST, 'finding')} left out: "
            f"SARIF output holds the {MOST:,} most severe"
        )
        notifications.append({"level": "warning", "message": {"text": message}})
    run = {
        "tool": {
            "driver": {
                "name": "analyzer",
                "semanticVersion": __version__,
                "rules": [_rule(rule, check.rules[rule]) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": check.status != BROKEN,
                "exitCode": check.status,
                "toolExecutionNotifications": notifications,
            }
        ],
        "results": [_result(annotation, index) for annotation in kept],
    }
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    dump(log, stream)


def _rule(name: str, page: str) -> dict[str, Any]:
    summary, _, rest = page.strip().partition("\n")
    short = summary.partition(": ")[2] or summary
    return {
        "id": name,
        "name": "".join(word.capitalize() for word in name.split("-")),
        "shortDescription": {"text": short[:1].upper() + short[1:]},
        "fullDescription": {"text": _first_paragraph(rest) or short},
        "help": {"text": page.strip(), "markdown": page.strip()},
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": ["prose"]},
    }


def _first_paragraph(rest: str) -> str:
    """Return the first paragraph of a rule page, without its heading."""
    blocks = [block.strip() for block in rest.strip().split("\n\n")]
    lines = blocks[0].split("\n") if blocks else []
    if len(lines) > 2 and set(lines[1]) <= {"-"}:
        lines = lines[2:]
    return " ".join(" ".join(lines).split())


def _result(annotation: Annotation, index: Mapping[str, int]) -> dict[str, Any]:
    finding = annotation.finding
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": finding.severity,
        "message": {"text": annotation.message},
        "locations": [{"physicalLocation": _sarif_location(annotation.location)}],
        "partialFingerprints": {"analyzer/v1": annotation.fingerprint},
    }
    if finding.rule in index:
        result["ruleIndex"] = index[finding.rule]
    if annotation.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "message": {"text": f"also appears at {location.name(path=True)}"},
                "physicalLocation": _sarif_location(location),
            }
            for number, location in enumerate(annotation.related, 1)
        ]
    return result


def _sarif_location(location: Location) -> dict[str, Any]:
    region = {"startLine": location.file_line}
    if location.row is None:
        region = {
            "startLine": location.line,
            "startColumn": location.column,
            "endLine": location.end_line,
            "endColumn": location.end_column,
        }
    return {"artifactLocation": _artifact(location.path), "region": region}


def _artifact(path: str) -> dict[str, str]:
    uri = quote(path, safe="/", errors="replace")
    if path.startswith("/"):
        return {"uri": f"file://{uri}"}
    return {"uri": uri, "uriBaseId": BASE}


def _notification(problem: Diagnostic) -> dict[str, Any]:
    location: dict[str, Any] = {
        "artifactLocation": {"uri": quote(problem.source, safe="/", errors="replace")}
    }
    if problem.row is not None:
        location["region"] = {"startLine": max(problem.row, 1)}
    return {
        "level": problem.severity,
        "message": {"text": problem.message},
        "locations": [{"physicalLocation": location}],
    }
