"""What a set is found by: signatures, of which near-duplicates have one in common.

A signature is two neighbours: two stems of a set with none of its other stems between
them, in one order of all stems. Let two sets of q and s stems have a Jaccard index of
t or more, and let A of the first and B of the second be stems that the other set has
not. Walk along the shared stems in their order. Two that follow each other are
neighbours in both sets unless one of these A + B stems stands between them. There are
more shared stems than that, so that some are neighbours in both.

Let the first such two stand behind g shared stems of both sets, and behind a of the A
and b of the B stems. As each of the g steps before was spoilt by one of these,
``g <= a + b``. So they stand in the first set at place ``g + a <= 2 * A + B`` or before.
From ``q - A >= t * (q + B)`` follows ``A + t * B <= (1 - t) * q``, and from these how
many first signatures of a set are needed: seven for a sentence of seventeen stems.
With as many of the other set, that is all it takes for no pair to be missed.

This is a prefix filter (Chaudhuri et al., 2006; Bayardo et al., 2007), of neighbours in
place of single stems: twice as many of them, and each is met a hundred times less.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analyzer.article import Ints
from analyzer.matching.likeness import Terms
from analyzer.matching.ngramrows import Flags, Keys, owners, pointers
from analyzer.matching.sentences import SIMILARITY, SLACK
from analyzer.matching.shingles import mixed

Bits = npt.NDArray[np.uint32]
TERMS = Terms("jaccard", SIMILARITY)


def signatures(ptr: Ints, ranks: Ints) -> tuple[Keys, Ints, Ints]:
    """Return the first neighbours of every set.

    Parameters
    ----------
    ptr : ndarray of int64, shape (n_sets + 1,)
        Of sets of six ranks or more, which ascend.
    ranks : ndarray of int64
        Negative for stems that no archived set has: these have no signatures.

    Returns
    -------
    key : ndarray of uint64, shape (n,)
        A hash of the two.
    place, row : ndarray of int64, shape (n,)
        Where the first of the two stands in its set, and in which set.
    """
    upto = pointers(_furthest(np.diff(ptr)) + 1)
    row = owners(upto)
    place = np.arange(upto[-1]) - upto[row]
    first = ptr[row] + place
    # Unknown stems stand before all others.
    known = np.flatnonzero(ranks[first] >= 0)
    first, place, row = first[known], place[known], row[known]
    return mixed((ranks[first] << 32 | ranks[first + 1]).view(np.uint64)), place, row


def _furthest(size: Ints) -> Ints:
    """Return the last place at which the first common signature of a set may stand."""
    lacking = (1 - TERMS.threshold) * size * (1 + SLACK) + SLACK
    own = np.floor(lacking).astype(np.int64)
    return np.asarray(2 * own + (lacking - own >= TERMS.threshold * (1 - SLACK)))


def rank_bits(ptr: Ints, ranks: Ints) -> Bits:
    """Return one bit for each rank of a set, modulo 32; none for unknown stems."""
    bit = np.where(ranks < 0, 0, 1 << (ranks & 31)).astype(np.uint32)
    return np.bitwise_or.reduceat(bit, ptr[:-1]) if len(bit) else np.zeros(0, np.uint32)


@dataclass(frozen=True, eq=False)
class Met:
    """Sets that were met by a signature: their sizes, its place, the bits of their ranks."""

    size: Ints
    place: Ints
    bits: Bits


def may_reach(one: Met, other: Met) -> Flags:
    """Return which pairs of sets that share a signature may be near-duplicates.

    What stands before and behind the signature bounds how much they share, and bits
    that only one of them has bound how much that one has alone.
    """
    before = np.minimum(one.place, other.place)
    most = before + np.minimum(one.size - one.place, other.size - other.place)
    most = np.minimum(most, one.size - np.bitwise_count(one.bits & ~other.bits))
    most = np.minimum(most, other.size - np.bitwise_count(other.bits & ~one.bits))
    return np.asarray(most >= TERMS.share_of_smaller * (one.size + other.size) * (1 - SLACK))
