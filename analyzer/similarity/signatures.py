"""Bit signatures of sets: two sets that differ in few n-grams differ in few bits."""

from __future__ import annotations

import msgspec
import numpy as np

from analyzer.similarity.hashing import SLACK
from analyzer.similarity.metrics import Bounds
from analyzer.similarity.rows import Floats, Ints, Keys, NgramRows, row_chunks
from analyzer.similarity.sorted_sets import SortedSets
from analyzer.text.arrays import SPREAD

WORD = 64
MOST_WORDS = 8


class Signatures(msgspec.Struct, frozen=True, eq=False):
    """Bits for each set, where each n-gram flips one.

    Two sets differ in at most as many bits as n-grams.

    Attributes
    ----------
    words : ndarray of uint64, shape (n_words, n_sets)
        Four bits for each n-gram of most sets, in whole words.
    smaller, larger : ndarray of float64, shape (n_sets,)
        Two sets that reach the threshold differ in at most as many bits as the
        smaller one and the larger one allow together.
    """

    words: Keys
    smaller: Floats
    larger: Floats

    def close(self, left: Ints, right: Ints) -> tuple[Ints, Ints]:
        """Keep the pairs that differ in few enough bits; `left` are the smaller sets."""
        allowed = self.smaller[left] + self.larger[right]
        differ = np.zeros(len(left), np.int16)
        for word in self.words:
            differ += np.bitwise_count(word[left] ^ word[right])
            kept = np.flatnonzero(differ <= allowed)
            left, right, differ, allowed = left[kept], right[kept], differ[kept], allowed[kept]
        return left, right


def signatures(sets: SortedSets, bounds: Bounds) -> Signatures:
    """Return the signatures of unweighted sets.

    N-grams of one set only, which are left out of the sets, are left out here too.
    """
    size = np.diff(sets.ptr)
    # Not numpy's percentile, which loads its masked arrays for it.
    typical = (
        int(np.partition(size, 3 * len(size) // 4)[3 * len(size) // 4]) if len(size) else 0
    )
    n_words = min(max(4 * typical // WORD, 1), MOST_WORDS)
    n_bits = n_words * WORD
    words = np.empty((n_words, len(sets)), np.uint64)
    bits_and_ranks = sets.ptr + n_bits * np.arange(len(sets) + 1)
    for first, last in row_chunks(bits_and_ranks):
        start, end = sets.ptr[first], sets.ptr[last]
        mark = sets.rank[start:end].astype(np.uint64) * SPREAD >> np.uint64(32)
        bit = (mark * np.uint64(n_bits) >> np.uint64(32)).astype(np.int64)
        bit += np.repeat(n_bits * np.arange(last - first), size[first:last])
        odd = np.bincount(bit, minlength=n_bits * (last - first)).astype(np.uint8) & 1
        packed = np.packbits(odd).view(np.uint64).reshape(last - first, n_words)
        words[:, first:last] = packed.T
    shared = 2 * (1 - SLACK) * sets.mass
    return Signatures(
        words, size - shared * bounds.share_of_smaller, size - shared * bounds.share_of_larger
    )


def row_bits(rows: NgramRows) -> Keys:
    """Return a 64-bit sketch of each row of distinct n-grams, where each flips one bit."""
    bit = np.uint64(1) << (rows.ngram * SPREAD >> np.uint64(58))
    bits = np.zeros(len(rows), np.uint64)
    filled = np.flatnonzero(np.diff(rows.ptr))
    bits[filled] = np.bitwise_xor.reduceat(bit, rows.ptr[filled])
    return bits
