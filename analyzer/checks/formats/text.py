"""Text for people: each finding with its line, a caret below it and the other locations."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from analyzer.checks.annotation import replace_controls
from analyzer.checks.result import summarize

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
    """Write every finding with an excerpt, then a summary line."""
    paint = painter(stream)
    for annotation in check.annotations:
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
    if summary:
        stream.write(summarize(check) + "\n")


def width(text: str) -> int:
    r"""Return the width of a text in terminal columns.

    Examples
    --------
    >>> width("日本"), width("e\u0301")
    (4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.category(c) in ("Mn", "Me", "Cf")
        else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )


def _others(annotation: Annotation) -> list[str]:
    """Return lines about the points and the other locations of the group."""
    lines = []
    if annotation.finding.points:
        lines.append(
            f"takes {annotation.finding.points:g} points from {annotation.finding.score}"
        )
    names = [replace_controls(location.name()) for location in annotation.related[:OTHERS]]
    if names:
        rest = annotation.copies - len(names)
        more = f" and {rest:,} more" if rest > 0 else ""
        lines.append(f"also at {', '.join(names)}{more}")
    return lines


def write_concise(check: CheckResult, stream: TextIO) -> None:
    """Write ``path:line:column: severity: message [rule]`` for every finding."""
    paint = painter(stream)
    stream.writelines(head(annotation, paint) + "\n" for annotation in check.annotations)
