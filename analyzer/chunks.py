"""Chunks: runs of words that no stop word, verb or punctuation parts.

A chunk is what a writer names in one breath. Key phrases are looked for in
chunks only. Titles are read with the bodies here, each before its body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from analyzer import words
from analyzer.article import Flags, Ints
from analyzer.background import STEPS_PER_NAT, shipped_backgrounds
from analyzer.corpus import Corpus, per_corpus
from analyzer.english_verbs import verb_forms
from analyzer.folding import fold
from analyzer.segment import code_points, split_tokens

Keys = npt.NDArray[np.uint64]

SEPARATORS = ',;:!?()[]{}<>|/\\•·…—―"“”„«»、。，；：！？（）「」『』【】《》｡､،؛؟।'
HYPHENS = "-‐‑–‒"
SPACES = " \t\n\r\xa0\u2009\u202f\u3000"
SEPARATOR, HYPHEN, SPACE = 1, 2, 4
SHORTEST_ADVERB = 5
# French, Italian and Catalan write some small words onto the next one.
ELIDING = frozenset({"fr", "it", "ca"})
ELISION = re.compile(
    r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|[dn]ell|all|sull|dall|un)'(?=\w\w)"
)
# What joins two chunks to one name: "Conseil de sécurité", "Banco de la República".
JOINING = {
    "fr": ("de du des d'", "la le les l'"),
    "es": ("de del", "la el los las"),
    "pt": ("de do da dos das", ""),
    "it": ("di del della dello dei degli delle dell' d'", ""),
    "ca": ("de del dels d'", "la el els les l'"),
}  # fmt: skip


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
        The tokens that stand in chunks.
    key : ndarray of uint64, shape (n_content,)
        A hash of each one's stem.
    information : ndarray of int64, shape (n_content,)
        What it tells, in steps of ``1 / STEPS_PER_NAT``.
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
    gap: npt.NDArray[np.uint8]
    opens: Flags
    article_ptr: Ints


@dataclass(frozen=True, eq=False)
class Lexicon:
    """What is known of each token by its word and language."""

    key: Keys
    information: Ints
    stop: Flags
    number: Flags
    elided: Flags
    joiner: npt.NDArray[np.uint8]


@per_corpus
def find_chunks(corpus: Corpus) -> Chunks:
    """Find the chunks of the titles and bodies."""
    stream = _stream(corpus)
    lexicon = _lexicon(corpus, stream)
    parted = stream.opens | ((stream.gap & SEPARATOR) > 0)
    stop = _unhyphenated(lexicon.stop, stream.gap, parted)
    token = np.flatnonzero(~stop)
    begins = parted | lexicon.elided
    head = (np.diff(token, prepend=-2) != 1) | begins[token]
    ptr = np.append(np.flatnonzero(head), len(token))
    joined = _joined(token, ptr, parted, lexicon)
    return Chunks(
        stream.text,
        stream.start,
        stream.end,
        stream.article_ptr,
        token,
        lexicon.key[token],
        lexicon.information[token],
        lexicon.number[token],
        ptr,
        joined,
        np.searchsorted(stream.article_ptr, token[ptr[:-1]], side="right") - 1,
    )


def _stream(corpus: Corpus) -> Stream:
    """Put the tokens of each title before those of its body."""
    titles = "\n".join([*corpus.titles, ""])
    base = len(corpus.prose)
    of_titles = split_tokens(titles)
    n_title, n_body = np.diff(corpus.title_ptr), np.diff(corpus.article_ptr)
    place = np.concatenate(
        [
            np.arange(len(corpus.token_id)) + np.repeat(corpus.title_ptr[1:], n_body),
            np.arange(len(of_titles.start)) + np.repeat(corpus.article_ptr[:-1], n_title),
        ]
    )
    text = corpus.prose + titles
    start = np.concatenate([corpus.token_start, of_titles.start + base])
    end = np.concatenate([corpus.token_end, of_titles.end + base])
    opens = np.zeros(len(start), bool)
    opens[corpus.sentence_ptr[:-1]] = True
    title_begin = corpus.title_ptr[:-1][n_title > 0] + len(corpus.token_id)
    opens[title_begin] = True
    columns = (
        np.concatenate([corpus.token_id, corpus.title_id]),
        start,
        end,
        _gaps(text, start, end),
        opens,
    )
    word, start, end, gap, opens = (_placed(column, place) for column in columns)
    return Stream(text, word, start, end, gap, opens, corpus.article_ptr + corpus.title_ptr)


def _placed(column: npt.NDArray[np.generic], place: Ints) -> npt.NDArray[np.generic]:
    result = np.empty_like(column)
    result[place] = column
    return result


def _gaps(text: str, start: Ints, end: Ints) -> npt.NDArray[np.uint8]:
    """Return which kinds of characters stand before each token, after the one before."""
    if not len(start):
        return np.zeros(0, np.uint8)
    kinds = np.append(_kinds()[np.minimum(code_points(text), 0xFFFF)], np.uint8(0))
    edges = np.stack([np.concatenate([[0], end[:-1]]), start], axis=1).ravel()
    gap = np.bitwise_or.reduceat(kinds, edges)[::2]
    # A dash with a space beside it parts, one without joins.
    return np.where(gap == (HYPHEN | SPACE), gap | np.uint8(SEPARATOR), gap)


@lru_cache(maxsize=1)
def _kinds() -> npt.NDArray[np.uint8]:
    table = np.zeros(0x10000, np.uint8)
    for marks, kind in ((SEPARATORS, SEPARATOR), (HYPHENS, HYPHEN), (SPACES, SPACE)):
        table[[ord(mark) for mark in marks]] = kind
    return table


def _unhyphenated(stop: Flags, gap: npt.NDArray[np.uint8], parted: Flags) -> Flags:
    """Keep the small words of hyphenated ones: "state-of-the-art"."""
    if not len(stop):
        return stop
    tied = (gap == HYPHEN) & ~parted
    with_left = tied & ~np.concatenate([[True], stop[:-1]])
    with_right = np.append(tied[1:] & ~stop[1:], False)
    return np.asarray(stop & ~with_left & ~with_right)


def _lexicon(corpus: Corpus, stream: Stream) -> Lexicon:
    """Look up each token's word in the language of its article."""
    n = len(stream.word)
    result = Lexicon(
        np.zeros(n, np.uint64),
        np.zeros(n, np.int64),
        *(np.zeros(n, bool) for _ in range(3)),
        np.zeros(n, np.uint8),
    )
    columns = (result.key, result.information, result.stop, result.number, result.elided)
    for language in sorted(set(corpus.languages)):
        of_language = np.array([code == language for code in corpus.languages])
        size = np.diff(stream.article_ptr)
        here = np.flatnonzero(np.repeat(of_language, size))
        if not len(here):
            continue
        used, word = _used(stream.word[here], len(corpus.vocabulary))
        spelled = [corpus.vocabulary[number] for number in used.tolist()]
        known = _of_words(spelled, language)
        for column, value in zip((*columns, result.joiner), known, strict=True):
            column[here] = value[word]
        if language not in shipped_backgrounds():
            result.information[here] = _surprise(corpus, stream, here)
    return result


