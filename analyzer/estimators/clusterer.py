"""Near-duplicates as clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from sklearn.base import ClusterMixin

from analyzer.dataframes import to_articles
from analyzer.duplicates import near_duplicates
from analyzer.estimators.text_input import TextInput
from analyzer.similarity.pairs import components
from analyzer.text.arrays import unique

if TYPE_CHECKING:
    import pandas as pd


class NearDuplicateClusterer(ClusterMixin, TextInput):  # type: ignore[misc]
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
        texts = [article.text for article in to_articles(X)]
        self.pairs_: pd.DataFrame = near_duplicates(texts, **self.get_params(deep=False))
        left, right = self.pairs_["left"].to_numpy(), self.pairs_["right"].to_numpy()
        first = components(left, right, len(texts))
        firsts = unique(first)
        self.labels_ = np.searchsorted(firsts, first)
        self.n_clusters_ = len(firsts)
        return self
