"""Key phrases as the columns of a matrix."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral
from typing import Any, ClassVar, Literal, get_args

import numpy as np
import numpy.typing as npt
from sklearn.base import TransformerMixin
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfTransformer
from sklearn.utils._param_validation import Interval, RealNotInt, StrOptions
from sklearn.utils.validation import check_is_fitted

from analyzer.article import Article, Ints
from analyzer.errors import SettingError
from analyzer.estimators.text_input import TextInput, map_batches
from analyzer.input_types import ColumnNames
from analyzer.inputs import to_articles
from analyzer.phrases.candidates import best, label
from analyzer.phrases.ngrams import (
    PhraseBook,
    WordHashes,
    find_phrases,
    phrase_book,
    word_hashes,
)
from analyzer.phrases.ranking import Prefer, candidates
from analyzer.readers.document import KINDS
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
    prefer : {"words", "phrases", "both", "semantic"}
        As in `key_phrases`.
    ngram_range : (int, int)
        The fewest and the most words of a phrase; words are what blanks separate.
    min_df, max_df : int or float
        The fewest and the most texts, or the share of them, that a phrase appears in.
    max_features : int, optional
        Keep only the phrases that appear most often.
    stop_words : "english" or sequence of str, optional
        Leave out phrases that begin or end with one of these words.
    norm, sublinear_tf
        As in ``TfidfTransformer``.
    sparse_output : bool
        Whether to return a sparse matrix; ``set_output`` needs an array.
    language : str, optional
        The language code of texts that declare none, or their column.
    markup : {"auto", "text", "markdown", "html"}
        What the texts are written in; "auto" judges each by its content.
    n_jobs : int, optional
        The number of processes, -1 for one per processor.

    Attributes
    ----------
    vocabulary_ : dict of str to int
        The column of each phrase; columns are in alphabetical order.
    idf_ : ndarray of float64, shape (n_features,)
        As in ``TfidfTransformer``, smoothed.
    n_features_in_ : int
        The number of columns of the training texts, 1 for a list or a Series.
    feature_names_in_ : ndarray of str
        Their names, where they were a table.

    Examples
    --------
    >>> from analyzer.estimators import KeyPhraseVectorizer
    >>> texts = ["The lighthouse keeper left.", "Nobody replaced the lighthouse keeper."]
    >>> KeyPhraseVectorizer().fit(texts).get_feature_names_out().tolist()
    ['lighthouse keeper']
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "top_n": [Interval(Integral, 1, None, closed="left")],
        "prefer": [StrOptions(set(get_args(Prefer)))],
        "ngram_range": [tuple, list],
        "min_df": [
            Interval(RealNotInt, 0, 1, closed="both"),
            Interval(Integral, 1, None, closed="left"),
        ],
        "max_df": [
            Interval(RealNotInt, 0, 1, closed="both"),
            Interval(Integral, 1, None, closed="left"),
        ],
        "max_features": [Interval(Integral, 1, None, closed="left"), None],
        "stop_words": [StrOptions({"english"}), "array-like", set, frozenset, None],
        "norm": [StrOptions({"l1", "l2"}), None],
        "sublinear_tf": ["boolean"],
        "sparse_output": ["boolean"],
        "language": [str, None],
        "markup": [StrOptions(set(KINDS))],
        "n_jobs": [Integral, None],
    }

    def __init__(  # noqa: PLR0913
        self,
        *,
        top_n: int = 50,
        prefer: Prefer = "words",
        ngram_range: tuple[int, int] = (1, 5),
        min_df: float = 2,
        max_df: float = 1.0,
        max_features: int | None = None,
        stop_words: Literal["english"] | Iterable[str] | None = None,
        norm: Literal["l1", "l2"] | None = "l2",
        sublinear_tf: bool = False,
        sparse_output: bool = True,
        language: str | None = None,
        markup: MarkupKind = "auto",
        n_jobs: int | None = None,
    ) -> None:
        self.top_n = top_n
        self.prefer = prefer
        self.ngram_range = ngram_range
        self.min_df = min_df
        self.max_df = max_df
        self.max_features = max_features
        self.stop_words = stop_words
        self.norm = norm
        self.sublinear_tf = sublinear_tf
        self.sparse_output = sparse_output
        self.language = language
        self.markup = markup
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any = None) -> KeyPhraseVectorizer:  # noqa: N803
        """Learn the key phrases of the texts and the document frequency of each.

        Raises
        ------
        SettingError
            If no phrase is left.
        """
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: Any, y: Any = None) -> Any:  # noqa: ARG002, N803
        """Learn the key phrases, and return the weights of the same texts."""
        self._begin_fit(X)
        parts = map_batches(
            read_phrases, self._articles(X), self.n_jobs, self.top_n, self.prefer
        )
        words = [part for part, _ in parts]
        found = {phrase.casefold() for _, phrases in parts for phrase in phrases}
        book = phrase_book(sorted(filter(self._is_wanted(), found)))
        counts = _counts(words, book)
        kept = self._kept(counts)
        self._book = phrase_book([book.phrases[column] for column in kept])
        self.vocabulary_ = {phrase: at for at, phrase in enumerate(self._book.phrases)}
        self._weights = TfidfTransformer(norm=self.norm, sublinear_tf=self.sublinear_tf)
        weighted = self._weights.fit_transform(counts[:, kept])
        self.idf_ = self._weights.idf_
        return weighted if self.sparse_output else weighted.toarray()

    def transform(self, X: Any) -> Any:  # noqa: N803
        """Return the weights of each text, shape (n_texts, n_features)."""
        check_is_fitted(self)
        counts = _counts(map_batches(read_words, self._articles(X), self.n_jobs), self._book)
        weighted = self._weights.transform(counts) if counts.shape[0] else counts
        return weighted if self.sparse_output else weighted.toarray()

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[Any]:  # noqa: ARG002
        """Return the phrases, by column."""
        check_is_fitted(self)
        return np.array(self._book.phrases, dtype=object)

    def _articles(self, X: Any) -> Iterable[Article]:  # noqa: N803
        return to_articles(X, ColumnNames(language=self.language), self.markup)

    def _is_wanted(self) -> Any:
        """Return whether a phrase is in the range, and has no stop word at an end."""
        fewest, most = self.ngram_range
        given = ENGLISH_STOP_WORDS if self.stop_words == "english" else self.stop_words
        stopped = {word.casefold() for word in (() if given is None else given)}

        def is_wanted(phrase: str) -> bool:
            words = phrase.split()
            return fewest <= len(words) <= most and stopped.isdisjoint((words[0], words[-1]))

        return is_wanted

    def _kept(self, counts: Any) -> list[int]:
        """Return the columns that `min_df`, `max_df` and `max_features` keep."""
        n_texts = np.bincount(counts.indices, minlength=counts.shape[1])
        least, most = (
            limit if isinstance(limit, int | np.integer) else limit * counts.shape[0]
            for limit in (self.min_df, self.max_df)
        )
        columns = np.flatnonzero((n_texts >= max(float(least), 1)) & (n_texts <= float(most)))
        if self.max_features is not None:
            total = np.asarray(counts.sum(axis=0)).ravel()[columns]
            columns = np.sort(columns[np.argsort(-total, kind="stable")[: self.max_features]])
        if not len(columns):
            raise SettingError(
                "no key phrases are left: the texts are empty or too few for min_df, max_df "
                "is too low, or ngram_range is too narrow"
            )
        kept: list[int] = columns.tolist()
        return kept


def read_phrases(
    batch: list[Article], top_n: int, prefer: Prefer
) -> tuple[WordHashes, list[str]]:
    """Return the words of a batch, and the key phrases of its articles."""
    corpus = build_corpus(batch)
    found = candidates(corpus, prefer)
    phrases = [label(corpus, found, at) for at in best(found, top_n).tolist()]
    return word_hashes(corpus), phrases


def read_words(batch: list[Article]) -> WordHashes:
    """Return the words of a batch."""
    return word_hashes(build_corpus(batch))


def _counts(parts: list[WordHashes], book: PhraseBook) -> Any:
    """Return how often each phrase appears in each text, as a sparse matrix."""
    from scipy.sparse import coo_array, csr_matrix

    rows: list[Ints] = [np.zeros(0, np.int64)]
    columns: list[Ints] = [np.zeros(0, np.int64)]
    base = 0
    for words in parts:
        article, phrase = find_phrases(words, book)
        rows.append(article + base)
        columns.append(phrase)
        base += words.n_articles
    row, column = np.concatenate(rows), np.concatenate(columns)
    shape = (base, len(book.phrases))
    # The conversion adds up the ones of a cell.
    return csr_matrix(coo_array((np.ones(len(row)), (row, column)), shape=shape))
