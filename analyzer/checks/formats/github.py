"""GitHub Actions: workflow commands that annotate lines, and a table for the job summary.

A step shows at most ten annotations of each level; one notice lists the other
findings, so that nothing is dropped silently.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from analyzer.checks.annotation import replace_controls
from analyzer.checks.result import count_by, plural, summarize, worst_first

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
    """Write the worst findings as annotations, and one notice that lists the rest."""
    shown, rest = select(worst_first(check.annotations))
    stream.writelines(_command(annotation) + "\n" for annotation in shown)
    if rest:
        stream.write(_rest(rest) + "\n")


def write_summary(check: CheckResult, stream: TextIO) -> None:
    """Write a Markdown table for the summary page of the job."""
    stream.write(f"### Analyzer: {summarize(check)}\n\n")
    if not check.annotations:
        return
    stream.write("| location | severity | rule | message |\n| --- | --- | --- | --- |\n")
    ordered = worst_first(check.annotations)
    for annotation in ordered[:ROWS]:
        finding = annotation.finding
        cells = (
            annotation.location.name(path=True),
            finding.severity,
            finding.rule,
            finding.message,
        )
        stream.write("| " + " | ".join(map(cell, cells)) + " |\n")
    if len(ordered) > ROWS:
        rules = count_by([a.finding.rule for a in ordered[ROWS:]])
        stream.write(f"\nAnd {len(ordered) - ROWS:,} more: {rules}.\n")


def select(ordered: list[Annotation]) -> tuple[list[Annotation], list[Annotation]]:
    """Return the findings to annotate, at most ten of each level, and the others."""
    levels: dict[str, list[Annotation]] = {level: [] for level in COMMANDS}
    for annotation in ordered:
        levels[annotation.finding.severity].append(annotation)
    if any(len(found) > PER_LEVEL for found in levels.values()):
        # The notice that lists the rest counts as one of the ten.
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
    """Escape a property of a workflow command and replace control characters."""
    return replace_controls(escape(text)).replace(":", "%3A").replace(",", "%2C")


def cell(text: str) -> str:
    """Escape the cell of a Markdown table, which may hold text of an article."""
    cut = replace_controls(text if len(text) <= CELL else text[:CELL] + "…")
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+-!|~$:@&" else c for c in cut)


def _command(annotation: Annotation) -> str:
    location, finding = annotation.location, annotation.finding
    properties = {"file": location.path, "line": str(location.file_line)}
    if location.row is None:
        properties["endLine"] = str(location.end_line)
        # GitHub accepts columns only for a single line.
        if location.line == location.end_line:
            properties |= {"col": str(location.column), "endColumn": str(location.end_column)}
    properties["title"] = finding.rule
    listed = ",".join(f"{key}={escape_property(value)}" for key, value in properties.items())
    return f"::{COMMANDS[finding.severity]} {listed}::{escape(_message(annotation))}"


def _message(annotation: Annotation) -> str:
    names = [location.name(path=True) for location in annotation.related[:OTHERS]]
    rest = annotation.copies - len(names)
    lines = annotation.message.split("\n")
    if names:
        lines.append(
            f"Also at {', '.join(names)}" + (f" and {rest:,} more" if rest > 0 else "")
        )
    return "\n".join(map(replace_controls, lines))


def _rest(rest: list[Annotation]) -> str:
    rules = count_by([annotation.finding.rule for annotation in rest])
    lines = [f"{plural(len(rest), 'more finding')} not annotated: {rules}."]
    lines += [
        f"{replace_controls(a.location.name(path=True))}: {a.finding.rule}"
        for a in rest[:NAMED]
    ]
    if len(rest) > NAMED:
        lines.append(f"and {len(rest) - NAMED:,} more; list them with --format full")
    return f"::notice title=analyzer::{escape(chr(10).join(lines))}"
