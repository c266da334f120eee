"""Bit signatures of sets: two sets that differ in few n-grams differ in few bits.

Similar rows also have a signature in common that is made of n-grams of their prefixes.
Order n-grams from the rarest. Two sets that share at least ``need`` n-grams share k of the
first ``size - need + k`` of either, for every k up to ``need``: if the k-th shared one came
later, too few could follow. So both have the combination of the first k shared n-grams. A
rare n-gram is a signature alone; a more frequent one is combined with one or two of its
possible successors.
"""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.similarity.hashing import SLACK, slots
from analyzer.similarity.rows import (
    Bounds,
    Flags,
    Floats,
    Ints,
    Keys,
    NgramRows,
    owners,
    positions_in,
    row_chunks,
)
from analyzer.similarity.shingles import BASE, mixed
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


# Size of the table of counts: 2**22 slots of four bytes fit a processor's cache.
COUNT_BITS = 22
# Bits of a hash that order n-grams of one count.
TIE_BITS = 40
# N-grams processed at once.
AT_ONCE = 1 << 21
# N-grams up to this count are rare. Two n-grams of count c are both in c * c / n of n rows
# by chance: if that is more than BY_CHANCE, three are combined.
RARE, BY_CHANCE = 64, 16
# Longer rows have too many combinations; single n-grams are their signatures.
LONG = 128


class Order(msgspec.Struct, frozen=True, eq=False):
    """A global order of n-grams: by the counts of their slots, then by their hashes.

    Different n-grams may get equal keys and are one n-gram in this order. Two sets then
    share at least as many keys, counted with multiplicity, as n-grams.

    Attributes
    ----------
    counts : ndarray of uint32, shape (2**COUNT_BITS,)
    common : int
        The count above which three n-grams are combined.
    """

    counts: npt.NDArray[np.uint32]
    common: int

    def keys(self, ngram: Keys) -> Keys:
        """Return sort keys of n-grams."""
        often = np.minimum(self.counts[slots(ngram, COUNT_BITS)], (1 << 64 - TIE_BITS) - 1)
        key = often.astype(np.uint64) << np.uint64(TIE_BITS)
        return key | (ngram * SPREAD) >> np.uint64(64 - TIE_BITS)


def order_of(rows: NgramRows) -> Order:
    """Return the order of the n-grams of rows, which may be a `Column`."""
    counts = np.zeros(1 << COUNT_BITS, np.uint32)
    for first, last in row_chunks(rows.ptr, AT_ONCE):
        slot = slots(rows.ngram[rows.ptr[first] : rows.ptr[last]], COUNT_BITS)
        counts += np.bincount(slot, minlength=len(counts)).astype(np.uint32)
    return Order(counts, int((BY_CHANCE * len(rows)) ** 0.5))


def prefix_signatures(ptr: Ints, key: Keys, threshold: float, common: int) -> tuple[Ints, Keys]:
    """Return the signatures of rows; two similar rows have at least one in common.

    Parameters
    ----------
    ptr : ndarray of int64, shape (n_rows + 1,)
    key : ndarray of uint64, shape (n_ngrams,)
        Keys of an `Order`, sorted in each row.
    threshold : float
        The least Jaccard index.
    common : int

    Returns
    -------
    row : ndarray of int64, shape (n_combinations,)
    combination : ndarray of uint64, shape (n_combinations,)
    """
    size = np.diff(ptr)
    need = np.ceil(threshold * size * (1 - SLACK)).astype(np.int64)
    often = (key >> np.uint64(TIE_BITS)).astype(np.int64)
    row = owners(ptr)
    # The first shared n-gram leaves enough n-grams behind it, and another row has it.
    may_be_first = (ptr[1:][row] - np.arange(len(key)) >= need[row]) & (often > 1)
    most = np.where(often <= RARE, 1, np.where(often <= common, 2, 3))
    few = size <= LONG
    first = np.flatnonzero(may_be_first & few[row])
    found = _combinations(ptr, key, need, first, most[first])
    # Rows near the limit get both kinds, so that any two have a signature in common.
    many = np.flatnonzero(may_be_first & (size > threshold * LONG)[row])
    found.append((row[many], ~mixed(key[many])))
    rows, hashes = zip(*found, strict=True)
    return np.concatenate(rows), np.concatenate(hashes)


def _combinations(
    ptr: Ints, key: Keys, need: Ints, position: Ints, most: Ints
) -> list[tuple[Ints, Keys]]:
    """Return the combinations of up to `most` n-grams that begin at some positions.

    A set that has to share fewer n-grams than a combination has also gets the smaller
    combinations.
    """
    row = np.searchsorted(ptr, position, side="right") - 1
    least = np.minimum(most, need[row])
    hashed = mixed(key[position])
    found = []
    taken = 1
    while True:
        reported = least <= taken
        found.append((row[reported], mixed(hashed[reported] + np.uint64(taken))))
        more: Flags = most > taken
        if not more.any():
            return found
        position, row, least, most = (x[more] for x in (position, row, least, most))
        end = ptr[row + 1] - np.maximum(need[row] - taken, 1) + 1
        position, edge = positions_in(position + 1, np.maximum(end, position + 1))
        origin = owners(edge)
        row, least, most = row[origin], least[origin], most[origin]
        hashed = mixed(hashed[more][origin] * BASE + key[position])
        taken += 1
