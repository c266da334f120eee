"""Find what is scripting in MDX: imports, exports, JSX tags, expressions in braces."""

from __future__ import annotations

import re

Span = tuple[int, int]
SCRIPT = re.compile(
    rb"^(?:import\s+(?:[\"'{*]|[\w$]+\s*(?:,|from\b))"
    rb"|export\s+(?:default|const|let|var|function|class|async)\b|export\s*[{*])",
    re.MULTILINE,
)
OPENING = re.compile(rb"</?[A-Za-z_>]|\{")
DELIMITER = re.compile(rb"[{}>\"']")
BLANK_LINE = re.compile(rb"\n[ \t\r]*\n")


def find_scripting(data: bytes) -> list[Span]:
    """Return where MDX is no prose, in order and apart.

    A tag or an expression that is not closed within its paragraph is none; the
    rest of the paragraph is not searched again, so that time is linear.
    """
    spans: list[Span] = []
    at = 0
    for paragraph in [*(match.start() for match in BLANK_LINE.finditer(data)), len(data)]:
        script = SCRIPT.match(data, at)
        if script is not None:
            spans.append((at, paragraph))
        else:
            spans += _in_paragraph(data, at, paragraph)
        blank = BLANK_LINE.match(data, paragraph)
        at = blank.end() if blank else paragraph
    return spans


def _in_paragraph(data: bytes, at: int, limit: int) -> list[Span]:
    spans = []
    while (opening := OPENING.search(data, at, limit)) is not None:
        at = _end(data, opening.start(), limit)
        if at < 0:
            break
        spans.append((opening.start(), at))
    return spans


def _end(data: bytes, start: int, limit: int) -> int:
    """Return where the tag or the expression at `start` ends, -1 for nowhere."""
    depth, quote = 0, b""
    tag = data[start : start + 1] == b"<"
    for match in DELIMITER.finditer(data, start, limit):
        letter = match[0]
        if quote:
            quote = b"" if letter == quote else quote
        elif letter == b"{":
            depth += 1
        elif letter == b"}":
            depth -= 1
        elif tag and depth == 0 and letter == b">":
            return match.end()
        elif tag and depth == 0 and letter in b"\"'":
            quote = letter
        if not tag and depth == 0:
            return match.end()
    return -1
