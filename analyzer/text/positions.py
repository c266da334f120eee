"""Lines and columns of offsets, as editors and annotations count them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

LINE_END = re.compile(r"\r\n|\r|\n")


def line_columns(text: str, offsets: Iterable[int]) -> list[tuple[int, int]]:
    r"""Return the line and the column of each offset, both counted from 1.

    Lines end at ``\n``, ``\r\n`` and ``\r`` only; columns are code points.
    """
    offsets = list(offsets)
    if "\r" in text:
        starts = [0, *(match.end() for match in LINE_END.finditer(text))]
        lines = [bisect_right(starts, offset) for offset in offsets]
        return [(n, at - starts[n - 1] + 1) for n, at in zip(lines, offsets, strict=True)]
    return _of_line_feeds(text, offsets)


def _of_line_feeds(text: str, offsets: list[int]) -> list[tuple[int, int]]:
    """Return lines and columns in a text without carriage returns, several times as fast."""
    found = {}
    line, start, before = 1, 0, 0
    for offset in sorted(set(offsets)):
        ended = text.count("\n", before, offset)
        if ended:
            line += ended
            start = text.rfind("\n", before, offset) + 1
        before = offset
        found[offset] = line, offset - start + 1
    return [found[offset] for offset in offsets]


def byte_columns(text: str, offsets: Iterable[int]) -> dict[int, tuple[int, int, int]]:
    """Return line, column and byte column of each offset, in one pass over the text."""
    starts = [0, *(match.end() for match in LINE_END.finditer(text))]
    found = {}
    previous, n_bytes, line = 0, 0, 0
    for offset in sorted(offsets):
        now = bisect_right(starts, offset)
        if now != line:
            line, previous, n_bytes = now, starts[now - 1], 0
        n_bytes += len(text[previous:offset].encode("utf-8", "surrogatepass"))
        previous = offset
        found[offset] = (line, offset - starts[line - 1] + 1, n_bytes + 1)
    return found
