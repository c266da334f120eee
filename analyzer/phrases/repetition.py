"""How an article repeats its phrases and its title, in numbers.

Every number that is evidence of stuffing only grows, and those that speak against it
stay as they are, when a phrase or a sentence that the article already repeats
is said again: sizes are counted in distinct words, and whether a word is ever
written small, or a phrase ever worded as the title, is asked with yes or no.
"""

from __future__ import annotations

import numpy as np

from analyzer.article import Flags, Floats, Ints
from analyzer.corpus import Corpus, per_corpus
from analyzer.phrases.content_words import (
    Content,
    own_words,
    running_content,
    separated,
)
from analyzer.phrases.keyword_variants import held, lowercase_stems, lowercase_tokens, stem_keys
from analyzer.phrases.ngrams import title_ngrams
from analyzer.phrases.repeated import Phrases, repeated_phrases, title_match
from analyzer.text.arrays import unique
from analyzer.text.characters import code_points
from analyzer.text.word_boundaries import hash_spans

MARKS = ".!?…‼⁇⁈⁉。！？｡．؟۔।॥።፧፨։။៕"


@per_corpus
def prose_tokens(corpus: Corpus) -> Flags:
    """Return which of the author's words are in sentences, shape (n_tokens,).

    The sentences end with a terminator.
    """
    if not len(corpus.token_id):
        return np.zeros(0, bool)
    marks = np.zeros(0x10000, bool)
    marks[[ord(mark) for mark in MARKS]] = True
    codes = code_points(corpus.prose)
    place = np.flatnonzero(marks[np.minimum(codes, 0xFFFF)])
    last = corpus.sentence_ptr[1:] - 1
    behind = np.searchsorted(place, corpus.token_end[last])
    ends = np.searchsorted(place, corpus.sentence_end) > behind
    return np.asarray(ends[corpus.token_sentence] & own_words(corpus) & corpus.running)


PHRASE_FEATURES = (
    "content",  # content words of the phrase
    "words",  # words of its shortest wording
    "said",  # times it is said in running text
    "openers",  # times it opens a sentence of running text
    "mass",  # content words that saying it again took: `said` times all but one
    "common",  # its content words that any of its places writes small: names have none
    "opening_mass",  # `openers` times `common`
    "leading_said",  # times it is said, if the title begins with it
    "capitals",  # times it keeps a capital inside a sentence that its word does not need
    "chain",  # the most times it stands beside itself
    "alone",  # times it stands by itself between commas, brackets and the like
    "title_run",  # times the body has the same three words of the title in a row
    "title_pairs",  # pairs of words of the title in a row, per 100 distinct words
    "others",  # words that other repeated terms have, per 100 distinct words
    "size",  # distinct words of the article
)
# These speak against stuffing; all others for it.
AGAINST = ("others", "size")
# Fewer distinct words count as so many: shares of next to nothing say nothing.
FEWEST = 25
# Content words of a term of some trade. What is longer and said again is copied.
LONGEST_TERM = 3
MOST = np.iinfo(np.int64).max


def phrase_features(corpus: Corpus, gone: Flags | None = None) -> Floats:
    """Return what `PHRASE_FEATURES` names, shape (n_phrases, n_features).

    Parameters
    ----------
    corpus : Corpus
    gone : ndarray of bool, shape (n_tokens,), optional
        Tokens whose places are taken for rephrased: they do not count, and a
        phrase with fewer than two places left has no evidence at all.
    """
    phrases, body = repeated_phrases(corpus), running_content(corpus)
    begin, content = phrases.ptr[:-1], phrases.n_content
    stays = _staying(phrases, gone)
    running = prose_tokens(corpus)[phrases.first] & stays
    said = _sums(running, phrases)
    openers = _sums(running & phrases.initial, phrases)
    common, left = _common(corpus, phrases, body), _sums(stays, phrases)
    size = corpus.n_distinct[phrases.article]
    terms, is_term = _words_of_terms(corpus, stays)
    others = terms[phrases.article] - np.where(is_term, content, 0)
    columns = {
        "content": content,
        "words": np.minimum.reduceat(phrases.last - phrases.first + 1, begin),
        "said": said,
        "openers": openers,
        "mass": said * (content - 1),
        "common": common,
        "opening_mass": openers * common,
        "leading_said": said * title_match(corpus).leading,
        "capitals": _sums(_capitals(corpus, phrases, body) & stays, phrases),
        "chain": np.minimum(_chains(phrases), left),
        "alone": _sums(_alone(corpus, phrases) & stays, phrases),
        "title_run": np.zeros(len(content)),
        "title_pairs": title_pairs(corpus, gone)[phrases.article],
        "others": 100 * np.maximum(others, 0) / np.maximum(size, FEWEST),
        "size": size,
    }
    features = np.stack([columns[name] for name in PHRASE_FEATURES], axis=1)
    # A name cannot be varied.
    name = (common == 0) & (columns["capitals"] == 0)
    features[(left < 2) | name] = 0.0
    return features.astype(np.float64)


