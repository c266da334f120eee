"""Duplicate passages: every long run of words that two articles share.

Runs of words that follow each other in both articles, with small gaps, are one passage.

A passage that several articles share is one passage of all of them.
"""

from __future__ import annotations

import msgspec
import numpy as np
from msgspec.structs import replace

from analyzer.similarity.common_subsequences import HashedSpans, common_subsequences, hash_spans
from analyzer.similarity.pairs import components
from analyzer.similarity.passage_candidates import PassageCandidates, passage_candidates
from analyzer.similarity.rows import Flags, Ints, Keys, ranges

# Shorter runs are ignored: any two texts on one subject share many.
SEED = 6
# The most words, on either side, between two runs of one passage.
MAX_GAP = 3
# Short runs at more positions than this are set phrases.
MAX_POSITIONS = 64


class Passages(msgspec.Struct, frozen=True, eq=False):
    """Passages that two rows of words share, by left row, right row and position.

    Attributes
    ----------
    left, right : ndarray of int64, shape (n_passages,)
        Row numbers, ``left < right``.
    left_start, left_end, right_start, right_end : ndarray of int64
        Half-open spans of the flat array of words.
    words : ndarray of int64
        The number of words that both share, without the changed ones.
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

    def take(self, chosen: Flags | Ints) -> Passages:
        """Return some of the passages."""
        return Passages(*(column[chosen] for column in msgspec.structs.astuple(self)))


def duplicate_passages(
    ptr: Ints,
    word: Keys,
    min_words: int = 25,
    *,
    max_gap: int = MAX_GAP,
    max_positions: int | None = MAX_POSITIONS,
) -> Passages:
    """Return the passages of at least `min_words` words that two rows share.

    A passage is a set of exact runs of at least `SEED` words that follow each other in
    both rows, each beginning at most `max_gap` words from the end of another: a few words
    may be replaced, inserted or removed between two runs.

    Parameters
    ----------
    ptr : ndarray of int64, shape (n_rows + 1,)
    word : ndarray of uint64, shape (n_words,)
        Hashes; it may be a `Column`.
    min_words : int
        The fewest shared words of a passage.
    max_gap : int
        Below `SEED`.
    max_positions : int or None
        Runs of fewer than `min_words` words are ignored if the words that they begin with
        are at more than this many candidate positions; longer ones are paired with the
        first row only. So time and results grow linearly. None: no limit.
    """
    seed = min(SEED, min_words)
    candidates = passage_candidates(ptr, word, seed, min_words, max_gap)
    spans = hash_spans(candidates, word)
    max_positions = len(spans) if max_positions is None else max_positions
    passages = _chained(
        spans, common_subsequences(spans, seed, min_words, max_positions), min_words, max_gap
    )
    return _in_rows(passages, candidates, spans)


def _in_rows(passages: Passages, candidates: PassageCandidates, spans: HashedSpans) -> Passages:
    """Return passages of spans as passages of the whole rows."""
    moved = candidates.start - spans.ptr[:-1]
    left = moved[spans.span_of(passages.left_start)]
    right = moved[spans.span_of(passages.right_start)]
    return replace(
        passages,
        left_start=passages.left_start + left,
        left_end=passages.left_end + left,
        right_start=passages.right_start + right,
        right_end=passages.right_end + right,
    )


def _chained(
    spans: HashedSpans, runs: tuple[Ints, Ints, Ints], min_words: int, max_gap: int
) -> Passages:
    """Return the passages that runs of words form, if they are long enough."""
    left, right, length = runs
    pair = spans.span_of(left) * len(spans.ptr) + spans.span_of(right)
    order = np.lexsort((right, left, pair))
    pair, left, right, length = pair[order], left[order], right[order], length[order]
    one, other = _followers(pair, left, right, length, max_gap)
    label = components(one, other, len(left))
    _, passage = np.unique(label, return_inverse=True)
    words = np.minimum(_covered(passage, left, length), _covered(passage, right, length))
    n_passages = len(words)
    first, last = np.full((2, n_passages), len(spans)), np.zeros((2, n_passages), np.int64)
    for side, start in enumerate((left, right)):
        np.minimum.at(first[side], passage, start)
        np.maximum.at(last[side], passage, start + length)
    kept = np.flatnonzero(words >= min_words)
    ends = first[0][kept], last[0][kept], first[1][kept], last[1][kept]
    rows = tuple(spans.row[spans.span_of(start)] for start in ends[::2])
    order = np.lexsort((*reversed(ends), rows[1], rows[0]))
    return Passages(*(column[order] for column in (*rows, *ends, words[kept])))


def _followers(
    pair: Ints, left: Ints, right: Ints, length: Ints, max_gap: int
) -> tuple[Ints, Ints]:
    """Return which runs of a pair of rows continue where another ends."""
    span = int((left + length).max(initial=0)) + max_gap + 1
    block = np.cumsum(np.diff(pair, prepend=pair[:1]) != 0)
    key = block * span + left
    end = block * span + left + length
    low = np.searchsorted(key, end - max_gap, side="left")
    high = np.searchsorted(key, np.minimum(end + max_gap, (block + 1) * span - 1), side="right")
    ones, others = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for one, other in ranges(low, high):
        apart = right[other] - right[one] - length[one]
        kept: Flags = (np.abs(apart) <= max_gap) & (block[one] == block[other])
        kept &= (left[other] > left[one]) & (right[other] > right[one])
        ones.append(one[kept])
        others.append(other[kept])
    return np.concatenate(ones), np.concatenate(others)


def _covered(passage: Ints, start: Ints, length: Ints) -> Ints:
    """Return the number of words that the runs of each passage cover on one side."""
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


# Two spans of one article are the same passage if they have so much of the longer in common.
SAME = 0.5


class PassageGroups(msgspec.Struct, frozen=True, eq=False):
    """The passages of each row, by row and position; one location of each passage.

    Attributes
    ----------
    row : ndarray of int64, shape (n_locations,)
    start, end : ndarray of int64, shape (n_locations,)
        Half-open spans of the flat array of words.
    words : ndarray of int64, shape (n_locations,)
        The most words that another row shares.
    passage : ndarray of int64, shape (n_locations,)
        The number of the passage, by first row and position.
    """

    row: Ints
    start: Ints
    end: Ints
    words: Ints
    passage: Ints

    def __len__(self) -> int:
        return len(self.row)


def join_near(found: Passages, max_gap: int) -> Passages:
    """Join passages of a pair of rows that overlap, or follow each other with a small gap.

    Parameters
    ----------
    found : Passages
        In their order.
    max_gap : int
        The most words between two passages, in both rows.
    """
    if not len(found):
        return found
    after = np.ones(len(found), bool)
    same = (np.diff(found.left) == 0) & (np.diff(found.right) == 0)
    left = found.left_start[1:] - found.left_end[:-1]
    right = found.right_start[1:] - found.right_end[:-1]
    near = _is_gap(left, max_gap) & _is_gap(right, max_gap)
    overlap = (left == right) & (left < 0)
    after[1:] = ~(same & (near | overlap))
    first = np.flatnonzero(after)
    counted_twice = np.zeros(len(found), np.int64)
    counted_twice[1:] = np.where(same & overlap, -left, 0)
    starts = [np.minimum.reduceat(one, first) for one in (found.left_start, found.right_start)]
    ends = [np.maximum.reduceat(one, first) for one in (found.left_end, found.right_end)]
    words = np.add.reduceat(found.words - counted_twice, first)
    least = np.maximum.reduceat(found.words, first)
    return Passages(
        found.left[first],
        found.right[first],
        starts[0],
        ends[0],
        starts[1],
        ends[1],
        np.maximum(words, least),
    )


def _is_gap(words: Ints, most: int) -> Flags:
    return np.asarray((words >= 0) & (words <= most))


def group_passages(found: Passages) -> PassageGroups:
    """Return each passage once for every row that has it."""
    n_pairs = len(found)
    row = np.concatenate([found.left, found.right])
    start = np.concatenate([found.left_start, found.right_start])
    end = np.concatenate([found.left_end, found.right_end])
    words = np.tile(found.words, 2)
    location = _locations(row, start, end)
    n_locations = int(location.max(initial=-1)) + 1
    label = components(location[:n_pairs], location[n_pairs:], n_locations)[location]
    order = np.lexsort((start, -words, row, label))
    key = np.diff(label[order], prepend=-1) | np.diff(row[order], prepend=-1)
    kept = order[np.flatnonzero(key)]
    kept = kept[np.lexsort((label[kept], start[kept], row[kept]))]
    _, first, inverse = np.unique(label[kept], return_index=True, return_inverse=True)
    number = np.empty(len(first), np.int64)
    number[np.argsort(first)] = np.arange(len(first))
    return PassageGroups(row[kept], start[kept], end[kept], words[kept], number[inverse])


def _locations(row: Ints, start: Ints, end: Ints) -> Ints:
    """Return a number for each span, equal for spans of a row that are nearly the same."""
    spans = np.stack([row, start, end], axis=1)
    distinct, inverse = np.unique(spans, axis=0, return_inverse=True)
    numbers = np.empty(len(distinct), np.int64)
    open_spans: list[tuple[int, int, int]] = []
    before, n_locations = -1, 0
    for at, (owner, first, last) in enumerate(distinct.tolist()):
        if owner != before:
            before, open_spans = owner, []
        open_spans = [span for span in open_spans if span[1] > first]
        for begin, finish, known in open_spans:
            common = min(last, finish) - first
            if common >= SAME * max(last - first, finish - begin):
                numbers[at] = known
                break
        else:
            numbers[at] = n_locations
            open_spans.append((first, last, n_locations))
            n_locations += 1
    return numbers[inverse.ravel()]
