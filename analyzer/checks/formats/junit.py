"""JUnit XML: one test case per article; it fails if a finding makes the check fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from analyzer.checks.formats.xml_text import DECLARATION, attributes, tag, text

if TYPE_CHECKING:
    from analyzer.checks.annotation import Annotation
    from analyzer.checks.result import CheckResult


def write(check: CheckResult, stream: TextIO) -> None:
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
        body = text("\n".join(map(_line, failures)))
        rule = first.rule if len({a.finding.rule for a in failures}) == 1 else "findings"
        stream.write(
            f"<failure{attributes({'message': message, 'type': rule})}>{body}</failure>\n"
        )
    if others:
        stream.write(f"<system-out>{text(chr(10).join(map(_line, others)))}</system-out>\n")
    stream.write("</testcase>\n")


def _line(annotation: Annotation) -> str:
    finding = annotation.finding
    name = annotation.location.name(path=True)
    return f"{name}: {finding.severity}: {finding.message} [{finding.rule}]"
