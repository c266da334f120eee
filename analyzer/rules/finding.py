"""A finding: what one rule reports at one location of one article."""

from __future__ import annotations

from typing import Literal

import msgspec

from analyzer.settings import Severity

Score = Literal["quality", "originality", ""]


class Finding(msgspec.Struct, frozen=True, order=True):
    """What one rule reports at one location.

    Attributes
    ----------
    article : int
        Its position in the run.
    start, end : int
        A half-open span of the article's text, in code points.
    rule : str
    severity : {"note", "warning", "error"}
    value : float
        In the unit of the rule; of the group, where there is one.
    score : {"quality", "originality", ""}
        What the points are taken from.
    points : float
        A multiple of a quarter.
    message : str
    group : str
        The phrase or the number of the cluster: findings of one group are copies of
        each other.
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
