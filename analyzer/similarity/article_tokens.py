"""The word hashes of whole articles, as the corpus rules compare them."""

from __future__ import annotations

import numpy as np

from analyzer.article import Block, Flags
from analyzer.corpus import Corpus, per_corpus
from analyzer.similarity.article_rows import ArticleRows
from analyzer.text.characters import code_points
from analyzer.text.tokens import word_hash

QUOTES = '"“”„‟«»「」『』'
# The share of its words in quotation marks from which a span is a quotation.
QUOTATION = 0.8


@per_corpus
def article_words(corpus: Corpus) -> ArticleRows:
    """Return one row per block of the body: the hashes of its words, in order.

    Blocks, not articles, so that lines that recur across the site can be dropped;
    `by_article` concatenates what is left.
    """
    block = np.flatnonzero(np.diff(corpus.block_ptr) > 0)
    article = corpus.block_article[block]
    base = corpus.prose_ptr[article]
    shift = corpus.prose_ptr[corpus.token_article]
    closes = np.zeros(len(corpus.token_id), bool)
    closes[corpus.sentence_ptr[1:] - 1] = True
    return ArticleRows(
        article,
        corpus.block_start[block] - base,
        corpus.block_end[block] - base,
        np.append(corpus.block_ptr[block], len(corpus.token_id)),
        word_hash(corpus.vocabulary)[corpus.token_id],
        (corpus.token_start - shift).astype(np.uint32),
        (corpus.token_end - shift).astype(np.uint32),
        quoted_tokens(corpus),
        closes,
        corpus.block_kind[corpus.token_block].astype(np.uint8),
    )


def by_article(rows: ArticleRows) -> ArticleRows:
    """Concatenate the rows of each article; the result is in memory."""
    article = rows.article[:]
    edge = np.flatnonzero(np.diff(article, prepend=-1))
    last = np.append(edge[1:], len(article))
    return ArticleRows(
        article[edge],
        rows.start[edge],
        rows.end[last - 1] if len(edge) else rows.end[:],
        np.append(rows.ptr[edge], rows.ptr[-1]),
        rows.grams,
        rows.first,
        rows.last,
        rows.quoted,
        rows.closes,
        rows.kind,
    )


@per_corpus
def quoted_tokens(corpus: Corpus) -> Flags:
    """Return which tokens are in quotation marks or in a quoted block.

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
    return np.asarray(within | (corpus.block_kind[token_block] == Block.QUOTE))


def _is_quote() -> Flags:
    table = np.zeros(0x10000, bool)
    table[[ord(mark) for mark in QUOTES]] = True
    return table
