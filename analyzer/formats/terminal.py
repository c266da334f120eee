"""What the two formats for people share: colours, the first line, the last line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from analyzer.checks.annotation import plain
from analyzer.checks.check import count_by, not_told

if TYPE_CHECKING:
    from analyzer.checks.annotation import Annotation
    from analyzer.checks.check import Check

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


def total(check: Check) -> str:
    """Return how many articles and findings there are, and how many are not told."""
    n_articles, n_found = len(check.articles), len(check.annotations)
    rules = count_by([annotation.finding.rule for annotation in check.annotations])
    told = f"{n_found} finding{'' if n_found == 1 else 's'}" + (f" ({rules})" if rules else "")
    hidden = not_told(check)
    rest = f"; not told: {hidden}" if hidden else ""
    return f"{n_articles} article{'' if n_articles == 1 else 's'}, {told}{rest}"
