"""How much of each article also appears in other articles of the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from analyzer.article import Floats, Ints
from analyzer.pipeline.batch import BatchResult
from analyzer.rules.duplicate_passage import RULE as PASSAGES
from analyzer.similarity.article_tokens import by_article
from analyzer.similarity.rows import Keys, owners
from analyzer.similarity.shingles import ngram_rows
from analyzer.text.arrays import changes, isin

# A word is common where it is in so many words in a row that another article has.
WORDS = 5
# Sequences of words that are sorted at once.
AT_ONCE = 1 << 24


def common_content(results: Sequence[BatchResult], at_once: int = AT_ONCE) -> Floats:
    """Return the share of the words of each body that also appear in other articles.

    Lines that recur across the site count too. An article without words has NaN.

    Parameters
    ----------
    results : sequence of BatchResult
    at_once : int
        About how many sequences of words are held in memory.

    Returns
    -------
    ndarray of float64, shape (n_articles,)
    """
    n_articles = sum(len(result.titles) for result in results)
    n_words = sum(int(result.rows[PASSAGES.name].ptr[-1]) for result in results)
    n_parts = np.uint64(1 + n_words // at_once)
    found = [np.zeros(0, np.uint64)]
    for part in range(int(n_parts)):
        held = [
            (gram[chosen], article[chosen])
            for gram, article in _sequences(results)
            for chosen in [gram % n_parts == part]
        ]
        found.append(_shared(held))
    shared = np.sort(np.concatenate(found))
    common, total = np.zeros(n_articles), np.zeros(n_articles)
    first = 0
    for result in results:
        own = by_article(result.rows[PASSAGES.name])
        rows = ngram_rows(own.ptr, own.grams, WORDS)
        hit = isin(rows.ngram.view(np.int64), shared.view(np.int64))
        length = np.diff(own.ptr)
        # Each sequence begins at a word; the last words of an article begin none.
        start = np.arange(len(rows.ngram)) + (own.ptr[:-1] - rows.ptr[:-1])[owners(rows.ptr)]
        edge = np.zeros(len(own.grams) + WORDS + 1, np.int64)
        np.add.at(edge, start[hit], 1)
        end = np.minimum(start + WORDS, own.ptr[1:][owners(rows.ptr)])
        np.add.at(edge, end[hit], -1)
        covered = np.cumsum(edge)[: len(own.grams)] > 0
        article = first + own.article
        total[article] = length
        common[article] = np.bincount(owners(own.ptr), covered, minlength=len(length))
        first += len(result.titles)
    return np.where(total > 0, common / np.maximum(total, 1), np.nan)


def _sequences(results: Sequence[BatchResult]) -> Iterator[tuple[Keys, Ints]]:
    """Yield the sequences of words of each batch, and their articles."""
    first = 0
    for result in results:
        own = by_article(result.rows[PASSAGES.name])
        rows = ngram_rows(own.ptr, own.grams, WORDS)
        yield rows.ngram, first + own.article[owners(rows.ptr)]
        first += len(result.titles)


def _shared(held: Sequence[tuple[Keys, Ints]]) -> Keys:
    """Return the distinct sequences that several articles have."""
    gram = np.concatenate([np.zeros(0, np.uint64), *(grams for grams, _ in held)])
    article = np.concatenate([np.zeros(0, np.int64), *(articles for _, articles in held)])
    order = np.argsort(gram, kind="stable")
    gram, article = gram[order], article[order]
    # Articles ascend within equal sequences: the first and the last differ if any do.
    new = np.flatnonzero(changes(gram))
    last = np.append(new[1:], len(gram))[: len(new)] - 1
    return np.asarray(gram[new[article[new] != article[last]]])
