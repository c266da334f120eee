"""The measures as scikit-learn estimators, for pipelines and searches.

They take what `analyze` takes: a list, a Series, a column of a DataFrame. A
missing text is an empty one; one bare string is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClusterMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from analyzer.article import Article, Floats, Ints
from analyzer.batch import batches
from analyzer.clusters import components
from analyzer.corpus import build_corpus
from analyzer.errors import SettingError
from analyzer.frames import articles_of
from analyzer.measures import ALONE
from analyzer.nearduplicates import near_duplicates
from analyzer.reference import Profile, load_profile, shipped_profile

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NearDuplicateClusterer", "QualityTransformer"]


class _TextInput(BaseEstimator):  # type: ignore[misc]
    """Tell scikit-learn that texts are expected, and that fitting is not skipped."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags


class QualityTransformer(TransformerMixin, _TextInput):  # type: ignore[misc]
    """Turn texts into what the measures say of each: a row of figures per text.

    The figures are those of the table of articles (words, sentences, reading
    ease, repetition and so on) and, under the name of each rule, how unusual a
    text is by it: -log10 of the share of clean articles of the same size that
    have as much, between 0 and 4. No figure depends on the other texts.

    Parameters
    ----------
    text, title : str, optional
        The columns, where whole DataFrames are given.
    figures, tails : bool
        Whether to give the figures, and how unusual they are.
    profile : str
        A file written by ``analyzer calibrate``; the shipped one where empty.

    Attributes
    ----------
    means_ : ndarray of float64, shape (n_features,)
        The mean of each figure over the texts fitted on. It stands in where a
        figure cannot be told, as the reading ease of an unknown language.

    Examples
    --------
    >>> from analyzer.estimators import QualityTransformer
    >>> rows = QualityTransformer().set_output(transform="pandas").fit_transform(["It rained."])
    >>> int(rows["words"].iloc[0])
    2
    """

    def __init__(
        self,
        *,
        text: str | None = None,
        title: str | None = None,
        figures: bool = True,
        tails: bool = True,
        profile: str = "",
    ) -> None:
        self.text = text
        self.title = title
        self.figures = figures
        self.tails = tails
        self.profile = profile

    def fit(self, X: Any, y: Any = None) -> QualityTransformer:  # noqa: ARG002, N803
        """Learn which figures there are, and their means.

        Raises
        ------
        SettingError
            If no features are wanted, or `X` holds no texts.
        """
        if not (self.figures or self.tails):
            raise SettingError("no features are left: figures=False and tails=False")
        table = self._measure(X)
        values = np.stack([*table.values()], axis=1)
        known = ~np.isnan(values)
        total = np.where(known, values, 0.0).sum(axis=0)
        self.means_ = total / np.maximum(known.sum(axis=0), 1)
        self._names = tuple(table)
        return self

    def transform(self, X: Any) -> Floats:  # noqa: N803
        """Return the figures of each text, shape (n_texts, n_features)."""
        check_is_fitted(self)
        values = np.stack([*self._measure(X).values()], axis=1)
        return np.where(np.isnan(values), self.means_, values)

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[Any]:  # noqa: ARG002
        """Return the names of the figures."""
        check_is_fitted(self)
        return np.array(self._names, dtype=object)

    def _measure(self, X: Any) -> dict[str, Floats]:  # noqa: N803
        profile = load_profile(self.profile) if self.profile else shipped_profile()
        articles = articles_of(X, text=self.text, title=self.title)
        parts = [self._columns(batch, profile) for batch in batches(articles)]
        names = parts[0] if parts else self._columns([], profile)
        nothing = np.zeros(0)
        return {
            name: np.concatenate([nothing, *(part[name] for part in parts)]) for name in names
        }

    def _columns(self, batch: list[Article], profile: Profile) -> dict[str, Floats]:
        corpus = build_corpus(batch)
        figures = {
            "words": corpus.sums(corpus.token_article),
            "sentences": corpus.sums(corpus.sentence_article),
        }
        tails = {}
        for measure in ALONE:
            assert measure.compute is not None
            evidence = measure.compute(corpus)
            figures |= evidence.columns
            value = np.nan_to_num(evidence.value)
            tails[measure.name.replace("-", "_")] = profile.tail(
                measure.name, value, corpus.n_distinct
            )
        return {**(figures if self.figures else {}), **(tails if self.tails else {})}


class NearDuplicateClusterer(ClusterMixin, _TextInput):  # type: ignore[misc]
    """Put texts that are near-duplicates of each other into one cluster.

    Two texts are in the same cluster when a chain of near-duplicate pairs
    connects them. Every pair is found and none guessed: see `near_duplicates`.

    Parameters
    ----------
    threshold, measure, ngram, unit, stem
        As in `near_duplicates`.

    Attributes
    ----------
    labels_ : ndarray of int64, shape (n_texts,)
        The cluster of each text, numbered in the order of their first texts. A
        text that is like none has a label of its own, so that labels also
        serve as the groups of a cross-validation.
    pairs_ : DataFrame
        ``left``, ``right`` and ``similarity`` of every pair.
    n_clusters_ : int
        The number of different labels.

    Examples
    --------
    >>> from analyzer.estimators import NearDuplicateClusterer
    >>> texts = ["Rain is near.", "Snow is far.", "Is rain near?"]
    >>> NearDuplicateClusterer().fit_predict(texts).tolist()
    [0, 1, 0]
    """

    def __init__(
        self,
        *,
        threshold: float = 0.8,
        measure: Literal["jaccard", "containment", "cosine"] = "jaccard",
        ngram: int = 1,
        unit: Literal["word", "char"] = "word",
        stem: bool = False,
    ) -> None:
        self.threshold = threshold
        self.measure = measure
        self.ngram = ngram
        self.unit = unit
        self.stem = stem

    def fit(self, X: Any, y: Any = None) -> NearDuplicateClusterer:  # noqa: ARG002, N803
        """Find the pairs and the clusters that they make.

        Raises
        ------
        SettingError
            If a parameter is wrong, or `X` holds no texts.
        """
        texts = [article.text for article in articles_of(X)]
        self.pairs_: pd.DataFrame = near_duplicates(texts, **self.get_params(deep=False))
        self.labels_ = _numbered(
            components(
                self.pairs_["left"].to_numpy(), self.pairs_["right"].to_numpy(), len(texts)
            )
        )
        self.n_clusters_ = len(set(self.labels_.tolist()))
        return self


def _numbered(root: Ints) -> Ints:
    """Return clusters numbered from 0, in the order of their first texts."""
    _, first, label = np.unique(root, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[label]
