"""The words that crowd an article: the commonest one, and the commonest two together."""

from __future__ import annotations

import msgspec
import numpy as np

from analyzer.article import Flags, Floats, Ints
from analyzer.corpus import Corpus, per_corpus
from analyzer.phrases.content_words import Content, body_content
from analyzer.phrases.repeated import repeats
from analyzer.text.arrays import radix_argsort, unique
from analyzer.text.characters import CharacterClass, classify, code_points


@per_corpus
def lowercase_tokens(corpus: Corpus) -> Flags:
    """Return which tokens begin with a letter that is not a capital."""
    first = code_points(corpus.prose)[corpus.token_start]
    return ~corpus.token_upper & ((first < ord("0")) | (first > ord("9")))


@per_corpus
def lowercase_stems(corpus: Corpus) -> Ints:
    """Return article and stem, as one sorted number, of all words ever written small."""
    body = body_content(corpus)
    return unique(stem_keys(body)[lowercase_tokens(corpus)[body.token]])


@per_corpus
def single_letters(corpus: Corpus) -> Flags:
    """Return which words of the vocabulary are one character, marks aside.

    A letter, a kana or a Han character that repeats says nothing of a text.
    """
    length = np.fromiter(map(len, corpus.vocabulary), np.int64, len(corpus.vocabulary))
    mark = classify(code_points("".join(corpus.vocabulary))) == CharacterClass.EXTEND
    before = np.concatenate([[0], np.cumsum(mark)])
    end = np.cumsum(length)
    return np.asarray(length - (before[end] - before[end - length]) < 2)


def stem_keys(content: Content) -> Ints:
    """Return article and stem of each content word as one number."""
    return content.article << 32 | content.stem


def held(sorted_keys: Ints, wanted: Ints) -> Flags:
    """Return which of the wanted numbers are among sorted ones."""
    if not len(sorted_keys):
        return np.zeros(len(wanted), bool)
    at = np.minimum(np.searchsorted(sorted_keys, wanted), len(sorted_keys) - 1)
    return np.asarray(sorted_keys[at] == wanted)


# A pair of words stands within five words.
PAIR_REACH = 5


class WordFrequency(msgspec.Struct, frozen=True, eq=False):
    """The words that crowd each article most.

    Attributes
    ----------
    word, pair : ndarray of int64, shape (n_articles,)
        How often the commonest word is said that is ever written small, and
        the commonest two words within `PAIR_REACH`, one of them such a word.
    word_stem : ndarray of int64, shape (n_articles,)
        The stem of that word, of several the first; -1 where no word is said twice.
    """

    word: Ints
    pair: Ints
    word_stem: Ints


def word_features(corpus: Corpus) -> Floats:
    """Return word, pair and the number of distinct words, shape (n_articles, 3)."""
    found = word_frequency(corpus)
    return np.stack([found.word, found.pair, corpus.n_distinct], axis=1).astype(np.float64)


@per_corpus
def word_frequency(corpus: Corpus) -> WordFrequency:
    """Find the word and the pair of words that crowd each article most."""
    body, level = body_content(corpus), repeats(corpus)[0]
    n_articles = len(corpus.articles)
    word, pair = np.zeros(n_articles, np.int64), np.zeros(n_articles, np.int64)
    stem = np.full(n_articles, -1)
    if not len(level.place):
        return WordFrequency(word, pair, stem)
    small = lowercase_tokens(corpus)[body.token[level.place]]
    common = np.logical_or.reduceat(small, level.ptr[:-1])
    letter = single_letters(corpus)[corpus.token_id[body.token[level.place[level.ptr[:-1]]]]]
    common &= ~letter
    head, count = level.place[level.ptr[:-1]], np.diff(level.ptr)
    np.maximum.at(word, body.article[head[common]], count[common])
    top = np.flatnonzero(common & (count == word[body.article[head]]))
    top = top[radix_argsort(head[top])][::-1]
    stem[body.article[head[top]]] = body.stem[head[top]]
    low, high, times = _pairs(corpus, body, level.place, level.ptr)
    told = (common[low] | common[high]) & ~letter[low] & ~letter[high]
    np.maximum.at(pair, body.article[head[low[told]]], times[told])
    return WordFrequency(word, pair, stem)


def _pairs(corpus: Corpus, body: Content, place: Ints, ptr: Ints) -> tuple[Ints, Ints, Ints]:
    """Count the pairs of different repeated words that stand near each other.

    Returns
    -------
    low, high, times : ndarray of int64, shape (n_pairs,)
        The numbers of two repeated words, and how often they stand together.
    """
    name = np.full(len(body.stem), -1)
    name[place] = np.repeat(np.arange(len(ptr) - 1), np.diff(ptr))
    at = np.flatnonzero(name >= 0)
    name, token = name[at], body.token[at]
    sentence = corpus.token_sentence[token]
    span = len(ptr)
    keys = [np.zeros(0, np.int64)]
    for step in range(1, PAIR_REACH):
        one, other = name[:-step], name[step:]
        near = (sentence[:-step] == sentence[step:]) & (one != other)
        near &= token[step:] - token[:-step] < PAIR_REACH
        low, high = np.minimum(one[near], other[near]), np.maximum(one[near], other[near])
        keys.append(low * span + high)
    key = np.concatenate(keys)
    key = key[radix_argsort(key)]
    begin = np.flatnonzero(np.diff(key, prepend=-1))
    return key[begin] // span, key[begin] % span, np.diff(begin, append=len(key))
