"""Repeated n-grams: which runs of symbols an article uses more than once.

The lengths are taken one after the other. An n-gram can only repeat where both
(n-1)-grams in it repeat, so that few places are left after the second length.
Every n-gram is named by the pair of names of those two, which is exact: there
is no hash that could join what differs.

Given phrases are found word for word, in any letter case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.article import Flags, Ints
from analyzer.corpus import Corpus
from analyzer.text.arrays import SPREAD, radix_argsort, repeated
from analyzer.text.tokens import intern, word_hash
from analyzer.text.word_boundaries import split_tokens


class Repeats(msgspec.Struct, frozen=True, eq=False):
    """The n-grams of one length that an owner has at least twice.

    Attributes
    ----------
    n : int
        The number of symbols in each.
    place : ndarray of int64, shape (n_places,)
        Where they begin, by n-gram and then by position.
    ptr : ndarray of int64, shape (n_grams + 1,)
        The places of n-gram ``i`` are ``place[ptr[i]:ptr[i + 1]]``.
    maximal : ndarray of bool, shape (n_grams,)
        False where an n-gram one symbol longer has the same places.
    """

    n: int
    place: Ints
    ptr: Ints
    maximal: Flags


def repeated_ngrams(
    symbol: Ints, run_ptr: Ints, run_owner: Ints, longest: int
) -> Iterator[Repeats]:
    """Yield the repeated n-grams of every length from 1 to `longest`.

    An n-gram lies inside one run (a sentence, say) and repeats within one owner
    (an article). Its places may overlap. Of a repetition longer than `longest`
    only the first `longest` symbols count as maximal.

    Parameters
    ----------
    symbol : ndarray of int64, shape (n_symbols,)
        Not negative.
    run_ptr : ndarray of int64, shape (n_runs + 1,)
    run_owner : ndarray of int64, shape (n_runs,)
    longest : int
    """
    length = np.diff(run_ptr)
    end = np.repeat(run_ptr[1:], length)
    owner = np.repeat(run_owner, length)
    span = int(symbol.max(initial=0)) + 1
    place, ptr = _group(owner * span + symbol, np.arange(len(symbol)))
    for n in range(1, longest + 1):
        name = np.full(len(symbol) + 1, -1)
        name[place] = np.repeat(np.arange(len(ptr) - 1), np.diff(ptr))
        start = np.flatnonzero((name[:-1] >= 0) & (name[1:] >= 0))
        start = start[start + n < end[start]]
        pair = name[start] * len(ptr) + name[start + 1]
        longer, longer_ptr = _group(pair, start)
        maximal = np.ones(len(ptr) - 1, bool)
        count, first = np.diff(longer_ptr), longer[longer_ptr[:-1]]
        for part in (name[first], name[first + 1])[n == longest :]:
            maximal[part[np.diff(ptr)[part] == count]] = False
        yield Repeats(n, place, ptr, maximal)
        place, ptr = longer, longer_ptr


def _group(key: Ints, place: Ints) -> tuple[Ints, Ints]:
    """Return the places, ascending in `place`, of every key met more than once."""
    again = repeated(key)
    key, place = key[again], place[again]
    order = radix_argsort(key)
    key = key[order]
    edge = np.flatnonzero(np.diff(key, prepend=-1, append=-1))
    count = np.diff(edge)
    kept = count > 1
    ptr = np.concatenate([[0], np.cumsum(count[kept])])
    return place[order[np.repeat(kept, count)]], ptr


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


class WordHashes(msgspec.Struct, frozen=True, eq=False):
    """The words of a batch of articles, in which phrases are found.

    Attributes
    ----------
    word : ndarray of uint64, shape (n_tokens,)
    article, sentence : ndarray of int32, shape (n_tokens,)
    n_articles : int
    """

    word: Keys
    article: npt.NDArray[np.int32]
    sentence: npt.NDArray[np.int32]
    n_articles: int


def word_hashes(corpus: Corpus) -> WordHashes:
    """Return the words of a batch, small enough to keep until the phrases are known."""
    return WordHashes(
        word_hash(corpus.vocabulary)[corpus.token_id],
        corpus.token_article.astype(np.int32),
        corpus.token_sentence.astype(np.int32),
        len(corpus.articles),
    )


def find_phrases(words: WordHashes, book: PhraseBook) -> tuple[Ints, Ints]:
    """Return every place of a phrase in a batch: its article and its phrase.

    A place lies inside one sentence. Phrases may overlap.
    """
    word = words.word
    article, phrase = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for length, (known, order) in book.by_length.items():
        start = np.arange(max(len(word) - length + 1, 0))
        inside = words.sentence[start] == words.sentence[start + length - 1]
        start = start[inside]
        key = _gram_keys(word, start, length)
        at = np.minimum(np.searchsorted(known, key), len(known) - 1)
        met = np.flatnonzero(known[at] == key)
        article.append(words.article[start[met]].astype(np.int64))
        phrase.append(order[at[met]])
    return np.concatenate(article), np.concatenate(phrase)


def _gram_keys(word: Keys, start: Ints, length: int) -> Keys:
    """Return a hash of the words from each start on, their order and number included."""
    key = np.full(len(start), length, np.uint64)
    for step in range(length):
        key = (key ^ word[start + step]) * SPREAD
        key ^= key >> np.uint64(29)
    return key
