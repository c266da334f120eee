"""Lists of variants of one keyword: "plumber Leeds, plumber York, plumber Hull"."""

from __future__ import annotations

import msgspec
import numpy as np

from analyzer.article import Flags, Ints
from analyzer.corpus import Corpus
from analyzer.phrases.content_words import in_sentences_or_lists, running_content, separated
from analyzer.phrases.word_frequency import (
    held,
    lowercase_stems,
    lowercase_tokens,
    single_letters,
    stem_keys,
)
from analyzer.text.characters import code_points
from analyzer.text.tokens import stop_words
from analyzer.text.word_boundaries import hash_spans

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
