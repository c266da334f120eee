"""Offsets into a text as positions that an editor counts in its own units."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from lsprotocol.types import Position, PositionEncodingKind, Range

from analyzer.article import LINE_END

UTF8, UTF16 = PositionEncodingKind.Utf8, PositionEncodingKind.Utf16


class TextPositions:
    """Converts between offsets in code points and positions of a protocol client.

    Parameters
    ----------
    text : str
    encoding : str
        What the client counts columns in: UTF-8, UTF-16 or UTF-32.
    """

    def __init__(self, text: str, encoding: PositionEncodingKind | str = UTF16) -> None:
        self._text, self._encoding = text, encoding
        ends = list(LINE_END.finditer(text))
        self._starts = [0, *(end.end() for end in ends)]
        self._ends = [*(end.start() for end in ends), len(text)]

    def position(self, offset: int) -> Position:
        """Return the position of an offset."""
        line = bisect_right(self._starts, offset) - 1
        return Position(line, self._units(self._text[self._starts[line] : offset]))

    def range(self, start: int, end: int) -> Range:
        """Return the range of a half-open span."""
        return Range(self.position(start), self.position(end))

    def offset(self, position: Position) -> int:
        """Return the offset of a position; one behind the end of a line is that end."""
        if position.line >= len(self._starts):
            return len(self._text)
        start, end = self._starts[position.line], self._ends[position.line]
        line = self._text[start:end]
        if position.character >= self._units(line):
            return end
        upto = list(accumulate(map(self._units, line), initial=0))
        return start + bisect_right(upto, position.character) - 1

    def offset_at(self, line: int, column: int) -> int:
        """Return the offset of a line and a column of a `Location`, both from 1."""
        return min(self._starts[min(line, len(self._starts)) - 1] + column - 1, len(self._text))

    def line_of(self, offset: int) -> tuple[int, int]:
        """Return the span of the line that an offset is in, without its end."""
        line = bisect_right(self._starts, offset) - 1
        return self._starts[line], self._ends[line]

    def _units(self, text: str) -> int:
        if text.isascii():
            return len(text)
        if self._encoding == UTF8:
            return len(text.encode("utf-8", "surrogatepass"))
        if self._encoding == UTF16:
            return len(text.encode("utf-16-le", "surrogatepass")) // 2
        return len(text)
