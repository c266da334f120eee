"""What took points: the findings of an article in rows that explain its scores."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from analyzer.article import Block
from analyzer.reports.layout import Layout, prose_places
from analyzer.rules.finding import Finding

MOST_MARKED = 0.9


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding and where it is shown.

    Attributes
    ----------
    finding : Finding
    anchor : str
        Its name in links: the same on every page that names it.
    start, end : int
        A half-open stretch of the prose.
    block : int
        The block that it begins in.
    paragraph : int
        The number of that block among those of the body, from 1; 0 outside.
    marked : bool
        Whether its place is marked: not where it tells of the whole article,
        or of most of it, and not on boilerplate, which is shown as such.
    """

    finding: Finding
    anchor: str
    start: int
    end: int
    block: int
    paragraph: int
    marked: bool


def anchor(article: int, start: int) -> str:
    """Return the name of the place of a finding, by where it begins in the text."""
    return f"a{article}-{start}"


def locate(index: int, layout: Layout, findings: Sequence[Finding]) -> list[PlacedFinding]:
    """Find the block of each finding of an article."""
    starts, ends = prose_places(
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
    """Return the number of each block of the body, from 1; others have 0."""
    inside = [int(piece.kind < Block.TITLE) for piece in layout.pieces]
    upto = accumulate(inside)
    return [number if body else 0 for body, number in zip(inside, upto, strict=True)]


KINDS = {"quality": "q", "originality": "o", "": "n"}


@dataclass(frozen=True, slots=True)
class Row:
    """Findings that say the same of an article.

    Attributes
    ----------
    number : int
        From 1, heaviest first; the text has it behind every mark.
    kind : str
        What the points are taken from: "q", "o", or "n" for nothing.
    before, after : float
        The score before and after the row, at least 0.
    places : tuple of PlacedFinding
    """

    number: int
    rule: str
    severity: str
    message: str
    kind: str
    points: float
    before: float
    after: float
    places: tuple[PlacedFinding, ...]

    @property
    def marked(self) -> tuple[PlacedFinding, ...]:
        """The places that the text has marked."""
        return tuple(place for place in self.places if place.marked)


def score_breakdown(located: Sequence[PlacedFinding]) -> list[Row]:
    """Return the rows of an article: by quality, by originality, then what only tells."""
    groups: dict[tuple[str, str], list[PlacedFinding]] = {}
    for place in located:
        groups.setdefault((place.finding.rule, place.finding.message), []).append(place)
    weighed = [(_kind(group), _points(group), group) for group in groups.values()]
    weighed.sort(key=lambda item: ("qon".index(item[0]), -item[1]))
    left = {"q": 100.0, "o": 100.0, "n": 100.0}
    rows = []
    for number, (kind, points, group) in enumerate(weighed, 1):
        before = max(left[kind], 0.0)
        left[kind] -= points
        first, after = group[0].finding, max(left[kind], 0.0)
        rows.append(
            Row(
                number, first.rule, first.severity, first.message, kind, points,
                before, after, tuple(group),
            )
        )  # fmt: skip
    return rows


def _kind(group: Sequence[PlacedFinding]) -> str:
    return next((KINDS[place.finding.score] for place in group if place.finding.points), "n")


def _points(group: Sequence[PlacedFinding]) -> float:
    return sum(place.finding.points for place in group)
