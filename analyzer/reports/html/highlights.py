"""Cutting a text at every edge of what is marked in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple


class Highlight(NamedTuple):
    """A stretch of text that is shown marked.

    Attributes
    ----------
    start, end : int
        A half-open stretch of the prose.
    row : int
        Number under which the article's page explains it; 0 for a phrase that
        is only lit when it is asked for.
    copies : int
        Marks with the same number are copies of each other.
    kind : str
        What its points are taken from: "q", "o", or "n" for nothing.
    anchor : str
        Its name in links; empty where it has none.
    """

    start: int
    end: int
    row: int
    copies: int
    kind: str
    anchor: str = ""


class Segment(NamedTuple):
    """A stretch of text under the same marks.

    Attributes
    ----------
    text : str
    kinds : str
        The kinds of its marks, each once; empty where only phrases are.
    copies : str
        The groups of copies it belongs to, as numbers between commas: that of
        the row explained first stands first, phrases stand last.
    anchor : str
        The name of the mark that begins here.
    rows : tuple of int
        The rows of the marks that end here.
    """

    text: str
    kinds: str = ""
    copies: str = ""
    anchor: str = ""
    rows: tuple[int, ...] = ()


def cut(text: str, start: int, end: int, marks: Sequence[Highlight]) -> Iterator[Segment]:
    """Yield the segments of a block of text.

    Parameters
    ----------
    text : str
        The prose that offsets are into.
    start, end : int
        The block.
    marks : sequence of Mark
        Ascending; those that do not reach into the block do no harm.
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
        "".join(dict.fromkeys(mark.kind for mark in marks if mark.row)),
        ",".join(str(copies) for copies in dict.fromkeys(mark.copies for mark in marks)),
        anchors[0] if anchors else "",
        tuple(dict.fromkeys(mark.row for mark in marks if mark.row and mark.end == last)),
    )


def by_block(
    marks: Sequence[Highlight], blocks: Sequence[tuple[int, int]]
) -> Iterator[list[Highlight]]:
    """Yield, for each block, the marks that reach into it.

    Parameters
    ----------
    marks : sequence of Mark
        Ascending.
    blocks : sequence of (int, int)
        Ascending, apart from each other.
    """
    active: list[Highlight] = []
    at = 0
    for start, end in blocks:
        while at < len(marks) and marks[at].start < end:
            active.append(marks[at])
            at += 1
        active = [mark for mark in active if mark.end > start]
        yield active
