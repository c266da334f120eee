"""Paragraphs that sites repeat on purpose: legal text, calls to action, lists of names.

Notes about an author at the end of an article are of this kind too. What they are shows in
their words, in the languages of ``data/stock_text.txt``, and in capitals.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from analyzer.article import Flags
from analyzer.corpus import Corpus
from analyzer.text.arrays import unique
from analyzer.text.tokens import fold
from analyzer.text.word_lists import word_lists

# The fewest different words of legal text, of a call to action and about an author.
LEGAL, APPEAL, BIOGRAPHY = 4, 4, 4
# The blocks at the end of an article in which a note about its author may be.
LAST_BLOCKS = 3
# A list of names has so many words, and so many of them begin with a capital.
FEWEST_NAMES, CAPITALS = 12, 0.6


def is_stock_text(corpus: Corpus) -> Flags:
    """Return which blocks are repeated on purpose, shape (n_blocks,)."""
    n_blocks = len(corpus.block_article)
    block = corpus.token_block
    size = np.bincount(block, minlength=n_blocks)
    capitals = np.bincount(block, corpus.token_upper, n_blocks)
    names = (size >= FEWEST_NAMES) & (capitals >= CAPITALS * size)
    legal, appeal, first, biography = (_distinct_words(corpus, words) for words in _word_sets())
    after = np.append(corpus.block_article, -1)[LAST_BLOCKS:]
    is_last = np.ones(n_blocks, bool)
    is_last[: len(after)] = after[:n_blocks] != corpus.block_article[: len(after)]
    return np.asarray(
        names
        | (legal >= LEGAL)
        | ((appeal >= APPEAL) & (first > 0))
        | (is_last & (biography >= BIOGRAPHY))
    )


@lru_cache(maxsize=1)
def _word_sets() -> tuple[frozenset[str], ...]:
    """Return words of legal text, of calls, of the surest calls, and about authors."""
    lists = word_lists("stock_text", fold)
    sets = {name: frozenset(" ".join(lines).split()) for name, lines in lists.items()}
    surest = frozenset(lists["appeal"][0].split())
    return sets["legal"], sets["appeal"], surest, sets["biography"]


def _distinct_words(corpus: Corpus, words: frozenset[str]) -> np.ndarray:
    """Return how many different ones of some words each block has."""
    known = np.fromiter(
        (word in words for word in corpus.vocabulary), bool, len(corpus.vocabulary)
    )
    token = np.flatnonzero(known[corpus.token_id])
    width = len(corpus.vocabulary)
    pair = unique(corpus.token_block[token] * width + corpus.token_id[token])
    return np.bincount(pair // max(width, 1), minlength=len(corpus.block_article))
