"""How articles look to a person: blocks of prose, and where phrases stand in them.

For those who show articles: a report page, a notebook. Positions here are
offsets into an article's prose; `prose_places` brings the positions of findings
there, which are offsets into its text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from analyzer.article import Article, Block, Flags, Ints
from analyzer.corpus import Corpus, build_corpus
from analyzer.phrases.repeated import Phrases, repeated_phrases
from analyzer.pipeline.batch import batches
from analyzer.text.positions import line_columns


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of an article.

    Attributes
    ----------
    start, end : int
        A half-open stretch of the prose.
    kind : Block
    line : int
        The line of the source on which it begins.
    """

    start: int
    end: int
    kind: Block
    line: int


@dataclass(frozen=True, slots=True)
class PhrasePlaces:
    """Where a phrase stands in an article.

    Attributes
    ----------
    start, end : tuple of int
        Half-open stretches of the prose.
    opens : tuple of bool
        Whether the place is at the beginning of its sentence.
    """

    start: tuple[int, ...]
    end: tuple[int, ...]
    opens: tuple[bool, ...]


@dataclass(frozen=True, eq=False)
class Layout:
    """One article as it is shown.

    Attributes
    ----------
    article : Article
    pieces : tuple of Piece
    phrases : dict of str to slice
        The repeated phrases, by the wording that reports name them with, and
        which of the places below are theirs.
    start, end : ndarray of int64, shape (n_places,)
        Half-open stretches of the prose.
    opens : ndarray of bool, shape (n_places,)
        Whether a place is at the beginning of its sentence.
    """

    article: Article
    pieces: tuple[Piece, ...]
    phrases: dict[str, slice] = field(repr=False)
    start: Ints = field(repr=False)
    end: Ints = field(repr=False)
    opens: Flags = field(repr=False)

    def places(self, phrase: str) -> PhrasePlaces | None:
        """Return where a phrase stands, or None where it is not repeated."""
        here = self.phrases.get(phrase)
        if here is None:
            return None
        return PhrasePlaces(
            tuple(self.start[here].tolist()),
            tuple(self.end[here].tolist()),
            tuple(self.opens[here].tolist()),
        )


def lay_out(articles: Iterable[Article]) -> Iterator[Layout]:
    """Yield the layout of each article."""
    for batch in batches(articles):
        corpus = build_corpus(batch)
        found = repeated_phrases(corpus)
        labels = _labels(corpus, found)
        block = np.searchsorted(corpus.block_article, np.arange(len(batch) + 1)).tolist()
        phrase = np.searchsorted(found.article, np.arange(len(batch) + 1)).tolist()
        bounds = found.ptr.tolist()
        start, end = corpus.token_start[found.first], corpus.token_end[found.last]
        for index, article in enumerate(batch):
            base = corpus.prose_ptr[index]
            own = range(phrase[index], phrase[index + 1])
            low, high = bounds[own.start], bounds[own.stop]
            yield Layout(
                article,
                tuple(_pieces(corpus, article, block[index], block[index + 1], base)),
                {labels[at]: slice(bounds[at] - low, bounds[at + 1] - low) for at in own},
                start[low:high] - base,
                end[low:high] - base,
                found.initial[low:high],
            )


def _labels(corpus: Corpus, found: Phrases) -> list[str]:
    """Return each phrase as reports name it."""
    place = found.typical()
    start, end = corpus.token_start[found.first[place]], corpus.token_end[found.last[place]]
    return [
        " ".join(corpus.prose[first:last].split())
        for first, last in zip(start.tolist(), end.tolist(), strict=True)
    ]


def _pieces(
    corpus: Corpus, article: Article, first: int, last: int, base: int
) -> Iterator[Piece]:
    start, end = corpus.block_start[first:last] - base, corpus.block_end[first:last] - base
    source = start
    if article.markup is not None:
        source, _ = article.markup.locate(start, end)
    lines = line_columns(article.text, source.tolist())
    kinds = map(Block, corpus.block_kind[first:last].tolist())
    for begin, stop, kind, (line, _) in zip(
        start.tolist(), end.tolist(), kinds, lines, strict=True
    ):
        yield Piece(begin, stop, kind, line)


def prose_places(
    article: Article, start: Sequence[int], end: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Turn offsets into an article's text into offsets into its prose.

    The inverse of `Markup.locate`. What stands in the text between two
    stretches of prose, as a tag does, is taken for the end of the first.

    Parameters
    ----------
    article : Article
    start, end : sequence of int
        Half-open stretches of the text.
    """
    markup = article.markup
    if markup is None or not len(markup.run_start):
        return list(start), list(end)
    begin = _prose_offset(article, np.asarray(start, np.int64), last=False)
    finish = _prose_offset(article, np.asarray(end, np.int64) - 1, last=True)
    return begin.tolist(), np.maximum(begin, finish).tolist()


def _prose_offset(article: Article, position: Ints, *, last: bool) -> Ints:
    """Return the prose offset of each character, or the one past it."""
    markup = article.markup
    assert markup is not None
    run = np.searchsorted(markup.run_start, position, side="right") - 1
    run = np.clip(run, 0, len(markup.run_start) - 1)
    first, stop = markup.run_prose[run], markup.run_prose[run + 1]
    size = markup.run_end[run] - markup.run_start[run]
    offset = first + position - markup.run_start[run]
    verbatim = np.where(offset < stop, offset + last, stop)
    whole = stop if last else first
    return np.asarray(np.clip(np.where(size == stop - first, verbatim, whole), first, stop))