def _used(word: Ints, n_words: int) -> tuple[Ints, Ints]:
    """Return the distinct words, ascending, and the place of each token's among them."""
    flag = np.zeros(n_words, bool)
    flag[word] = True
    return np.flatnonzero(flag), (np.cumsum(flag) - 1)[word]


def _of_words(spelled: list[str], language: str) -> tuple[npt.NDArray[np.generic], ...]:
    elision = [""] * len(spelled)
    bare = spelled
    if language in ELIDING:
        found = [ELISION.match(word) for word in spelled]
        elision = [match.group() if match else "" for match in found]
        bare = [word[len(cut) :] for word, cut in zip(spelled, elision, strict=True)]
    stems = words.stems(bare, language)
    table = shipped_backgrounds().get(language)
    first, second = (set(part.split()) for part in JOINING.get(language, ("", "")))
    joiner = [
        (cut in first) * 4 + (cut in second) * 8 + (word in first) + (word in second) * 2
        for word, cut in zip(spelled, elision, strict=True)
    ]
    return (
        words.word_hash(stems),
        table.information(stems) if table else np.zeros(len(stems), np.int64),
        np.array(_stops(bare, language), bool),
        np.array([not any(map(str.isalpha, word)) for word in bare], bool),
        np.array([cut != "" for cut in elision], bool),
        np.array(joiner, np.uint8),
    )


def _stops(spelled: list[str], language: str) -> list[bool]:
    stop = words.stop_words(language)
    if language == "en":
        stop = stop | verb_forms()
        return [
            word in stop
            or len(word) == 1
            or (word[-2:] == "ly" and len(word) >= SHORTEST_ADVERB)
            for word in spelled
        ]
    shortest = 1 if language in words.UNSPACED else 2
    return [word in stop or len(word) < shortest for word in spelled]


def _surprise(corpus: Corpus, stream: Stream, here: Ints) -> Ints:
    """Return what words tell where no table is: in how few sentences of their text they stand.

    Titles count as sentences.
    """
    sentence = np.cumsum(stream.opens)
    article = np.repeat(np.arange(len(corpus.articles)), np.diff(stream.article_ptr))
    n_sentences = np.bincount(article[stream.opens], minlength=len(corpus.articles))
    n_words = max(len(corpus.vocabulary), 1)
    once = np.unique(sentence[here] * n_words + stream.word[here])
    first = np.searchsorted(sentence, once // n_words)
    pair, count = np.unique(article[first] * n_words + once % n_words, return_counts=True)
    own = article[here] * n_words + stream.word[here]
    frequency = count[np.searchsorted(pair, own)]
    share = (n_sentences[article[here]] + 1) / (frequency + 1)
    return np.rint(STEPS_PER_NAT * np.log(share)).astype(np.int64)


def _joined(token: Ints, ptr: Ints, parted: Flags, lexicon: Lexicon) -> Flags:
    """Return which chunks are tied to the next by "de", "de la", "d'" and the like."""
    result = np.zeros(max(len(ptr) - 1, 0), bool)
    if not lexicon.joiner.any() or len(ptr) < 3:
        return result
    last, following = token[ptr[1:-1] - 1], token[ptr[1:-1]]
    between = following - last - 1
    joiner = lexicon.joiner
    opens = (joiner[last + 1] & 1) > 0
    article = (joiner[np.minimum(last + 2, len(joiner) - 1)] & 2) > 0
    tied = (between == 0) & ((joiner[following] & 4) > 0)
    one = (between == 1) & opens & (~lexicon.elided[following] | ((joiner[following] & 8) > 0))
    two = (between == 2) & opens & article & ~lexicon.elided[following]
    broken = np.cumsum(parted)
    result[:-1] = (tied | one | two) & (broken[following] == broken[last])
    return result


def without_clitics(phrase: str, language: str) -> str:
    """Return a phrase without an elided article before it, or a possessive after it."""
    if language in ELIDING:
        match = ELISION.match(fold(phrase))
        return phrase[match.end() :] if match else phrase
    if language == "en" and fold(phrase[-2:]) == "'s":
        return phrase[:-2]
    return phrase
