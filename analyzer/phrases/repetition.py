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
from analyzer.phrases.candidate_spans import CHARACTERS_PER_WORD
from analyzer.phrases.content_words import Content, own_words, running_content, separated
from analyzer.phrases.repeated import Phrases, repeated_phrases, title_match
from analyzer.phrases.title_ngrams import FEWEST, title_evidence
from analyzer.phrases.word_frequency import held, lowercase_stems, lowercase_tokens, stem_keys
from analyzer.text.arrays import isin, unique
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
    "openers",  # times it opens a sentence of running text that goes on
    "mass",  # `said` times its content words but one
    "common",  # its content words that any of its places writes small: names have none
    "opening_mass",  # the same of `openers`
    "title_said",  # times it is said, if the title has it
    "capitals",  # times it keeps a capital inside a sentence that its word does not need
    "chain",  # the most times it stands beside itself
    "alone",  # times it stands by itself between commas, brackets and the like
    "title_run",  # times the body has the same three words of the title in a row
    "common_run",  # the same, if they are no name
    "title_pairs",  # pairs of words of the title in a row, per 100 distinct words
    "common_pairs",  # those of the pairs that are no names
    "others",  # words that other repeated terms have, per 100 distinct words
    "size",  # distinct words of the article
    "untitled_size",  # the same up to `SHORT`, for an article without a title
)
# These speak against stuffing; all others for it.
AGAINST = ("others", "size")
# In a page of fewer distinct words without a title, a term that repeats is usual.
SHORT = 100
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
    # Where a token is a character, two make a word.
    per_word = np.where(corpus.unspaced, CHARACTERS_PER_WORD, 1)[phrases.article]
    content = phrases.n_content // per_word
    stays = _staying(phrases, gone)
    running = prose_tokens(corpus)[phrases.first] & stays
    said = _sums(running, phrases)
    openers = _sums(running & phrases.initial & _continued(corpus, phrases), phrases)
    common, left = _common(corpus, phrases, body), _sums(stays, phrases)
    size = corpus.n_distinct[phrases.article]
    per_words = 100 / np.maximum(size, FEWEST)
    terms, is_term = _words_of_terms(corpus, stays)
    others = terms[phrases.article] - np.where(is_term, phrases.n_content, 0)
    columns = {
        "content": content,
        "words": _shortest(phrases) // per_word,
        "said": said,
        "openers": openers,
        "mass": said * (content - 1),
        "common": common,
        "opening_mass": openers * (content - 1),
        "title_said": said * title_match(corpus).present,
        "capitals": _sums(_capitals(corpus, phrases, body) & stays, phrases),
        "chain": np.minimum(_chains(phrases), left),
        "alone": _sums(_alone(corpus, phrases) & stays, phrases),
        **{name: each[phrases.article] for name, each in title_evidence(corpus, gone).items()},
        "others": np.maximum(others, 0) * per_words,
        "size": size,
        "untitled_size": _untitled_size(corpus, phrases.article, content),
    }
    features = np.stack([columns[name] for name in PHRASE_FEATURES], axis=1)
    # A name cannot be varied, and a single word is no phrase.
    features[(left < 2) | (common == 0) | (content < 2)] = 0.0
    return features.astype(np.float64)


def title_features(corpus: Corpus, gone: Flags | None = None) -> Floats:
    """Return `PHRASE_FEATURES` of each title, shape (n_articles, n_features)."""
    phrases, size = repeated_phrases(corpus), corpus.n_distinct
    words, _ = _words_of_terms(corpus, _staying(phrases, gone))
    columns = {
        **title_evidence(corpus, gone),
        "others": 100 * words / np.maximum(size, FEWEST),
        "size": size,
        "untitled_size": _untitled_size(corpus, np.arange(len(size)), np.zeros_like(size)),
    }
    features = np.zeros((len(size), len(PHRASE_FEATURES)))
    for name, column in columns.items():
        features[:, PHRASE_FEATURES.index(name)] = column
    return features


def _untitled_size(corpus: Corpus, article: Ints, content: Ints) -> Ints:
    """Return the number of distinct words up to `SHORT`, 0 where there is a title.

    For a phrase that is longer than a term, it is `SHORT`.
    """
    size = np.minimum(corpus.n_distinct, SHORT)[article]
    untitled = (np.diff(corpus.title_ptr) == 0)[article]
    return np.where(untitled, np.where(content > LONGEST_TERM, SHORT, size), 0)


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


def _shortest(phrases: Phrases) -> Ints:
    """Return how many tokens the shortest wording of each phrase has."""
    n_tokens = phrases.last - phrases.first + 1
    return np.asarray(np.minimum.reduceat(n_tokens, phrases.ptr[:-1]))


def _sums(place: Flags, phrases: Phrases) -> Ints:
    """Count the places of each phrase."""
    return np.add.reduceat(place, phrases.ptr[:-1], dtype=np.int64)


def _continued(corpus: Corpus, phrases: Phrases) -> Flags:
    """Return which places have another word behind them in their sentence."""
    return np.asarray(~isin(phrases.last + 1, corpus.sentence_ptr))


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
    """Return which places have a separator before them, and one or the end behind.

    Stop words and numbers may be in between.
    """
    apart, body = separated(corpus), running_content(corpus)
    part = np.cumsum(apart | (np.diff(corpus.token_sentence, prepend=-1) != 0)) - 1
    opened = apart[np.flatnonzero(np.diff(part, prepend=-1))]
    n_content = np.bincount(part[body.token], minlength=len(opened))
    own = part[phrases.first]
    alone = n_content[own] == np.repeat(phrases.n_content, phrases.count)
    return np.asarray(opened[own] & alone & (part[phrases.last] == own))


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
