"""What a measure is, and the one shape of evidence that all of them give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from analyzer.article import Ints
from analyzer.corpus import Corpus

Floats = npt.NDArray[np.float64]


def no_ints() -> Ints:
    """Return no places."""
    return np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a measure found in a batch: a value per article, and the places behind it.

    Places are listed by article, then group, then start.

    Attributes
    ----------
    value : ndarray of float64, shape (n_articles,)
        In the measure's unit.
    article, start, end : ndarray of int64, shape (n_places,)
        Half-open stretches of ``Corpus.prose``, and the articles they are in.
    group : ndarray of int64, shape (n_places,)
        Places with the same number are copies of each other.
    weight : ndarray of float64, shape (n_groups,)
        The strength of each group's evidence, in the measure's unit.
    label : sequence of str, length n_groups
        The phrase, the template line, or whatever else names a group.
    detail : sequence of str, length n_groups
        One sentence a writer understands: why this group is told.
    columns : mapping of str to ndarray of float64, shape (n_articles,)
        Further figures for the table of articles.
    rows : mapping of str to sequence
        Columns of the measure's own table, one row per phrase or pair.
    """

    value: Floats
    article: Ints = field(default_factory=no_ints)
    start: Ints = field(default_factory=no_ints)
    end: Ints = field(default_factory=no_ints)
    group: Ints = field(default_factory=no_ints)
    weight: Floats = field(default_factory=lambda: np.zeros(0))
    label: Sequence[str] = ()
    detail: Sequence[str] = ()
    columns: Mapping[str, Floats] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Measure:
    """A value per article and the places behind it, under the name of a fault.

    Attributes
    ----------
    name : str
        The rule: named after the fault, so that "allow *name*" reads as English.
    unit : str
        What `Evidence.value` counts.
    scope : {"alone", "across"}
        Whether it needs one article only or compares articles.
    message : str
        What a finding says; ``{label}``, ``{value}`` and ``{count}`` are filled in.
    compute : callable
        From a `Corpus` to `Evidence`.
    explanation : str
        The rule page: the docstring of the measure's module.
    """

    name: str
    unit: str
    scope: Literal["alone", "across"]
    message: str
    compute: Callable[[Corpus], Evidence]
    explanation: str
