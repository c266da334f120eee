"""What a rule measures: a value for each article, and the spans that it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.article import Flags, Floats, Ints, no_ints
from analyzer.settings import Severity


class LazyMapping(Mapping[str, Any]):
    """A mapping that is computed when it is first read.

    A check does not compute what only reports show.

    Parameters
    ----------
    make : callable
        Returns the mapping.
    """

    def __init__(self, make: Callable[[], Mapping[str, Any]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Mapping[str, Any]:
        return self._make()

    def __getitem__(self, key: str) -> Any:
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def _no_floats() -> Floats:
    return np.zeros(0)


class Elsewhere(msgspec.Struct, frozen=True, eq=False):
    """Where the text of each span also appears.

    Attributes
    ----------
    article, start, end : ndarray of int64, shape (n_spans,)
        The first location in another article.
    n_articles : ndarray of int64, shape (n_spans,)
        The number of other articles.
    """

    article: Ints = msgspec.field(default_factory=no_ints)
    start: Ints = msgspec.field(default_factory=no_ints)
    end: Ints = msgspec.field(default_factory=no_ints)
    n_articles: Ints = msgspec.field(default_factory=no_ints)

    def __len__(self) -> int:
        return len(self.article)

    def take(self, chosen: Flags) -> Elsewhere:
        """Return that of some spans."""
        return Elsewhere(*(column[chosen] for column in msgspec.structs.astuple(self)))


def _no_flags() -> Flags:
    return np.zeros(0, bool)


class Measurement(msgspec.Struct, frozen=True, eq=False):
    """What a rule found in a batch of articles, or in all articles of a run.

    Spans are sorted by article, then group, then start. A rule of one article gives
    them as offsets into ``Corpus.prose``, a rule across articles as offsets into the
    prose of each article.

    Attributes
    ----------
    value : ndarray of float64, shape (n_articles,)
        In the unit of the rule.
    article, start, end : ndarray of int64, shape (n_spans,)
        Half-open spans of prose, and the articles that they are in.
    group : ndarray of int64, shape (n_spans,)
        Spans of one group repeat each other.
    weight : ndarray of float64, shape (n_groups,)
        The value of each group, in the unit of the rule.
    label : sequence of str, length n_groups
        The phrase that a group repeats, or its number.
    message : sequence of str, length n_groups
        The message of each group, where the message of the rule does not suffice.
    addition : sequence of str, length n_groups
        What the message of the rule ends with.
    severity : sequence of {"", "note", "warning", "error"}, length n_groups
        The severity of each group; where empty, that of the rule.
    detail : sequence of str, length n_groups
        Statistics behind a group, for readers who ask for them.
    other : ndarray of int64, shape (n_spans,)
        For each span the span most similar to it, by number; empty where unknown.
    reported : ndarray of bool, shape (n_spans,)
        Which spans become findings; the others are only the `other` of some span. All
        where empty.
    elsewhere : Elsewhere
        Where the text of each span also appears, where spans do not suffice.
    share : ndarray of float64, shape (n_spans,)
        The share of its article that a span accounts for; empty or NaN where the
        length of the span decides.
    warns : ndarray of bool, shape (n_spans,)
        Whether each span is a warning; empty where the points or the value decide.
    further_copy : ndarray of bool, shape (n_spans,)
        Which spans are notes only because several other articles have them; none where
        empty.
    related : mapping of int to int
        The articles that share text with another version, translation or part of a series,
        and that `Relation`.
    columns : mapping of str to ndarray, shape (n_articles,)
        Figures for the tables of articles and metrics; the rule declares them.
    labels : mapping of str to sequence of str, length n_articles
        Text for the same tables; the rule declares it.
    rows : mapping of str to sequence
        Columns of the table that the rule fills, one row per phrase or pair.
    """

    value: Floats
    article: Ints = msgspec.field(default_factory=no_ints)
    start: Ints = msgspec.field(default_factory=no_ints)
    end: Ints = msgspec.field(default_factory=no_ints)
    group: Ints = msgspec.field(default_factory=no_ints)
    weight: Floats = msgspec.field(default_factory=_no_floats)
    label: Sequence[str] = ()
    message: Sequence[str] = ()
    addition: Sequence[str] = ()
    severity: Sequence[Severity | Literal[""]] = ()
    detail: Sequence[str] = ()
    other: Ints = msgspec.field(default_factory=no_ints)
    reported: Flags = msgspec.field(default_factory=_no_flags)
    elsewhere: Elsewhere = msgspec.field(default_factory=Elsewhere)
    share: Floats = msgspec.field(default_factory=_no_floats)
    warns: Flags = msgspec.field(default_factory=_no_flags)
    further_copy: Flags = msgspec.field(default_factory=_no_flags)
    related: Mapping[int, int] = msgspec.field(default_factory=dict)
    columns: Mapping[str, npt.NDArray[Any]] = msgspec.field(default_factory=dict)
    labels: Mapping[str, Sequence[str]] = msgspec.field(default_factory=dict)
    rows: Mapping[str, Sequence[Any]] = msgspec.field(default_factory=dict)
