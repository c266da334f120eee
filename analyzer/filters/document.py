"""What the published filters read of a text, and what a filter is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import msgspec
import numpy as np

from analyzer.article import Floats
from analyzer.filters.words import split_words

Split = Callable[[str], Sequence[str]]


class RawText:
    """A text as it is, with its words.

    Parameters
    ----------
    text : str
    split : callable, optional
        From a text to its words, punctuation marks included.
    """

    def __init__(self, text: str, split: Split = split_words) -> None:
        self.text = text
        self.split = split

    @cached_property
    def words(self) -> Sequence[str]:
        """The words and the punctuation marks."""
        return self.split(self.text)


class Limit(msgspec.Struct, frozen=True):
    """What a figure has to be for a text to be kept; NaN is kept.

    Attributes
    ----------
    metric : str
    least, most : float
    reason : str
        Why a text is dropped; the figure and the limit where empty.
    """

    metric: str
    least: float = -np.inf
    most: float = np.inf
    reason: str = ""

    def explain(self, value: float) -> str:
        """Return why a text with this figure is dropped, empty where it is kept."""
        if value < self.least:
            return self.reason or f"{self.metric} is {value:.4g}, below {self.least:g}"
        if value > self.most:
            return self.reason or f"{self.metric} is {value:.4g}, above {self.most:g}"
        return ""


class Filter(msgspec.Struct, frozen=True, eq=False):
    """A published filter: figures of a text, and their limits.

    Attributes
    ----------
    name : str
    measure : callable
        From texts to figures of each.
    limits : tuple of Limit
        In the order in which they are tried.
    """

    name: str
    measure: Callable[[Sequence[RawText]], dict[str, Floats]]
    limits: tuple[Limit, ...]

    def reason(self, figures: dict[str, Floats], text: int) -> str:
        """Return why a text is dropped, empty where it is kept."""
        reasons = (limit.explain(float(figures[limit.metric][text])) for limit in self.limits)
        return next(filter(None, reasons), "")


def share(part: float, whole: float) -> float:
    """Return the quotient, NaN where there is nothing."""
    return part / whole if whole else np.nan


def columns(rows: Sequence[dict[str, float]]) -> dict[str, Floats]:
    """Return the figures of several texts as arrays."""
    names = rows[0] if rows else ()
    return {name: np.array([row[name] for row in rows], np.float64) for name in names}
