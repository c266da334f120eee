"""Which articles are near-duplicates: they share much of their wording, or a long passage."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np

from analyzer.article import Flags, Floats, Ints
from analyzer.similarity.duplicate_kinds import ALL
from analyzer.similarity.hashing import number
from analyzer.similarity.join import collect, self_join
from analyzer.similarity.known_pairs import KnownPairs
from analyzer.similarity.pairs import Pairs
from analyzer.similarity.rows import Keys, NgramRows, paired_rows, row_sums
from analyzer.similarity.shared_positions import shared_positions, spans_with_matches
from analyzer.storage.kept_results import KeptResults

WORDS = 3
FEWEST_SHARED = 8
FEWEST_OF_ENTIRE = 3
# Two fifths of a teaser, the rest of which is its headline.
FEWEST_OF_MOST, MOSTLY = 5, 0.4

# A passage that was edited: so many spans in a row with so many shared sequences each. Two
# thirds of the words make three tenths of the sequences, and chance hits one span in ten.
PASSAGE_SPANS, SHARED_OF_SPAN = 4, 3
# Of the share that a pair needs, what one with such a passage needs: a third of both may be
# an edited part of the other.
PART = 0.4
# What an article shares with more others is the frame of a series or a note about its author.
MOST_SHARING = 8

# Copies of one page a thousandfold would fill the table with their square.
MOST_EQUAL = 1 << 20
# So would thousands of short articles that share a sentence: a sequence that more
# articles have is compared with this many of them, those next in length.
MOST_NEIGHBOURS = 64
# N-grams of pairs processed at once.
AT_ONCE = 1 << 21


def duplicate_pairs(
    shingles: NgramRows,
    min_containment: float,
    min_share: float,
    kept: KeptResults | None = None,
) -> Pairs:
    """Return the pairs of near-duplicate articles, sorted by left and then by right.

    Parameters
    ----------
    shingles : NgramRows
        The three-word sequences of each article, in order.
    min_containment : float
        The share of the sequences of the smaller article from which two articles are a
        pair. From `PART` of it they are one where they have a passage in common that is
        as much of its spans.
    min_share : float
        A further share of the sequences, from which two articles are a pair in any case.
    kept : KeptResults, optional
        What an earlier run has found out about pairs; that of this one is kept.
    """
    least = min(min_containment, min_share)
    overlaps = KnownPairs(kept, "overlaps of articles") if kept is not None else None
    passages = KnownPairs(kept, "passages of articles")
    passages.name_rows(_sequence_hashes(shingles))
    similar = self_join(
        shingles,
        least_share(min_containment, min_share),
        "containment",
        max_identical_pairs=MOST_EQUAL,
        max_neighbours=MOST_NEIGHBOURS,
        known=overlaps,
    )
    pairs = collect(_near(shingles, some, least, passages) for some in similar)
    passages.finish()
    if overlaps is not None:
        overlaps.finish()
    part = pairs.similarity < least
    n_others = np.bincount(
        np.append(pairs.left[part], pairs.right[part]), minlength=len(shingles)
    )
    recurs = np.maximum(n_others[pairs.left], n_others[pairs.right]) > MOST_SHARING
    return pairs.take(np.flatnonzero(~(part & recurs)))


def least_share(min_containment: float, min_share: float) -> float:
    """Return the share of the sequences of the smaller article that every pair has."""
    return min(PART * min_containment, min_share)


def _sequence_hashes(rows: NgramRows) -> Keys:
    """Return a hash of the n-grams of each row, in their order."""
    import hashlib

    digests = [
        hashlib.blake2b(rows.ngram[first:last].tobytes(), digest_size=8).digest()
        for first, last in pairwise(rows.ptr.tolist())
    ]
    return np.frombuffer(b"".join(digests), np.uint64)


def _near(shingles: NgramRows, pairs: Pairs, least: float, passages: KnownPairs) -> Pairs:
    """Return the pairs that share enough, or a passage."""
    kept = enough(pairs.similarity, pairs.overlap, pairs.jaccard)
    part = np.flatnonzero(pairs.similarity < least)
    kept[part] = pairs.overlap[part] >= PASSAGE_SPANS * SHARED_OF_SPAN
    part = part[kept[part]]
    share = partial(share_passage, shingles, least=least)
    kept[part] = passages.values(pairs.left[part], pairs.right[part], share) > 0
    return pairs.take(np.flatnonzero(kept))


def enough(similarity: Floats, overlap: Floats, jaccard: Floats) -> Flags:
    """Return which pairs share enough sequences to be reported."""
    entire = (similarity >= ALL) & (overlap >= FEWEST_OF_ENTIRE)
    mostly = (similarity >= MOSTLY) & (overlap >= FEWEST_OF_MOST)
    return np.asarray((overlap >= FEWEST_SHARED) | mostly | entire | (jaccard == 1))


def share_passage(shingles: NgramRows, left: Ints, right: Ints, least: float) -> Flags:
    """Return which pairs of different rows have a passage in common, edited or not.

    Both have `PASSAGE_SPANS` spans in a row that each have `SHARED_OF_SPAN` sequences
    of the other one.

    Parameters
    ----------
    shingles : NgramRows
        The sequences of each article, in order.
    left, right : ndarray of int64, shape (n_pairs,)
    least : float
        The share of the spans of one of both that have so many.
    """
    found = np.zeros(len(left), bool)
    for some, rows, one, other in paired_rows(shingles, left, right, AT_ONCE):
        numbers, _ = number(rows.ngram)
        size = np.diff(rows.ptr)
        for shared_at in shared_positions(rows.ptr, numbers, one, other):
            in_both = np.ones(len(shared_at.pairs), bool)
            extent = np.zeros(len(shared_at.pairs))
            for side, row in enumerate((one[shared_at.pairs], other[shared_at.pairs])):
                ptr, marks = spans_with_matches(shared_at, size[row], side, SHARED_OF_SPAN)
                in_both &= longest_runs(ptr, marks) >= PASSAGE_SPANS
                extent = np.maximum(extent, row_sums(ptr, marks) / np.diff(ptr))
            found[some.start + shared_at.pairs] = in_both & (extent >= least)
    return found


def longest_runs(ptr: Ints, marks: Flags) -> Ints:
    """Return the longest run of marks in each row; no row is empty."""
    place = np.arange(len(marks))
    before = np.maximum.accumulate(np.where(marks, -1, place))
    run = place - np.maximum(before, np.repeat(ptr[:-1] - 1, np.diff(ptr)))
    return np.maximum.reduceat(run, ptr[:-1]) if len(run) else run