def title_pairs(corpus: Corpus, gone: Flags | None = None) -> Floats:
    """Return how densely pairs of words of the title fill each body, shape (n_articles,).

    Per 100 distinct words of the body, so that a copy never makes it less.
    """
    first = title_ngrams(corpus).pair_first
    if gone is not None:
        first = first[~gone[first] & ~gone[first + 1]]
    count = corpus.sums(corpus.token_article[first])
    return 100 * count / np.maximum(corpus.n_distinct, FEWEST)


def title_features(corpus: Corpus, gone: Flags | None = None) -> Floats:
    """Return `PHRASE_FEATURES` of each title, shape (n_articles, n_features)."""
    phrases, runs, size = repeated_phrases(corpus), title_ngrams(corpus), corpus.n_distinct
    first = runs.first if gone is None else runs.first[~gone[runs.first]]
    count = np.bincount(corpus.token_article[first], minlength=len(size))
    words, _ = _words_of_terms(corpus, _staying(phrases, gone))
    columns = {
        "title_run": count,
        "title_pairs": title_pairs(corpus, gone),
        "others": 100 * words / np.maximum(size, FEWEST),
        "size": size,
    }
    features = np.zeros((len(size), len(PHRASE_FEATURES)))
    for name, column in columns.items():
        features[:, PHRASE_FEATURES.index(name)] = column
    return features


def _staying(phrases: Phrases, gone: Flags | None) -> Flags:
    """Return which places have no token that is gone."""
    if gone is None:
        return np.ones(len(phrases.first), bool)
    before = np.concatenate([[0], np.cumsum(gone)])
    return np.asarray(before[phrases.last + 1] == before[phrases.first])


def _words_of_terms(corpus: Corpus, stays: Flags) -> tuple[Ints, Flags]:
    """Return how many words the terms of each article have, and which phrases are terms.

    A term is a short phrase said in two sentences that differ: a sentence said
    again, or a long piece of one, adds none.
    """
    phrases, key = repeated_phrases(corpus), stem_keys(running_content(corpus))
    sentence = _sentence_hashes(corpus)[corpus.token_sentence[phrases.first]]
    begin = phrases.ptr[:-1]
    least = np.minimum.reduceat(np.where(stays, sentence, MOST), begin)
    varied = least < np.maximum.reduceat(np.where(stays, sentence, 0), begin)
    is_term = varied & (phrases.n_content <= LONGEST_TERM)
    head, content = phrases.content[begin], np.where(is_term, phrases.n_content, 0)
    parts = [key[head[content > step] + step] for step in range(int(content.max(initial=0)))]
    words = unique(np.concatenate([np.zeros(0, np.int64), *parts]))
    return np.bincount(words >> 32, minlength=len(corpus.articles)), is_term


@per_corpus
def _sentence_hashes(corpus: Corpus) -> Ints:
    """Return a number of each sentence, equal for equal words."""
    ptr = corpus.sentence_ptr
    hashes = hash_spans(corpus.token_id.astype(np.uint32), ptr[:-1], ptr[1:])
    return (hashes >> np.uint64(1)).astype(np.int64)


def _sums(place: Flags, phrases: Phrases) -> Ints:
    """Count the places of each phrase."""
    return np.add.reduceat(place, phrases.ptr[:-1], dtype=np.int64)


def _capitals(corpus: Corpus, phrases: Phrases, body: Content) -> Flags:
    """Return which places begin with a capital where nothing asks for one."""
    opens = np.zeros(len(corpus.token_id), bool)
    opens[corpus.sentence_ptr[:-1]] = True
    odd = corpus.token_upper[phrases.first] & ~opens[phrases.first]
    odd[odd] = held(lowercase_stems(corpus), stem_keys(body)[phrases.content[odd]])
    return np.asarray(odd)


def _chains(phrases: Phrases) -> Ints:
    """Return the most places of each phrase with no other content word between."""
    size = np.repeat(phrases.n_content, phrases.count)
    linked = np.diff(phrases.content, prepend=-1) == size
    linked[phrases.ptr[:-1]] = False
    chain = np.cumsum(~linked)
    return np.maximum.reduceat(np.bincount(chain)[chain], phrases.ptr[:-1])


def _alone(corpus: Corpus, phrases: Phrases) -> Flags:
    """Return which places have a separator before them, and one or the end behind."""
    apart = np.append(separated(corpus), True)
    ends = apart.copy()
    ends[corpus.sentence_ptr] = True
    return np.asarray(apart[phrases.first] & ends[phrases.last + 1])


def _common(corpus: Corpus, phrases: Phrases, body: Content) -> Ints:
    """Count the content words of each phrase that any of its places writes small."""
    small = lowercase_tokens(corpus)[body.token]
    size = np.repeat(phrases.n_content, phrases.count)
    total = np.zeros(len(phrases.article), np.int64)
    for step in range(int(phrases.n_content.max(initial=0))):
        has = size > step
        here = np.zeros(len(size), bool)
        here[has] = small[phrases.content[has] + step]
        total += np.logical_or.reduceat(here, phrases.ptr[:-1])
    return total
