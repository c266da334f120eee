"""What took points: the findings of an article in rows that explain its scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.writers.page.located import Located

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
    places : tuple of Located
    """

    number: int
    rule: str
    severity: str
    message: str
    kind: str
    points: float
    before: float
    after: float
    places: tuple[Located, ...]

    @property
    def marked(self) -> tuple[Located, ...]:
        """The places that the text has marked."""
        return tuple(place for place in self.places if place.marked)


def explain(located: Sequence[Located]) -> list[Row]:
    """Return the rows of an article: by quality, by originality, then what only tells."""
    groups: dict[tuple[str, str], list[Located]] = {}
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


def _kind(group: Sequence[Located]) -> str:
    return next((KINDS[place.finding.score] for place in group if place.finding.points), "n")


def _points(group: Sequence[Located]) -> float:
    return sum(place.finding.points for place in group)
