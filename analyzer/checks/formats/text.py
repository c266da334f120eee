"""For people: each finding with its line, a caret below it, the reason and the other places."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from analyzer.checks.annotation import plain
from analyzer.checks.result import count_by, describe_hidden

if TYPE_CHECKING:
    from analyzer.checks.annotation import Annotation
    from analyzer.checks.result import CheckResult

Paint = Callable[[str, str], str]
CODES = {"bold": 1, "red": 31, "yellow": 33, "blue": 34}
COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}
# At the start of a line these would command the runner that reads the log.
COMMANDS = ("::", "##[", "##vso[", "##teamcity[")


def painter(stream: TextIO) -> Paint:
    """Return a function that colours text for a terminal, and leaves it alone elsewhere."""
    windows = sys.platform == "win32" and "WT_SESSION" not in os.environ
    if not stream.isatty() or os.environ.get("NO_COLOR") or windows:
        return lambda text, _: text
    if os.environ.get("TERM") == "dumb":
        return lambda text, _: text
    return lambda text, colour: f"\033[{CODES[colour]}m{text}\033[0m"


def head(annotation: Annotation, paint: Paint) -> str:
    """Return place, severity, message and rule on one line."""
    finding = annotation.finding
    name = plain(annotation.place.name())
    if name.startswith(COMMANDS):
        name = f"./{name}"
    level = paint(finding.severity, COLOURS[finding.severity])
    return f"{paint(name, 'bold')}: {level}: {plain(finding.message)} [{finding.rule}]"


def total(check: CheckResult) -> str:
    """Return how many articles and findings there are, and how many are not told."""
    n_articles, n_found = len(check.articles), len(check.annotations)
    rules = count_by([annotation.finding.rule for annotation in check.annotations])
    told = f"{n_found} finding{'' if n_found == 1 else 's'}" + (f" ({rules})" if rules else "")
    hidden = describe_hidden(check)
    rest = f"; not told: {hidden}" if hidden else ""
    return f"{n_articles} article{'' if n_articles == 1 else 's'}, {told}{rest}"


OTHERS = 3


def write_full(check: CheckResult, stream: TextIO) -> None:
    """Write every finding with an excerpt, and how many there are."""
    paint = painter(stream)
    for annotation in check.annotations:
        stream.write(head(annotation, paint) + "\n")
        excerpt, line = annotation.excerpt, str(annotation.place.line)
        gutter = " " * len(line)
        shown = excerpt.before + excerpt.marked + excerpt.after
        if shown.strip():
            caret = " " * width(excerpt.before) + paint(
                "^" * max(width(excerpt.marked), 1), "red"
            )
            stream.write(f"{gutter} |\n{line} | {shown}\n{gutter} | {caret}\n")
        stream.writelines(f"{gutter} = {text}\n" for text in _others(annotation))
        stream.write("\n")
    stream.write(total(check) + "\n")


def width(text: str) -> int:
    r"""Return how many columns of a terminal a text takes.

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
    """Tell the points, and the other places of the same group."""
    told = []
    if annotation.finding.points:
        told.append(
            f"takes {annotation.finding.points:g} points from {annotation.finding.score}"
        )
    names = [plain(place.name()) for place in annotation.related[:OTHERS]]
    if names:
        rest = annotation.copies - len(names)
        more = f" and {rest} more" if rest > 0 else ""
        told.append(f"also at {', '.join(names)}{more}")
    return told


def write_concise(check: CheckResult, stream: TextIO) -> None:
    """Write ``path:line:column: severity: message [rule]`` for every finding."""
    paint = painter(stream)
    stream.writelines(head(annotation, paint) + "\n" for annotation in check.annotations)
