"""Chunks: runs of words that no stop word, verb or punctuation parts.

A chunk is what a writer names in one breath. Key phrases are looked for in
chunks only. Titles are read with the bodies here, each before its body.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from analyzer.article import Flags, Ints
from analyzer.corpus import Corpus, per_corpus
from analyzer.phrases.term_statistics import (  # fmt: skip
    CLOSES,
    ELIDED,
    FOLLOWS,
    IN_NAMES,
    NUMBER,
    OPENS,
    STEPS_PER_NAT,
    STOP,
    TIES,
    TIES_AFTER,
    Keys,
    has,
    information_of,
    shipped_backgrounds,
    stem_key,
    term_statistics,
)
from analyzer.text.arrays import unique
from analyzer.text.characters import CodePoints, code_points
from analyzer.text.word_boundaries import split_tokens

SEPARATORS = ',;:!?()[]{}<>|/\\•·…—―"“”„«»、。，；：！？（）「」『』【】《》｡､،؛؟।'
HYPHENS = "-‐‑–‒"
SPACES = " \t\n\r\xa0\u2009\u202f\u3000"
SEPARATOR, HYPHEN, SPACE = 1, 2, 4


@dataclass(frozen=True, eq=False)
class Chunks:
    """The chunks of a batch, and all tokens of titles and bodies.

    Attributes
    ----------
    text : str
        The prose of the bodies, then the titles.
    start, end : ndarray of int64, shape (n_tokens,)
        Offsets into `text`, by article, the title before the body.
    article_ptr : ndarray of int64, shape (n_articles + 1,)
        Token counts.
    token : ndarray of int64, shape (n_content,)
        The tokens in chunks.
    key : ndarray of uint64, shape (n_content,)
        A hash of each one's stem.
    information : ndarray of int64, shape (n_content,)
        Its information, in steps of ``1 / STEPS_PER_NAT``.
    number : ndarray of bool, shape (n_content,)
        Whether it has no letter.
    ptr : ndarray of int64, shape (n_chunks + 1,)
        The tokens of chunk ``i`` are ``token[ptr[i]:ptr[i + 1]]``.
    joined : ndarray of bool, shape (n_chunks,)
        Whether only "de la" and the like stand between it and the next one.
    article : ndarray of int64, shape (n_chunks,)
    """

    text: str
    start: Ints
    end: Ints
    article_ptr: Ints
    token: Ints
    key: Keys
    information: Ints
    number: Flags
    ptr: Ints
    joined: Flags
    article: Ints


@dataclass(frozen=True, eq=False)
class Stream:
    """All tokens of a batch: of each article the title, then the body."""

    text: str
    word: Ints
    start: Ints
    end: Ints
    upper: Flags
    gap: npt.NDArray[np.uint8]
    opens: Flags
    article_ptr: Ints


@per_corpus
def find_chunks(corpus: Corpus) -> Chunks:
    """Find the chunks of the titles and bodies."""
    stream = _stream(corpus)
    facts = _facts(corpus, stream)
    parted = stream.opens | ((stream.gap & SEPARATOR) > 0)
    stop = has(facts, STOP) & ~_begins_name(facts, stream.upper, parted)
    token = np.flatnonzero(~_unhyphenated(stop, stream.gap, parted))
    of_token = facts[token]
    head = (np.diff(token, prepend=-2) != 1) | parted[token] | has(of_token, ELIDED)
    head[1:] |= has(of_token, CLOSES)[:-1]
    ptr = np.append(np.flatnonzero(head), len(token))
    return Chunks(
        text=stream.text,
        start=stream.start,
        end=stream.end,
        article_ptr=stream.article_ptr,
        token=token,
        key=stem_key(of_token),
        information=_information(corpus, stream, of_token, token),
        number=has(of_token, NUMBER),
        ptr=ptr,
        joined=_joined(token, ptr, parted, facts),
        article=np.searchsorted(stream.article_ptr, token[ptr[:-1]], side="right") - 1,
    )


def _stream(corpus: Corpus) -> Stream:
    """Put the tokens of each title before those of its body."""
    titles = "\n".join(["", *corpus.titles, ""])
    base = len(corpus.prose)
    of_titles = split_tokens(titles)
    n_title, n_body = np.diff(corpus.title_ptr), np.diff(corpus.article_ptr)
    place = np.concatenate(
        [
            np.arange(len(corpus.token_id)) + np.repeat(corpus.title_ptr[1:], n_body),
            np.arange(len(corpus.title_id)) + np.repeat(corpus.article_ptr[:-1], n_title),
        ]
    )
    text = corpus.prose + titles
    start = np.concatenate([corpus.token_start, of_titles.start + base])
    end = np.concatenate([corpus.token_end, of_titles.end + base])
    opens = np.zeros(len(start), bool)
    opens[corpus.sentence_ptr[:-1]] = True
    title_begin = corpus.title_ptr[:-1][n_title > 0] + len(corpus.token_id)
    opens[title_begin] = True
    word = np.concatenate([corpus.token_id, corpus.title_id])
    order = np.empty(len(start), np.int64)
    order[place] = np.arange(len(start))
    upper = np.concatenate([corpus.token_upper, of_titles.upper])
    gap = _gaps(text, start, end)
    return Stream(
        text=text,
        word=word[order],
        start=start[order],
        end=end[order],
        upper=upper[order],
        gap=gap[order],
        opens=opens[order],
        article_ptr=corpus.article_ptr + corpus.title_ptr,
    )


def _gaps(text: str, start: Ints, end: Ints) -> npt.NDArray[np.uint8]:
    """Return which kinds of characters stand before each token, after the one before."""
    codes = np.append(code_points(text), np.uint32(0))
    before = np.concatenate([[0], end])[: len(start)]
    gap = _kinds_of(codes[before])
    gap[start == before] = 0
    wide = np.flatnonzero(start - before > 1)
    size = (start - before)[wide]
    shift = np.cumsum(size) - size
    place = np.arange(int(size.sum())) + np.repeat(before[wide] - shift, size)
    if len(wide):
        gap[wide] = np.bitwise_or.reduceat(_kinds_of(codes[place]), shift)
    # A dash with a space beside it parts, one without joins.
    gap[gap == (HYPHEN | SPACE)] |= np.uint8(SEPARATOR)
    return gap


def _kinds_of(codes: CodePoints) -> npt.NDArray[np.uint8]:
    return _kinds()[np.minimum(codes, 0xFFFF)]


@lru_cache(maxsize=1)
def _kinds() -> npt.NDArray[np.uint8]:
    table = np.zeros(0x10000, np.uint8)
    for marks, kind in ((SEPARATORS, SEPARATOR), (HYPHENS, HYPHEN), (SPACES, SPACE)):
        table[[ord(mark) for mark in marks]] = kind
    return table


def _begins_name(facts: Keys, upper: Flags, parted: Flags) -> Flags:
    """Return which words begin a name: "New York", but not "New rules"."""
    following = np.append((upper & ~parted)[1:], False)[: len(upper)]
    return np.asarray(upper & following & has(facts, IN_NAMES))


def _unhyphenated(stop: Flags, gap: npt.NDArray[np.uint8], parted: Flags) -> Flags:
    """Keep the small words of hyphenated ones: "state-of-the-art"."""
    if not len(stop):
        return stop
    tied = (gap == HYPHEN) & ~parted
    with_left = tied & ~np.concatenate([[True], stop[:-1]])
    with_right = np.append(tied[1:] & ~stop[1:], False)
    return np.asarray(stop & ~with_left & ~with_right)


def _facts(corpus: Corpus, stream: Stream) -> Keys:
    """Return what is known of each token's word in the language of its article."""
    languages = sorted(set(corpus.languages))
    if len(languages) == 1:
        return term_statistics(corpus.vocabulary, languages[0])[stream.word]
    facts = np.zeros(len(stream.word), np.uint64)
    for language in languages:
        here = np.flatnonzero(_in_language(corpus, stream, language))
        used, word = _used(stream.word[here], len(corpus.vocabulary))
        spelled = [corpus.vocabulary[number] for number in used.tolist()]
        facts[here] = term_statistics(spelled, language)[word]
    return facts


