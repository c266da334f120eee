"""Where sentences begin and end, and which of them are full sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise

import numpy as np

from analyzer.article import Flags, Ints
from analyzer.text.characters import CodePoints, code_points
from analyzer.text.sentence_continuations import Prose, abbreviations
from analyzer.text.sentence_repairs import (
    GAP,
    LONGEST_BLOCK,
    RELATIVES,
    WITHOUT_STOPS,
    repair,
    restore,
    segment,
    spaced_starts,
)

BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u00a0\u2009\u2028\u2029\u202f\u3000"
SURROGATES = 0xD800 >> 11
SURROGATE = re.compile("[\ud800-\udfff]")


def split_sentences(texts: Sequence[str], language: str) -> tuple[Ints, Ints]:
    """Return where the sentences of blocks of text begin.

    Line breaks count as spaces, so that a wrapped block has the same sentences.

    Parameters
    ----------
    texts : sequence of str
        Blocks, as paragraphs. Each has at least one sentence, at 0.
    language : str
        An ISO 639-1 code; one that is not known is treated as English.

    Returns
    -------
    owner : ndarray of int64, shape (n_sentences,)
        The block of each sentence, ascending.
    start : ndarray of int64, shape (n_sentences,)
        The offset of each sentence in its block, in code points.
    """
    if not len(texts):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    lists = abbreviations()
    known = language in lists["known"] or language in RELATIVES or language in lists
    prose, dropped = _join(texts, language if known else "en")
    start = repair(prose, _raw_starts(prose))
    if language in WITHOUT_STOPS:
        start = np.union1d(start, spaced_starts(prose))
    owner = np.searchsorted(prose.block, start, side="right") - 1
    kept = (start < prose.end[owner]) | (start == prose.block[owner])
    owner, start = owner[kept], restore(start[kept], dropped)
    return owner, start - restore(prose.block, dropped)[owner]


def _join(texts: Sequence[str], language: str) -> tuple[Prose, Ints]:
    """Return the blocks as one text, and the offsets of the spaces that were dropped."""
    edge = np.concatenate([[0], np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))])
    text = "".join(texts)
    for blank in BLANKS:
        text = text.replace(blank, " ")
    # Two gaps before the first block, so that looking back is always possible.
    text = GAP.join(["", "", *(text[a:b] for a, b in pairwise(edge.tolist())), ""])
    codes = code_points(text)
    dropped = np.zeros(0, np.int64)
    if "  " in text:
        kept = (codes != ord(" ")) | (np.roll(codes, 1) != ord(" "))
        dropped, codes = np.flatnonzero(~kept), codes[kept]
        text = codes.tobytes().decode("utf-32-le", "surrogatepass")
    if np.any(codes >> 11 == SURROGATES):
        text = SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    gaps = len(GAP) * np.arange(2, len(edge) + 1)
    block, end = (
        place - np.searchsorted(dropped, place) for place in (edge[:-1] + gaps, edge[1:] + gaps)
    )
    return Prose(text, codes, block, end, language), dropped


def _raw_starts(prose: Prose) -> Ints:
    """Return the starts by sentencex, called once for all blocks except long ones."""
    starts, done = [], 0
    for index in np.flatnonzero(prose.end - prose.block > LONGEST_BLOCK).tolist():
        first, last = int(prose.block[index]), int(prose.end[index])
        starts.append(_ask(prose, done, first))
        starts.extend(_windows(prose, first, last))
        done = last
    starts.append(_ask(prose, done, len(prose.text)))
    return np.concatenate(starts)


def _ask(prose: Prose, first: int, last: int) -> Ints:
    """Return the starts of the sentences in a part of the text."""
    text = prose.text[first:last]
    newline = np.flatnonzero(prose.codes[first:last] == ord("\n"))
    return first + segment(text, prose.language, newline)


def _windows(prose: Prose, first: int, last: int) -> Iterator[Ints]:
    """Yield the starts in a long block, each window from where a sentence begins."""
    while first < last:
        stop = min(first + LONGEST_BLOCK, last)
        starts = _ask(prose, first, stop)
        starts = starts[starts > first]
        yield starts
        if stop == last:
            return
        space = prose.text.rfind(" ", first, stop) + 1
        first = int(starts[-1]) if len(starts) else space or stop


def sentence_spans(
    prose: str, start: Ints, end: Ints, languages: Sequence[str]
) -> tuple[Ints, Ints]:
    """Return where the sentences of blocks begin and end, without the space after them.

    Parameters
    ----------
    prose : str
    start, end : ndarray of int64, shape (n_blocks,)
        Half-open spans of it, ascending.
    languages : sequence of str
        The ISO 639-1 code of each block.
    """
    starts, ends = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for language, group in groupby(range(len(start)), key=languages.__getitem__):
        blocks = list(group)
        texts = [prose[start[block] : end[block]] for block in blocks]
        owner, begin = split_sentences(texts, language)
        begin = begin + start[blocks][owner]
        finish = np.append(begin[1:], 0)
        last = np.append(owner[1:] != owner[:-1], True)
        finish[last] = end[blocks][owner[last]]
        starts.append(begin)
        ends.append(_trimmed(prose, begin, finish))
    return np.concatenate(starts), np.concatenate(ends)


def _trimmed(prose: str, start: Ints, end: Ints) -> Ints:
    pieces = zip(start.tolist(), end.tolist(), strict=True)
    return np.array(
        [first + len(prose[first:last].rstrip()) for first, last in pieces], np.int64
    )


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
