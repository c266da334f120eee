"""Compares a sentence with an earlier one that is similar."""

from __future__ import annotations

from functools import cached_property

import msgspec
import numpy as np

from analyzer.corpus import Corpus
from analyzer.rules.sentence_differences import (
    Difference,
    decisive_words,
    difference,
)
from analyzer.rules.statements import introduces, is_statement, link_to_others
from analyzer.text.tokens import stop_words


class Repeat(msgspec.Struct, frozen=True):
    """A sentence that repeats an earlier one.

    Attributes
    ----------
    later, earlier : int
        Numbers of sentences.
    cluster : int
    is_warning : bool
        Whether the sentence is a warning, had it no further copies.
    difference : Difference
    decisive : tuple of str
        The differing words that change what is stated.
    """

    later: int
    earlier: int
    cluster: int
    is_warning: bool
    difference: Difference
    decisive: tuple[str, ...]


class SentenceComparison:
    """Compares sentences of one batch."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        article, word, self.count = corpus.word_counts
        self.key = article * max(len(corpus.vocabulary), 1) + word

    def repeat(self, later: int, earlier: int, cluster: int) -> Repeat:
        """Compare a sentence with an earlier one."""
        found = difference(self._words(earlier), self._words(later))
        article = int(self.corpus.sentence_article[later])
        language = self.corpus.languages[article]
        decisive: tuple[str, ...] = ()
        blocks = self.corpus.sentence_block[[later, earlier]].tolist()
        if not found.is_identical:
            names = self._names(earlier) | self._names(later)
            decisive = decisive_words(
                found, language, names, lambda word: self._is_topic(word, article, found)
            )
        is_warning = (
            not decisive
            and (found.is_identical or (found.is_edit and blocks[0] != blocks[1]))
            and all(is_statement(self.corpus, one) for one in (later, earlier))
            and not all(introduces(self.corpus, one) for one in (later, earlier))
            and not link_to_others(self.corpus, later, earlier)
        )
        return Repeat(later, earlier, cluster, is_warning, found, decisive)

    def _tokens(self, sentence: int) -> slice:
        return slice(*self.corpus.sentence_ptr[sentence : sentence + 2].tolist())

    def _words(self, sentence: int) -> list[str]:
        corpus = self.corpus
        return [corpus.vocabulary[word] for word in corpus.token_id[self._tokens(sentence)]]

    def _names(self, sentence: int) -> set[str]:
        """Return the words that are capitalised within a sentence, or that are code."""
        tokens = self._tokens(sentence)
        named = self.corpus.token_upper[tokens] | ~self.corpus.running[tokens]
        named[:1] &= ~self.corpus.running[tokens][:1]
        words = self._words(sentence)
        return {words[index] for index in np.flatnonzero(named).tolist()}

    def _is_topic(self, word: str, article: int, found: Difference) -> bool:
        """Return whether a content word is in the title, or in further sentences."""
        if word in stop_words(self.corpus.languages[article]):
            return False
        number = self._number[word]
        if number in self.corpus.title_id[slice(*self.corpus.title_ptr[article : article + 2])]:
            return True
        key = article * max(len(self.corpus.vocabulary), 1) + number
        at = int(np.searchsorted(self.key, key))
        here = found.removed.count(word) + found.added.count(word)
        return at < len(self.key) and int(self.key[at]) == key and int(self.count[at]) > here

    @cached_property
    def _number(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.corpus.vocabulary)}
