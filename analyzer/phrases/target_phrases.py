"""The key phrases that articles aim at: words of the title that lead and body repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from analyzer.article import Ints
from analyzer.corpus import Corpus
from analyzer.phrases.content_words import CAPITAL_NOUNS, Content, body_content, title_content
from analyzer.text import tokens as words
from analyzer.text.word_boundaries import split_tokens

HYPHENS = ("-", "\u2010", "\u2011")
FEWEST_WORDS = 3
FEWEST_MENTIONS = 2
TITLE_SHARE = 0.5
LEAD_WORDS = 60
# With two ordinary words, a phrase may have names where it is nearly all of the title.
FEWEST_ORDINARY = 2
NEARLY_ALL = 0.8
# Titles have few words; what is longer is a paragraph.
MOST_TITLE_WORDS = 16
# What separates the parts of a title, such as "Lamps: a guide | Example".
SEPARATOR = re.compile(r"[:;|?!·•»：；？！｜]|\s[-–—]\s|\.\s")
Sentence = dict[int, int]  # the first token of each stem


class TargetPhrase(msgspec.Struct, frozen=True):
    """A phrase that an article aims at.

    Attributes
    ----------
    article : int
    start, end : int
        Where the lead has it, in ``Corpus.prose``.
    title_start, title_end : int
        Where the title has it.
    stems : str
        The distinct stems of its content words, sorted.
    mentions : int
        The sentences and headings that have all its words.
    """

    article: int
    start: int
    end: int
    title_start: int
    title_end: int
    stems: str
    mentions: int


class _TitleWord(msgspec.Struct, frozen=True):
    start: int
    end: int
    part: int
    stem: int


def target_phrases(corpus: Corpus) -> Iterator[TargetPhrase]:
    """Yield the phrases that each article aims at, the longest of an article first."""
    body, title = body_content(corpus), title_content(corpus)
    edge = np.arange(len(corpus.articles) + 1)
    body_ptr = np.searchsorted(body.article, edge).tolist()
    title_ptr = np.searchsorted(title.article, edge).tolist()
    for article in range(len(corpus.articles)):
        first, last = title_ptr[article : article + 2]
        fewest = FEWEST_WORDS * (1 + int(corpus.unspaced[article]))
        if not fewest <= last - first <= MOST_TITLE_WORDS:
            continue
        own = slice(*body_ptr[article : article + 2])
        known = set(title.stem[first:last].tolist())
        sentences = list(_sentences(corpus, body, own, known, fewest))
        limit = int(corpus.article_ptr[article]) + LEAD_WORDS
        lead = [sentence for sentence in sentences if min(sentence.values()) < limit]
        if lead and len(sentences) > 1:
            yield from _phrases(corpus, article, fewest, lead, sentences)


def _sentences(
    corpus: Corpus, body: Content, own: slice, known: set[int], fewest: int
) -> Iterator[Sentence]:
    """Yield the words of the title in each sentence that has enough of them."""
    stem = body.stem[own]
    here = np.flatnonzero(np.isin(stem, list(known)))
    sentence = corpus.token_sentence[body.token[own][here]]
    edges = np.flatnonzero(np.diff(sentence, append=-1)) + 1
    start = 0
    for end in edges.tolist():
        if end - start >= fewest:
            found: Sentence = {}
            for at in here[start:end].tolist():
                found.setdefault(int(stem[at]), int(body.token[own.start + at]))
            if len(found) >= fewest:
                yield found
        start = end


def _phrases(
    corpus: Corpus,
    article: int,
    fewest: int,
    lead: Sequence[Sentence],
    sentences: Sequence[Sentence],
) -> Iterator[TargetPhrase]:
    title = _title_words(corpus, article)
    size = np.bincount([word.part for word in title])
    found: dict[frozenset[int], TargetPhrase] = {}
    for sentence in lead:
        present = [word for word in title if word.stem in sentence]
        for window in _windows(present, fewest):
            stems = frozenset(word.stem for word in window)
            enough = len(window) >= TITLE_SHARE * size[window[0].part]
            if stems in found or not enough or len(stems) < fewest:
                continue
            mentions = [
                np.sort(np.array([other[stem] for stem in stems]))
                for other in sentences
                if stems <= other.keys()
            ]
            if len(mentions) < FEWEST_MENTIONS:
                continue
            all_of_title = len(window) >= NEARLY_ALL * len(title)
            ordinary = sorted(_ordinary_words(corpus, article, token) for token in mentions)
            if ordinary[len(ordinary) // 2] >= (FEWEST_ORDINARY if all_of_title else fewest):
                found[stems] = _phrase(corpus, article, window, mentions)
    yield from sorted(found.values(), key=lambda phrase: -len(phrase.stems.split()))


def _windows(title: Sequence[_TitleWord], fewest: int) -> Iterator[Sequence[_TitleWord]]:
    """Yield neighbouring words of one part of a title."""
    for start in range(len(title)):
        for end in range(start + fewest, len(title) + 1):
            if title[end - 1].part != title[start].part:
                break
            yield title[start:end]


def _ordinary_words(corpus: Corpus, article: int, token: Ints) -> int:
    """Return how many of some words of a sentence are no names; a compound is one word.

    A word with a capital is a name, but for the first of a sentence.
    """
    behind = np.flatnonzero(np.diff(token) == 1)
    joint = corpus.token_end[token[behind]]
    hyphened = sum(corpus.prose[at : at + 1] in HYPHENS for at in joint.tolist())
    if corpus.languages[article] in CAPITAL_NOUNS:
        return len(token) - hyphened
    first = corpus.sentence_ptr[corpus.token_sentence[token]] == token
    names = np.count_nonzero(corpus.token_upper[token] & ~first)
    return len(token) - hyphened - int(names)


def _phrase(
    corpus: Corpus,
    article: int,
    window: Sequence[_TitleWord],
    mentions: Sequence[Ints],
) -> TargetPhrase:
    token = mentions[0]
    spelled = [corpus.vocabulary[corpus.token_id[at]] for at in token.tolist()]
    stems = words.stems(spelled, corpus.languages[article])
    return TargetPhrase(
        article,
        int(corpus.token_start[token[0]]),
        int(corpus.token_end[token[-1]]),
        window[0].start,
        window[-1].end,
        " ".join(sorted(set(stems))),
        len(mentions),
    )


def _title_words(corpus: Corpus, article: int) -> list[_TitleWord]:
    """Return the content words of a title with their positions."""
    title = title_content(corpus)
    text = corpus.titles[article]
    tokens = split_tokens(text)
    breaks = [found.start() for found in SEPARATOR.finditer(text)]
    first, last = np.searchsorted(title.article, [article, article + 1]).tolist()
    result = []
    for at in range(first, last):
        token = int(title.token[at] - corpus.title_ptr[article])
        start = int(tokens.start[token])
        part = int(np.searchsorted(breaks, start))
        result.append(_TitleWord(start, int(tokens.end[token]), part, int(title.stem[at])))
    return result
