"""A few bits for each set, of which as few differ as the sets do."""

from __future__ import annotations

import numpy as np

from analyzer.likeness import Terms
from analyzer.ngramrows import SPREAD, Ints, Keys, row_chunks
from analyzer.rankedsets import SLACK, RankedSets

WORD = 64
MOST_WORDS = 8


def signatures(sets: RankedSets) -> Keys:
    """Return bits for each set: each n-gram flips one.

    So two sets that differ in few n-grams differ in no more bits.

    Returns
    -------
    ndarray of uint64, shape (n_words, n_sets)
        A bit for each n-gram of most sets, in whole words.
    """
    size = np.diff(sets.ptr)
    # Not numpy.percentile, which would import numpy.ma for a check of one file.
    typical = int(np.sort(size)[3 * (len(size) - 1) // 4]) if len(size) else 0
    n_words = min(max(2 * typical // WORD, 1), MOST_WORDS)
    n_bits = n_words * WORD
    words = np.zeros((n_words, len(sets)), np.uint64)
    bits_and_ranks = sets.ptr + n_bits * np.arange(len(sets) + 1)
    for first, last in row_chunks(bits_and_ranks):
        start, end = sets.ptr[first], sets.ptr[last]
        mark = sets.rank[start:end].astype(np.uint64) * SPREAD >> np.uint64(32)
        bit = (mark * np.uint64(n_bits) >> np.uint64(32)).astype(np.int64)
        bit += np.repeat(n_bits * np.arange(last - first), size[first:last])
        odd = np.bincount(bit, minlength=n_bits * (last - first)).astype(np.uint8) & 1
        packed = np.packbits(odd).view(np.uint64).reshape(last - first, n_words)
        words[:, first:last] = packed.T
    return words


def close_enough(
    sets: RankedSets, words: Keys, left: Ints, right: Ints, terms: Terms
) -> tuple[Ints, Ints]:
    """Keep the pairs whose signatures differ in no more bits than their sets may.

    `left` are the smaller ones. N-grams that were left out of the sets, because no
    other has them, are not in the signatures either.
    """
    size = np.diff(sets.ptr)
    shared = terms.overlap(sets.mass[left], sets.mass[right])
    allowed = size[left] + size[right] - 2 * shared * (1 - SLACK)
    differ = np.zeros(len(left), np.int64)
    for word in words:
        differ += np.bitwise_count(word[left] ^ word[right])
        kept = np.flatnonzero(differ <= allowed)
        left, right, differ, allowed = left[kept], right[kept], differ[kept], allowed[kept]
    return left, right
