"""Apply published filters to texts: which are kept, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from analyzer.article import Floats
from analyzer.dataframes import label_column
from analyzer.errors import SettingError
from analyzer.filters import c4, fineweb, gopher
from analyzer.filters.document import Filter, RawText, Split
from analyzer.filters.words import split_words
from analyzer.input_types import ColumnNames
from analyzer.inputs import read_texts

if TYPE_CHECKING:
    import pandas as pd

FILTERS = {
    each.name: each for each in (gopher.QUALITY, gopher.REPETITION, c4.FILTER, fineweb.FILTER)
}
AT_A_TIME = 256


def apply_filters(
    data: Any,
    *filters: str,
    text: str | None = None,
    metrics: bool = False,
    split: Split = split_words,
) -> pd.DataFrame:
    """Say which texts the published filters of training text keep, and why not the others.

    The texts are read as they are, with their markup, as these filters do.

    Parameters
    ----------
    data : list, Series, DataFrame, or other source of texts
        What `analyze` takes.
    *filters : {"gopher-quality", "gopher-repetition", "c4", "fineweb"}
        In the order in which they are tried; all four where none is given.
    text : str, optional
        The column of the texts; guessed by name where not given.
    metrics : bool
        Whether to add a column for each figure that a filter limits.
    split : callable, optional
        From a text to its words, punctuation marks included. By default words follow
        Unicode Standard Annex 29.

    Returns
    -------
    DataFrame
        One row per text, with the index of `data`: ``article``; ``kept``; the ``filter``
        that dropped it and the ``reason``, missing where it is kept.

    Raises
    ------
    SettingError
        If a filter is not known, or `data` holds no texts.

    Examples
    --------
    >>> apply_filters(["Too short."], "gopher-quality")["reason"].tolist()
    ['words is 2, below 50']
    """
    read = read_texts(data, ColumnNames(text=text), caller="analyzer.filters.apply_filters")
    raw = (article.text for article in read.articles())
    table = filter_table(raw, filters, metrics=metrics, split=split)
    table.insert(0, "article", label_column(read.labels, np.arange(len(table))))
    return table if read.index is None else table.set_index(read.index)


def filter_table(
    texts: Iterable[str],
    filters: Sequence[str] = (),
    *,
    metrics: bool = False,
    split: Split = split_words,
) -> pd.DataFrame:
    """Return the table of `apply_filters` without labels, for texts in memory or not.

    Raises
    ------
    SettingError
        If a filter is not known.
    """
    chosen = [_filter(name) for name in filters or FILTERS]
    source, parts = iter(texts), []
    while some := [RawText(text, split) for text in islice(source, AT_A_TIME)]:
        parts.append(_filtered(some, chosen))
    names = [*parts[0]] if parts else ["kept", "filter", "reason"]
    import pandas as pd

    table = pd.DataFrame(
        {
            name: [value for part in parts for value in part[name]]
            for name in (names if metrics else names[:3])
        }
    )
    return table.astype({"kept": "bool", "filter": "str", "reason": "str"})


def _filter(name: str) -> Filter:
    if name in FILTERS:
        return FILTERS[name]
    raise SettingError(f"unknown filter {name!r}; the filters are {', '.join(FILTERS)}")


def _filtered(texts: Sequence[RawText], filters: Sequence[Filter]) -> dict[str, Any]:
    """Return the columns of some texts; of several reasons the first."""
    columns: dict[str, Any] = {"kept": [True] * len(texts)}
    columns |= {"filter": [None] * len(texts), "reason": [None] * len(texts)}
    for each in filters:
        figures: dict[str, Floats] = each.measure(texts)
        prefix = each.name.replace("-", "_")
        columns |= {f"{prefix}_{name}": values for name, values in figures.items()}
        for at in np.flatnonzero(columns["kept"]).tolist():
            reason = each.reason(figures, at)
            if reason:
                columns["kept"][at] = False
                columns["filter"][at], columns["reason"][at] = each.name, reason
    return columns
