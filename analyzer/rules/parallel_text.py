"""Which sentences an article repeats because its blocks or its sections are parallel.

A page of reference, of projects or of steps has sections that are each read alone. What
they have in common is there on purpose. A sentence that was pasted a second time by
mistake is the only one that two sections share, inside a paragraph of other sentences.
"""

from __future__ import annotations

import numpy as np

from analyzer.article import Block, Flags, Ints
from analyzer.corpus import Corpus
from analyzer.similarity.article_rows import LONG_PASSAGE


def parallel_repeats(corpus: Corpus, later: Ints, earlier: Ints, differs: Flags) -> Flags:
    """Return which repeated sentences are in parallel blocks or sections.

    Two blocks are parallel where a sentence of one differs from a sentence of the other
    in a name, a number or an opposite only. So are two sections, that is what is below two
    headings, that share two sentences and more, but no long passage. A sentence that opens
    two sections, or that is a paragraph of its own in both, is parallel as well.

    Parameters
    ----------
    corpus : Corpus
    later, earlier : ndarray of int64, shape (n_repeats,)
        Numbers of similar sentences.
    differs : ndarray of bool, shape (n_repeats,)
        Whether they differ in a word that changes what is stated.
    """
    block = corpus.sentence_block
    blocks = _pairs(block[later], block[earlier])
    parallel = np.isin(blocks, blocks[differs])
    heads = np.concatenate([[0], np.cumsum(corpus.block_kind == Block.HEADING)])
    section = heads[block + 1]
    words = np.diff(corpus.sentence_ptr)[later]
    sections = _pairs(section[later], section[earlier])
    _, of, count = np.unique(sections, return_inverse=True, return_counts=True)
    total = np.bincount(of, words, minlength=len(count))
    several = (count[of] > 1) & (total[of] < LONG_PASSAGE)
    of_heading = corpus.block_kind[block] == Block.HEADING
    begins = np.diff(corpus.sentence_article, prepend=-1) != 0
    opens = begins | (np.diff(section, prepend=-1) != 0) | np.append(True, of_heading[:-1])
    alone = np.bincount(block, minlength=len(corpus.block_kind))[block] == 1
    alike = (opens[later] & opens[earlier]) | (alone[later] & alone[earlier])
    apart = section[later] != section[earlier]
    return np.asarray(parallel | (apart & (several | alike)))


def _pairs(one: Ints, other: Ints) -> Ints:
    """Return a number for each pair of numbers."""
    return one * (int(other.max(initial=0)) + 1) + other
