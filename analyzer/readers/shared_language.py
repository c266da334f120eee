"""The language of short records, with the other rows of their file as a prior.

A line of a price list has too few function words to show its language. All rows
together show it, in any order; a row with words of another language keeps its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice

import msgspec
import numpy as np

from analyzer.article import Article, Flags, Ints
from analyzer.text.characters import unescape
from analyzer.text.languages import SCRIPT_NAMES, SCRIPT_OF_RANGE, SCRIPT_STARTS, function_words
from analyzer.text.tokens import identify, intern
from analyzer.text.word_boundaries import split_tokens

# Longer texts show their language themselves.
SHORT_TEXT = 400  # characters
SHORT_WORDS = 50
# From these shares of the rows with evidence on, the prior counts as so many words.
WEIGHTS = ((0.6, 3), (0.4, 2))
AT_A_TIME = 1024
TAG = re.compile(r"<[^<>]{0,1000}>")


class LanguagePrior(msgspec.Struct, frozen=True):
    """What the rows of a file say together about their language.

    Attributes
    ----------
    words : tuple of str
        Function words of that language alone, as many as the prior is worth; none
        where the rows do not agree.
    """

    words: tuple[str, ...] = ()

    def language_of(self, text: str) -> str:
        """Return the language of a short text, empty where it shows the same or its own."""
        if not self.words or len(text) > SHORT_TEXT:
            return ""
        vocabulary, token_id, _ = _tokens([text])
        if not 0 < len(token_id) < SHORT_WORDS:
            return ""
        script = np.bincount(_scripts(vocabulary)[token_id], minlength=len(SCRIPT_NAMES))
        script[SCRIPT_NAMES.index("")] = 0
        if script.argmax() != _scripts(self.words)[0]:
            return ""
        more = np.arange(len(self.words)) + len(vocabulary)
        together = np.concatenate([token_id, more])
        ptr = np.array([0, len(together)])
        language = identify((*vocabulary, *self.words), together, ptr, [""])[0]
        alone = identify(vocabulary, token_id, np.array([0, len(token_id)]), [""])[0]
        return language if language != alone else ""


def language_prior(texts: Iterable[str]) -> LanguagePrior:
    """Return what texts say together about their language; their order does not matter.

    Each text with a word or a letter of a language has one vote.
    """
    votes: Counter[str] = Counter()
    rows = iter(texts)
    while batch := list(islice(rows, AT_A_TIME)):
        vocabulary, token_id, ptr = _tokens([_plain(text[:SHORT_TEXT]) for text in batch])
        codes = identify(vocabulary, token_id, ptr, [""] * len(batch))
        row = np.repeat(np.arange(len(batch)), np.diff(ptr))
        evidence = np.bincount(row, _is_evidence(vocabulary)[token_id], len(batch)) > 0
        votes.update(code for code, known in zip(codes, evidence, strict=True) if known)
    language = max(sorted(votes), key=votes.__getitem__, default="")
    if language not in function_words():
        return LanguagePrior()
    share = votes[language] / votes.total()
    weight = next((words for least, words in WEIGHTS if share >= least), 0)
    return LanguagePrior(_own_words(language)[:weight])


def with_shared_language(articles: Iterable[Article]) -> Iterator[Article]:
    """Yield articles; short ones without a language get the one that all share."""
    rows = list(articles)
    prior = language_prior(article.text for article in rows if not article.language)
    for article in rows:
        language = article.language or prior.language_of(article.prose)
        yield replace(article, language=language) if language else article


def _plain(text: str) -> str:
    """Return a text without tags and entities, well enough to know its language."""
    return unescape(TAG.sub(" ", text)) if "<" in text or "&" in text else text


def _tokens(texts: list[str]) -> tuple[tuple[str, ...], Ints, Ints]:
    """Return the distinct words of texts, the word of each token, and where texts begin."""
    tokens = split_tokens("\n".join([*texts, ""]))
    vocabulary, token_id = intern(tokens)
    edge = np.cumsum([0, *(len(text) + 1 for text in texts)])
    return vocabulary, token_id, np.searchsorted(tokens.start, edge)


def _scripts(words: Iterable[str]) -> Ints:
    initial = np.array([ord(word[0]) for word in words], np.int64)
    return SCRIPT_OF_RANGE[np.searchsorted(SCRIPT_STARTS, initial, "right") - 1]


def _is_evidence(vocabulary: Iterable[str]) -> Flags:
    known = _owners()
    return np.array([word in known or not word.isascii() for word in vocabulary], bool)


@lru_cache(maxsize=1)
def _owners() -> Counter[str]:
    """Return in how many languages each word is a function word."""
    return Counter(
        word for lists in function_words().values() for word in {*lists[0], *lists[1]}
    )


def _own_words(language: str) -> tuple[str, ...]:
    """Return the common function words that no other language has."""
    return tuple(word for word in function_words()[language][0] if _owners()[word] == 1)
