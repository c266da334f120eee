"""Sentences in an archive: sets of ranks, found by the first of them.

Two sets of q and s stems with a Jaccard index of t or more share at least
``t / (1 + t) * (q + s)``, so each shares at least ``t`` of its own stems. In one
order of all stems, the first shared one is then among the first
``q - ceil(t * q) + 1`` of the one and the first ``s - ceil(t * s) + 1`` of the
other: were it further back in either, too little would follow it. So the first
stems of every archived set are indexed, those of a new sentence are looked up,
and no pair is missed (Chaudhuri et al., 2006; Bayardo et al., 2007). What follows
a place on either side bounds what can be shared, and bits that differ bound from
below how many stems differ: most that is met is left out by these without being
read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from analyzer.archive.schema import LAST_RANK, PIECE_BITS, PIECES_BITS, POSTING, RANK, as_json
from analyzer.article import Floats, Ints
from analyzer.matching.likeness import Terms
from analyzer.matching.ngramrows import (
    Keys,
    NgramRows,
    owners,
    places,
    pointers,
    ranges,
    row_sums,
)
from analyzer.matching.sentences import SIMILARITY, SLACK
from analyzer.matching.shingles import mixed
from analyzer.text.order import distinct

if TYPE_CHECKING:
    from sqlite3 import Connection

    from analyzer.matching.ngramrows import Flags

TERMS = Terms("jaccard", SIMILARITY)
UNKNOWN = -1
# Numbers from here on stand for all larger ones in a posting.
CLIPPED = 255
PIECE = 1 << PIECE_BITS


def known_ranks(connection: Connection, hashes: Ints) -> Ints:
    """Return the rank of each stem, `UNKNOWN` where the archive has none of it.

    Parameters
    ----------
    hashes : ndarray of int64, shape (n_stems,)
        Distinct.
    """
    ranks = np.full(len(hashes), UNKNOWN)
    found = connection.execute(
        "SELECT j.key, s.rank FROM json_each(?) j CROSS JOIN stems s ON s.hash = j.value",
        (as_json(hashes),),
    ).fetchall()
    if found:
        at, rank = np.array(found, np.int64).T
        ranks[at] = rank
    return ranks


def number_stems(connection: Connection, stems: Keys) -> Ints:
    """Return the rank of every stem, giving one to those that are new.

    Of the new ones the more frequent get the higher ranks, below all old ones.

    Parameters
    ----------
    stems : ndarray of uint64, shape (n,)
    """
    hashes, place = _numbered(stems)
    ranks = known_ranks(connection, hashes)
    new = np.flatnonzero(ranks == UNKNOWN)
    count = np.bincount(place, minlength=len(hashes))[new]
    new = new[np.argsort(-count, kind="stable")]
    lowest = connection.execute("SELECT min(rank) FROM stems").fetchone()[0]
    first = LAST_RANK if lowest is None else lowest - 1
    ranks[new] = first - np.arange(len(new))
    connection.executemany(
        "INSERT INTO stems VALUES (?, ?)",
        sorted(zip(hashes[new].tolist(), ranks[new].tolist(), strict=True)),
    )
    return np.asarray(ranks[place])


def _numbered(stems: Keys) -> tuple[Ints, Ints]:
    """Return the distinct stems, and which of them each one is."""
    keys = stems.view(np.int64)
    hashes = distinct(keys)
    return hashes, np.searchsorted(hashes, keys)


def rarest_first(ptr: Ints, ranks: Ints) -> Ints:
    """Return the ranks of every set, ascending."""
    row = owners(ptr)
    return ranks[np.lexsort((ranks, row))]


def marks(stems: NgramRows) -> Ints:
    """Return a hash of each set of stems, equal for equal sets; shape (n_sets,)."""
    value = np.concatenate([np.zeros(1, np.uint64), np.cumsum(mixed(stems.ngram))])
    size = np.diff(stems.ptr).astype(np.uint64)
    return mixed((value[stems.ptr[1:]] - value[stems.ptr[:-1]]) ^ mixed(size)).view(np.int64)


def first_stems(ptr: Ints) -> tuple[Ints, Ints]:
    """Return where the first stems of every set stand, and whose they are.

    Parameters
    ----------
    ptr : ndarray of int64, shape (n_sets + 1,)
        Of sets whose ranks ascend.
    """
    size = np.diff(ptr)
    least = np.ceil(TERMS.need_of_larger * size * (1 - SLACK)).astype(np.int64)
    chosen = pointers(size - least + 1)
    row = owners(chosen)
    return np.arange(chosen[-1]) + (ptr[:-1] - chosen[:-1])[row], row


def signature(ptr: Ints, ranks: Ints) -> npt.NDArray[np.uint32]:
    """Return one bit for each rank of a set, modulo 32."""
    bit = np.uint32(1) << (ranks % 32).astype(np.uint32)
    return np.bitwise_or.reduceat(bit, ptr[:-1]) if len(bit) else np.zeros(0, np.uint32)


def postings_of(ids: Ints, ptr: Ints, ranks: Ints) -> tuple[Ints, npt.NDArray[np.void]]:
    """Return the pieces that sets belong in, and what is kept of them there.

    Returns
    -------
    piece : ndarray of int64, shape (n,)
        Ascending.
    entries : structured array, shape (n,)
    """
    place, row = first_stems(ptr)
    piece = ranks[place] << PIECES_BITS | ids[row] >> PIECE_BITS
    entries = np.empty(len(place), POSTING)
    entries["set"] = ids[row] & PIECE - 1
    entries["size"] = np.minimum(np.diff(ptr)[row], CLIPPED)
    entries["place"] = np.minimum(place - ptr[row], CLIPPED)
    entries["bits"] = signature(ptr, ranks)[row]
    order = np.lexsort((ids[row], piece))
    return piece[order], entries[order]


def read_sets(connection: Connection, ids: Ints) -> tuple[Ints, Ints]:
    """Return the pointers and the ranks of sets, those that are gone empty."""
    found = connection.execute(
        "SELECT j.key, s.ranks FROM json_each(?) j CROSS JOIN sets s ON s.id = j.value",
        (as_json(ids),),
    ).fetchall()
    size = np.zeros(len(ids), np.int64)
    size[[at for at, _ in found]] = [len(data) // RANK.itemsize for _, data in found]
    ranks = np.frombuffer(b"".join([data for _, data in found]), RANK).astype(np.int64)
    return pointers(size), ranks


def alike(connection: Connection, stems: NgramRows) -> tuple[Ints, Ints, Floats]:
    """Return every archived set that is a near-duplicate of one of these.

    Parameters
    ----------
    stems : NgramRows
        The distinct stems of each sentence.

    Returns
    -------
    row, ids : ndarray of int64, shape (n_pairs,)
        Sorted by row, then from the most similar, then by id.
    similarity : ndarray of float64, shape (n_pairs,)
        The Jaccard index.
    """
    if not len(stems):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    hashes, place = _numbered(stems.ngram)
    ranks = rarest_first(stems.ptr, known_ranks(connection, hashes)[place])
    pairs = _candidates(connection, stems.ptr, ranks)
    row, ids = pairs >> 32, pairs & 0xFFFFFFFF
    different = distinct(ids)
    ptr, kept = read_sets(connection, different)
    at = np.searchsorted(different, ids)
    both = _shared(stems.ptr, ranks, row, ptr, kept, at)
    one, other = np.diff(stems.ptr)[row].astype(float), np.diff(ptr)[at].astype(float)
    similarity = TERMS.similarity(one, other, both)
    reached = np.flatnonzero(similarity >= SIMILARITY)
    order = reached[np.lexsort((ids[reached], -similarity[reached], row[reached]))]
    return row[order], ids[order], similarity[order]


def _candidates(connection: Connection, ptr: Ints, ranks: Ints) -> Ints:
    """Return pairs of a row and an archived set that may reach the threshold.

    Returns
    -------
    ndarray of int64
        ``row << 32 | set``, distinct.
    """
    place, row = first_stems(ptr)
    known = np.flatnonzero(ranks[place] != UNKNOWN)
    place, row = place[known], row[known]
    wanted = distinct(ranks[place])
    found = connection.execute(
        "SELECT p.piece, p.entries FROM json_each(?) j CROSS JOIN postings p "
        f"ON p.piece BETWEEN j.value << {PIECES_BITS} AND (j.value + 1 << {PIECES_BITS}) - 1",
        (as_json(wanted),),
    ).fetchall()
    piece = np.array([number for number, _ in found], np.int64)
    size = np.array([len(data) // POSTING.itemsize for _, data in found], np.int64)
    entries = np.frombuffer(b"".join([data for _, data in found]), POSTING)
    upto = pointers(size)
    first = upto[np.searchsorted(piece, ranks[place] << PIECES_BITS)]
    last = upto[np.searchsorted(piece, ranks[place] + 1 << PIECES_BITS)]
    base = np.repeat((piece & (1 << PIECES_BITS) - 1) << PIECE_BITS, size)
    rows_bits = signature(ptr, np.where(ranks == UNKNOWN, 0, ranks))
    pairs = [np.zeros(0, np.int64)]
    for probe, at in ranges(first, last):
        entry, mine = entries[at], row[probe]
        near = _may_reach(np.diff(ptr)[mine], place[probe] - ptr[mine], rows_bits[mine], entry)
        pairs.append(mine[near] << 32 | base[at[near]] + entry["set"][near])
    return distinct(np.concatenate(pairs))


def _may_reach(
    size: Ints, place: Ints, bits: npt.NDArray[np.uint32], entry: npt.NDArray[np.void]
) -> Flags:
    """Return which meetings of a set and an archived one may be of near-duplicates."""
    other = entry["size"].astype(np.int64)
    need = TERMS.share_of_smaller * (size + other) * (1 - SLACK)
    rest = np.minimum(size - place, other - entry["place"])
    # Unknown stems have the bit of rank 0: it may differ where no stem does.
    differ = np.bitwise_count((bits ^ entry["bits"]) & np.uint32(0xFFFFFFFE))
    near = (rest >= need) & (size + other - differ >= 2 * need)
    near &= (need <= size) & (need <= other)
    return np.asarray(near | (entry["size"] == CLIPPED))


def _shared(
    ptr: Ints, ranks: Ints, row: Ints, other_ptr: Ints, other_ranks: Ints, other: Ints
) -> Floats:
    """Return how many ranks each pair of sets shares; shape (n_pairs,)."""
    place, own = places(other_ptr, other)
    known = (owners(own) << 32 | other_ranks[place]) if len(place) else np.zeros(0, np.int64)
    place, own = places(ptr, row)
    wanted = owners(own) << 32 | np.maximum(ranks[place], 0)
    if not len(known) or not len(wanted):
        return np.zeros(len(row))
    # Ranks ascend in each set, so that the whole is sorted.
    found = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return row_sums(own, (known[found] == wanted) & (ranks[place] != UNKNOWN))
