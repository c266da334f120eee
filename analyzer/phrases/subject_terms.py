"""Terms that name what an article is about: words of its title and headings, and names."""

from __future__ import annotations

import numpy as np

from analyzer.article import Block, Flags, Ints
from analyzer.corpus import Corpus, per_corpus
from analyzer.phrases.content_words import stop_tokens
from analyzer.text.arrays import isin, unique


def are_subjects(corpus: Corpus, first: Ints, last: Ints) -> Flags:
    """Return which spans have content words that all name the subject of their article.

    Parameters
    ----------
    corpus : Corpus
    first, last : ndarray of int64, shape (n_spans,)
        The first and the last token of each.
    """
    stop = stop_tokens(corpus)
    content, other = (
        np.concatenate([[0], np.cumsum(flags)])
        for flags in (~stop, ~stop & ~subject_tokens(corpus))
    )
    counts = (sums[last + 1] - sums[first] for sums in (content, other))
    n_content, n_other = counts
    return np.asarray((n_content > 0) & (n_other == 0))


@per_corpus
def subject_tokens(corpus: Corpus) -> Flags:
    """Return which tokens are words of the title or a heading, or names, shape (n_tokens,)."""
    word = corpus.token_article << 32 | corpus.token_id
    title = np.repeat(np.arange(len(corpus.articles)), np.diff(corpus.title_ptr))
    heading = (corpus.block_kind == Block.HEADING)[corpus.token_block]
    named = np.concatenate([title << 32 | corpus.title_id, word[heading]])
    # A name has a capital wherever it begins no sentence.
    inner = np.ones(len(word), bool)
    inner[corpus.sentence_ptr[:-1]] = False
    capital, small = (word[inner & (corpus.token_upper == value)] for value in (True, False))
    names = unique(capital)
    return isin(word, unique(named)) | isin(word, names[~isin(names, unique(small))])
