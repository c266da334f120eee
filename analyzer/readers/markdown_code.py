"""Find the code in Markdown without parsing it, so that braces in code stay text.

Code is also indented. So are the bodies of admonitions of MkDocs, and often what is inside
a component of MDX; that indentation is taken away, for in Markdown it would be code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple, overload

import numpy as np

from analyzer.article import Ints
from analyzer.readers.masking import FILLER, Finder, Range, range_at
from analyzer.text.later_patterns import compile_later

TICKS = compile_later(r"`+")
FENCE = compile_later(r"```+|~~~+")
TICK_FENCE = compile_later(r"```+")
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

    def __iter__(self) -> Iterator[Range]:
        return iter(self.spans)

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


MARKER = compile_later(r"(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+[\w\"]")
INDENTED = compile_later(FILLER + r"[ \t]*\n[ \t\n]*? {4}")
WIDTH = 4


def dedent_admonitions(text: str, code: Sequence[Range]) -> list[Range]:
    """Return the indentation of bodies of admonitions, which end where a line has less."""
    removed: list[Range] = []
    open_at: list[int] = []
    at = 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        stripped = line.lstrip(" ")
        if not stripped.strip():
            continue
        indent = len(line) - len(stripped)
        in_code = _is_in_code(code, start)
        while open_at and indent < open_at[-1] + WIDTH and not in_code:
            open_at.pop()
        width = min(indent, WIDTH * len(open_at))
        if width:
            removed.append((start, start + width))
        if not in_code and stripped[0] in "!?=" and MARKER.match(stripped):
            open_at.append(indent)
    return removed


def _is_in_code(code: Sequence[Range], start: int) -> bool:
    """Return whether a line begins in code that began before it."""
    found = range_at(code, start)
    return found is not None and found[0] < start


def dedent_components(text: str, code: Sequence[Range]) -> list[Range]:
    """Return the indentation of the text inside components, whose tags are filled.

    The line after a tag sets how much is taken from each that follows it.
    """
    removed: list[Range] = []
    if not INDENTED.search(text):
        return removed
    width, after_tag = 0, False
    at = 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        stripped = line.lstrip(" \t")
        if not stripped.strip():
            continue
        indent = len(line) - len(stripped)
        if not _is_in_code(code, start):
            is_tag = not stripped.strip(" \t" + FILLER)
            if after_tag or indent < width or is_tag:
                width = indent if indent >= WIDTH else 0
            after_tag = is_tag
        if width and indent:
            removed.append((start, start + min(width, indent)))
    return removed


def cut(text: str, removed: Sequence[Range]) -> tuple[str, Ints]:
    """Return the text without the ranges, and where each of its letters was.

    >>> cut("one    two", [(3, 6)])[0]
    'one two'
    """
    kept, parts, at = [], [], 0
    for start, end in removed:
        kept.append(np.arange(at, start))
        parts.append(text[at:start])
        at = end
    kept.append(np.arange(at, len(text)))
    return "".join([*parts, text[at:]]), np.concatenate(kept).astype(np.int64)
