"""Where known phrases appear in texts, word for word, in any letter case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from analyzer.article import Ints
from analyzer.corpus import Corpus
from analyzer.text.arrays import SPREAD
from analyzer.text.tokens import intern, word_hash
from analyzer.text.word_boundaries import split_tokens

Keys = npt.NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class PhraseBook:
    """Phrases by the hash of their words, in groups of equal length.

    Attributes
    ----------
    phrases : tuple of str
        No two have the same words.
    key : ndarray of uint64, shape (n_phrases,)
    n_words : ndarray of int64, shape (n_phrases,)
    """

    phrases: tuple[str, ...]
    key: Keys
    n_words: Ints

    @cached_property
    def by_length(self) -> dict[int, tuple[Keys, Ints]]:
        """For each number of words, the keys in ascending order and whose they are."""
        groups = {}
        for length in np.unique(self.n_words).tolist():
            phrase = np.flatnonzero(self.n_words == length)
            order = phrase[np.argsort(self.key[phrase])]
            groups[length] = self.key[order], order
        return groups


def phrase_book(phrases: Sequence[str]) -> PhraseBook:
    """Return phrases ready to be found; of those with the same words the first.

    A phrase without a word is left out.
    """
    tokens = split_tokens("\n".join(" ".join(phrase.split()) for phrase in phrases) + "\n")
    vocabulary, token_id = intern(tokens)
    lengths = [len(" ".join(phrase.split())) + 1 for phrase in phrases]
    end = np.cumsum(lengths, dtype=np.int64)
    ptr = np.searchsorted(tokens.start, np.concatenate([[0], end]))
    word = word_hash(vocabulary)[token_id]
    n_words = np.diff(ptr)
    key = np.zeros(len(phrases), np.uint64)
    for length in np.unique(n_words[n_words > 0]).tolist():
        here = np.flatnonzero(n_words == length)
        key[here] = _gram_keys(word, ptr[:-1][here], length)
    worded = np.flatnonzero(n_words > 0)
    _, first = np.unique(key[worded], return_index=True)
    kept = worded[np.sort(first)]
    return PhraseBook(tuple(phrases[at] for at in kept.tolist()), key[kept], n_words[kept])


def find_phrases(corpus: Corpus, book: PhraseBook) -> tuple[Ints, Ints]:
    """Return every place of a phrase in a batch: its article and its phrase.

    A place lies inside one sentence. Phrases may overlap.
    """
    word = word_hash(corpus.vocabulary)[corpus.token_id]
    article, phrase = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for length, (known, order) in book.by_length.items():
        start = np.arange(max(len(word) - length + 1, 0))
        inside = corpus.token_sentence[start] == corpus.token_sentence[start + length - 1]
        start = start[inside]
        key = _gram_keys(word, start, length)
        at = np.minimum(np.searchsorted(known, key), len(known) - 1)
        met = np.flatnonzero(known[at] == key)
        article.append(corpus.token_article[start[met]])
        phrase.append(order[at[met]])
    return np.concatenate(article), np.concatenate(phrase)


def _gram_keys(word: Keys, start: Ints, length: int) -> Keys:
    """Return a hash of the words from each start on, their order and number included."""
    key = np.full(len(start), length, np.uint64)
    for step in range(length):
        key = (key ^ word[start + step]) * SPREAD
        key ^= key >> np.uint64(29)
    return key
