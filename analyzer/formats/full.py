"""For people: each finding with its line, a caret below it, the reason and the other places."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, TextIO

from analyzer.checks.annotation import plain
from analyzer.formats.terminal import head, painter, total

if TYPE_CHECKING:
    from analyzer.checks.annotation import Annotation
    from analyzer.checks.check import Check

OTHERS = 3


def write(check: Check, stream: TextIO) -> None:
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
