"""From the lines of a PDF file to its paragraphs, headings, list items and cells.

A PDF file has positions of characters and nothing else. What belongs together is judged by
the size of the letters, the distance of the lines, and where they begin and end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import msgspec

from analyzer.article import Block

EDGE = 6  # lines at the top and the bottom of a page that may be its header and footer
RECURS = 0.4  # of the pages
SAME = 3.0  # points by which a header may be higher on another page
LARGER, SMALLER = 1.12, 0.93  # of the usual size: a heading, a note
GAP = 1.35  # of the usual distance: a new paragraph
MAX_HEADING = 200  # characters
SHORT = 0.85  # of the width: a line that ends a paragraph
INDENT = 0.8  # sizes of the font
NEAR = 1.5  # sizes of the font between parts of one line
BULLET = re.compile(
    r"(?:[•‣◦▪▫●○■□·\uf0b7\uf0a7]\s{0,9}|(?:[–*-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s{1,9})(?=\S)"
)
MARK = re.compile(r"[•‣◦▪▫●○■□·–*\uf0b7\uf0a7-]|\(?(?:\d{1,3}|[a-z])[.)]")
AFTER_MARK = 6.0  # sizes of the font between a mark and its item
LEADERS = re.compile(r"(?:\.[ \t]?){4,40}\s{0,3}[\divxlc]{0,5}\s{0,3}\Z")
# What prose may begin with, too; an item only after a line that is not full.
NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-z])[.)]")
DIGITS = re.compile(r"\d+")
SENTENCE_END = re.compile(r"[.!?:;。！？…][\"”’»)\]]*\Z")
HYPHEN = ("-", "\u00ad", "\u2010")
WORD = re.compile(r"\w+(?:-\w+)*")
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\x02": "-"}
)
PAGE_END = "\f"


class Line(NamedTuple):
    """A line of a page, in points from its lower left corner."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool


class Paragraph(msgspec.Struct):
    """A paragraph, which grows line by line.

    Attributes
    ----------
    text : str
        With a form feed where a page ends in it.
    kind : Block
    page : int
        Where it begins, from 0.
    size : float
        Of its letters.
    """

    text: str
    kind: Block
    page: int
    size: float

    @property
    def plain(self) -> str:
        """The text with spaces only."""
        return " ".join(self.text.split())


def paragraphs_of(pages: Sequence[Sequence[Line]]) -> list[Paragraph]:
    """Return the paragraphs of a document, without the headers and footers of its pages."""
    joined = [_joined(lines) for lines in _without_edges(pages)]
    return _Reader(joined).read()


