"""What a measure is, and the one shape of evidence that all of them give."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.article import Flags, Floats, Ints, no_ints
from analyzer.corpus import Corpus
from analyzer.similarity.article_rows import ArticleRows


class LazyMapping(Mapping[str, Any]):
    """A mapping that is made when it is first looked into.

    What only reports show is not worked out in a check.

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


class Measurement(msgspec.Struct, frozen=True, eq=False):
    """What a measure found in a batch: a value per article, and the places behind it.

    Places are listed by article, then group, then start. A measure of one
    article gives them as offsets into ``Corpus.prose``, a measure across
    articles as offsets into the prose of each article.

    Attributes
    ----------
    value : ndarray of float64, shape (n_articles,)
        In the measure's unit.
    article, start, end : ndarray of int64, shape (n_places,)
        Half-open stretches of prose, and the articles they are in.
    group : ndarray of int64, shape (n_places,)
        Places with the same number are copies of each other.
    weight : ndarray of float64, shape (n_groups,)
        The strength of each group's evidence, in the measure's unit.
    label : sequence of str, length n_groups
        The phrase, the template line, or whatever else names a group.
    detail : sequence of str, length n_groups
        One sentence a writer understands: why this group is told.
    other : ndarray of int64, shape (n_places,)
        The place, by number, that each one is most like; empty where unknown.
    share : ndarray of float64, shape (n_places,)
        The share of its article that a place accounts for; empty, or NaN,
        where the place itself tells.
    columns : mapping of str to ndarray, shape (n_articles,)
        Further figures for the table of articles.
    labels : mapping of str to sequence of str, length n_articles
        Further words for the table of articles.
    rows : mapping of str to sequence
        Columns of the measure's own table, one row per phrase or pair, by
        article; articles are numbers, places are offsets as above.
    """

    value: Floats
    article: Ints = msgspec.field(default_factory=no_ints)
    start: Ints = msgspec.field(default_factory=no_ints)
    end: Ints = msgspec.field(default_factory=no_ints)
    group: Ints = msgspec.field(default_factory=no_ints)
    weight: Floats = msgspec.field(default_factory=lambda: np.zeros(0))
    label: Sequence[str] = ()
    detail: Sequence[str] = ()
    other: Ints = msgspec.field(default_factory=no_ints)
    share: Floats = msgspec.field(default_factory=lambda: np.zeros(0))
    columns: Mapping[str, npt.NDArray[Any]] = msgspec.field(default_factory=dict)
    labels: Mapping[str, Sequence[str]] = msgspec.field(default_factory=dict)
    rows: Mapping[str, Sequence[Any]] = msgspec.field(default_factory=dict)


def inside(rows: ArticleRows, found: Measurement) -> Flags:
    """Say which rows lie inside a place that was found; shape (n_rows,)."""
    if not len(found.article):
        return np.zeros(len(rows.article), bool)
    order = np.lexsort((found.start, found.article))
    span = int(max(rows.end.max(initial=0), found.end.max(initial=0))) + 1
    key = found.article[order] * span + found.start[order]
    before = np.searchsorted(key, rows.article * span + rows.start, side="right") - 1
    place = order[np.maximum(before, 0)]
    same = (before >= 0) & (found.article[place] == rows.article)
    return np.asarray(same & (rows.end <= found.end[place]))


class Thresholds(msgspec.Struct, frozen=True):
    """From where on a measure across articles takes two of them for alike.

    Attributes
    ----------
    article_containment : float
        Share of the three-word sequences of the smaller article.
    passage_words : int
        The length of a copied passage.
    """

    article_containment: float
    passage_words: int


class Rule(msgspec.Struct, frozen=True):
    """A value per article and the places behind it, under the name of a fault.

    Attributes
    ----------
    name : str
        The rule: named after the fault, so that "allow *name*" reads as English.
    unit : str
        What `Measurement.value` counts.
    message : str
        What a finding says; ``{label}``, ``{value}`` and ``{count}`` are filled
        in, across articles also ``{other}``, the id of the other article, and
        ``{text}``, the words of the place.
    explanation : str
        The rule page: the docstring of the measure's module.
    table : str
        The report table that `Measurement.rows` go to, empty where there are none.
    compute : callable
        From a `Corpus` to `Measurement`: the measure of one article alone.
    gather, compare : callable
        The measure across articles: what it keeps of each batch, and what it
        makes of the rows of all batches, the number of articles and the
        thresholds.
    """

    name: str
    unit: str
    message: str
    explanation: str
    table: str = ""
    measure: Callable[[Corpus], Measurement] | None = None
    extract: Callable[[Corpus], ArticleRows] | None = None
    match: Callable[[ArticleRows, int, Thresholds], Measurement] | None = None
