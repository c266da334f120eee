"""Key phrases as the columns of a matrix."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from sklearn.base import TransformerMixin
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.utils.validation import check_is_fitted

from analyzer.article import Article
from analyzer.errors import SettingError
from analyzer.estimators.text_input import TextInput
from analyzer.inputs import ColumnNames, to_articles
from analyzer.phrases.ngrams import PhraseBook, find_phrases, phrase_book
from analyzer.phrases.ranking import Prefer, key_phrases
from analyzer.pipeline.batch import batches
from analyzer.readers.markup_kind import MarkupKind
from analyzer.segmentation import build_corpus


class KeyPhraseVectorizer(TransformerMixin, TextInput):  # type: ignore[misc]
    """Turn texts into a sparse matrix of TF-IDF weights of key phrases.

    A counterpart of ``TfidfVectorizer`` whose columns are not all words, but the
    key phrases of the training texts. A phrase is counted wherever it appears
    inside a sentence, in any letter case.

    Parameters
    ----------
    top_n : int
        The most key phrases to take from each text.
    prefer : {"both", "phrases", "words"}
        As in `key_phrases`.
    ngram_range : (int, int)
        The fewest and the most words of a phrase; words are what blanks separate.
    min_df : int or float
        The number of texts, or the share of them, in which a phrase must appear.
    max_features : int, optional
        Keep only the phrases that appear most often.
    norm, sublinear_tf
        As in ``TfidfTransformer``.
    language : str, optional
        The language code of texts that declare none.
    markup : {"auto", "text", "markdown", "html"}
        What the texts are written in; "auto" judges each by its content.

    Attributes
    ----------
    vocabulary_ : dict of str to int
        The column of each phrase; columns are in alphabetical order.
    idf_ : ndarray of float64, shape (n_features,)
        As in ``TfidfTransformer``, smoothed.

    Examples
    --------
    >>> from analyzer.estimators import KeyPhraseVectorizer
    >>> texts = ["The lighthouse keeper left.", "Nobody replaced the lighthouse keeper."]
    >>> KeyPhraseVectorizer().fit(texts).transform(["A lighthouse keeper!"]).shape[0]
    1
    """

    def __init__(  # noqa: PLR0913
        self,
        *,
        top_n: int = 50,
        prefer: Prefer = "both",
        ngram_range: tuple[int, int] = (1, 5),
        min_df: float = 1,
        max_features: int | None = None,
        norm: Literal["l1", "l2"] | None = "l2",
        sublinear_tf: bool = False,
        language: str | None = None,
        markup: MarkupKind = "auto",
    ) -> None:
        self.top_n = top_n
        self.prefer = prefer
        self.ngram_range = ngram_range
        self.min_df = min_df
        self.max_features = max_features
        self.norm = norm
        self.sublinear_tf = sublinear_tf
        self.language = language
        self.markup = markup

    def fit(self, X: Any, y: Any = None) -> KeyPhraseVectorizer:  # noqa: N803
        """Learn the key phrases of the texts and the document frequency of each.

        Raises
        ------
        SettingError
            If a parameter is wrong, or no phrase is left.
        """
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: Any, y: Any = None) -> Any:  # noqa: ARG002, N803
        """Learn the key phrases, and return the weights of the same texts."""
        articles = self._articles(X)
        found = key_phrases(articles, top_n=self.top_n, prefer=self.prefer)
        fewest, most = self.ngram_range
        phrases = dict.fromkeys(
            phrase.casefold()
            for phrase in found["phrase"]
            if fewest <= len(phrase.split()) <= most
        )
        book = phrase_book(sorted(phrases))
        counts = _counts(articles, book)
        kept = self._kept(counts)
        self._book = phrase_book([book.phrases[column] for column in kept])
        self.vocabulary_ = {phrase: at for at, phrase in enumerate(self._book.phrases)}
        self._weights = TfidfTransformer(norm=self.norm, sublinear_tf=self.sublinear_tf)
        weighted = self._weights.fit_transform(counts[:, kept])
        self.idf_ = self._weights.idf_
        return weighted

    def transform(self, X: Any) -> Any:  # noqa: N803
        """Return the weights of each text, a sparse matrix (n_texts, n_features)."""
        check_is_fitted(self)
        counts = _counts(self._articles(X), self._book)
        return self._weights.transform(counts) if counts.shape[0] else counts

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[Any]:  # noqa: ARG002
        """Return the phrases, by column."""
        check_is_fitted(self)
        return np.array(self._book.phrases, dtype=object)

    def _articles(self, X: Any) -> list[Article]:  # noqa: N803
        return list(to_articles(X, ColumnNames(language=self.language), self.markup))

    def _kept(self, counts: Any) -> list[int]:
        """Return the columns that `min_df` and `max_features` keep."""
        n_texts = np.bincount(counts.indices, minlength=counts.shape[1])
        least = self.min_df if isinstance(self.min_df, int) else self.min_df * counts.shape[0]
        columns = np.flatnonzero(n_texts >= max(least, 1))
        if self.max_features is not None:
            total = np.asarray(counts.sum(axis=0)).ravel()[columns]
            columns = np.sort(columns[np.argsort(-total, kind="stable")[: self.max_features]])
        if not len(columns):
            raise SettingError(
                "no key phrases are left: the texts are empty, min_df is too high, "
                "or ngram_range is too narrow"
            )
        kept: list[int] = columns.tolist()
        return kept


def _counts(articles: list[Article], book: PhraseBook) -> Any:
    """Return how often each phrase appears in each text, as a sparse matrix."""
    from scipy.sparse import coo_array, csr_matrix

    rows, columns, base = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], 0
    for batch in batches(articles):
        article, phrase = find_phrases(build_corpus(batch), book)
        rows.append(article + base)
        columns.append(phrase)
        base += len(batch)
    row, column = np.concatenate(rows), np.concatenate(columns)
    shape = (len(articles), len(book.phrases))
    # The conversion adds up the ones of a cell.
    return csr_matrix(coo_array((np.ones(len(row)), (row, column)), shape=shape))
