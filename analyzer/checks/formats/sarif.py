"""SARIF 2.1.0: results with rules, copies as related locations, and stable fingerprints.

Code scanning accepts at most 5,000 results per run, so the most severe are written and a
notification gives the number of the others. Suppressed results are left out, because
GitHub would show them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from analyzer.checks.formats.json import dump
from analyzer.checks.formats.line_hashes import line_hashes
from analyzer.checks.result import MOST_IN_A_SERVICE, describe_rest, worst_first
from analyzer.version import HOMEPAGE, __version__
from analyzer.web.options import is_web_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analyzer.checks.annotation import Annotation
    from analyzer.checks.location import Location
    from analyzer.checks.result import CheckResult
    from analyzer.errors import Diagnostic

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
PAGES = f"{HOMEPAGE}/blob/v{__version__}/docs/reference/rules"
BASE = "%SRCROOT%"


def write_sarif(check: CheckResult, stream: TextIO) -> None:
    """Write one run."""
    ordered = worst_first(check.annotations)
    kept = ordered[:MOST_IN_A_SERVICE]
    rules = sorted(check.rules)
    index = {rule: at for at, rule in enumerate(rules)}
    notifications = [_notification(problem) for problem in check.problems]
    if len(ordered) > len(kept):
        message = describe_rest(ordered[MOST_IN_A_SERVICE:])
        notifications.append({"level": "warning", "message": {"text": message}})
    run = {
        "tool": {
            "driver": {
                "name": "analyzer",
                "semanticVersion": __version__,
                "informationUri": HOMEPAGE,
                "rules": [_rule(rule, check.rules[rule]) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not any(map(_is_of_the_run, check.problems)),
                "exitCode": check.status,
                "toolExecutionNotifications": notifications,
            }
        ],
        "results": [
            _result(annotation, index, line_hash)
            for annotation, line_hash in zip(kept, _line_hashes(kept), strict=True)
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    dump(log, stream)


def _is_of_the_run(problem: Diagnostic) -> bool:
    """Return whether an input was not read at all; an error in one line is a notification."""
    return problem.severity == "error" and problem.row is None


def _rule(name: str, page: str) -> dict[str, Any]:
    summary, _, rest = page.strip().partition("\n")
    short = summary.partition(": ")[2] or summary
    return {
        "id": name,
        "name": "".join(word.capitalize() for word in name.split("-")),
        "shortDescription": {"text": short[:1].upper() + short[1:]},
        "fullDescription": {"text": _first_paragraph(rest) or short},
        "helpUri": f"{PAGES}/{name}.md",
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


def _line_hashes(annotations: Sequence[Annotation]) -> list[str]:
    """Return the hash of the line of each finding; empty for a record, which has none."""
    lines: dict[str, set[int]] = {}
    texts: dict[str, str] = {}
    for annotation in annotations:
        if annotation.location.has_lines:
            lines.setdefault(annotation.article, set()).add(annotation.location.line)
            texts[annotation.article] = annotation.text
    hashes = {article: line_hashes(text, lines[article]) for article, text in texts.items()}
    return [hashes.get(a.article, {}).get(a.location.line, "") for a in annotations]


def _result(annotation: Annotation, index: Mapping[str, int], line_hash: str) -> dict[str, Any]:
    finding = annotation.finding
    fingerprints = {"analyzer/v1": annotation.fingerprint}
    if line_hash:
        fingerprints["primaryLocationLineHash"] = line_hash
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": finding.severity,
        "message": {"text": annotation.message},
        "locations": [{"physicalLocation": _sarif_location(annotation.location)}],
        "partialFingerprints": fingerprints,
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
    if location.has_lines:
        region = {
            "startLine": location.line,
            "startColumn": location.column,
            "endLine": location.end_line,
            "endColumn": location.end_column,
        }
    return {"artifactLocation": _artifact(location.path), "region": region}


def _artifact(path: str) -> dict[str, str]:
    uri = _uri(path)
    if path.startswith("/"):
        return {"uri": f"file://{uri}"}
    return {"uri": uri} if is_web_address(path) else {"uri": uri, "uriBaseId": BASE}


def _uri(path: str) -> str:
    """Return a path as part of an address; an address is one already."""
    is_whole = is_web_address(path) and " " not in path
    return path if is_whole else quote(path, safe="/", errors="replace")


def _notification(problem: Diagnostic) -> dict[str, Any]:
    notification: dict[str, Any] = {
        "level": problem.severity,
        "message": {"text": problem.message},
    }
    if problem.source:
        location: dict[str, Any] = {"artifactLocation": {"uri": _uri(problem.source)}}
        if problem.row is not None:
            location["region"] = {"startLine": max(problem.row, 1)}
        notification["locations"] = [{"physicalLocation": location}]
    return notification
