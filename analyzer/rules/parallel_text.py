"""Which sentences an article repeats because its blocks or its sections are parallel.

A page of reference, of projects or of steps has sections that are each read alone. What
they have in common is there on purpose. A sentence that was pasted a second time by
mistake is the only one that two sections share, inside a paragraph of other sentences.
"""

from __future__ import annotations

import re

import numpy as np

from analyzer.article import Block, Flags, Ints
from analyzer.corpus import Corpus
from analyzer.rules.page_relations import is_identifier
from analyzer.similarity.article_rows import LONG_PASSAGE, SIMILARITY, token_stems

_NUMBERED = re.compile(r"\A([^\W\d_]++)\s\d")
# The Jaccard index from which two neighbours are parallel; those of a copy are the same.
PARALLEL = 0.4
# Words of a paragraph that is pasted, and not a note that several sections have.
PARAGRAPH = 40


def parallel_repeats(corpus: Corpus, later: Ints, earlier: Ints, differs: Flags) -> Flags:
    """Return which repeated sentences are in parallel blocks or sections.

    Two blocks are parallel where a sentence of one differs from a sentence of the other
    in a name, a number or an opposite only. So are two sections, that is what is below two
    headings, that share two sentences and more, but no long passage; so are the entries of
    a reference, which have code for a heading, and numbered parts ("Example 2"). A sentence
    that is the first of running prose in both sections, or a paragraph of its own in both, is
    parallel as well. Sentences in a row count as one where both blocks have others too: they
    were pasted together. So was a run of a paragraph's length in an article without code.

    Parameters
    ----------
    corpus : Corpus
    later, earlier : ndarray of int64, shape (n_repeats,)
        Numbers of similar sentences.
    differs : ndarray of bool, shape (n_repeats,)
        Whether they differ in a word that changes what is stated.
    """
    block = corpus.sentence_block
    _, blocks = np.unique(_pairs(block[later], block[earlier]), return_inverse=True)
    parallel = np.isin(blocks, blocks[differs])
    heads = np.concatenate([[0], np.cumsum(corpus.block_kind == Block.HEADING)])
    section = heads[block + 1]
    words = np.diff(corpus.sentence_ptr)[later]
    sections = _pairs(section[later], section[earlier])
    _, of = np.unique(sections, return_inverse=True)
    size = np.bincount(block, minlength=len(corpus.block_kind))
    inside = np.minimum(size[block[later]], size[block[earlier]]) > np.bincount(blocks)[blocks]
    in_a_row = (np.diff(later, prepend=-2) == 1) & (np.diff(earlier, prepend=-2) == 1)
    pasted = _is_paragraph(corpus, later, in_a_row)
    follows = in_a_row & inside
    several = (np.bincount(of, ~follows)[of] > 1) & (np.bincount(of, words)[of] < LONG_PASSAGE)
    opens = _opens(corpus, section)
    alone = size[block] == 1
    same_place = (opens[later] & opens[earlier]) | (alone[later] & alone[earlier])
    apart = section[later] != section[earlier]
    parallel |= apart & (several | same_place) & ~pasted
    heading = np.append(np.flatnonzero(corpus.block_kind == Block.HEADING), -1)[section - 1]
    for at in np.flatnonzero(apart & ~parallel).tolist():
        one, other = later[at], earlier[at]
        parallel[at] = _are_entries(
            _text(corpus, int(heading[one]), int(corpus.sentence_article[one])),
            _text(corpus, int(heading[other]), int(corpus.sentence_article[other])),
        )
    return np.asarray(parallel)


def _is_paragraph(corpus: Corpus, later: Ints, in_a_row: Flags) -> Flags:
    """Return which sentences are in a long run, in an article without code."""
    run = np.cumsum(~in_a_row) - 1
    words = np.bincount(run, np.diff(corpus.sentence_ptr)[later])[run]
    code = np.bincount(corpus.block_article, corpus.block_kind == Block.CODE)
    least = PARAGRAPH * corpus.tokens_per_word[corpus.sentence_article[later]]
    return np.asarray((words >= least) & (code[corpus.sentence_article[later]] == 0))


def _text(corpus: Corpus, block: int, article: int) -> str:
    """Return the text of a block, empty where it is none of the article."""
    if block < 0 or corpus.block_article[block] != article:
        return ""
    return corpus.prose[corpus.block_start[block] : corpus.block_end[block]]


def _are_entries(one: str, other: str) -> bool:
    """Return whether headings are those of a reference or of numbered parts.

    Examples
    --------
    >>> _are_entries("-Force", "Description"), _are_entries("Example 1", "Example 2: a list")
    (True, True)
    >>> _are_entries("The harbour", "The mill")
    False
    """
    if is_identifier(one) or is_identifier(other):
        return True
    part, other_part = (_NUMBERED.match(heading.casefold()) for heading in (one, other))
    return bool(part and other_part and part[1] == other_part[1])


def _pairs(one: Ints, other: Ints) -> Ints:
    """Return a number for each pair of numbers."""
    return one * (int(other.max(initial=0)) + 1) + other


def _opens(corpus: Corpus, section: Ints) -> Flags:
    """Return which sentences are the first paragraph's first of their section."""
    kind = corpus.block_kind[corpus.sentence_block]
    of_text = np.flatnonzero((kind == Block.PARAGRAPH) | (kind == Block.QUOTE))
    opens = np.zeros(len(section), bool)
    begins = np.diff(section[of_text], prepend=-1) != 0
    begins |= np.diff(corpus.sentence_article[of_text], prepend=-1) != 0
    opens[of_text[begins]] = True
    return opens


def has_parallel_neighbour(corpus: Corpus, one: int, other: int) -> bool:
    """Return whether the sentences before two similar ones, or behind them, are parallel.

    A paragraph that was pasted has the same neighbours; parallel ones have neighbours that
    say something else in much the same words.
    """
    stems = token_stems(corpus).number

    def words(sentence: int) -> set[int]:
        return set(stems[slice(*corpus.sentence_ptr[sentence : sentence + 2])].tolist())

    block = corpus.sentence_block
    for step in (-1, 1):
        pair = (one + step, other + step)
        if not all(0 <= at < len(block) for at in pair) or pair[0] == other:
            continue
        if block[pair[0]] == block[one] and block[pair[1]] == block[other]:
            mine, theirs = map(words, pair)
            if (
                PARALLEL * len(mine | theirs)
                <= len(mine & theirs)
                < SIMILARITY * len(mine | theirs)
            ):
                return True
    return False
