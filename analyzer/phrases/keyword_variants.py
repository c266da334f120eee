"""Lists of variants of one keyword, such as "plumber Leeds, plumber York, plumber Hull"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import msgspec
import numpy as np

from analyzer.article import Flags, Ints
from analyzer.corpus import Corpus, per_corpus
from analyzer.phrases.content_words import (
    CAPITAL_NOUNS,
    in_sentences_or_lists,
    running_content,
    separated,
    title_content,
)
from analyzer.phrases.word_frequency import (
    held,
    lowercase_stems,
    lowercase_tokens,
    single_letters,
    stem_keys,
)
from analyzer.text.arrays import isin, unique
from analyzer.text.characters import code_points, fold
from analyzer.text.word_boundaries import hash_spans
from analyzer.text.word_lists import word_lists

# An item of such a list has the keyword and a few words more.
SHORTEST, LONGEST = 2, 4
# Items that share two words need no names, and may be longer.
SHORTEST_OF_TWO, LONGEST_OF_TWO = 3, 6
# Fewer items are no list.
FEWEST = 3


class KeywordVariants(msgspec.Struct, frozen=True, eq=False):
    """The longest list of variants of each article.

    Attributes
    ----------
    count : ndarray of int64, shape (n_articles,)
        The number of different items that share the keyword, each beside another one.
    begin, end : ndarray of int64, shape (n_articles,)
        The first and the last token of the keyword where it first appears; -1 where there
        is no list.
    article, first, last : ndarray of int64, shape (n_items,)
        The items of those lists, as tokens.
    """

    count: Ints
    begin: Ints
    end: Ints
    article: Ints
    first: Ints
    last: Ints


class _Keyword(msgspec.Struct, frozen=True, eq=False):
    """One kind of keyword: a number that is equal for equal ones, -1 for items without one.

    The keyword of an item is from `begin` to `end`. One of several equal ones that is
    `ordinary` shows that it is no name. `beside` are the items that are in one list with
    the next.
    """

    key: Ints
    begin: Ints
    end: Ints
    ordinary: Flags
    beside: Flags


def keyword_variants(corpus: Corpus, gone: Flags | None = None) -> KeywordVariants:
    """Find the longest list of variants of each article.

    Items are what separators and conjunctions part in running prose and in lists. A keyword
    begins or ends them all, and is no name. A keyword of one word has a name ("Leeds")
    beside it, which makes each item another variant; one of two words has any words beside
    or between them.

    Parameters
    ----------
    corpus : Corpus
    gone : ndarray of bool, shape (n_tokens,), optional
        Tokens that are taken for rephrased.
    """
    n_articles = len(corpus.articles)
    none = np.zeros(0, np.int64)
    first, last = _items(corpus, gone)
    count = np.zeros(n_articles, np.int64)
    begin, end = np.full((2, n_articles), -1)
    if len(first) < FEWEST:
        return KeywordVariants(count, begin, end, none, none, none)
    owner = corpus.token_article[first]
    wording = hash_spans(corpus.token_id.astype(np.uint32), first, last + 1)
    chosen: dict[int, Ints] = {}
    for found in _keywords(corpus, first, last):
        same = found.key[1:] == found.key[:-1]
        same &= (found.key[1:] >= 0) & found.beside
        listed = np.flatnonzero(np.append(same, False) | np.append(False, same))
        pairs = np.stack([owner[listed], found.key[listed]])
        pairs, number, times = np.unique(pairs, axis=1, return_inverse=True, return_counts=True)
        for at in np.flatnonzero(times >= FEWEST).tolist():
            own, article = listed[number.ravel() == at], int(pairs[0, at])
            n_distinct = len(np.unique(wording[own]))
            if found.ordinary[own].any() and n_distinct > count[article]:
                count[article], chosen[article] = n_distinct, own
                begin[article], end[article] = found.begin[own[0]], found.end[own[0]]
    items = np.concatenate([none, *(chosen[article] for article in sorted(chosen))])
    return KeywordVariants(count, begin, end, owner[items], first[items], last[items])


def _keywords(corpus: Corpus, first: Ints, last: Ints) -> Iterator[_Keyword]:
    """Yield the kinds of keywords that items may have."""
    stem, size = _stems(corpus), last - first + 1
    names = np.concatenate([[0], np.cumsum(corpus.token_upper)])
    ordinary = _ordinary(corpus)
    gap = first[1:] - last[:-1] - 1
    parting = np.append(_conjunctions(corpus), False)
    beside = (gap == 0) | ((gap == 1) & parting[last[:-1] + 1])
    beside &= np.diff(corpus.token_article[first]) == 0
    # Lines of their own with two words in common are steps, or the entries of a menu.
    in_sentence = beside & (np.diff(corpus.token_sentence[first]) == 0)
    width = int(stem.max(initial=0)) + 1
    for one, other in ((first, first + 1), (first, last), (last - 1, last)):
        fits = (size >= SHORTEST_OF_TWO) & (stem[one] >= 0) & (stem[other] >= 0)
        key = np.where(fits, stem[one] * width + stem[other], -1)
        yield _Keyword(key, one, other, ordinary[one] | ordinary[other], in_sentence)
    fits = (size <= LONGEST) & (names[last + 1] > names[first + 1])
    yield _Keyword(np.where(fits, stem[first], -1), first, first, ordinary[first], beside)
    # "Red Hat and Debian packages" has one item, as any other list of names.
    fits = (size <= LONGEST) & (names[last] > names[first])
    fits &= ~parting[last + 1] & ~parting[first - 1]
    # Items that begin with one word have no name there, whatever its case.
    same = corpus.token_id[first[1:]] == corpus.token_id[first[:-1]]
    fits &= ~(np.append(same, False) | np.append(False, same))
    yield _Keyword(np.where(fits, stem[last], -1), last, last, ordinary[last], beside)


def _ordinary(corpus: Corpus) -> Flags:
    """Return which tokens are no names.

    They are in lower case, or so elsewhere and first in a block; or, in languages that write
    nouns with a capital, in the title.
    """
    ordinary = lowercase_tokens(corpus).copy()
    body = running_content(corpus)
    head = np.zeros(len(ordinary), bool)
    head[corpus.block_ptr[:-1][corpus.block_ptr[:-1] < len(ordinary)]] = True
    keys = stem_keys(body)
    known = held(lowercase_stems(corpus), keys) & head[body.token]
    capital = np.array([language in CAPITAL_NOUNS for language in corpus.languages], bool)
    known |= held(unique(stem_keys(title_content(corpus))), keys) & capital[body.article]
    ordinary[body.token[known]] = True
    return np.asarray(ordinary)


def _items(corpus: Corpus, gone: Flags | None) -> tuple[Ints, Ints]:
    """Return the first and last tokens of the items that lists may consist of."""
    n_tokens = len(corpus.token_id)
    parting = np.append(_conjunctions(corpus), False)
    edge = np.append(separated(corpus), True)
    edge[corpus.sentence_ptr] = True
    edge[corpus.block_ptr] = True
    edge |= parting
    edge[1:] |= parting[:-1]
    bounds = np.flatnonzero(edge)
    first, last = bounds[:-1], bounds[1:] - 1
    size = last - first + 1
    kept = (size >= SHORTEST) & (size <= LONGEST_OF_TWO)
    usable = in_sentences_or_lists(corpus)
    if gone is not None:
        usable = usable & ~gone
    unusable = np.concatenate([[0], np.cumsum(~usable)]) if n_tokens else np.zeros(1, np.int64)
    kept &= unusable[last + 1] == unusable[first]
    # "harbour-side" is one word.
    glued = np.concatenate([[0], np.cumsum(_glued(corpus))])
    kept &= glued[last + 1] == glued[first + 1]
    return first[kept], last[kept]


@lru_cache(maxsize=1)
def _conjunction_lists() -> dict[str, frozenset[str]]:
    lists = word_lists("conjunctions", fold)
    return {language: frozenset(" ".join(lines).split()) for language, lines in lists.items()}


def _conjunctions(corpus: Corpus) -> Flags:
    """Return which tokens part the items of a list like a comma."""
    result = np.zeros(len(corpus.token_id), bool)
    for article, language in enumerate(corpus.languages):
        named = _conjunction_lists().get(language, frozenset())
        ids = [at for word in named if (at := _number_of(corpus).get(word, -1)) >= 0]
        here = slice(*corpus.article_ptr[article : article + 2])
        result[here] = isin(corpus.token_id[here].astype(np.int64), np.array(ids, np.int64))
    return result


@per_corpus
def _number_of(corpus: Corpus) -> dict[str, int]:
    return {word: number for number, word in enumerate(corpus.vocabulary)}


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
