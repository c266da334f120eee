"""The language of short records, with the other rows of their file as a prior.

A line of a price list has too few function words to show its language. All rows
together show it, in any order; a row with words of another language keeps its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from operator import itemgetter

import msgspec
import numpy as np

from analyzer.article import Article, Ints
from analyzer.text.characters import unescape
from analyzer.text.language_ngrams import likelihoods
from analyzer.text.languages import (
    SCRIPT_NAMES,
    SCRIPT_OF_RANGE,
    SCRIPT_STARTS,
    function_words,
    language_points,
)
from analyzer.text.tokens import identify, intern, word_hash
from analyzer.text.word_boundaries import split_tokens

# Longer texts show their language themselves.
SHORT_TEXT = 400  # characters
SHORT_WORDS = 50
# From these shares of the rows with evidence on, the prior counts as so many words.
WEIGHTS = ((0.6, 3), (0.4, 2))
AT_A_TIME = 1024
# One row in so many must show a language, and one in so many with Chinese characters kana.
LEAST_VOTES, LEAST_KANA = 10, 5
# From this share of the most votes on, a language is compared by its letters.
NEARLY, TIE = 0.6, 1e-9
MOST_WORDS = 2000
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
        own: str = SCRIPT_NAMES[_scripts(self.words)[0]]
        written: str = SCRIPT_NAMES[script.argmax()]
        if own == "ja" and written == "zh":
            return own
        if written != own:
            return ""
        more = np.arange(len(self.words)) + len(vocabulary)
        # As two articles: the words alone, and with those of the prior.
        ids = np.concatenate([token_id, token_id, more])
        ptr = np.array([0, len(token_id), len(ids)])
        alone, language = identify((*vocabulary, *self.words), ids, ptr, ["", ""])
        return language if language != alone else ""


def language_prior(texts: Iterable[str]) -> LanguagePrior:
    """Return what texts say together about their language; their order does not matter.

    Each text with a word or a letter of a language has one vote for all languages that it
    fits best. Where several languages fit about as many texts, letters decide.
    """
    return language_evidence(texts).prior()


def language_evidence(texts: Iterable[str]) -> LanguageEvidence:
    """Return what texts show of their language, to be merged with that of others."""
    evidence, rest = LanguageEvidence(), iter(texts)
    while batch := list(islice(rest, AT_A_TIME)):
        evidence.add([_plain(text[:SHORT_TEXT]) for text in batch])
    return evidence


class LanguageEvidence(msgspec.Struct):
    """What the rows of a file, or of a part of it, show of their language.

    Attributes
    ----------
    n_rows : int
    best : dict of bytes to int
        How many rows fit the same languages best, as a row of an array of bool.
    words : dict of str to int
        A sample of the words, with their hashes.
    japanese, kana : int
        How many rows have Chinese characters or kana, and how many have kana.
    """

    n_rows: int = 0
    best: Counter[bytes] = msgspec.field(default_factory=Counter)
    words: dict[str, int] = msgspec.field(default_factory=dict)
    japanese: int = 0
    kana: int = 0

    def add(self, texts: Sequence[str]) -> None:
        """Add what some rows show."""
        vocabulary, token_id, ptr = _tokens(texts)
        row = np.repeat(np.arange(len(texts)), np.diff(ptr))
        points = language_points(vocabulary, token_id, row, len(texts))
        most = points.max(axis=1, initial=0)
        best = (points >= most[:, np.newaxis] - TIE)[most > 0]
        self.best.update(vote.tobytes() for vote in best)
        self.n_rows += len(texts)
        written = np.zeros((len(texts), len(SCRIPT_NAMES)), bool)
        written[row, _scripts(vocabulary)[token_id]] = True
        kana, han = (written[:, SCRIPT_NAMES.index(code)] for code in ("ja", "zh"))
        self.japanese += int((kana | han).sum())
        self.kana += int(kana.sum())
        keys = word_hash(vocabulary).tolist()
        self.words |= zip(vocabulary, keys, strict=True)
        self._shorten()

    def merge(self, other: LanguageEvidence) -> None:
        """Add what other rows of the same file show; the order does not matter."""
        self.n_rows += other.n_rows
        self.best.update(other.best)
        self.japanese += other.japanese
        self.kana += other.kana
        self.words |= other.words
        self._shorten()

    def prior(self) -> LanguagePrior:
        """Return what the rows say together about their language."""
        if self.kana * LEAST_KANA >= self.japanese > 0:
            return LanguagePrior(_own_words("ja")[: WEIGHTS[0][1]])
        language, share = self._language()
        weight = next((words for least, words in WEIGHTS if share >= least), 0)
        return LanguagePrior(_own_words(language)[:weight] if weight else ())

    def _shorten(self) -> None:
        if len(self.words) > 2 * MOST_WORDS:
            self.words = dict(self._sample())

    def _sample(self) -> list[tuple[str, int]]:
        """Return some of the words, which do not depend on their order."""
        return sorted(self.words.items(), key=itemgetter(1, 0))[:MOST_WORDS]

    def _language(self) -> tuple[str, float]:
        """Return the language that fits the rows best, and its share of the votes."""
        total = self.best.total()
        if total * LEAST_VOTES < self.n_rows or not total:
            return "", 0.0
        votes = np.zeros(len(function_words()), np.int64)
        for vote, count in self.best.items():
            votes += count * np.frombuffer(vote, bool)
        codes = list(function_words())
        near = np.flatnonzero(votes >= NEARLY * votes.max()).tolist()
        chosen = [codes[index] for index in near]
        words = [word for word, _ in self._sample()]
        fits = likelihoods(words, chosen) if len(chosen) > 1 else [0.0]
        language = max(zip(fits, chosen, strict=True))[1]
        known = {word for words in function_words()[language] for word in words}
        telling = sum(word in known or not word.isascii() for word in words)
        if telling < 2 and 2 * total < self.n_rows:
            # A single word is in many names: "Pro".
            return "", 0.0
        own = int(votes[codes.index(language)])
        return language, own / total


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


def _tokens(texts: Sequence[str]) -> tuple[tuple[str, ...], Ints, Ints]:
    """Return the distinct words of texts, the word of each token, and where texts begin."""
    tokens = split_tokens("\n".join([*texts, ""]))
    vocabulary, token_id = intern(tokens)
    edge = np.cumsum([0, *(len(text) + 1 for text in texts)])
    return vocabulary, token_id, np.searchsorted(tokens.start, edge)


def _scripts(words: Iterable[str]) -> Ints:
    initial = np.array([ord(word[0]) for word in words], np.int64)
    return SCRIPT_OF_RANGE[np.searchsorted(SCRIPT_STARTS, initial, "right") - 1]


@lru_cache(maxsize=1)
def _owners() -> Counter[str]:
    """Return in how many languages each word is a function word."""
    return Counter(
        word for lists in function_words().values() for word in {*lists[0], *lists[1]}
    )


def _own_words(language: str) -> tuple[str, ...]:
    """Return the common function words that no other language has."""
    return tuple(word for word in function_words()[language][0] if _owners()[word] == 1)
