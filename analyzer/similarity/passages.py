"""Copied passages: every long run of words that two articles share.

Runs of words that follow each other in both articles but for a few words are one
passage.
"""

from __future__ import annotations

import msgspec
import numpy as np
from msgspec.structs import replace

from analyzer.similarity.common_subsequences import Texts, common_subsequences, read_texts
from analyzer.similarity.pairs import components
from analyzer.similarity.passage_candidates import PassageCandidates, passage_candidates
from analyzer.similarity.rows import Flags, Ints, Keys, ranges

# An exact run of fewer words is not looked at: two texts on one matter share many.
SEED = 6
# So many words may differ, on either side, between two runs of one passage.
GAP = 3
# Wording that stands in more places than this is common property.
CROWD = 64


class Passages(msgspec.Struct, frozen=True, eq=False):
    """Passages that two rows of words share, by left row, right row and place.

    Attributes
    ----------
    left, right : ndarray of int64, shape (n_passages,)
        Row numbers, ``left < right``.
    left_start, left_end, right_start, right_end : ndarray of int64
        Half-open stretches of the flat array of words.
    words : ndarray of int64
        How many words both stretches share, those that were changed left out.
    """

    left: Ints
    right: Ints
    left_start: Ints
    left_end: Ints
    right_start: Ints
    right_end: Ints
    words: Ints

    def __len__(self) -> int:
        return len(self.left)


def duplicate_passages(
    ptr: Ints, word: Keys, least: int = 25, *, gap: int = GAP, crowd: int | None = CROWD
) -> Passages:
    """Return the passages of at least so many words that two rows share.

    A passage is a set of exact runs of at least `SEED` words that follow each
    other in both rows, each beginning at most `gap` words from where another
    ends: so a few words may be changed, put in or left out between two runs.

    Parameters
    ----------
    ptr : ndarray of int64, shape (n_rows + 1,)
    word : ndarray of uint64, shape (n_words,)
        Hashes; it may be a `Column`.
    least : int
        The fewest shared words of a passage.
    gap : int
        Below `SEED`.
    crowd : int or None
        A run of fewer than `least` words does not count where the words it
        begins with stand in more than so many places that may be in a passage; a
        longer one that does is told between each row and the first alone. That
        keeps the time and the table in proportion to the text. None: no limit.
    """
    seed = min(SEED, least)
    likely = passage_candidates(ptr, word, seed, least, gap)
    texts = read_texts(likely, word)
    limit = len(texts) if crowd is None else crowd
    passages = _chained(texts, common_subsequences(texts, seed, least, limit), least, gap)
    return _in_rows(passages, likely, texts)


def _in_rows(passages: Passages, likely: PassageCandidates, texts: Texts) -> Passages:
    """Return passages of stretches as those of the whole texts."""
    moved = likely.start - texts.ptr[:-1]
    left = moved[texts.stretch(passages.left_start)]
    right = moved[texts.stretch(passages.right_start)]
    return replace(
        passages,
        left_start=passages.left_start + left,
        left_end=passages.left_end + left,
        right_start=passages.right_start + right,
        right_end=passages.right_end + right,
    )


def _chained(texts: Texts, runs: tuple[Ints, Ints, Ints], least: int, gap: int) -> Passages:
    """Return the passages that runs of words make, those that are long enough."""
    left, right, length = runs
    pair = texts.stretch(left) * len(texts.ptr) + texts.stretch(right)
    order = np.lexsort((right, left, pair))
    pair, left, right, length = pair[order], left[order], right[order], length[order]
    one, other = _followers(pair, left, right, length, gap)
    label = components(one, other, len(left))
    _, passage = np.unique(label, return_inverse=True)
    words = np.minimum(_covered(passage, left, length), _covered(passage, right, length))
    n_passages = len(words)
    first, last = np.full((2, n_passages), len(texts)), np.zeros((2, n_passages), np.int64)
    for side, start in enumerate((left, right)):
        np.minimum.at(first[side], passage, start)
        np.maximum.at(last[side], passage, start + length)
    kept = np.flatnonzero(words >= least)
    spans = first[0][kept], last[0][kept], first[1][kept], last[1][kept]
    rows = tuple(texts.row[texts.stretch(start)] for start in spans[::2])
    order = np.lexsort((*reversed(spans), rows[1], rows[0]))
    return Passages(*(column[order] for column in (*rows, *spans, words[kept])))


def _followers(
    pair: Ints, left: Ints, right: Ints, length: Ints, gap: int
) -> tuple[Ints, Ints]:
    """Return which runs of a pair of rows go on where another ends."""
    span = int((left + length).max(initial=0)) + gap + 1
    block = np.cumsum(np.diff(pair, prepend=pair[:1]) != 0)
    key = block * span + left
    end = block * span + left + length
    low = np.searchsorted(key, end - gap, side="left")
    high = np.searchsorted(key, np.minimum(end + gap, (block + 1) * span - 1), side="right")
    ones, others = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for one, other in ranges(low, high):
        apart = right[other] - right[one] - length[one]
        kept: Flags = (np.abs(apart) <= gap) & (block[one] == block[other])
        kept &= (left[other] > left[one]) & (right[other] > right[one])
        ones.append(one[kept])
        others.append(other[kept])
    return np.concatenate(ones), np.concatenate(others)


def _covered(passage: Ints, start: Ints, length: Ints) -> Ints:
    """Return how many words the runs of each passage cover on one side."""
    if not len(passage):
        return np.zeros(0, np.int64)
    order = np.lexsort((start, passage))
    passage, start, end = passage[order], start[order], (start + length)[order]
    span = int(end.max()) + 1
    reach = np.maximum.accumulate(passage * span + end)
    begin = passage * span + start
    begin[1:] = np.maximum(begin[1:], reach[:-1])
    fresh = np.maximum(passage * span + end - begin, 0)
    return np.bincount(passage, fresh).astype(np.int64)
