"""The sentence index: sets of ranks, found by signatures and then verified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from analyzer.archive.index_blocks import LookupKeys, bucket_of
from analyzer.archive.schema import LAST_RANK, POSTING, RANK, SIGNATURE_BITS, as_json
from analyzer.article import Floats, Ints
from analyzer.similarity.article_rows import SIMILARITY, SLACK
from analyzer.similarity.rows import (
    Bounds,
    Flags,
    Keys,
    NgramRows,
    owners,
    pointers,
    row_positions,
    row_sums,
)
from analyzer.similarity.shingles import mixed
from analyzer.text.arrays import unique

if TYPE_CHECKING:
    from sqlite3 import Connection

Bits = npt.NDArray[np.uint32]
BOUNDS = Bounds("jaccard", SIMILARITY)


def signatures(ptr: Ints, ranks: Ints) -> tuple[Keys, Ints, Ints]:
    """Return the signatures of every set: pairs of neighbouring ranks of its prefix.

    Parameters
    ----------
    ptr : ndarray of int64, shape (n_sets + 1,)
        Of sets of six ranks or more, which ascend.
    ranks : ndarray of int64
        Negative for stems that are not in the archive: these have no signatures.

    Returns
    -------
    key : ndarray of uint64, shape (n,)
        A hash of the two.
    place, row : ndarray of int64, shape (n,)
        The position of the first of the two in its set, and the set.
    """
    upto = pointers(_furthest(np.diff(ptr)) + 1)
    row = owners(upto)
    place = np.arange(upto[-1]) - upto[row]
    first = ptr[row] + place
    # Unknown stems come before all others.
    known = np.flatnonzero(ranks[first] >= 0)
    first, place, row = first[known], place[known], row[known]
    return mixed((ranks[first] << 32 | ranks[first + 1]).view(np.uint64)), place, row


def _furthest(size: Ints) -> Ints:
    """Return the last position that the first common signature of a set may have."""
    lacking = (1 - BOUNDS.threshold) * size * (1 + SLACK) + SLACK
    own = np.floor(lacking).astype(np.int64)
    return np.asarray(2 * own + (lacking - own >= BOUNDS.threshold * (1 - SLACK)))


def rank_bits(ptr: Ints, ranks: Ints) -> Bits:
    """Return one bit for each rank of a set, modulo 32; none for unknown stems."""
    bit = np.where(ranks < 0, 0, 1 << (ranks & 31)).astype(np.uint32)
    return np.bitwise_or.reduceat(bit, ptr[:-1]) if len(bit) else np.zeros(0, np.uint32)


@dataclass(frozen=True, eq=False)
class SentenceMatches:
    """Sets with a common signature: sizes, its positions, and bits of their ranks."""

    size: Ints
    place: Ints
    bits: Bits


def may_be_similar(one: SentenceMatches, other: SentenceMatches) -> Flags:
    """Return which pairs of sets with a common signature may be near-duplicates.

    The ranks before and after the signature bound the overlap, and bits of only one set
    bound how many ranks only that set has.
    """
    before = np.minimum(one.place, other.place)
    most = before + np.minimum(one.size - one.place, other.size - other.place)
    most = np.minimum(most, one.size - np.bitwise_count(one.bits & ~other.bits))
    most = np.minimum(most, other.size - np.bitwise_count(other.bits & ~one.bits))
    return np.asarray(most >= BOUNDS.share_of_smaller * (one.size + other.size) * (1 - SLACK))


UNKNOWN = -1
# Sizes and positions in postings are clipped to this.
CLIPPED = 255


def known_ranks(connection: Connection, hashes: Ints) -> Ints:
    """Return the rank of each stem, `UNKNOWN` for stems that are not in the archive.

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
        at, rank = zip(*found, strict=True)
        ranks[np.array(at)] = np.array(rank)
    return ranks


