"""Find what a site generator reads in Markdown: shortcodes, Liquid, attributes, MDX.

None of it is prose. It is overwritten with a letter of no meaning to Markdown,
byte for byte, so that every offset stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Span = tuple[int, int]
SCRIPT = re.compile(
    rb"^(?:import\s+(?:[\"'{*]|[\w$]+\s*(?:,|from\b))"
    rb"|export\s+(?:default|const|let|var|function|class|async)\b|export\s*[{*])",
    re.MULTILINE,
)
MDX_OPENING = re.compile(rb"</?[A-Za-z_>]|\{")
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
    while (opening := MDX_OPENING.search(data, at, limit)) is not None:
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


FILLER = b"\x1a"
NOT_LINE_END = re.compile(rb"[^\r\n]")
HINTS = (b"{", b":::")
OPENING = re.compile(
    rb"(?P<tag>\{\{[<%]?|\{%)"
    rb"|\{:[^{}\n]*\}"
    rb"|(?<=[\])`])\{[^{}\n]*\}"
    rb"|^[ \t]*:::[^\n]*",
    re.MULTILINE,
)
CLOSING = {b"{{<": b">}}", b"{{%": b"%}}", b"{{": b"}}", b"{%": b"%}"}
# What stands between these and their end is code, or nothing that is shown.
PAIRED = re.compile(rb"\{\{[<%]\s*(highlight|comment)\b|\{%-?\s*(highlight|comment|raw)\b")
FIND_CODE = Callable[[bytes], list[Span]]


def mask(data: bytes, code: FIND_CODE, *, mdx: bool = False) -> tuple[bytes, Sequence[Span]]:
    """Overwrite what is not prose; return the bytes and the holes, in order.

    Parameters
    ----------
    data : bytes
        Markdown in UTF-8.
    code : callable
        Finds the code in it, which is left alone.
    mdx : bool
        Whether the text also holds JSX.
    """
    if not mdx and not any(hint in data for hint in HINTS):
        return data, ()
    spared = code(data)
    holes = _outside(_shortcodes(data), spared)
    masked = _overwrite(data, holes)
    if mdx:
        scripting = _outside(find_scripting(masked), spared)
        masked = _overwrite(masked, scripting)
        holes = sorted(holes + scripting)
    return masked, holes


def _overwrite(data: bytes, holes: Sequence[Span]) -> bytes:
    masked = bytearray(data)
    for start, end in holes:
        masked[start:end] = NOT_LINE_END.sub(FILLER, data[start:end])
    return bytes(masked)


def _shortcodes(data: bytes) -> list[Span]:
    """Find shortcodes; one that is not closed within its paragraph is none.

    Every search starts where the last one of its kind ended: linear time.
    """
    holes: list[Span] = []
    ahead: dict[bytes, int] = {}
    blank, at = -1, 0
    while (match := OPENING.search(data, at)) is not None:
        start, at = match.span()
        if match["tag"] is None:
            holes.append((start, at))
            continue
        if blank < at:
            found = BLANK_LINE.search(data, at)
            blank = found.start() if found else len(data)
        closing = CLOSING[match["tag"]]
        end = _find(data, closing, at, ahead)
        if end >= blank:
            continue
        at = end + len(closing)
        paired = PAIRED.match(data, start)
        if paired is not None:
            at = _end_of_pair(data, paired, at, ahead)
        holes.append((start, at))
    return holes


def _end_of_pair(data: bytes, paired: re.Match[bytes], at: int, ahead: dict[bytes, int]) -> int:
    name = paired[1] or paired[2]
    last = b"/" + name if paired[1] else b"end" + name
    end = _find(data, last, at, ahead)
    close = _find(data, b"}", end, ahead)
    while data[close : close + 1] == b"}":
        close += 1
    return close if end < len(data) and close <= len(data) else at


def _find(data: bytes, part: bytes, at: int, ahead: dict[bytes, int]) -> int:
    """Return the first place of `part` from `at` on, the length of `data` for none."""
    if ahead.get(part, -1) < at:
        found = data.find(part, at)
        ahead[part] = found if found >= 0 else len(data)
    return ahead[part]


def _outside(holes: list[Span], code: list[Span]) -> list[Span]:
    """Return the holes that touch no code."""
    kept, index = [], 0
    for start, end in holes:
        while index < len(code) and code[index][1] <= start:
            index += 1
        if index == len(code) or code[index][0] >= end:
            kept.append((start, end))
    return kept
