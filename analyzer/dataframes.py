"""Report tables as data frames, with the labels that the caller has for the articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from analyzer.article import Article, Ints
from analyzer.tables import Column, Columns, known_values

if TYPE_CHECKING:
    import pandas as pd

DTYPES = {"string": "str", "integer": "int64", "number": "float64", "boolean": "bool"}
# The columns that hold an article of the run.
ARTICLE_COLUMNS = frozenset(
    [
        "article", "article_a", "article_b", "first_article", "nearest_article",
        "other_article", "representative",
    ]
)  # fmt: skip


def label_column(labels: Any, rows: Ints) -> pd.Series:
    """Return the labels at some positions, NA at position -1.

    Parameters
    ----------
    labels : pandas.Index or sequence
        A label of several levels becomes a tuple.
    rows : ndarray of int64, shape (n_rows,)
    """
    import pandas as pd

    index = labels
    if not isinstance(labels, pd.Index):
        labels = _encodable(labels) if labels and isinstance(labels[0], str) else labels
        index = pd.Index(labels, tupleize_cols=False) if len(labels) else pd.RangeIndex(0)
    values = pd.Series(index.to_flat_index(), index=range(len(index)))
    if (rows >= 0).all():
        return values.take(rows).reset_index(drop=True)
    # A whole number beside a missing one would become a float.
    if pd.api.types.is_integer_dtype(values.dtype):
        values = values.astype("Int64")
    return values.reindex(rows).reset_index(drop=True)


class Labels:
    """The labels of the articles of a run, by the ids that the report tables have.

    Parameters
    ----------
    ids : sequence of str
    labels : pandas.Index or sequence
        In the same order.
    """

    def __init__(self, ids: Sequence[str], labels: Any) -> None:
        self._position = {name: at for at, name in enumerate(ids)}
        self._labels = labels

    def column(self, ids: Sequence[str | None], archived: Sequence[bool]) -> pd.Series:
        """Return the labels of articles; NA for none, and the id of an archived one."""
        known = [
            -1 if not name or is_archived else self._position[name]
            for name, is_archived in zip(ids, archived, strict=True)
        ]
        column = label_column(self._labels, np.array(known, np.int64))
        others = {at: ids[at] for at, is_archived in enumerate(archived) if is_archived}
        if others:
            column = column.astype(object)
            column.loc[list(others)] = list(others.values())
        return column


def frame(
    declared: Sequence[Column],
    table: Columns,
    labels: Labels | None = None,
    index: Any = None,
) -> pd.DataFrame:
    """Return a report table as a DataFrame with the declared types; missing is NA.

    Parameters
    ----------
    declared : sequence of Column
    table : mapping of str to sequence
    labels : Labels, optional
        Without them articles have their ids.
    index : pandas.Index or sequence, optional
    """
    import pandas as pd

    columns = {}
    for column in declared:
        values = table[column.name]
        if column.name in ARTICLE_COLUMNS and labels is not None:
            columns[column.name] = labels.column(values, _archived(column.name, table))
            continue
        dtype = DTYPES[column.kind]
        if column.kind == "string":
            values = list(known_values(column, _encodable(values)))
        if column.kind == "integer" and any(value is None for value in values):
            dtype = "Int64"
        columns[column.name] = pd.Series(values, dtype=dtype)
    result = pd.DataFrame(columns)
    if index is not None:
        result.index = pd.Index(index)
    return result


def _archived(name: str, table: Columns) -> Sequence[bool]:
    """Return which articles of a column are not of the run."""
    if name == "article_b" and "scope" in table:
        return [scope == "archive" for scope in table["scope"]]
    if name == "other_article":
        return [rule.startswith("archived-") for rule in table["rule"]]
    return [False] * len(table[name])


def deduplicate_ids(articles: Iterable[Article]) -> Iterator[Article]:
    """Yield the articles, with a number added to repeated ids, as in ``x-1``.

    The index of concatenated frames often has repeated labels.
    """
    taken: dict[str, int] = {}
    for article in articles:
        name, number = article.id, taken.get(article.id, 0)
        while name in taken:
            number += 1
            name = f"{article.id}-{number}"
        if number:
            taken[article.id] = number
        taken[name] = 1
        yield article if name == article.id else replace(article, id=name)


def _encodable(values: Sequence[Any]) -> Sequence[Any]:
    """Replace lone surrogates, which Arrow cannot hold, with ``?``, as in CSV."""
    try:
        "".join(value for value in values if isinstance(value, str)).encode()
    except UnicodeEncodeError:
        return [
            value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
            for value in values
        ]
    return values
