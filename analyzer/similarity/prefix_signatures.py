"""Signatures of rows: similar rows have one in common, made of n-grams of their prefixes.

Order n-grams from the rarest. Two sets that share at least ``need`` n-grams share k of
the first ``size - need + k`` of either, for every k up to ``need``: if the k-th shared
one came later, too few could follow. So both have the combination of the first k shared
n-grams. A rare n-gram is a signature alone; a more frequent one is combined with one or
two of its possible successors.
"""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.similarity.hashing import SLACK, slots
from analyzer.similarity.rows import (
    Flags,
    Ints,
    Keys,
    NgramRows,
    owners,
    positions_in,
    row_chunks,
)
from analyzer.similarity.shingles import BASE, mixed
from analyzer.text.arrays import SPREAD

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