def _without_edges(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the lines of each page without those at its edges that other pages have too."""
    orders = [sorted(range(len(page)), key=lambda at: page[at].base) for page in pages]
    edges = [[order[:EDGE], order[: -EDGE - 1 : -1]] for order in orders]
    seen = Counter(
        key
        for page, (low, high) in zip(pages, edges, strict=True)
        for key in {_place(page[at]) for at in {*low, *high}}
    )
    most = max(2.0, RECURS * len(pages))

    def recurring(page: Sequence[Line], edge: Iterable[int]) -> Iterator[int]:
        """Yield the lines from the edge inwards, up to the first of the text."""
        last: Line | None = None
        for at in edge:
            words, place = _place(page[at])
            near = last is None or abs(page[at].base - last.base) < 2 * last.size
            if not near or sum(seen[words, place + step] for step in (-1, 0, 1)) < most:
                return
            last = page[at]
            yield at

    kept = []
    for page, both in zip(pages, edges, strict=True):
        left_out = {at for edge in both for at in recurring(page, edge)}
        kept.append([line for at, line in enumerate(page) if at not in left_out])
    return kept


def _place(line: Line) -> tuple[str, int]:
    """Return the words of a line without its numbers, and about where it is."""
    return DIGITS.sub("#", line.text), round(line.base / SAME)


def _joined(lines: Iterable[Line]) -> list[Line]:
    """Return the lines with those put together that are parts of one.

    Lines of a table of contents, with dots before the number of the page, are left out.
    """
    joined: list[Line] = []
    for line in lines:
        if LEADERS.search(line.text):
            continue
        text = line.text.translate(LIGATURES)
        last = joined[-1] if joined else None
        if last is not None and _continues_line(last, line):
            bold = last.bold and line.bold
            joined[-1] = last._replace(text=f"{last.text} {text}", right=line.right, bold=bold)
        else:
            joined.append(line._replace(text=text))
    return joined


def _continues_line(last: Line, line: Line) -> bool:
    near = AFTER_MARK if MARK.fullmatch(last.text) else NEAR
    return (
        abs(line.base - last.base) < last.size / 2
        and -last.size < line.left - last.right < near * last.size
    )


class _Reader:
    """Goes through the lines of all pages."""

    def __init__(self, pages: Sequence[Sequence[Line]]) -> None:
        self._pages = pages
        lines = [line for page in pages for line in page]
        sizes = Counter[float]()
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
        self._size = sizes.most_common(1)[0][0] if sizes else 0.0
        body = [line for line in lines if self._is_body(line)]
        gaps = [a.base - b.base for a, b in pairwise(body) if 0 < a.base - b.base < 3 * a.size]
        self._gap = median(gaps) if gaps else 1.2 * self._size
        self._words = Counter(
            word.lower() for line in lines for word in WORD.findall(line.text)
        )
        self._found: list[Paragraph] = []

    def _is_body(self, line: Line) -> bool:
        return SMALLER * self._size <= line.size <= LARGER * self._size

    def read(self) -> list[Paragraph]:
        for number, lines in enumerate(self._pages):
            cells, widths = _cells(lines), self._widths(lines)
            last: Line | None = None
            for at, line in enumerate(lines):
                if at in cells:
                    self._begin(line, Block.TABLE, number)
                elif last is None:
                    if not self._continue_page(line, number):
                        self._begin(line, self._kind(line), number)
                elif self._continues(last, line, *widths[at - 1]):
                    self._append(self._found[-1], line)
                else:
                    self._begin(line, self._kind(line), number)
                last = None if at in cells else line
        return self._found

    def _widths(self, lines: Sequence[Line]) -> list[tuple[float, float]]:
        """Return for each line where its column begins and ends."""
        widths: list[tuple[float, float]] = []
        tops = [at for at in range(1, len(lines)) if lines[at].base > lines[at - 1].base + SAME]
        for start, end in pairwise([0, *tops, len(lines)]):
            body = [line for line in lines[start:end] if self._is_body(line)]
            left = min((line.left for line in body), default=0.0)
            right = max((line.right for line in body), default=0.0)
            widths += [(left, right)] * (end - start)
        return widths

    def _kind(self, line: Line) -> Block:
        short = len(line.text) <= MAX_HEADING
        large = line.size > LARGER * self._size
        if BULLET.match(line.text) and not large:
            return Block.LIST_ITEM
        bold = line.bold and self._is_body(line) and not SENTENCE_END.search(line.text)
        return Block.HEADING if short and (large or bold) else Block.PARAGRAPH

    def _begin(self, line: Line, kind: Block, page: int) -> None:
        mark = BULLET.match(line.text) if kind == Block.LIST_ITEM else None
        text = line.text[mark.end() :] if mark else line.text
        self._found.append(Paragraph(text, kind, page, line.size))

    def _continues(self, last: Line, line: Line, left: float, right: float) -> bool:
        """Return whether a line goes on with the paragraph of the one before it."""
        if abs(line.size - last.size) > (1 - SMALLER) * last.size:
            return False
        if line.bold != last.bold and self._kind(last) == Block.HEADING:
            return False
        distance = last.base - line.base
        usual = max(self._gap, self._gap * last.size / max(self._size, 1.0))
        if distance > GAP * usual:
            return False
        full = last.right >= left + SHORT * (right - left)
        if BULLET.match(line.text) and not (full and NUMBER.match(line.text)):
            return False
        if distance < 0:
            # The next column.
            return full and not SENTENCE_END.search(last.text)
        indented = line.left > last.left + INDENT * line.size
        ended = SENTENCE_END.search(last.text) is not None
        return not (ended and (indented or not full))

    def _continue_page(self, line: Line, page: int) -> bool:
        """Append the first line of a page to a paragraph that the page before has begun."""
        at = len(self._found) - 1
        # Footnotes are below the text that goes on.
        while at >= 0 and self._found[at].size < SMALLER * self._size:
            at -= 1
        last = self._found[at] if at >= 0 else None
        if (
            last is None
            or last.page + last.text.count(PAGE_END) != page - 1
            or last.kind not in (Block.PARAGRAPH, Block.LIST_ITEM)
            or SENTENCE_END.search(last.text)
            or not self._is_body(line)
            or self._kind(line) != Block.PARAGRAPH
        ):
            return False
        del self._found[at]
        self._found.append(last)
        self._append(last, line, PAGE_END)
        return True

    def _append(self, paragraph: Paragraph, line: Line, end: str = "") -> None:
        """Append a line; a word that was divided is whole again."""
        text, added = paragraph.text, line.text
        divided = text.endswith(HYPHEN) and added[:1].islower() and text[-2:-1].isalpha()
        if divided:
            parts = [*WORD.findall(text[:-1])[-1:], *WORD.findall(added)[:1]]
            if self._words["-".join(parts).lower()] <= self._words["".join(parts).lower()]:
                text = text[:-1]
            # The page ends after the word.
            first, _, rest = added.partition(" ")
            paragraph.text = f"{text}{first}{end} {rest}".rstrip(" ")
        else:
            paragraph.text = f"{text}{end} {added}"


def _cells(lines: Sequence[Line]) -> set[int]:
    """Return which lines are cells: they are beside another one, too far for its text."""
    cells = set[int]()
    for at, (last, line) in enumerate(pairwise(lines)):
        beside = abs(line.base - last.base) < last.size / 2
        if beside and line.left - last.right >= NEAR * last.size:
            cells |= {at, at + 1}
    return cells
