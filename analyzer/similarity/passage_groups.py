"""Duplicate passages of pairs of articles as one passage that several articles share."""

from __future__ import annotations

import msgspec
import numpy as np
from msgspec.structs import replace

from analyzer.article import Ints
from analyzer.similarity.pairs import components
from analyzer.similarity.passages import Passages

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
    """Join passages of a pair of rows that follow each other with a small gap.

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
    after[1:] = ~(same & _is_gap(left, max_gap) & _is_gap(right, max_gap))
    first = np.flatnonzero(after)
    return replace(
        found,
        left=found.left[first],
        right=found.right[first],
        left_start=np.minimum.reduceat(found.left_start, first),
        left_end=np.maximum.reduceat(found.left_end, first),
        right_start=np.minimum.reduceat(found.right_start, first),
        right_end=np.maximum.reduceat(found.right_end, first),
        words=np.add.reduceat(found.words, first),
    )


def _is_gap(words: Ints, most: int) -> np.ndarray:
    return (words >= 0) & (words <= most)


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
