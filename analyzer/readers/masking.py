"""Overwrite parts of a source that are not text, so that offsets do not change.

Among them are the formulas of TeX, which scripts typeset on a page.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from analyzer.text.later_patterns import compile_later

Range = tuple[int, int]
# A code point that is not a character and that no markup uses. A control character
# would not do: it ends the address of a link.
FILLER = "\ufdd0"
NOT_LINE_END = compile_later(r"[^\r\n]")
BLANK_LINE = compile_later(r"\n[ \t\r]*\n")


def range_at(ranges: Sequence[Range], at: int) -> Range | None:
    """Return the one of some ranges, in order and disjoint, that a position is in."""
    index = bisect_right(ranges, at, key=itemgetter(0)) - 1
    return ranges[index] if index >= 0 and at < ranges[index][1] else None


class Ahead:
    """Says which of some ranges positions are in that only move forward, in linear time.

    Parameters
    ----------
    ranges : sequence of (int, int)
        In order and disjoint.
    """

    def __init__(self, ranges: Sequence[Range]) -> None:
        self._ranges = ranges
        self._list: list[Range] | None = None
        self._next = 0

    def end(self, at: int) -> int:
        """Return the end of the range that a position is in, -1 for none."""
        ranges = self._list
        if ranges is None:
            ranges = self._list = list(self._ranges)
        index, count = self._next, len(ranges)
        while index < count and ranges[index][1] <= at:
            index += 1
        self._next = index
        return ranges[index][1] if index < count and ranges[index][0] <= at else -1


class Finder:
    """Finds fixed strings in one text; searches that only move forward take linear time.

    Parameters
    ----------
    text : str
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, int] = {}
        self._blank = -1

    def find(self, part: str, start: int) -> int:
        """Return the first offset of `part` from `start` on; the length of the text if none."""
        if self._next.get(part, -1) < start:
            found = self._text.find(part, start)
            self._next[part] = found if found >= 0 else len(self._text)
        return self._next[part]

    def blank_line(self, start: int) -> int:
        """Return where the paragraph around `start` ends."""
        if self._blank < start:
            found = BLANK_LINE.search(self._text, start)
            self._blank = found.start() if found else len(self._text)
        return self._blank


def fill(part: str, filler: str = FILLER) -> str:
    """Return as many fillers as a part of a text is long; line ends stay."""
    if "\n" in part or "\r" in part:
        return NOT_LINE_END.sub(filler, part)
    return filler * len(part)


def overwrite(text: str, spans: Iterable[Range], filler: str = FILLER) -> str:
    """Return the text with the spans, in order and disjoint, filled; line ends stay.

    >>> overwrite("one two three", [(4, 7)], "-")
    'one --- three'
    """
    parts: list[str] = []
    end = 0
    for start, stop in spans:
        parts += text[end:start], fill(text[start:stop], filler)
        end = stop
    return "".join([*parts, text[end:]]) if parts else text


def replace(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """Return the text with spans, in order and disjoint, replaced by text of their length."""
    parts: list[str] = []
    end = 0
    for start, stop, new in edits:
        parts += text[end:start], new
        end = stop
    return "".join([*parts, text[end:]]) if parts else text


# In these a formula is not a sum of money between two dollar signs.
SIGNS = frozenset("\\^_={}")
HINTS = ("\\(", "\\[", "$")
# Between single dollars, the first and the last letter touch them, as Pandoc has it.
FORMULA = compile_later(
    r"\\\((?:[^<\\]|\\(?![()])){1,500}+\\\)"
    r"|\\\[(?:[^<\\]|\\(?![\[\]])){1,5000}+\\\]"
    r"|\$(?<![\\$]\$)\$(?P<display>[^<$]{1,5000}+)\$\$"
    r"|\$(?<![\\$\w]\$)(?P<inline>[^\s<$\d][^<$\n]{0,300}+)(?<![\s\\])\$(?![\w$])"
)
# In Markdown a backslash is written as two.
ESCAPED_FORMULA = compile_later(
    r"\\\\\([^\n]{1,500}?\\\\\)|\\\\\[(?:[^\n]|\n(?![ \t]*\n)){1,2000}?\\\\\]"
)


def mask_formulas(text: str, spared: Sequence[Range] = (), filler: str = FILLER) -> str:
    """Return HTML with its formulas overwritten, of the same length.

    Parameters
    ----------
    text : str
    spared : sequence of (int, int)
        Spans, in order, where formulas are text, as in code.
    filler : str
        One character.

    >>> mask_formulas("So $x^2$ costs $5 or $10.", filler="-")
    'So ----- costs $5 or $10.'
    """
    if not any(hint in text for hint in HINTS):
        return text
    return overwrite(text, _formulas(text, spared), filler)


def _formulas(text: str, spared: Sequence[Range]) -> Iterator[Range]:
    at = 0
    for start, end in [*spared, (len(text), len(text))]:
        for match in FORMULA.finditer(text, at, start):
            written = match["display"] or match["inline"]
            if not written or not SIGNS.isdisjoint(written):
                yield match.span()
        at = end
