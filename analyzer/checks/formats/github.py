"""GitHub Actions: workflow commands that annotate lines, and a table for the job summary.

A step shows ten annotations of each level; what is beyond is named in one
notice, so that nothing is dropped in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from analyzer.checks.annotation import plain
from analyzer.checks.result import count_by, describe_hidden, worst_first

if TYPE_CHECKING:
    from analyzer.checks.annotation import Annotation
    from analyzer.checks.result import CheckResult

COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
PER_LEVEL = 10
NAMED = 50
ROWS = 1000
CELL = 300
OTHERS = 3


def write(check: CheckResult, stream: TextIO) -> None:
    """Write the worst findings as annotations and one notice that names the rest."""
    shown, rest = select(worst_first(check.annotations))
    stream.writelines(_command(annotation) + "\n" for annotation in shown)
    if rest:
        stream.write(_rest(rest) + "\n")


def write_summary(check: CheckResult, stream: TextIO) -> None:
    """Write a table in Markdown for the page of the job."""
    n_found, n_articles = len(check.annotations), len(check.articles)
    stream.write(f"### Analyzer: {n_found} findings in {n_articles} articles\n\n")
    if hidden := describe_hidden(check):
        stream.write(f"Not told: {hidden}.\n\n")
    if not n_found:
        return
    stream.write("| place | level | rule | finding |\n| --- | --- | --- | --- |\n")
    ordered = worst_first(check.annotations)
    for annotation in ordered[:ROWS]:
        finding = annotation.finding
        cells = (
            annotation.place.name(path=True),
            finding.severity,
            finding.rule,
            finding.message,
        )
        stream.write("| " + " | ".join(map(cell, cells)) + " |\n")
    if len(ordered) > ROWS:
        rules = count_by([a.finding.rule for a in ordered[ROWS:]])
        stream.write(f"\nAnd {len(ordered) - ROWS} more: {rules}.\n")


def select(ordered: list[Annotation]) -> tuple[list[Annotation], list[Annotation]]:
    """Return what is annotated and what is only named, so that no level exceeds its ten."""
    levels: dict[str, list[Annotation]] = {level: [] for level in COMMANDS}
    for annotation in ordered:
        levels[annotation.finding.severity].append(annotation)
    if any(len(found) > PER_LEVEL for found in levels.values()):
        # The notice that names the rest is one of the ten.
        room = dict.fromkeys(levels, PER_LEVEL) | {"note": PER_LEVEL - 1}
    else:
        room = dict.fromkeys(levels, PER_LEVEL)
    shown = [a for level, found in levels.items() for a in found[: room[level]]]
    rest = [a for level, found in levels.items() for a in found[room[level] :]]
    return shown, rest


def escape(text: str) -> str:
    """Escape the message of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """Escape a property of a workflow command; no other control reaches the log."""
    return plain(escape(text)).replace(":", "%3A").replace(",", "%2C")


def cell(text: str) -> str:
    """Escape a cell of a table in Markdown, where text from an article may stand."""
    cut = plain(text if len(text) <= CELL else text[:CELL] + "…")
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+-!|~$:@&" else c for c in cut)


def _command(annotation: Annotation) -> str:
    place, finding = annotation.place, annotation.finding
    properties = {"file": place.path, "line": str(place.file_line)}
    if place.row is None:
        properties["endLine"] = str(place.end_line)
        # Columns count within one line only.
        if place.line == place.end_line:
            properties |= {"col": str(place.column), "endColumn": str(place.end_column)}
    properties["title"] = finding.rule
    listed = ",".join(f"{key}={escape_property(value)}" for key, value in properties.items())
    return f"::{COMMANDS[finding.severity]} {listed}::{escape(_message(annotation))}"


def _message(annotation: Annotation) -> str:
    names = [place.name(path=True) for place in annotation.related[:OTHERS]]
    rest = annotation.copies - len(names)
    lines = annotation.message.split("\n")
    if names:
        lines.append(f"Also at {', '.join(names)}" + (f" and {rest} more" if rest > 0 else ""))
    return "\n".join(map(plain, lines))


def _rest(rest: list[Annotation]) -> str:
    rules = count_by([annotation.finding.rule for annotation in rest])
    lines = [f"{len(rest)} more findings are not annotated: {rules}."]
    lines += [f"{plain(a.place.name(path=True))}: {a.finding.rule}" for a in rest[:NAMED]]
    if len(rest) > NAMED:
        lines.append(f"and {len(rest) - NAMED} more; --format full lists them all")
    return f"::notice title=analyzer::{escape(chr(10).join(lines))}"
