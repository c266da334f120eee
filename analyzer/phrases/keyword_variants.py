"""Keyword density, and lists of variants of one keyword.

A list of variants is "plumber Leeds, plumber York, plumber Hull".
"""

from __future__ import annotations

import msgspec
import numpy as np

from analyzer.article import Flags, Floats, Ints
from analyzer.corpus import Corpus, per_corpus
from analyzer.phrases.content_words import (
    Content,
    beside_code,
    in_sentences_or_lists,
    running_content,
    separated,
)
from analyzer.phrases.repeated import repeats
from analyzer.text.arrays import radix_argsort, unique
from analyzer.text.characters import CharacterClass, classify, code_points
from analyzer.text.tokens import stop_words
from analyzer.text.word_boundaries import hash_spans


@per_corpus
def lowercase_tokens(corpus: Corpus) -> Flags:
    """Return which tokens begin with a letter that is not a capital."""
    first = code_points(corpus.prose)[corpus.token_start]
    return ~corpus.token_upper & ((first < ord("0")) | (first > ord("9")))


@per_corpus
def lowercase_stems(corpus: Corpus) -> Ints:
    """Return article and stem, as one sorted number, of words in lower case anywhere."""
    body = running_content(corpus)
    return unique(stem_keys(body)[lowercase_tokens(corpus)[body.token]])


