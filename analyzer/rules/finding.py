"""A finding: one span of an article that a rule reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from analyzer.settings import Severity
from analyzer.text.positions import LINE_END

if TYPE_CHECKING:
    from analyzer.article import Article

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


def first_line(article: Article) -> tuple[int, int]:
    """Return the span of the first line of the prose in the text."""
    text, start = article.text, 0
    if article.markup is not None and len(article.markup.run_start):
        start = int(article.markup.run_start[0])
    else:
        start = len(text) - len(text.lstrip())
    stop = LINE_END.search(text, start)
    return start, stop.start() if stop else len(text)
