"""How the findings of an article add up to its scores, rule by rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from analyzer.reports.html.findings import PlacedFinding

# The kinds of row, in the order of the page, with the headings of their cards.
HEADINGS = {"quality": "Quality", "originality": "Originality", "note": "Other findings"}
KINDS = tuple(HEADINGS)
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Row:
    """The findings of an article that have the same rule and message.

    Attributes
    ----------
    number : int
        From 1, in the order of the page; the text repeats it after every highlight.
    detail : str
        How the finding was scored, if the rule explains it.
    kind : str
        The score that the points are taken from, "note" if none.
    before, after : float
        The score before and after the row, at least 0.
    locations : tuple of PlacedFinding
    """

    number: int
    rule: str
    severity: str
    message: str
    detail: str
    kind: str
    points: float
    before: float
    after: float
    locations: tuple[PlacedFinding, ...]

    @property
    def marked(self) -> tuple[PlacedFinding, ...]:
        """The locations that are highlighted in the text."""
        return tuple(location for location in self.locations if location.marked)


@dataclass(frozen=True, slots=True)
class RuleRows:
    """The rows of one rule on a card: the first of them, and those that are folded."""

    rule: str
    rows: list[Row]
    folded: list[Row]

    @property
    def points(self) -> float:
        """The points of all rows."""
        return sum(row.points for row in (*self.rows, *self.folded))

    @property
    def before(self) -> float:
        """The score before the first row."""
        return self.rows[0].before

    @property
    def after(self) -> float:
        """The score after the last row."""
        return (*self.rows, *self.folded)[-1].after


@dataclass(frozen=True, slots=True)
class Card:
    """The rows of a score, by rule."""

    kind: str
    heading: str
    rules: list[RuleRows]


def score_breakdown(located: Sequence[PlacedFinding]) -> list[Row]:
    """Return the rows of an article: by kind, the rule with the most points first."""
    groups: dict[tuple[str, str], list[PlacedFinding]] = {}
    for placed in located:
        groups.setdefault((placed.finding.rule, placed.finding.message), []).append(placed)
    weighed = [(_kind(group), _points(group), group) for group in groups.values()]
    totals: dict[tuple[str, str], float] = defaultdict(float)
    for kind, points, group in weighed:
        totals[kind, group[0].finding.rule] += points
    weighed.sort(
        key=lambda item: (
            KINDS.index(item[0]),
            -totals[item[0], item[2][0].finding.rule],
            item[2][0].finding.rule,
            -item[1],
        )
    )
    return list(_rows(weighed))


def _rows(weighed: Sequence[tuple[str, float, list[PlacedFinding]]]) -> Iterator[Row]:
    left = dict.fromkeys(KINDS, 100.0)
    for number, (kind, points, group) in enumerate(weighed, 1):
        before = max(left[kind], 0.0)
        left[kind] -= points
        first, after = group[0].finding, max(left[kind], 0.0)
        yield Row(
            number, first.rule, first.severity, first.message, first.detail,
            kind, points, before, after, tuple(group),
        )  # fmt: skip


def cards(rows: Sequence[Row]) -> list[Card]:
    """Return the cards of an article; more than a few rows of a rule are folded."""
    found = []
    for kind, own in groupby(rows, key=lambda row: row.kind):
        rules = []
        for rule, some in groupby(own, key=lambda row: row.rule):
            listed = list(some)
            # One row more takes no more room than the line that unfolds it.
            shown = SHOWN if len(listed) > SHOWN + 1 else len(listed)
            rules.append(RuleRows(rule, listed[:shown], listed[shown:]))
        found.append(Card(kind, HEADINGS[kind], rules))
    return found


def _kind(group: Sequence[PlacedFinding]) -> str:
    return next((placed.finding.score for placed in group if placed.finding.points), "note")


def _points(group: Sequence[PlacedFinding]) -> float:
    return sum(placed.finding.points for placed in group)
