"""Highlighted spans of text, and their division into segments for HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple


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
