"""Clusters of near-duplicate texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from sklearn.base import ClusterMixin

from analyzer.duplicates import check_similarity, pair_table, similar_pairs
from analyzer.estimators.text_input import TextInput
from analyzer.inputs import read_texts
from analyzer.similarity.pairs import components
from analyzer.text.arrays import unique

if TYPE_CHECKING:
    import pandas as pd

    from analyzer.readers.markup_kind import MarkupKind


class NearDuplicateClusterer(ClusterMixin, TextInput):  # type: ignore[misc]
    """Cluster near-duplicate texts.

    Two texts are in the same cluster when a chain of near-duplicate pairs
    connects them. The pairs are exact: see `near_duplicates`.

    Parameters
    ----------
    threshold, metric, ngram_size, analyzer, stem
        As in `near_duplicates`.
    markup : {"auto", "text", "markdown", "html"}
        What the texts are written in; "auto" judges each by its content.

    Attributes
    ----------
    labels_ : ndarray of int64, shape (n_texts,)
        The cluster of each text, numbered by first appearance. A text without
        near-duplicates has a label of its own, so that labels can serve as the
        groups of a cross-validation.
    pairs_ : DataFrame
        ``left``, ``right`` and ``similarity`` of every pair.
    n_clusters_ : int
        The number of distinct labels.

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
        metric: Literal["jaccard", "containment", "cosine"] = "jaccard",
        ngram_size: int = 1,
        analyzer: Literal["word", "char"] = "word",
        stem: bool = False,
        markup: MarkupKind = "auto",
    ) -> None:
        self.threshold = threshold
        self.metric = metric
        self.ngram_size = ngram_size
        self.analyzer = analyzer
        self.stem = stem
        self.markup = markup

    def fit(self, X: Any, y: Any = None) -> NearDuplicateClusterer:  # noqa: ARG002, N803
        """Find the near-duplicate pairs and the clusters that they form.

        Raises
        ------
        SettingError
            If a parameter is wrong, or `X` holds no texts.
        """
        chosen = {**self.get_params(deep=False)}
        del chosen["markup"]
        check_similarity(**chosen, caller="NearDuplicateClusterer")
        texts = read_texts(X, markup=self.markup)
        pairs, n_texts = similar_pairs(texts.prose(), **chosen)
        self.pairs_: pd.DataFrame = pair_table(pairs, texts.labels, texts.labels)
        first = components(pairs.left, pairs.right, n_texts)
        firsts = unique(first)
        self.labels_ = np.searchsorted(firsts, first)
        self.n_clusters_ = len(firsts)
        return self
