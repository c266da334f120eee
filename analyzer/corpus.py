"""One batch of articles as flat arrays.

Rows of different length are one array with a ``*_ptr`` array of length n + 1, as
in the ``indptr`` of a scipy matrix. All pointers count tokens: the tokens of
sentence ``i`` are ``token_id[sentence_ptr[i]:sentence_ptr[i + 1]]``, and
likewise for blocks and articles. Only the body has tokens; a title, code and
boilerplate are blocks without any.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from analyzer.article import (
    RUNNING_PROSE,
    Article,
    Block,
    Flags,
    Floats,
    Ints,
    Span,
    line_columns,
)
from analyzer.text import tokens as words
from analyzer.text.addresses import outside_spans
from analyzer.text.arrays import isin, radix_argsort
from analyzer.text.characters import code_points, n_visible
from analyzer.text.sentence_repairs import WITHOUT_STOPS
from analyzer.text.sentences import full_sentences
from analyzer.text.word_boundaries import finds_words

Result = TypeVar("Result")
GAP = "\n\n"
# Spans whose words are not part of the sentence around them.
NO_PROSE = (Span.LABEL, Span.CODE, Span.ADDRESS)
# A word in languages without spaces: in characters, and in words of the dictionary.
TOKENS_OF_CHARACTERS, TOKENS_OF_DICTIONARY = 2.0, 1.4


@dataclass(frozen=True, eq=False)
class Corpus:
    """One batch of articles as flat arrays.

    Attributes
    ----------
    articles : tuple of Article
    titles, languages : tuple of str
        The title and the language of each article; a language is an ISO 639-1 code.
    prose : str
        The prose of all articles, one after the other. Offsets below are into
        it; `locate` turns them into offsets into an article's text.
    prose_ptr : ndarray of int64, shape (n_articles + 1,)
    vocabulary : tuple of str
        Every distinct case-folded word of the bodies and titles.
    token_id, token_start, token_end : ndarray of int64, shape (n_tokens,)
    token_upper : ndarray of bool, shape (n_tokens,)
        Whether the token begins with an upper-case letter.
    sentence_ptr, block_ptr, article_ptr : ndarray of int64
        Token counts, shapes (n_sentences + 1,), (n_blocks + 1,), (n_articles + 1,).
    sentence_start, sentence_end : ndarray of int64, shape (n_sentences,)
        Every sentence has a token.
    block_start, block_end, block_kind : ndarray of int64, shape (n_blocks,)
        All blocks, those without tokens too; kinds are values of `Block`, refined
        from the text by `analyzer.text.block_kinds`.
    block_article : ndarray of int64, shape (n_blocks,)
    span_start, span_end, span_kind : ndarray of int64, shape (n_spans,)
        Inline spans, ascending; kinds are values of `Span`.
    title_id : ndarray of int64, shape (n_title_tokens,)
    title_ptr : ndarray of int64, shape (n_articles + 1,)
    """

    articles: tuple[Article, ...]
    titles: tuple[str, ...]
    languages: tuple[str, ...]
    prose: str
    prose_ptr: Ints
    vocabulary: tuple[str, ...]
    token_id: Ints
    token_start: Ints
    token_end: Ints
    token_upper: Flags
    sentence_ptr: Ints
    sentence_start: Ints
    sentence_end: Ints
    block_ptr: Ints
    block_start: Ints
    block_end: Ints
    block_kind: Ints
    block_article: Ints
    span_start: Ints
    span_end: Ints
    span_kind: Ints
    article_ptr: Ints
    title_id: Ints
    title_ptr: Ints
    memo: dict[Any, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def token_sentence(self) -> Ints:
        """The sentence of each token."""
        return _owners(self.sentence_ptr)

    @cached_property
    def token_block(self) -> Ints:
        """The block of each token."""
        return _owners(self.block_ptr)

    @cached_property
    def token_article(self) -> Ints:
        """The article of each token."""
        return _owners(self.article_ptr)

    @cached_property
    def sentence_article(self) -> Ints:
        """The article of each sentence."""
        return self.token_article[self.sentence_ptr[:-1]]

    @cached_property
    def sentence_block(self) -> Ints:
        """The block of each sentence."""
        return self.token_block[self.sentence_ptr[:-1]]

    @cached_property
    def unspaced(self) -> Flags:
        """Whether a token of the article is a character, not a word; shape (n_articles,)."""
        return np.asarray(self.without_spaces & (not finds_words()))

    @cached_property
    def without_spaces(self) -> Flags:
        """Whether the language puts no space between words, shape (n_articles,)."""
        return np.array([code in words.UNSPACED for code in self.languages], bool)

    @cached_property
    def running(self) -> Flags:
        """Whether each token is in running prose, shape (n_tokens,).

        These are the words of paragraphs, quotations and list items that are full
        sentences, without labels and inline code.
        """
        kind = isin(self.block_kind, np.array(sorted(RUNNING_PROSE), np.int64))
        return kind[self.token_block] & ~self.inside(*NO_PROSE)

    def inside(self, *kinds: Span) -> Flags:
        """Return which tokens are in an inline span of some kinds, shape (n_tokens,)."""
        result = np.ones(len(self.token_id), bool)
        for kind in kinds:
            chosen = self.span_kind == kind
            result &= outside_spans(
                self.token_start, self.token_end, self.span_start[chosen], self.span_end[chosen]
            )
        return ~result

    @cached_property
    def running_sentences(self) -> Flags:
        """Whether each sentence has a token in running prose, shape (n_sentences,)."""
        if not len(self.sentence_start):
            return np.zeros(0, bool)
        return np.asarray(np.logical_or.reduceat(self.running, self.sentence_ptr[:-1]))

    @cached_property
    def full_sentences(self) -> Flags:
        """Whether each sentence is a full one, in a paragraph or list; shape (n_sentences,)."""
        spoken = np.array([code in WITHOUT_STOPS for code in self.languages], bool)
        full = full_sentences(
            code_points(self.prose),
            self.sentence_start,
            self.sentence_end,
            np.diff(self.sentence_ptr),
            spoken[self.sentence_article],
        )
        kind = self.block_kind[self.sentence_block]
        return np.asarray(full & (self.running_sentences | (kind == Block.FRAGMENT)))

    @cached_property
    def has_sentence(self) -> Flags:
        """Whether a full sentence could be read in each article, shape (n_articles,)."""
        return self.sums(self.sentence_article, self.full_sentences) > 0

    @cached_property
    def prose_share(self) -> Floats:
        """The share of the source that was read as the body, shape (n_articles,).

        Both are counted in characters without white space. An empty source has 0.
        """
        body = np.flatnonzero(self.block_kind < Block.TITLE)
        spans = zip(self.block_start[body].tolist(), self.block_end[body].tolist(), strict=True)
        shown = [n_visible(self.prose[start:end]) for start, end in spans]
        read = self.sums(self.block_article[body], np.array(shown, np.float64))
        source = np.array([n_visible(article.text) for article in self.articles], np.float64)
        return np.minimum(read / np.maximum(source, 1), 1.0)

    @cached_property
    def tokens_per_word(self) -> Floats:
        """How many tokens are as long as a word in other scripts, shape (n_articles,)."""
        of_characters = np.where(self.unspaced, TOKENS_OF_CHARACTERS, TOKENS_OF_DICTIONARY)
        return np.where(self.without_spaces, of_characters, 1.0)

    @cached_property
    def n_words(self) -> Ints:
        """The number of tokens in each body, shape (n_articles,)."""
        return np.diff(self.article_ptr)

    @cached_property
    def by_word(self) -> tuple[Ints, Ints]:
        """The tokens by article, word and position, and where each new word begins there."""
        key = self.token_article * max(len(self.vocabulary), 1) + self.token_id
        order = radix_argsort(key)
        return order, np.flatnonzero(np.diff(key[order], prepend=-1))

    @cached_property
    def word_counts(self) -> tuple[Ints, Ints, Ints]:
        """Each distinct word of each article: article, word and count, in that order."""
        order, first = self.by_word
        token = order[first]
        count = np.diff(first, append=len(order))
        return self.token_article[token], self.token_id[token], count

    @cached_property
    def n_distinct(self) -> Ints:
        """The number of distinct words in each body, shape (n_articles,)."""
        return np.bincount(self.word_counts[0], minlength=len(self.articles))

    def sums(self, article: Ints, weight: npt.NDArray[Any] | None = None) -> Floats:
        """Count, or add up, what belongs to each article; shape (n_articles,)."""
        count = np.bincount(article, weight, minlength=len(self.articles))
        return count.astype(np.float64)

    @cached_property
    def bodies(self) -> tuple[str, ...]:
        """The body of each article as rules read it, a blank line between blocks."""
        return tuple(map(self.body, range(len(self.articles))))

    def locate(self, article: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """Turn offsets into the prose into offsets into each article's text.

        Parameters
        ----------
        article, start, end : ndarray of int64, shape (n,)
            Half-open spans of prose and the articles they are in.
        """
        base = self.prose_ptr[article]
        start, end = start - base, end - base
        for index in np.flatnonzero(np.bincount(article)).tolist():
            markup = self.articles[index].markup
            if markup is not None:
                here = article == index
                start[here], end[here] = markup.locate(start[here], end[here])
        return start, end

    def lines(self, article: Ints, start: Ints) -> Ints:
        """Return the line of the text, from 1, that each offset into the prose is on."""
        start, _ = self.locate(article, start, start + 1)
        lines = np.zeros(len(article), np.int64)
        for index in np.flatnonzero(np.bincount(article)).tolist():
            here = np.flatnonzero(article == index)
            positions = line_columns(self.articles[index].text, start[here].tolist())
            lines[here] = [line for line, _ in positions]
        return lines

    def body(self, article: int) -> str:
        """Return the body of one article as rules read it, a blank line between blocks."""
        first, last = np.searchsorted(self.block_article, [article, article + 1])
        starts = self.block_start[first:last].tolist()
        ends = self.block_end[first:last].tolist()
        return GAP.join(
            self.prose[start:end]
            for start, end, kept in zip(starts, ends, self._in_body[first:last], strict=True)
            if kept
        )

    @cached_property
    def _in_body(self) -> list[bool]:
        kept: list[bool] = (self.block_kind < Block.TITLE).tolist()
        return kept


def per_corpus(kernel: Callable[[Corpus], Result]) -> Callable[[Corpus], Result]:
    """Cache the result of `kernel` for each corpus, since several rules need it."""

    @wraps(kernel)
    def remembered(corpus: Corpus) -> Result:
        if kernel not in corpus.memo:
            corpus.memo[kernel] = kernel(corpus)
        result: Result = corpus.memo[kernel]
        return result

    return remembered


def _owners(pointers: Ints) -> Ints:
    return np.repeat(np.arange(len(pointers) - 1), np.diff(pointers))
