"""Find every pair of near-duplicate texts, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np

from analyzer.dataframes import label_column
from analyzer.errors import SettingError
from analyzer.inputs import read_texts
from analyzer.similarity.cross_join import two_sides
from analyzer.similarity.embeddings import Vectors, embed, semantic_join
from analyzer.similarity.join import collect, self_join
from analyzer.similarity.pairs import Pairs
from analyzer.similarity.rows import NgramRows
from analyzer.similarity.shingles import Unit, smooth_idf, text_rows

if TYPE_CHECKING:
    import pandas as pd

    from analyzer.input_types import TextData
    from analyzer.readers.markup_kind import MarkupKind

TextMetric = Literal["jaccard", "containment", "cosine", "semantic"]
Features: TypeAlias = NgramRows | Vectors
# A table of more pairs would not fit into the memory of a small machine.
MOST_PAIRS = 1 << 26


def near_duplicates(  # noqa: PLR0913 - each is given by name alone
    data: TextData,
    other: TextData | None = None,
    *,
    threshold: float = 0.8,
    metric: TextMetric = "jaccard",
    ngram_size: int = 1,
    analyzer: Unit = "word",
    stem: bool = False,
    markup: MarkupKind = "auto",
) -> pd.DataFrame:
    """Find all pairs of similar texts. The result is exact: no pair is missed or estimated.

    Each text is compared as its set of case-folded n-grams, which may cross the
    ends of sentences. A text shorter than `ngram_size` has one n-gram: itself. An
    empty text is similar to no other.

    Parameters
    ----------
    data : iterable of str or Article, Series, DataFrame or data set
        As in `analyze`; millions of texts are fine. A missing text counts as empty.
    other : as `data`, optional
        Compare each text of `data` with each of these, and not with one another.
    threshold : float
        The lowest similarity to report, in (0, 1].
    metric : {"jaccard", "containment", "cosine", "semantic"}
        "jaccard" is the share of the n-grams of either text that both have;
        "containment" the share of the smaller text's n-grams that both have, which
        finds teasers, trimmed and merged texts; "cosine" the cosine of the TF-IDF
        vectors, weighted over all given texts as scikit-learn's
        ``TfidfVectorizer`` does by default; "semantic" the cosine of sentence embeddings,
        for English texts in other words. It needs the extra ``semantic``.
    ngram_size : int
        The number of consecutive words or characters in an n-gram. Single words
        are best for edited sentences; three or more for copies of longer texts.
    analyzer : {"word", "char"}
        Whether n-grams are made of words or of characters. Words follow Unicode
        Standard Annex 29; Chinese, Japanese and Thai words are found by dictionary.
    stem : bool
        Whether to compare words by their Snowball stems, in the language of each
        text.
    markup : {"auto", "text", "markdown", "html"}
        What the texts are written in; "auto" judges each by its content. Only what
        a reader sees is compared.

    Returns
    -------
    DataFrame
        ``left``, ``right`` and ``similarity``. Texts have the labels that `analyze` gives
        them: ids, index values or positions. ``right`` is a text of `other`, or comes
        after ``left`` in `data`. Sorted by both, in the order of the texts.

    Raises
    ------
    SettingError
        If an argument is wrong, a text is not a string, or there are more pairs
        than a table can hold.

    Examples
    --------
    >>> near_duplicates(["Rain is near.", "Snow is far.", "Is RAIN near?"])
       left  right  similarity
    0     0      2         1.0
    """
    check_similarity(threshold, metric, ngram_size, analyzer, stem=stem)
    left = read_texts(data, markup=markup, caller="analyzer.near_duplicates")
    right = left
    if other is not None:
        right = read_texts(other, markup=markup, caller="analyzer.near_duplicates")
    kind = metric, ngram_size, analyzer, stem
    features, n_left = text_features(left.prose(), *kind), None
    if other is not None:
        n_left = len(features)
        features = joined_features(features, text_features(right.prose(), *kind))
    pairs = similar_pairs(features, threshold, metric, n_left)
    return pair_table(pairs, left.labels, right.labels)


def text_features(
    texts: Iterable[str], metric: TextMetric, ngram_size: int, analyzer: Unit, stem: bool
) -> Features:
    """Return what texts are compared by: rows of n-grams, or embeddings."""
    if metric == "semantic":
        return embed(texts)
    return text_rows(texts, ngram_size, analyzer, stem=stem)


def joined_features(one: Features, more: Features) -> Features:
    """Return the features of some texts and of more texts after them."""
    if isinstance(one, NgramRows) and isinstance(more, NgramRows):
        ptr = np.concatenate([one.ptr, more.ptr[1:] + one.ptr[-1]])
        return NgramRows(ptr, np.concatenate([one.ngram, more.ngram]))
    return np.concatenate([one, more])


def similar_pairs(
    features: Features,
    threshold: float,
    metric: TextMetric,
    n_left: int | None = None,
    n_weighted: int | None = None,
) -> Pairs:
    """Return the pairs of similar texts.

    Parameters
    ----------
    features : NgramRows, or ndarray for the metric "semantic"
    threshold : float
    metric : {"jaccard", "containment", "cosine", "semantic"}
    n_left : int, optional
        Compare the first texts with the others only, which are then numbered from 0.
    n_weighted : int, optional
        How many texts count for the weights of the cosine; by default all.

    Raises
    ------
    SettingError
        If there are more pairs than a table can hold.
    """
    if metric == "cosine" and isinstance(features, NgramRows):
        weight = smooth_idf(features, n_weighted)
        features = NgramRows(features.ptr, features.ngram, weight)
    sides = None if n_left is None else two_sides(features, n_left)
    if sides is not None and isinstance(features, NgramRows):
        features = features.take(sides.chosen)
    total = 0
    chunks = []
    for found in _join(features, threshold, metric):
        total += len(found) if sides is None else sides.count(found)
        if total > MOST_PAIRS:
            raise SettingError(
                f"near_duplicates: more than {MOST_PAIRS:,} pairs reach {threshold!r}; "
                "drop equal texts first, or raise the threshold"
            )
        chunks.append(found if sides is None else sides.pairs(found))
    return collect(chunks)


def _join(features: Features, threshold: float, metric: TextMetric) -> Iterator[Pairs]:
    if not isinstance(features, NgramRows):
        return semantic_join(features, threshold)
    assert metric != "semantic"
    return self_join(features, threshold, metric)


def pair_table(pairs: Pairs, left: Any, right: Any) -> pd.DataFrame:
    """Return pairs of texts as a table, with the labels of both sides."""
    import pandas as pd

    return pd.DataFrame(
        {
            "left": label_column(left, pairs.left),
            "right": label_column(right, pairs.right),
            "similarity": pairs.similarity,
        }
    )


def check_similarity(
    threshold: float,
    metric: TextMetric,
    ngram_size: int,
    analyzer: Unit,
    *,
    stem: bool,
    caller: str = "near_duplicates",
) -> None:
    """Raise a `SettingError` for the first argument that is wrong."""

    def refuse(name: str, value: object, right: str) -> None:
        raise SettingError(f"{caller}: {name} is {value!r}; it must be {right}")

    try:
        inside = 0 < float(threshold) <= 1
    except (TypeError, ValueError):
        inside = False
    if not inside or isinstance(threshold, (bool, str)):
        refuse("threshold", threshold, "above 0 and at most 1")
    if metric not in get_args(TextMetric):
        refuse("metric", metric, "one of " + ", ".join(map(repr, get_args(TextMetric))))
    whole = isinstance(ngram_size, (int, np.integer)) and not isinstance(ngram_size, bool)
    if not whole or ngram_size < 1:
        refuse("ngram_size", ngram_size, "a whole number from 1")
    if analyzer not in get_args(Unit):
        refuse("analyzer", analyzer, "'word' or 'char'")
    if stem and analyzer == "char":
        refuse("stem", stem, "False where analyzer is 'char'")
    if metric == "semantic" and (ngram_size, analyzer, bool(stem)) != (1, "word", False):
        message = "it compares no n-grams; leave out ngram_size, analyzer and stem"
        raise SettingError(f"{caller}: metric is 'semantic'; {message}")
