"""Where the findings of an article are on its page.

Highlighted spans of the text are divided into segments for HTML.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from analyzer.article import Block, prose_spans
from analyzer.reports.layout import Layout
from analyzer.rules.finding import Finding

MOST_MARKED = 0.9


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding and its position on the page.

    Attributes
    ----------
    finding : Finding
    anchor : str
        Its name in links.
    start, end : int
        A half-open span of the prose.
    block : int
        The block in which it begins.
    paragraph : int
        The number of that block among those of the body, from 1; 0 outside the body.
    marked : bool
        Whether its span is highlighted. Spans of (nearly) the whole article are
        not, nor is boilerplate, which has a style of its own.
    """

    finding: Finding
    anchor: str
    start: int
    end: int
    block: int
    paragraph: int
    marked: bool


def anchor(article: int, start: int) -> str:
    """Return the anchor of a finding, from the start of its span in the text."""
    return f"a{article}-{start}"


def named_anchor(article: int, start: int) -> str:
    """Return the anchor of prose that a finding of another article names."""
    return f"a{article}-p{start}"


def locate(index: int, layout: Layout, findings: Sequence[Finding]) -> list[PlacedFinding]:
    """Return the findings of an article with their positions on the page."""
    starts, ends = prose_spans(
        layout.article, [f.start for f in findings], [f.end for f in findings]
    )
    begins = [piece.start for piece in layout.pieces]
    numbers = body_numbers(layout)
    body = [piece for piece in layout.pieces if piece.kind < Block.TITLE]
    size = body[-1].end - body[0].start if body else 0
    located = []
    for finding, start, end in zip(findings, starts, ends, strict=True):
        block = max(bisect_right(begins, start) - 1, 0)
        boilerplate = bool(begins) and layout.pieces[block].kind == Block.BOILERPLATE
        located.append(
            PlacedFinding(
                finding,
                anchor(index, finding.start),
                start,
                end,
                block,
                numbers[block] if numbers else 0,
                bool(finding.group) and not boilerplate and end - start <= MOST_MARKED * size,
            )
        )
    return located


def body_numbers(layout: Layout) -> list[int]:
    """Return the number of each block of the body, from 1; 0 for other blocks."""
    inside = [int(piece.kind < Block.TITLE) for piece in layout.pieces]
    upto = accumulate(inside)
    return [number if body else 0 for body, number in zip(inside, upto, strict=True)]


class Highlight(NamedTuple):
    """A highlighted span of text.

    Attributes
    ----------
    start, end : int
        A half-open span of the prose.
    row : int
        The number of the row that explains it; 0 for a phrase that is highlighted
        only on request.
    copies : int
        Highlights with the same number are copies of each other.
    kind : str
        The score that its points are taken from, "note" if none.
    anchor : str
        Its name in links; empty if it has none.
    """

    start: int
    end: int
    row: int
    copies: int
    kind: str
    anchor: str = ""


class Segment(NamedTuple):
    """A piece of text that is covered by the same highlights throughout.

    Attributes
    ----------
    text : str
    kind : str
        The kind of its most important highlight; empty if there are only phrases.
    copies : str
        The groups of copies that it belongs to, as numbers between commas, in the
        order of their rows; phrases come last.
    anchor : str
        The anchor of the highlight that begins here.
    rows : tuple of int
        The rows of the highlights that end here.
    """

    text: str
    kind: str = ""
    copies: str = ""
    anchor: str = ""
    rows: tuple[int, ...] = ()


def cut(text: str, start: int, end: int, marks: Sequence[Highlight]) -> Iterator[Segment]:
    """Yield the segments of a block of text.

    Parameters
    ----------
    text : str
        The prose of the whole article.
    start, end : int
        The span of the block.
    marks : sequence of Highlight
        In ascending order; those outside the block are ignored.
    """
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    if not inside:
        yield Segment(text[start:end])
        return
    edges = {start, end}
    for mark in inside:
        edges |= {max(mark.start, start), min(mark.end, end)}
    ordered = sorted(edges)
    active: list[Highlight] = []
    at = 0
    for first, last in pairwise(ordered):
        while at < len(inside) and inside[at].start <= first:
            active.append(inside[at])
            at += 1
        active = [mark for mark in active if mark.end > first]
        yield _segment(text, first, last, active)


def _segment(text: str, first: int, last: int, marks: Sequence[Highlight]) -> Segment:
    if not marks:
        return Segment(text[first:last])
    anchors = [mark.anchor for mark in marks if mark.start == first and mark.anchor]
    marks = sorted(marks, key=lambda mark: (mark.row == 0, mark.row))
    return Segment(
        text[first:last],
        marks[0].kind if marks[0].row else "",
        ",".join(str(copies) for copies in dict.fromkeys(mark.copies for mark in marks)),
        anchors[0] if anchors else "",
        tuple(dict.fromkeys(mark.row for mark in marks if mark.row and mark.end == last)),
    )


def split_by_block(
    marks: Sequence[Highlight], blocks: Sequence[tuple[int, int]]
) -> Iterator[list[Highlight]]:
    """Yield, for each block, the highlights that overlap it.

    Parameters
    ----------
    marks : sequence of Highlight
        In ascending order.
    blocks : sequence of (int, int)
        In ascending order, without overlaps.
    """
    active: list[Highlight] = []
    at = 0
    for start, end in blocks:
        while at < len(marks) and marks[at].start < end:
            active.append(marks[at])
            at += 1
        active = [mark for mark in active if mark.end > start]
        yield active