@per_corpus
def single_letters(corpus: Corpus) -> Flags:
    """Return which words of the vocabulary are one character, marks aside.

    A letter, a kana or a Han character that repeats says nothing about a text.
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


class WordFrequency(msgspec.Struct, frozen=True, eq=False):
    """The most frequent word of each article that is in lower case anywhere.

    Attributes
    ----------
    count : ndarray of int64, shape (n_articles,)
        How often it appears.
    stem : ndarray of int64, shape (n_articles,)
        Its stem, of several the first; -1 where no word is said twice.
    """

    count: Ints
    stem: Ints


def word_features(corpus: Corpus, gone: Flags | None = None) -> Floats:
    """Return that count and the number of distinct words, shape (n_articles, 2).

    Tokens that are `gone` are taken for rephrased, and do not count.
    """
    found = word_frequency(corpus) if gone is None else _frequency(corpus, gone)
    return np.stack([found.count, corpus.n_distinct], axis=1).astype(np.float64)


@per_corpus
def word_frequency(corpus: Corpus) -> WordFrequency:
    """Find the most frequent word of each article."""
    return _frequency(corpus, np.zeros(len(corpus.token_id), bool))


def _frequency(corpus: Corpus, gone: Flags) -> WordFrequency:
    body, n_articles = running_content(corpus), len(corpus.articles)
    result = WordFrequency(np.zeros(n_articles, np.int64), np.full(n_articles, -1))
    place, ptr = _repeated_words(corpus, gone)
    if not len(place):
        return result
    head, count = place[ptr[:-1]], np.diff(ptr)
    small = lowercase_tokens(corpus)[body.token[place]]
    letter = single_letters(corpus)[corpus.token_id[body.token[head]]]
    common = np.logical_or.reduceat(small, ptr[:-1]) & ~letter
    owner = body.article[head]
    np.maximum.at(result.count, owner[common], count[common])
    top = np.flatnonzero(common & (count == result.count[owner]))
    top = top[radix_argsort(head[top])][::-1]
    result.stem[owner[top]] = body.stem[head[top]]
    return result


def _repeated_words(corpus: Corpus, gone: Flags) -> tuple[Ints, Ints]:
    """Return the occurrences of each repeated word that are neither gone nor beside code."""
    level = repeats(corpus)[0]
    word = np.repeat(np.arange(len(level.ptr) - 1), np.diff(level.ptr))
    apart = ~gone & ~beside_code(corpus)
    stays = apart[running_content(corpus).token[level.place]]
    count = np.bincount(word[stays], minlength=len(level.ptr) - 1)
    stays &= count[word] > 1
    return level.place[stays], np.concatenate([[0], np.cumsum(count[count > 1])])


# An item of such a list has the keyword and a few words more.
SHORTEST, LONGEST = 2, 4
# Fewer items are no list.
FEWEST = 3


class KeywordVariants(msgspec.Struct, frozen=True, eq=False):
    """The longest list of variants of each article.

    Attributes
    ----------
    count : ndarray of int64, shape (n_articles,)
        The number of different items that share the keyword, each beside another one.
    keyword : ndarray of int64, shape (n_articles,)
        The token that the keyword first appears at; -1 where there is no list.
    article, first, last : ndarray of int64, shape (n_items,)
        The items of those lists, as tokens.
    """

    count: Ints
    keyword: Ints
    article: Ints
    first: Ints
    last: Ints


def keyword_variants(corpus: Corpus, gone: Flags | None = None) -> KeywordVariants:
    """Find the longest list of variants of each article.

    Items are what separators part in running prose and in lists. A keyword begins or ends
    them all, and is no name; a name ("Leeds") makes each of them another variant.

    Parameters
    ----------
    corpus : Corpus
    gone : ndarray of bool, shape (n_tokens,), optional
        Tokens that are taken for rephrased.
    """
    n_articles = len(corpus.articles)
    none = np.zeros(0, np.int64)
    first, last = _items(corpus, gone)
    count, keyword = np.zeros(n_articles, np.int64), np.full(n_articles, -1)
    if len(first) < 2:
        return KeywordVariants(count, keyword, none, none, none)
    stem, owner = _stems(corpus), corpus.token_article
    wording = hash_spans(corpus.token_id.astype(np.uint32), first, last + 1)
    small, chosen = _common(corpus), dict[int, Ints]()
    for at in (first, last):
        listed = np.flatnonzero(_beside_each_other(stem[at], first, last, owner))
        key = owner[at[listed]] << 32 | stem[at[listed]]
        keys, times = np.unique(key, return_counts=True)
        for one in keys[times >= FEWEST].tolist():
            article, own = one >> 32, listed[key == one]
            word = corpus.vocabulary[corpus.token_id[at[own[0]]]]
            if word in stop_words(corpus.languages[article]) or not small[at[own]].any():
                continue
            n_distinct = len(np.unique(wording[own]))
            if n_distinct > count[article]:
                count[article], chosen[article] = n_distinct, own
                keyword[article] = at[own[0]]
    items = np.concatenate([none, *(chosen[article] for article in sorted(chosen))])
    return KeywordVariants(count, keyword, owner[first[items]], first[items], last[items])


def _common(corpus: Corpus) -> Flags:
    """Return which tokens are no names: in lower case, or elsewhere and first in a block."""
    small = lowercase_tokens(corpus).copy()
    body = running_content(corpus)
    head = np.zeros(len(small), bool)
    head[corpus.block_ptr[:-1][corpus.block_ptr[:-1] < len(small)]] = True
    known = held(lowercase_stems(corpus), stem_keys(body)) & head[body.token]
    small[body.token[known]] = True
    return np.asarray(small)


def _beside_each_other(stem: Ints, first: Ints, last: Ints, owner: Ints) -> Flags:
    """Return which items share a keyword with the item before or behind."""
    same = (stem[1:] == stem[:-1]) & (stem[1:] >= 0) & (owner[first[1:]] == owner[first[:-1]])
    same &= first[1:] == last[:-1] + 1
    return np.asarray(np.append(same, False) | np.append(False, same))


def _items(corpus: Corpus, gone: Flags | None) -> tuple[Ints, Ints]:
    """Return the first and last tokens of the items that lists may consist of."""
    n_tokens = len(corpus.token_id)
    edge = np.append(separated(corpus), True)
    edge[corpus.sentence_ptr] = True
    edge[corpus.block_ptr] = True
    bounds = np.flatnonzero(edge)
    first, last = bounds[:-1], bounds[1:] - 1
    size = last - first + 1
    kept = (size >= SHORTEST) & (size <= LONGEST)
    usable = in_sentences_or_lists(corpus)
    if gone is not None:
        usable = usable & ~gone
    unusable = np.concatenate([[0], np.cumsum(~usable)]) if n_tokens else np.zeros(1, np.int64)
    kept &= unusable[last + 1] == unusable[first]
    names = np.concatenate([[0], np.cumsum(_varying(corpus))])
    kept &= (names[last + 1] > names[first + 1]) | (names[last] > names[first])
    # "harbour-side" is one word.
    glued = np.concatenate([[0], np.cumsum(_glued(corpus))])
    kept &= glued[last + 1] == glued[first + 1]
    return first[kept], last[kept]


def _varying(corpus: Corpus) -> Flags:
    """Return which tokens are words that begin with a capital."""
    return corpus.token_upper


def _glued(corpus: Corpus) -> Flags:
    """Return which tokens have something other than white space before them."""
    codes = code_points(corpus.prose)
    return np.asarray(codes[np.maximum(corpus.token_start - 1, 0)] > ord(" "))


def _stems(corpus: Corpus) -> Ints:
    """Return the stem of each content word of sentences and lists, -1 for other tokens."""
    body = running_content(corpus)
    stem = np.full(len(corpus.token_id), -1)
    letter = single_letters(corpus)[corpus.token_id[body.token]]
    stem[body.token[~letter]] = body.stem[~letter]
    return stem
