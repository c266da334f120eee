"""Articles by section, author or another field: how each group does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import inf
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.errors import SettingError
from analyzer.pipeline.table_columns import field_column
from analyzer.rules.registry import nearest_name

if TYPE_CHECKING:
    from analyzer.pipeline.results import Results
    from analyzer.tables import Columns

SCORES = ("quality", "originality")
MOST_VALUES = 0.5  # of a field that is compared, for each article
COUNTS = ("words", "errors", "warnings", "notes")


class Group(msgspec.Struct, frozen=True):
    """The articles of one section, or with one value of a field.

    Attributes
    ----------
    value : str
        Empty for articles without one.
    articles : int
    quality, originality : float or None
        The means; None where no article has scores.
    points : float
        Taken from both scores of all articles.
    words, errors, warnings, notes : int
    main_rule : str
        The rule that takes most points; empty where none takes any.
    """

    value: str
    articles: int
    quality: float | None
    originality: float | None
    points: float
    words: int
    errors: int
    warnings: int
    notes: int
    main_rule: str


def group_columns(analysis: Results) -> tuple[list[str], list[str]]:
    """Return the columns whose groups are compared, and those with too many values for it.

    Compared are the section and the carried fields. A field with more than half as many
    values as there are articles, such as a date, has groups of hardly more than one.
    """
    table = analysis.tables["articles"]
    compared = ["section"] if n_values(table["section"]) > 1 else []
    left_out: list[str] = []
    for column in map(field_column, analysis.settings.fields):
        too_many = n_values(table[column]) > len(analysis) * MOST_VALUES
        (left_out if too_many else compared).append(column)
    return compared, left_out


def n_values(column: Iterable[Any]) -> int:
    """Return how many different values a column has, the missing one aside."""
    return len({value for value in column if value})


def groups_by(analysis: Results, field: str) -> list[Group]:
    """Return the groups of articles with one value of a field, the worst first.

    The group with the lowest mean of the lower scores is the worst.

    Parameters
    ----------
    analysis : Results
    field : str
        ``section``, the first folder, or another column of the table of articles.

    Raises
    ------
    SettingError
        If the table has no such column.
    """
    table = analysis.tables["articles"]
    if field not in table:
        raise SettingError(
            f"no column {field!r} to group by{nearest_name(field, tuple(table))}; "
            f"for a field of the articles give settings={{'fields': [{field!r}]}}"
        )
    members: dict[str, list[int]] = defaultdict(list)
    for at, value in enumerate(table[field]):
        members[str("" if value is None else value)].append(at)
    rules = _points_by_rule(analysis)
    figures = {name: list(table[name]) for name in (*SCORES, *COUNTS)}
    lowest = [
        min((score for score in pair if score is not None), default=None)
        for pair in zip(*(figures[score] for score in SCORES), strict=True)
    ]
    order = sorted(members, key=lambda value: (_or_last(_mean(lowest, members[value])), value))
    return [_group(value, members[value], figures, rules) for value in order]


def _group(
    value: str, members: Sequence[int], figures: Columns, rules: Sequence[dict[str, float]]
) -> Group:
    points: dict[str, float] = defaultdict(float)
    for at in members:
        for rule, taken in rules[at].items():
            points[rule] += taken
    return Group(
        value=value,
        articles=len(members),
        quality=_mean(figures["quality"], members),
        originality=_mean(figures["originality"], members),
        points=sum(points.values()),
        words=sum(figures["words"][at] for at in members),
        errors=sum(figures["errors"][at] for at in members),
        warnings=sum(figures["warnings"][at] for at in members),
        notes=sum(figures["notes"][at] for at in members),
        main_rule=max(points, key=lambda rule: points[rule], default=""),
    )


def _points_by_rule(analysis: Results) -> list[dict[str, float]]:
    points: list[dict[str, float]] = [defaultdict(float) for _ in range(len(analysis))]
    for finding in analysis.judged:
        if finding.points:
            points[finding.article][finding.rule] += finding.points
    return points


def _or_last(score: float | None) -> float:
    return inf if score is None else score


def _mean(scores: Sequence[float | None], members: Sequence[int]) -> float | None:
    known = [score for at in members if (score := scores[at]) is not None]
    return round(sum(known) / len(known), 2) if known else None
