"""Clusters of near-duplicate texts."""

from __future__ import annotations

from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

import numpy as np
import numpy.typing as npt
from sklearn.base import ClusterMixin, TransformerMixin
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted

from analyzer.article import Flags, Floats, Ints
from analyzer.duplicates import (
    Features,
    TextMetric,
    check_similarity,
    joined_features,
    pair_table,
    similar_pairs,
    text_features,
)
from analyzer.estimators.text_input import TextInput
from analyzer.inputs import Texts, read_texts
from analyzer.readers.document import KINDS
from analyzer.similarity.pairs import Pairs, components
from analyzer.similarity.rows import NgramRows
from analyzer.similarity.shingles import Unit
from analyzer.text.arrays import unique

if TYPE_CHECKING:
    import pandas as pd

    from analyzer.readers.markup_kind import MarkupKind


class NearDuplicateClusterer(TransformerMixin, ClusterMixin, TextInput):  # type: ignore[misc]
    """Cluster near-duplicate texts.

    Two texts are in the same cluster when a chain of near-duplicate pairs
    connects them. The pairs are exact: see `near_duplicates`.

    Parameters
    ----------
    threshold, metric, ngram_size, analyzer, stem
        As in `near_duplicates`, the metric "semantic" included. The cosine weighs words
        over the training texts.
    sparse_output : bool
        Whether `transform` returns a sparse matrix; ``set_output`` needs an array.
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
    n_features_in_ : int
        The number of columns of the training texts, 1 for a list or a Series.
    feature_names_in_ : ndarray of str
        Their names, where they were a table.

    Examples
    --------
    >>> from analyzer.estimators import NearDuplicateClusterer
    >>> texts = ["Rain is near.", "Snow is far.", "Is rain near?"]
    >>> clusterer = NearDuplicateClusterer().fit(texts)
    >>> clusterer.labels_.tolist()
    [0, 1, 0]
    >>> clusterer.predict(["Far is snow!", "Wind."]).tolist()
    [1, -1]
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "threshold": [Interval(Real, 0, 1, closed="right")],
        "metric": [StrOptions(set(get_args(TextMetric)))],
        "ngram_size": [Interval(Integral, 1, None, closed="left")],
        "analyzer": [StrOptions(set(get_args(Unit)))],
        "stem": ["boolean"],
        "sparse_output": ["boolean"],
        "markup": [StrOptions(set(KINDS))],
    }

    def __init__(  # noqa: PLR0913
        self,
        *,
        threshold: float = 0.8,
        metric: TextMetric = "jaccard",
        ngram_size: int = 1,
        analyzer: Literal["word", "char"] = "word",
        stem: bool = False,
        sparse_output: bool = True,
        markup: MarkupKind = "auto",
    ) -> None:
        self.threshold = threshold
        self.metric = metric
        self.ngram_size = ngram_size
        self.analyzer = analyzer
        self.stem = stem
        self.sparse_output = sparse_output
        self.markup = markup

    def fit(self, X: Any, y: Any = None) -> NearDuplicateClusterer:  # noqa: ARG002, N803
        """Find the near-duplicate pairs and the clusters that they form.

        Raises
        ------
        SettingError
            If `X` holds no texts.
        """
        self._fit(X)
        return self

    def fit_transform(self, X: Any, y: Any = None) -> Any:  # noqa: ARG002, N803
        """Find the clusters, and return the similarity of each text to each of them."""
        pairs = self._fit(X)
        worded = np.flatnonzero(_have_words(self._features))
        left = np.concatenate([pairs.left, pairs.right, worded])
        right = np.concatenate([pairs.right, pairs.left, worded])
        similarity = np.concatenate([pairs.similarity, pairs.similarity, np.ones(len(worded))])
        matrix = self._by_cluster(left, right, similarity, len(self._features))
        return matrix if self.sparse_output else matrix.toarray()

    def predict(self, X: Any) -> Ints:  # noqa: N803
        """Return the cluster of the most similar training text; -1 if none is similar."""
        matrix = self._similarities(X)
        label = np.full(matrix.shape[0], -1)
        found = np.flatnonzero(np.diff(matrix.indptr))
        if len(found):
            label[found] = np.asarray(matrix[found].argmax(axis=1)).ravel()
        return label

    def transform(self, X: Any) -> Any:  # noqa: N803
        """Return the highest similarity of each text to a text of each cluster.

        Below the threshold it is 0. Shape (n_texts, n_clusters).
        """
        matrix = self._similarities(X)
        return matrix if self.sparse_output else matrix.toarray()

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[Any]:  # noqa: ARG002
        """Return ``cluster0`` and so on."""
        check_is_fitted(self)
        return np.array([f"cluster{at}" for at in range(self.n_clusters_)], dtype=object)

    def _fit(self, X: Any) -> Pairs:  # noqa: N803
        self._begin_fit(X)
        check_similarity(
            self.threshold,
            self.metric,
            self.ngram_size,
            self.analyzer,
            stem=self.stem,
            caller="NearDuplicateClusterer",
        )
        texts = read_texts(X, markup=self.markup)
        self._features = self._features_of(texts)
        pairs = similar_pairs(self._features, self.threshold, self.metric)
        self.pairs_: pd.DataFrame = pair_table(pairs, texts.labels, texts.labels)
        first = components(pairs.left, pairs.right, len(self._features))
        firsts = unique(first)
        self.labels_ = np.searchsorted(firsts, first)
        self.n_clusters_ = len(firsts)
        return pairs

    def _features_of(self, texts: Texts) -> Features:
        return text_features(
            texts.prose(), self.metric, self.ngram_size, self.analyzer, self.stem
        )

    def _similarities(self, X: Any) -> Any:  # noqa: N803
        check_is_fitted(self)
        n_known = len(self._features)
        features = joined_features(
            self._features, self._features_of(read_texts(X, markup=self.markup))
        )
        pairs = similar_pairs(features, self.threshold, self.metric, n_known, n_known)
        n_texts = len(features) - n_known
        return self._by_cluster(pairs.left, pairs.right, pairs.similarity, n_texts)

    def _by_cluster(self, known: Ints, text: Ints, similarity: Floats, n_texts: int) -> Any:
        """Return the highest similarity of each text to each cluster, as a sparse matrix."""
        from scipy.sparse import csr_matrix

        cluster = self.labels_[known]
        order = np.lexsort((-similarity, cluster, text))
        cluster, text, similarity = cluster[order], text[order], similarity[order]
        changed = (np.diff(text, prepend=-1) != 0) | (np.diff(cluster, prepend=-1) != 0)
        best = np.flatnonzero(changed)
        shape = (n_texts, self.n_clusters_)
        return csr_matrix((similarity[best], (text[best], cluster[best])), shape=shape)


def _have_words(features: Features) -> Flags:
    """Return which texts are similar to themselves: those with words."""
    if isinstance(features, NgramRows):
        return np.diff(features.ptr) > 0
    return np.asarray(features.any(axis=1))
