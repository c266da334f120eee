"""XML formats: Checkstyle with errors by file, JUnit with a test case per article."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any, TextIO
from xml.sax.saxutils import escape

from analyzer.checks.result import MOST_IN_A_SERVICE, describe_rest, most_severe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analyzer.checks.annotation import Annotation
    from analyzer.checks.result import CheckResult

MOST_IN_A_CASE = 100  # findings
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
# XML 1.0 cannot hold these characters, not even as references.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
BREAKS = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;", '"': "&quot;"}


def text(value: str) -> str:
    """Escape the text of an element."""
    return escape(FORBIDDEN.sub("\ufffd", value), {"\r": "&#13;"})


def attributes(values: Mapping[str, object]) -> str:
    """Return the attributes of a tag, each with a space before it."""
    return "".join(
        f' {name}="{escape(FORBIDDEN.sub(chr(0xFFFD), str(value)), BREAKS)}"'
        for name, value in values.items()
    )


def tag(stream: TextIO, name: str, values: Mapping[str, object], end: str = ">") -> None:
    """Write a start tag, or an empty element if `end` is ``/>``."""
    stream.write(f"<{name}{attributes(values)}{end}\n")


CHECKSTYLE_SEVERITIES = {"note": "info", "warning": "warning", "error": "error"}


def write_checkstyle(check: CheckResult, stream: TextIO) -> None:
    """Write the most severe findings file by file; one more counts those left out."""
    kept, rest = most_severe(check.annotations, MOST_IN_A_SERVICE)
    stream.write(DECLARATION)
    tag(stream, "checkstyle", {"version": "10.0"})
    for path, group in groupby(kept, key=lambda a: a.location.path):
        tag(stream, "file", {"name": path})
        for annotation in group:
            tag(stream, "error", _error(annotation), "/>")
        stream.write("</file>\n")
    if rest:
        tag(stream, "file", {"name": rest[0].location.path})
        counted = _error(rest[0]) | {"severity": "info", "message": describe_rest(rest)}
        tag(stream, "error", counted, "/>")
        stream.write("</file>\n")
    stream.write("</checkstyle>\n")


def _error(annotation: Annotation) -> dict[str, Any]:
    location, finding = annotation.location, annotation.finding
    position = {"line": location.file_line}
    if location.has_lines:
        position["column"] = location.column
    return position | {
        "severity": CHECKSTYLE_SEVERITIES[finding.severity],
        "message": annotation.message,
        "source": f"analyzer.{finding.rule}",
    }


def write_junit(check: CheckResult, stream: TextIO) -> None:
    """Write one suite with a test case for every article and every error."""
    by_article: dict[str, list[Annotation]] = {}
    for annotation in check.annotations:
        by_article.setdefault(annotation.article, []).append(annotation)
    failing = {a.article for a in check.annotations if a.fails}
    errors = [problem for problem in check.problems if problem.severity == "error"]
    counts: dict[str, object] = {
        "tests": len(check.articles) + len(errors),
        "failures": sum(name in failing for name, _ in check.articles),
        "errors": len(errors),
    }
    stream.write(DECLARATION)
    tag(stream, "testsuites", {"name": "analyzer"} | counts)
    tag(stream, "testsuite", {"name": "analyzer"} | counts | {"skipped": 0})
    for name, path in check.articles:
        _case(stream, name, path, by_article.get(name, []))
    for problem in errors:
        tag(stream, "testcase", {"name": problem.source, "classname": "analyzer.read"})
        message = {"message": problem.message, "type": "problem"}
        stream.write(f"<error{attributes(message)}>{text(str(problem))}</error>\n</testcase>\n")
    stream.write("</testsuite>\n</testsuites>\n")


def _case(stream: TextIO, name: str, path: str, found: list[Annotation]) -> None:
    values = {"name": name, "classname": "analyzer.check", "file": path}
    if not found:
        tag(stream, "testcase", values, "/>")
        return
    tag(stream, "testcase", values)
    failures = [annotation for annotation in found if annotation.fails]
    others = [annotation for annotation in found if not annotation.fails]
    if failures:
        first = failures[0].finding
        message = first.message if len(failures) == 1 else f"{len(failures)} findings"
        body = text(_lines(failures))
        rule = first.rule if len({a.finding.rule for a in failures}) == 1 else "findings"
        stream.write(
            f"<failure{attributes({'message': message, 'type': rule})}>{body}</failure>\n"
        )
    if others:
        stream.write(f"<system-out>{text(_lines(others))}</system-out>\n")
    stream.write("</testcase>\n")


def _lines(annotations: Sequence[Annotation]) -> str:
    """Return a line for each finding of an article, and one for those left out."""
    lines = [_line(annotation) for annotation in annotations[:MOST_IN_A_CASE]]
    if rest := annotations[MOST_IN_A_CASE:]:
        lines.append(describe_rest(rest))
    return "\n".join(lines)


def _line(annotation: Annotation) -> str:
    finding = annotation.finding
    name = annotation.location.name(path=True)
    return f"{name}: {finding.severity}: {finding.message} [{finding.rule}]"
