"""A finding: one span of an article that a rule reports."""

from __future__ import annotations

from typing import Literal

import msgspec

from analyzer.settings import Severity

Score = Literal["quality", "originality", ""]


class Finding(msgspec.Struct, frozen=True, order=True):
    """One span of an article that a rule reports.

    Attributes
    ----------
    article : int
        The number of the article in the run.
    start, end : int
        A half-open span of the article's text, in code points.
    rule : str
    severity : {"note", "warning", "error"}
    value : float
        In the unit of the rule; that of the group, where there is one.
    score : {"quality", "originality", ""}
        The score that the points are taken from.
    points : float
        A multiple of a quarter.
    message : str
    group : str
        The phrase or the number of the group: findings of one group repeat each other.
    detail : str
        Statistics behind the finding, for readers who ask for them.
    other_start, other_end : int
        The span of the same article that the finding names, such as the sentence that
        it repeats; empty where it names none.
    """

    article: int
    start: int
    end: int
    rule: str
    severity: Severity
    value: float
    score: Score
    points: float
    message: str
    group: str
    detail: str = ""
    other_start: int = 0
    other_end: int = 0
