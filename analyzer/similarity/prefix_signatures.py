"""What two sets that are alike must both have: some of their first n-grams together.

Put n-grams in one order, the rarest first. Two sets that share at least ``need`` of
their n-grams share k of the first ``size - need + k`` of either, for every k up to
``need``: were the k-th shared one further back, too few could follow it. So both have
the combination of the first k that they share. One n-gram is enough where it is rare;
a commoner one is taken together with one or two of those that may be the next.
"""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.similarity.hashing import SLACK, slots
from analyzer.similarity.rows import Flags, Ints, Keys, NgramRows, owners, places_in, row_chunks
from analyzer.similarity.shingles import BASE, mixed
from analyzer.text.arrays import SPREAD

# Of the table of counts: 2**22 slots of four bytes, which a processor's cache holds.
COUNT_BITS = 22
# Bits of a hash that tell n-grams of one count apart in the order.
TIE_BITS = 40
# N-grams of rows worked on at once.
AT_ONCE = 1 << 21
# An n-gram that stands so often is rare. One of count c stands with another of the same
# count in c * c / n of n rows by chance: where that is more than this, two do not suffice.
RARE, BY_CHANCE = 64, 16
# A set of more n-grams has too many combinations of them.
LONG = 128


class Order(msgspec.Struct, frozen=True, eq=False):
    """One order of all n-grams: by how often their slots were met, then by their hashes.

    Different n-grams may have one key, and are one for the order then: sets share at
    least as many keys, counted as often as they stand, as they share n-grams.

    Attributes
    ----------
    counts : ndarray of uint32, shape (2**COUNT_BITS,)
    common : int
        From what count on three n-grams are taken together.
    """

    counts: npt.NDArray[np.uint32]
    common: int

    def keys(self, ngram: Keys) -> Keys:
        """Return numbers that sort n-grams in their order."""
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
    """Return hashes of what rows must have in common with those that are like them.

    Parameters
    ----------
    ptr : ndarray of int64, shape (n_rows + 1,)
    key : ndarray of uint64, shape (n_ngrams,)
        Keys of an `Order`, sorted in each row.
    threshold : float
        Jaccard index from which two rows are alike.
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
    # The first that two rows share leaves room for the others; alone it would be no meeting.
    may_be_first = (ptr[1:][row] - np.arange(len(key)) >= need[row]) & (often > 1)
    most = np.where(often <= RARE, 1, np.where(often <= common, 2, 3))
    few = size <= LONG
    first = np.flatnonzero(may_be_first & few[row])
    found = _joined(ptr, key, need, first, most[first])
    # Rows near the limit are in both kinds, so that any two have one in common.
    many = np.flatnonzero(may_be_first & (size > threshold * LONG)[row])
    found.append((row[many], ~mixed(key[many])))
    rows, hashes = zip(*found, strict=True)
    return np.concatenate(rows), np.concatenate(hashes)


def _joined(
    ptr: Ints, key: Keys, need: Ints, place: Ints, most: Ints
) -> list[tuple[Ints, Keys]]:
    """Return the combinations that begin at places, of up to so many n-grams.

    A set that must share fewer than a combination has n-grams may share no more: it
    has the smaller combinations too.
    """
    row = np.searchsorted(ptr, place, side="right") - 1
    least = np.minimum(most, need[row])
    hashed = mixed(key[place])
    found = []
    taken = 1
    while True:
        told = least <= taken
        found.append((row[told], mixed(hashed[told] + np.uint64(taken))))
        more: Flags = most > taken
        if not more.any():
            return found
        place, row, least, most = (x[more] for x in (place, row, least, most))
        end = ptr[row + 1] - np.maximum(need[row] - taken, 1) + 1
        place, edge = places_in(place + 1, np.maximum(end, place + 1))
        origin = owners(edge)
        row, least, most = row[origin], least[origin], most[origin]
        hashed = mixed(hashed[more][origin] * BASE + key[place])
        taken += 1
