"""One batch of articles as flat arrays.

Rows of different length are one array with a ``*_ptr`` array of length n + 1, as
in the ``indptr`` of a scipy matrix. All pointers count tokens: the tokens of
sentence ``i`` are ``token_id[sentence_ptr[i]:sentence_ptr[i + 1]]``, and
likewise for blocks and articles. Only the body has tokens; a title, code and
boilerplate are blocks without any.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from analyzer.article import RUNNING_PROSE, Article, Block, Flags, Floats, Ints, Span
from analyzer.text import tokens as words
from analyzer.text.addresses import outside_spans
from analyzer.text.arrays import isin, radix_argsort
from analyzer.text.block_kinds import refine_blocks
from analyzer.text.characters import code_points
from analyzer.text.positions import line_columns
from analyzer.text.sentences import full_sentences, sentence_spans
from analyzer.text.word_boundaries import finds_words, split_tokens

Result = TypeVar("Result")
GAP = "\n\n"
# Spans whose words are not part of the sentence around them.
NO_PROSE = (Span.LABEL, Span.CODE, Span.ADDRESS)
# A word in languages without spaces: in characters, and in words of the dictionary.
TOKENS_OF_CHARACTERS, TOKENS_OF_DICTIONARY = 2.0, 1.4
# Thai and Lao end sentences with a space.
WITHOUT_STOPS = frozenset({"th", "lo"})
WHITE_SPACE = " \n\r\t\u00a0\u3000"


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
        read = np.zeros(len(self.articles))
        source = np.zeros(len(self.articles))
        body = self.block_kind < Block.TITLE
        pieces = zip(
            self.block_start[body].tolist(),
            self.block_end[body].tolist(),
            self.block_article[body].tolist(),
            strict=True,
        )
        for start, end, article in pieces:
            read[article] += _n_visible(self.prose[start:end])
        for index, article in enumerate(self.articles):
            source[index] = _n_visible(article.text)
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


def build_corpus(articles: Sequence[Article]) -> Corpus:
    """Segment a batch of articles.

    About half a megabyte of text at a time is fastest: the arrays then stay
    in the processor's cache.
    """
    parts = [_blocks_of(article) for article in articles]
    prose_ptr = _pointers([len(article.prose) + len(GAP) for article in articles])
    prose = "".join(article.prose + GAP for article in articles)
    titles = [
        article.title if article.title is not None else _title_block(article, part)
        for article, part in zip(articles, parts, strict=True)
    ]
    title_ptr = _pointers([len(title) + 1 for title in titles])
    block_article = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    shift = prose_ptr[block_article]
    start, end, kind = (
        np.array([value for part in parts for value in part[field]], np.int64)
        for field in range(3)
    )
    start, end = start + shift, end + shift
    tokens = split_tokens(prose + "\n".join([*titles, ""]))
    vocabulary, token_id = words.intern(tokens)
    n_body = int(np.searchsorted(tokens.start, len(prose)))
    title_token_ptr = np.searchsorted(tokens.start[n_body:], len(prose) + title_ptr)

    spans = _spans_of(articles, prose_ptr, tokens.addresses)
    refined = refine_blocks(prose, (start, end, kind), block_article, spans)
    spans = _with_labels(spans, refined.label_start, refined.label_end)
    shown = spans[2] == Span.ADDRESS
    kind = refined.kind

    kept = _inside_body(tokens.start[:n_body], start, end, kind)
    kept &= outside_spans(
        tokens.start[:n_body], tokens.end[:n_body], spans[0][shown], spans[1][shown]
    )
    token_start, token_end = tokens.start[:n_body][kept], tokens.end[:n_body][kept]
    block_ptr = np.append(np.searchsorted(token_start, start), len(token_start))
    article_ptr = np.searchsorted(token_start, prose_ptr)
    languages = words.identify(
        vocabulary, token_id[:n_body][kept], article_ptr, [a.language for a in articles]
    )
    body = np.flatnonzero(kind < Block.TITLE)
    spoken = [languages[article] for article in block_article[body]]
    sentence_start, sentence_end = sentence_spans(prose, start[body], end[body], spoken)
    sentence_ptr = np.append(np.searchsorted(token_start, sentence_start), len(token_start))
    worded = np.diff(sentence_ptr) > 0
    return Corpus(
        articles=tuple(articles),
        titles=tuple(titles),
        languages=tuple(languages),
        prose=prose,
        prose_ptr=prose_ptr,
        vocabulary=vocabulary,
        token_id=token_id[:n_body][kept],
        token_start=token_start,
        token_end=token_end,
        token_upper=tokens.upper[:n_body][kept],
        sentence_ptr=np.append(sentence_ptr[:-1][worded], len(token_start)),
        sentence_start=sentence_start[worded],
        sentence_end=sentence_end[worded],
        block_ptr=block_ptr,
        block_start=start,
        block_end=end,
        block_kind=kind,
        block_article=block_article,
        span_start=spans[0],
        span_end=spans[1],
        span_kind=spans[2],
        article_ptr=article_ptr,
        title_id=token_id[n_body:],
        title_ptr=title_token_ptr,
    )


def _blocks_of(article: Article) -> tuple[list[int], list[int], list[int]]:
    markup = article.markup
    if markup is not None:
        return (
            markup.block_start.tolist(),
            markup.block_end.tolist(),
            markup.block_kind.tolist(),
        )
    # Text with markup needs neither, and a check of one such file must start fast.
    from analyzer.text.blocks import split_blocks
    from analyzer.text.boilerplate import classify

    start, end = split_blocks(article.text)
    return start, end, classify(article.text, start, end, article.title)


def _spans_of(
    articles: Sequence[Article], prose_ptr: Ints, addresses: tuple[Ints, Ints]
) -> tuple[Ints, Ints, Ints]:
    """Return the inline spans of all articles, and the addresses in their prose."""
    inside = addresses[0] < prose_ptr[-1]
    starts, ends = [addresses[0][inside]], [addresses[1][inside]]
    kinds = [np.full(len(starts[0]), int(Span.ADDRESS), np.int64)]
    for article, shift in zip(articles, prose_ptr.tolist(), strict=False):
        markup = article.markup
        if markup is not None and len(markup.span_start):
            starts.append(markup.span_start + shift)
            ends.append(markup.span_end + shift)
            kinds.append(markup.span_kind)
    return _ordered(np.concatenate(starts), np.concatenate(ends), np.concatenate(kinds))


def _with_labels(
    spans: tuple[Ints, Ints, Ints], start: Ints, end: Ints
) -> tuple[Ints, Ints, Ints]:
    """Return the spans with labels among them."""
    label = np.full(len(start), int(Span.LABEL), np.int64)
    return _ordered(
        np.concatenate([spans[0], start]),
        np.concatenate([spans[1], end]),
        np.concatenate([spans[2], label]),
    )


def _ordered(start: Ints, end: Ints, kind: Ints) -> tuple[Ints, Ints, Ints]:
    order = np.lexsort((kind, end, start))
    return start[order], end[order], kind[order]


def _n_visible(text: str) -> int:
    """Return how many characters of a text are not white space."""
    return len(text) - sum(text.count(blank) for blank in WHITE_SPACE)


def _title_block(article: Article, part: tuple[list[int], list[int], list[int]]) -> str:
    for start, end, kind in zip(*part, strict=True):
        if kind == Block.TITLE:
            return " ".join(article.text[start:end].split())
    return ""


def _inside_body(position: Ints, start: Ints, end: Ints, kind: Ints) -> Flags:
    if not len(start):
        return np.zeros(len(position), bool)
    block = np.searchsorted(start, position, side="right") - 1
    inside = (block >= 0) & (position < end[block]) & (kind[block] < Block.TITLE)
    return np.asarray(inside)


def _pointers(lengths: list[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64)


def _owners(pointers: Ints) -> Ints:
    return np.repeat(np.arange(len(pointers) - 1), np.diff(pointers))
