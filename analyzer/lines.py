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
    starts = [0, *(match.end() for match in LINE_END.finditer(text))]
    found = []
    for offset in offsets:
        line = bisect_right(starts, offset)
        found.append((line, offset - starts[line - 1] + 1))
    return found
