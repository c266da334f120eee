"""Which tokens stand in running text: in sentences of paragraphs, not in labels.

Headings, list items, tables, captions, commands and their output repeat what
they name as a matter of course. A paragraph's sentence ends with a mark; one
without it is taken for a label. What others said is not the author's wording,
so quotations do not count either.
"""

from __future__ import annotations

import numpy as np

from analyzer.article import Block, Flags
from analyzer.corpus import Corpus, per_corpus
from analyzer.matching.wording import quoted_tokens
from analyzer.text.segment import code_points

MARKS = ".!?…‼⁇⁈⁉。！？｡．؟۔।॥።፧፨։။៕"


@per_corpus
def running_text(corpus: Corpus) -> Flags:
    """Return which tokens of the bodies stand in running text, shape (n_tokens,)."""
    if not len(corpus.token_id):
        return np.zeros(0, bool)
    marks = np.zeros(0x10000, bool)
    marks[[ord(mark) for mark in MARKS]] = True
    codes = code_points(corpus.prose)
    place = np.flatnonzero(marks[np.minimum(codes, 0xFFFF)])
    last = corpus.sentence_ptr[1:] - 1
    behind = np.searchsorted(place, corpus.token_end[last])
    ends = np.searchsorted(place, corpus.sentence_end) > behind
    paragraph = corpus.block_kind[corpus.sentence_block] == Block.PARAGRAPH
    return np.asarray((ends & paragraph)[corpus.token_sentence] & ~quoted_tokens(corpus))
