"""Which words are quoted: by quotation marks, by markup, or as a pull quote."""

from __future__ import annotations

import numpy as np

from analyzer.article import Block, Flags, Span
from analyzer.corpus import Corpus, per_corpus
from analyzer.similarity.rows import row_sums
from analyzer.text.characters import code_points

QUOTES = '"“”„‟«»「」『』'
# The share of its words in quotation marks from which a span is a quotation.
QUOTATION = 0.8


@per_corpus
def quoted_tokens(corpus: Corpus) -> Flags:
    """Return which tokens are in quotation marks or in a quotation of the markup.

    The quotation marks of a block open and close in turn. One without a partner is
    ignored: it may be an inch sign.
    """
    codes = code_points(corpus.prose)
    mark = np.flatnonzero(_is_quote()[np.minimum(codes, 0xFFFF)])
    block = np.searchsorted(corpus.block_start, mark, side="right") - 1
    count = np.bincount(block[block >= 0], minlength=len(corpus.block_start))
    first_of_block = np.concatenate([[0], np.cumsum(count)])
    before = np.searchsorted(mark[block >= 0], corpus.token_start)
    token_block = corpus.token_block
    passed = before - first_of_block[token_block]
    paired = count[token_block] - count[token_block] % 2
    within = (passed % 2 == 1) & (passed < paired)
    marked = (corpus.block_kind[token_block] == Block.QUOTE) | corpus.inside(Span.QUOTATION)
    return np.asarray(within | marked)


@per_corpus
def set_apart(corpus: Corpus) -> Flags:
    """Return which tokens are quoted, or in a pull quote: a paragraph that is emphasized."""
    emphasized = corpus.inside(Span.EMPHASIS)
    ptr = corpus.block_ptr
    whole = row_sums(ptr, emphasized) >= QUOTATION * np.diff(ptr)
    whole &= corpus.block_kind == Block.PARAGRAPH
    return np.asarray(quoted_tokens(corpus) | whole[corpus.token_block])


def _is_quote() -> Flags:
    table = np.zeros(0x10000, bool)
    table[[ord(mark) for mark in QUOTES]] = True
    return table
