"""Drop near-duplicates from a list, a Series or a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

import numpy as np

from analyzer.article import Article
from analyzer.duplicates import TextMetric, check_similarity
from analyzer.errors import SettingError
from analyzer.input_types import ColumnNames
from analyzer.inputs import to_articles
from analyzer.pipeline.batch import article_quality, batches
from analyzer.readers.shared_language import with_shared_language
from analyzer.refused_inputs import has_columns, refuse_input
from analyzer.similarity.embeddings import embed, semantic_join
from analyzer.similarity.kept_rows import collect_pairs, find_kept_rows, resolve
from analyzer.similarity.rows import Floats, Ints, NgramRows
from analyzer.similarity.shingles import Unit, smooth_idf, text_rows

if TYPE_CHECKING:
    from analyzer.readers.markup_kind import MarkupKind

Keep = Literal["first", "longest", "best"]
CALLER = "analyzer.deduplicate"
Data = TypeVar("Data")


def deduplicate(  # noqa: PLR0913 - each is given by name alone
    data: Data,
    *,
    text: str | None = None,
    threshold: float = 0.8,
    keep: Keep = "first",
    against: Any = None,
    metric: TextMetric = "jaccard",
    ngram_size: int = 1,
    analyzer: Unit = "word",
    stem: bool = False,
    markup: MarkupKind = "auto",
) -> Data:
    """Drop texts that are near-duplicates of a text that is kept.

    Texts are taken in the order that `keep` gives, the best first. A text is dropped
    where one that is kept reaches the threshold, and kept otherwise: no two texts of the
    result are near-duplicates, and every text that was dropped has a near-duplicate in
    the result or in `against`. The comparison is exact, as in `near_duplicates`. Empty
    texts are kept.

    Parameters
    ----------
    data : list, Series, DataFrame, or other source of texts
        What `analyze` takes: lists, arrays, and tables of pandas, polars, pyarrow and
        datasets. An iterator becomes a list.
    text : str, optional
        The column of the texts; guessed by name where not given.
    threshold : float
        The lowest similarity of near-duplicates, in (0, 1].
    keep : {"first", "longest", "best"}
        Of near-duplicates, keep the first; the one with most characters; or the one of
        the highest quality, of equals the longest. The first of equals wins.
    against : list, Series, DataFrame, or other source of texts, optional
        Another set, such as the training data. What is a near-duplicate of one of its
        texts is dropped too, beside the near-duplicates within `data`; to drop nothing
        else, see `near_duplicates`. A table has its texts in the same column.
    metric, ngram_size, analyzer, stem, markup
        As in `near_duplicates`.

    Returns
    -------
    The kept rows in their order, with all their columns, as the type of `data`.

    Raises
    ------
    SettingError
        If an argument is wrong, or `data` holds no texts.

    Examples
    --------
    >>> deduplicate(["Rain is near.", "Snow is far.", "Is RAIN near?"])
    ['Rain is near.', 'Snow is far.']
    """
    check_similarity(threshold, metric, ngram_size, analyzer, stem=stem, caller="deduplicate")
    if keep not in get_args(Keep):
        names = ", ".join(map(repr, get_args(Keep)))
        raise SettingError(f"deduplicate: keep is {keep!r}; it must be one of {names}")
    given = _rereadable(data)
    read = to_articles(given, ColumnNames(text=text), markup, caller=CALLER)
    articles = list(with_shared_language(read))
    before: list[Article] = []
    if against is not None:
        before = _articles_of_against(against, text, markup)
    prose = [article.prose for article in (*before, *articles)]
    rank = np.concatenate([np.arange(len(before)), len(before) + ranks(articles, keep)])
    if metric == "semantic":
        pairs = collect_pairs(semantic_join(embed(prose), threshold), len(before))
        found = resolve(*pairs, rank)
    else:
        rows = text_rows(prose, ngram_size, analyzer, stem=stem)
        if metric == "cosine":
            rows = NgramRows(rows.ptr, rows.ngram, smooth_idf(rows))
        found = find_kept_rows(rows, rank, threshold, metric, len(before))
    kept = found.kept[len(before) :] == np.arange(len(before), len(prose))
    taken: Data = take_rows(given, np.flatnonzero(kept))
    return taken


def _articles_of_against(against: Any, text: str | None, markup: MarkupKind) -> list[Article]:
    """Return the articles of the other set; an error says that it is about that set."""
    named = ColumnNames(text=text if has_columns(against) else None)
    try:
        return list(to_articles(against, named, markup, caller=CALLER))
    except SettingError as error:
        raise SettingError(f"against: {error}") from error


def ranks(articles: Sequence[Article], keep: Keep) -> Ints:
    """Return the rank of each article, 0 for the one that is kept before all others."""
    if keep == "first":
        return np.arange(len(articles))
    length = np.array([len(article.prose) for article in articles], np.int64)
    quality = np.zeros(len(articles))
    if keep == "best":
        parts = [np.zeros(0), *map(article_quality, batches(articles))]
        quality = np.concatenate(parts)
    return ranks_of(length, quality)


def ranks_of(length: Ints, quality: Floats) -> Ints:
    """Return ranks by quality, then by length, then by position; NaN is the lowest quality."""
    order = np.lexsort((-length, -np.nan_to_num(quality, nan=-1.0)))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank


def _rereadable(data: Any) -> Any:
    """Return an iterator as a list, and what only exports Arrow data as a table."""
    refuse_input(data, CALLER)
    if hasattr(data, "__arrow_c_stream__") and not hasattr(data, "__len__"):
        import pyarrow

        return pyarrow.table(data)
    is_once = isinstance(data, Iterable) and not hasattr(data, "__len__")
    return list(data) if is_once else data


def take_rows(data: Any, positions: Ints) -> Any:
    """Return some rows of a list, an array, a Series or a table, as the same type."""
    if hasattr(data, "iloc"):  # pandas
        return data.iloc[positions]
    if hasattr(data, "select") and hasattr(data, "features"):  # datasets
        return data.select(positions)
    if hasattr(data, "take"):  # NumPy and pyarrow
        return data.take(positions)
    if isinstance(data, Sequence):
        chosen = [data[position] for position in positions.tolist()]
        return tuple(chosen) if isinstance(data, tuple) else chosen
    return data[positions]  # polars