def number_stems(connection: Connection, stems: Keys) -> Ints:
    """Return the rank of every stem, assigning ranks to new ones.

    The more frequent new stems get the higher ranks, below all old ones.

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
    """Return the distinct stems, and the index of each one in them."""
    keys = stems.view(np.int64)
    hashes = unique(keys)
    return hashes, np.searchsorted(hashes, keys)


def rarest_first(ptr: Ints, ranks: Ints) -> Ints:
    """Return the ranks of every set, ascending."""
    # Unknown stems are below 0.
    ordered = np.sort(owners(ptr) << 32 | ranks + 1)
    return (ordered & 0xFFFFFFFF) - 1


def marks(stems: NgramRows) -> Ints:
    """Return a hash of each set of stems, equal for equal sets; shape (n_sets,)."""
    value = np.concatenate([np.zeros(1, np.uint64), np.cumsum(mixed(stems.ngram))])
    size = np.diff(stems.ptr).astype(np.uint64)
    return mixed((value[stems.ptr[1:]] - value[stems.ptr[:-1]]) ^ mixed(size)).view(np.int64)


def postings_of(ids: Ints, ptr: Ints, ranks: Ints) -> tuple[Ints, npt.NDArray[np.void]]:
    """Return the buckets that sets belong in, and their entries.

    Returns
    -------
    bucket : ndarray of int64, shape (n,)
        Ascending.
    entries : structured array, shape (n,)
    """
    key, place, row = signatures(ptr, ranks)
    order = np.argsort(key, kind="stable")
    key, place, row = key[order], place[order], row[order]
    entries = np.empty(len(key), POSTING)
    entries["low"] = _low(key)
    entries["size"] = np.minimum(np.diff(ptr)[row], CLIPPED)
    entries["place"] = np.minimum(place, CLIPPED)
    entries["set"] = ids[row]
    entries["bits"] = rank_bits(ptr, ranks)[row]
    return bucket_of(key, SIGNATURE_BITS), entries


def _low(key: Keys) -> npt.NDArray[np.uint16]:
    """Return the bits of each key after those of its bucket."""
    return (key >> np.uint64(48 - SIGNATURE_BITS)).astype(np.uint16)


def read_sets(connection: Connection, ids: Ints) -> tuple[Ints, Ints]:
    """Return pointers and ranks of sets; deleted ones are empty."""
    found = connection.execute(
        "SELECT j.key, s.ranks FROM json_each(?) j CROSS JOIN sets s ON s.id = j.value",
        (as_json(ids),),
    ).fetchall()
    size = np.zeros(len(ids), np.int64)
    size[[at for at, _ in found]] = [len(data) // RANK.itemsize for _, data in found]
    ranks = np.frombuffer(b"".join([data for _, data in found]), RANK).astype(np.int64)
    return pointers(size), ranks


def find_similar(connection: Connection, stems: NgramRows) -> tuple[Ints, Ints, Floats]:
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
    different = unique(ids)
    ptr, kept = read_sets(connection, different)
    at = np.searchsorted(different, ids)
    both = _shared(stems.ptr, ranks, row, ptr, kept, at)
    one, other = np.diff(stems.ptr)[row].astype(float), np.diff(ptr)[at].astype(float)
    similarity = BOUNDS.similarity(one, other, both)
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
    key, place, row = signatures(ptr, ranks)
    wanted = LookupKeys.of(key, np.arange(len(key)), SIGNATURE_BITS)
    found = connection.execute(
        "SELECT p.bucket, p.entries FROM json_each(?) j "
        "CROSS JOIN postings p ON p.bucket = j.value",
        (as_json(unique(wanted.bucket)),),
    ).fetchall()
    bucket = np.array([number for number, _ in found], np.int64)
    size = np.array([len(data) // POSTING.itemsize for _, data in found], np.int64)
    entries = np.frombuffer(b"".join([data for _, data in found]), POSTING)
    matches = wanted.match(bucket, size, _low(wanted.key), entries["low"])
    mine = row[matches.lookup]
    own = SentenceMatches(
        np.diff(ptr)[mine], place[matches.lookup], rank_bits(ptr, ranks)[mine]
    )
    size, place, bits = (entries[name][matches.entry] for name in ("size", "place", "bits"))
    kept = SentenceMatches(size.astype(np.int64), place.astype(np.int64), bits)
    near = may_be_similar(own, kept) | (kept.size == CLIPPED) | (kept.place == CLIPPED)
    return unique(mine[near] << 32 | entries["set"][matches.entry[near]])


def _shared(
    ptr: Ints, ranks: Ints, row: Ints, other_ptr: Ints, other_ranks: Ints, other: Ints
) -> Floats:
    """Return the number of shared ranks of each pair of sets; shape (n_pairs,)."""
    place, own = row_positions(other_ptr, other)
    known = (owners(own) << 32 | other_ranks[place]) if len(place) else np.zeros(0, np.int64)
    place, own = row_positions(ptr, row)
    wanted = owners(own) << 32 | np.maximum(ranks[place], 0)
    if not len(known) or not len(wanted):
        return np.zeros(len(row))
    # Ranks ascend in each set, so that the whole is sorted.
    found = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return row_sums(own, (known[found] == wanted) & (ranks[place] != UNKNOWN))
