"""Which sentences are full sentences, not labels, messages, data or code."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from analyzer.article import Flags, Ints
from analyzer.text.characters import CodePoints

TERMINATORS = ".!?…‼⁇⁈⁉。！？｡．؟۔।॥።፧፨។៕။"
CLOSERS = ")]}»›”’\"'」』）*_"
CODE_MARKS = '{}[]<>=;|\\_$#~^`"@&/'
# A sentence without a terminator must have this many words.
UNENDED_WORDS = 10
# The same in scripts without full stops (Thai, Lao).
UNENDED_WORDS_WITHOUT_STOPS = 4
# The share of marks of code from which a sentence is code.
MOST_CODE_MARKS = 0.08
# The most closing quotation marks and brackets in a row.
MOST_CLOSERS = 4


def full_sentences(
    codes: CodePoints, start: Ints, end: Ints, n_words: Ints, without_stops: Flags
) -> Flags:
    """Return which sentences are full sentences.

    A full sentence has two words and ends with a terminator, or it is long. Text with
    many marks of code is not a sentence.

    Parameters
    ----------
    codes : ndarray of uint32, shape (n_characters,)
    start, end : ndarray of int64, shape (n_sentences,)
        Half-open offsets.
    n_words : ndarray of int64, shape (n_sentences,)
    without_stops : ndarray of bool, shape (n_sentences,)
        Whether the language of the sentence ends sentences with a space.

    Returns
    -------
    ndarray of bool, shape (n_sentences,)
    """
    kind = _kinds()[np.minimum(codes, 0xFFFF)]
    last = end - 1
    for _ in range(MOST_CLOSERS):
        last = np.where((kind[last] == 2) & (last > start), last - 1, last)
    ended = (kind[last] == 1) & (n_words > 1)
    least = np.where(without_stops, UNENDED_WORDS_WITHOUT_STOPS, UNENDED_WORDS)
    marks = np.concatenate(
        [[0], np.cumsum(_code_marks()[np.minimum(codes, 0x7F)] & (codes < 0x80))]
    )
    clean = marks[end] - marks[start] <= MOST_CODE_MARKS * (end - start)
    return np.asarray((ended | (n_words >= least)) & clean)


@lru_cache(maxsize=1)
def _kinds() -> np.ndarray:
    """Return 1 for each terminator, 2 for each closing mark, 0 for other characters."""
    table = np.zeros(0x10000, np.uint8)
    table[[ord(mark) for mark in CLOSERS]] = 2
    table[[ord(mark) for mark in TERMINATORS]] = 1
    return table


@lru_cache(maxsize=1)
def _code_marks() -> Flags:
    table = np.zeros(0x80, bool)
    table[[ord(mark) for mark in CODE_MARKS]] = True
    return table
