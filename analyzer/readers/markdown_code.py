"""Find the code in Markdown without parsing it, so that braces in code stay text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple, overload

from analyzer.readers.masking import Finder, Range

TICKS = re.compile(r"`+")
FENCE = re.compile(r"```+|~~~+")
TICK_FENCE = re.compile(r"```+")
# What may precede a fence on its line: quotation and list markers.
MARKERS = frozenset(" \t>*+-.)0123456789:")


class Fence(NamedTuple):
    """A fenced code block: its opening line, its content and its end.

    Attributes
    ----------
    start, content, content_end, end : int
        The first mark, the line after the opening one, the line of the closing
        fence, and where that line ends.
    info : str
        The rest of the opening line.
    """

    start: int
    content: int
    content_end: int
    end: int
    info: str


class Code(Sequence[Range]):
    """Where the code is in Markdown, in order; it is searched when first asked for.

    Parameters
    ----------
    text : str
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def spans(self) -> list[Range]:
        """The same as a list, which is faster."""
        return find_code(self._text)[1]

    def __len__(self) -> int:
        return len(self.spans)

    @overload
    def __getitem__(self, index: int) -> Range: ...
    @overload
    def __getitem__(self, index: slice) -> list[Range]: ...
    def __getitem__(self, index: int | slice) -> Range | list[Range]:
        return self.spans[index]


def find_code(text: str) -> tuple[list[Fence], list[Range]]:
    """Return the fenced blocks of Markdown, and where all its code is, in order."""
    if "`" not in text and "~~~" not in text:
        return [], []
    fences = _fences(text)
    marks: list[Range] = []
    at = 0
    for fence in fences:
        marks += [match.span() for match in TICKS.finditer(text, at, fence.start)]
        at = fence.end
    marks += [match.span() for match in TICKS.finditer(text, at)]
    return fences, sorted(_inline(text, marks) + [(each.start, each.end) for each in fences])


def _fences(text: str) -> list[Fence]:
    fences: list[Fence] = []
    at = 0
    # A literal is found many times faster than a choice.
    fence = FENCE if "~~~" in text else TICK_FENCE
    while (opening := fence.search(text, at)) is not None:
        start, at = opening.span()
        stop = _line_end(text, at)
        info = text[at:stop].strip()
        if _begins_line(text, start) < 0 or (text[start] == "`" and "`" in info):
            continue
        line, at = _closing(text, opening[0], fence, stop)
        fences.append(Fence(start, min(stop + 1, len(text)), line, at, info))
    return fences


def _closing(text: str, opening: str, fence: re.Pattern[str], at: int) -> Range:
    """Return where the line of a closing fence begins and ends; else the end of the text."""
    while (closing := fence.search(text, at)) is not None:
        start, at = closing.span()
        if closing[0].startswith(opening) and (line := _begins_line(text, start)) >= 0:
            stop = _line_end(text, at)
            if not text[at:stop].strip():
                return line, stop
    return len(text), len(text)


def _begins_line(text: str, start: int) -> int:
    """Return where the line begins if only markers precede `start`, else -1."""
    at = start
    while at and text[at - 1] in MARKERS:
        at -= 1
    return at if not at or text[at - 1] == "\n" else -1


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _inline(text: str, marks: list[Range]) -> list[Range]:
    """Return the code spans: a run of backticks up to the next of its length."""
    following = [-1] * len(marks)
    latest: dict[int, int] = {}
    for index in range(len(marks) - 1, -1, -1):
        length = marks[index][1] - marks[index][0]
        following[index] = latest.get(length, -1)
        latest[length] = index
    finder, spans, index = Finder(text), list[Range](), 0
    while index < len(marks):
        start, end = marks[index]
        close = following[index]
        if close >= 0 and marks[close][0] <= finder.blank_line(end):
            spans.append((start, marks[close][1]))
            index = close
        index += 1
    return spans
