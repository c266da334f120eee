"""The layout of articles for display: blocks of prose and occurrences of phrases.

Positions here are offsets into an article's prose. `article.prose_spans` converts the
positions of findings, which are offsets into its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from analyzer.article import Article, Block, Flags, Ints, line_columns
from analyzer.corpus import Corpus
from analyzer.phrases.repeated import Phrases, repeated_phrases
from analyzer.pipeline.batch import batches
from analyzer.segmentation import build_corpus
from analyzer.tables import Columns


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of an article.

    Attributes
    ----------
    start, end : int
        A half-open span of the prose.
    kind : Block
    line : int
        The line of the source on which it begins.
    """

    start: int
    end: int
    kind: Block
    line: int


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The occurrences of a phrase in an article.

    Attributes
    ----------
    start, end : tuple of int
        Half-open spans of the prose.
    initial : tuple of bool
        Whether each occurrence is at the start of a sentence.
    """

    start: tuple[int, ...]
    end: tuple[int, ...]
    initial: tuple[bool, ...]


@dataclass(frozen=True, eq=False)
class Layout:
    """One article, ready for display.

    Attributes
    ----------
    article : Article
    pieces : tuple of Piece
    phrases : dict of str to slice
        The repeated phrases, by the wording that reports show, with the slice of
        the occurrences below that is theirs.
    start, end : ndarray of int64, shape (n_occurrences,)
        Half-open spans of the prose.
    initial : ndarray of bool, shape (n_occurrences,)
        Whether an occurrence is at the start of a sentence.
    """

    article: Article
    pieces: tuple[Piece, ...]
    phrases: dict[str, slice] = field(repr=False)
    start: Ints = field(repr=False)
    end: Ints = field(repr=False)
    initial: Flags = field(repr=False)

    def occurrences(self, phrase: str) -> Occurrences | None:
        """Return the occurrences of a phrase, None if it is not repeated."""
        here = self.phrases.get(phrase)
        if here is None:
            return None
        return Occurrences(
            tuple(self.start[here].tolist()),
            tuple(self.end[here].tolist()),
            tuple(self.initial[here].tolist()),
        )


def plural(count: int, noun: str) -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> plural(1, "article"), plural(1200, "article")
    ('1 article', '1,200 articles')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def score_text(score: float | None) -> str:
    """Return a score as the page shows it, with at most two decimals.

    Examples
    --------
    >>> score_text(64.0), score_text(50.25), score_text(None)
    ('64', '50.25', '')
    """
    return "" if score is None else f"{score:.2f}".rstrip("0").removesuffix(".")


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
    """Return each phrase in the wording that reports show."""
    typical = found.typical()
    start = corpus.token_start[found.first[typical]]
    end = corpus.token_end[found.last[typical]]
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


Pair = tuple[int, int, float]


def duplicate_clusters(
    table: Columns, position: Callable[[str], int]
) -> list[tuple[list[int], list[int], list[Pair]]]:
    """Return the clusters of near-duplicate articles in the table of duplicates.

    Each has its rows of the table, the positions of its articles, and its pairs with the
    larger share that one has of the other. Matches in an archive are in no cluster.
    """
    clusters: dict[int, tuple[list[int], list[Pair]]] = {}
    for row, cluster in enumerate(table["cluster"]):
        if cluster is not None:
            one, two = (position(table[f"article_{side}"][row]) for side in "ab")
            share = max(table[f"containment_{side}"][row] or 0.0 for side in "ab")
            rows, pairs = clusters.setdefault(cluster, ([], []))
            rows.append(row)
            pairs.append((one, two, share))
    return [
        (rows, sorted({article for pair in pairs for article in pair[:2]}), pairs)
        for rows, pairs in clusters.values()
    ]