def _in_language(corpus: Corpus, stream: Stream, language: str) -> Flags:
    """Return which tokens are of articles in a language."""
    chosen = np.array([code == language for code in corpus.languages], bool)
    return np.repeat(chosen, np.diff(stream.article_ptr))


def _information(corpus: Corpus, stream: Stream, facts: Keys, token: Ints) -> Ints:
    """Return the information of the words of the chunks, in steps."""
    information = information_of(facts)
    unknown = sorted(set(corpus.languages) - set(shipped_backgrounds()))
    for language in unknown:
        here = np.flatnonzero(_in_language(corpus, stream, language))
        if len(here):
            of_token = np.zeros(len(stream.word), np.int64)
            of_token[here] = _surprise(corpus, stream, here)
            information += of_token[token]
    return information


def _used(word: Ints, n_words: int) -> tuple[Ints, Ints]:
    """Return the distinct words, ascending, and the place of each token's among them."""
    flag = np.zeros(n_words, bool)
    flag[word] = True
    return np.flatnonzero(flag), (np.cumsum(flag) - 1)[word]


def _surprise(corpus: Corpus, stream: Stream, here: Ints) -> Ints:
    """Return the information of words without a table: how few sentences have them.

    Titles count as sentences.
    """
    sentence = np.cumsum(stream.opens)
    article = np.repeat(np.arange(len(corpus.articles)), np.diff(stream.article_ptr))
    n_sentences = np.bincount(article[stream.opens], minlength=len(corpus.articles))
    n_words = max(len(corpus.vocabulary), 1)
    once = unique(sentence[here] * n_words + stream.word[here])
    first = np.searchsorted(sentence, once // n_words)
    pair, count = np.unique(article[first] * n_words + once % n_words, return_counts=True)
    own = article[here] * n_words + stream.word[here]
    frequency = count[np.searchsorted(pair, own)]
    share = (n_sentences[article[here]] + 1) / (frequency + 1)
    return np.asarray(np.rint(STEPS_PER_NAT * np.log(share)).astype(np.int64))


def _joined(token: Ints, ptr: Ints, parted: Flags, facts: Keys) -> Flags:
    """Return which chunks are tied to the next by "de", "de la", "d'" and the like."""
    result = np.zeros(max(len(ptr) - 1, 0), bool)
    if len(ptr) < 3 or not has(facts, OPENS | TIES).any():
        return result
    last, following = token[ptr[1:-1] - 1], token[ptr[1:-1]]
    between = following - last - 1
    opens, bare = has(facts[last + 1], OPENS), ~has(facts[following], ELIDED)
    follows = has(facts[np.minimum(last + 2, len(facts) - 1)], FOLLOWS)
    one = (between == 1) & opens & (bare | has(facts[following], TIES_AFTER))
    two = (between == 2) & opens & follows & bare
    tied = (between == 0) & has(facts[following], TIES)
    broken = np.cumsum(parted)
    result[:-1] = (tied | one | two) & (broken[following] == broken[last])
    return result
