"""Text for people, and for the log and the summary of GitHub Actions.

A step of a workflow shows at most ten annotations of each level; one notice lists the other
findings, so that nothing is dropped silently.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from analyzer.checks.result import (
    MOST_FOR_PEOPLE,
    count_by,
    describe_rest,
    most_severe,
    plural,
    summarize,
    worst_first,
)
from analyzer.text.terminal_text import replace_controls, width

if TYPE_CHECKING:
    from analyzer.checks.annotation import Annotation
    from analyzer.checks.result import CheckResult

Paint = Callable[[str, str], str]
CODES = {"bold": 1, "red": 31, "yellow": 33, "blue": 34}
COLORS = {"error": "red", "warning": "yellow", "note": "blue"}
# At the start of a line these are commands to the runner that reads the log.
COMMANDS = ("::", "##[", "##vso[", "##teamcity[")


def painter(stream: TextIO) -> Paint:
    """Return a function that colors text on a terminal and leaves it unchanged elsewhere."""
    windows = sys.platform == "win32" and "WT_SESSION" not in os.environ
    if not stream.isatty() or os.environ.get("NO_COLOR") or windows:
        return lambda text, _: text
    if os.environ.get("TERM") == "dumb":
        return lambda text, _: text
    return lambda text, color: f"\033[{CODES[color]}m{text}\033[0m"


def head(annotation: Annotation, paint: Paint) -> str:
    """Return location, severity, message and rule on one line."""
    finding = annotation.finding
    name = replace_controls(annotation.location.name())
    if name.startswith(COMMANDS):
        name = f"./{name}"
    severity = paint(finding.severity, COLORS[finding.severity])
    message = replace_controls(finding.message)
    return f"{paint(name, 'bold')}: {severity}: {message} [{finding.rule}]"


OTHERS = 3


def write_full(check: CheckResult, stream: TextIO, *, summary: bool = True) -> None:
    """Write the most severe findings with an excerpt, then a summary line."""
    paint = painter(stream)
    kept, rest = most_severe(check.annotations, MOST_FOR_PEOPLE)
    for annotation in kept:
        stream.write(head(annotation, paint) + "\n")
        excerpt, line = annotation.excerpt, str(annotation.location.line)
        gutter = " " * len(line)
        shown = excerpt.before + excerpt.marked + excerpt.after
        if shown.strip():
            caret = " " * width(excerpt.before) + paint(
                "^" * max(width(excerpt.marked), 1), "red"
            )
            stream.write(f"{gutter} |\n{line} | {shown}\n{gutter} | {caret}\n")
        stream.writelines(f"{gutter} = {text}\n" for text in _others(annotation))
        stream.write("\n")
    if rest:
        stream.write(describe_rest(rest) + "\n")
    if summary:
        stream.write(summarize(check) + "\n")


def _others(annotation: Annotation) -> list[str]:
    """Return lines about the points and the other locations of the group."""
    lines = [_points(annotation)] if annotation.points else []
    also = elsewhere(annotation)
    return [*lines, f"also at {also}"] if also else lines


def _points(annotation: Annotation) -> str:
    """Return how many points are taken from which score, and what is left of it."""
    kind = annotation.finding.score
    places = f" in {annotation.places:,} places" if annotation.places > 1 else ""
    left = "" if annotation.score is None else f"; the {kind} is {annotation.score:g}"
    return f"takes {annotation.points:g} points from {kind}{places}{left}"


def elsewhere(annotation: Annotation, *, path: bool = False) -> str:
    """Return the first other locations of the group, and how many more there are."""
    names = [location.name(path=path) for location in annotation.related[:OTHERS]]
    rest = annotation.copies - len(names)
    more = f" and {rest:,} more" if names and rest > 0 else ""
    return replace_controls(", ".join(names)) + more


def write_concise(check: CheckResult, stream: TextIO) -> None:
    """Write ``path:line:column: severity: message [rule]`` for the most severe findings."""
    paint = painter(stream)
    kept, rest = most_severe(check.annotations, MOST_FOR_PEOPLE)
    stream.writelines(head(annotation, paint) + "\n" for annotation in kept)
    if rest:
        stream.write(describe_rest(rest) + "\n")


LEVELS = {"error": "error", "warning": "warning", "note": "notice"}
PER_LEVEL = 10
NAMED = 50
CELL = 300


def write_github(check: CheckResult, stream: TextIO) -> None:
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
    for annotation in ordered[:MOST_FOR_PEOPLE]:
        finding = annotation.finding
        cells = (
            annotation.location.name(path=True),
            finding.severity,
            finding.rule,
            finding.message,
        )
        stream.write("| " + " | ".join(map(cell, cells)) + " |\n")
    if len(ordered) > MOST_FOR_PEOPLE:
        stream.write(f"\n{describe_rest(ordered[MOST_FOR_PEOPLE:])}\n")


def select(ordered: list[Annotation]) -> tuple[list[Annotation], list[Annotation]]:
    """Return the findings to annotate, at most ten of each level, and the others."""
    levels: dict[str, list[Annotation]] = {level: [] for level in LEVELS}
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
    if location.has_lines:
        properties["endLine"] = str(location.end_line)
        # GitHub accepts columns only for a single line.
        if location.line == location.end_line:
            properties |= {"col": str(location.column), "endColumn": str(location.end_column)}
    properties["title"] = finding.rule
    listed = ",".join(f"{key}={escape_property(value)}" for key, value in properties.items())
    return f"::{LEVELS[finding.severity]} {listed}::{escape(_message(annotation))}"


def _message(annotation: Annotation) -> str:
    lines = map(replace_controls, annotation.message.split("\n"))
    also = elsewhere(annotation, path=True)
    return "\n".join([*lines, *([f"Also at {also}"] if also else [])])


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
