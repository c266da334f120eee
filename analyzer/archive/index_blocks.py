"""How an archive keeps sequences of words: in pieces, by hash and size of the article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from analyzer.archive.schema import CLASS_BITS, SEQUENCE, SEQUENCE_BITS, STEP_BITS, as_json
from analyzer.article import Ints
from analyzer.similarity.rows import Keys, NgramRows, owners, places, pointers
from analyzer.text.arrays import radix_argsort, unique

if TYPE_CHECKING:
    from sqlite3 import Connection

BatchResult = npt.NDArray[np.unsignedinteger]  # some bits of each key


@dataclass(frozen=True, eq=False)
class LookupKeys:
    """Keys to look up, each once, and who asks for them.

    Attributes
    ----------
    key : ndarray of uint64, shape (n_keys,)
        Ascending.
    bucket : ndarray of int64, shape (n_keys,)
        The first bits of each.
    ptr : ndarray of int64, shape (n_keys + 1,)
    asker : ndarray of int64, shape (n_asked,)
        Those who ask for key ``i`` are ``asker[ptr[i]:ptr[i + 1]]``.
    """

    key: Keys
    bucket: Ints
    ptr: Ints
    asker: Ints

    @classmethod
    def of(cls, keys: Keys, asker: Ints, bits: int) -> LookupKeys:
        """Return the keys in their order.

        Parameters
        ----------
        keys : ndarray of uint64, shape (n_asked,)
        asker : ndarray of int64, shape (n_asked,)
            Who asks for each.
        bits : int
            How many first bits keys of one bucket share.
        """
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        first = np.ones(len(ordered), bool)
        np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
        edge = np.flatnonzero(first)
        key = ordered[edge]
        return cls(key, bucket_of(key, bits), np.append(edge, len(keys)), asker[order])

    def met(self, bucket: Ints, size: Ints, bits: BatchResult, held: BatchResult) -> KeyMatches:
        """Return the pairs of a wanted key and an entry that have some bits in common.

        Parameters
        ----------
        bucket : ndarray of int64, shape (n_rows,)
            Of each row that was read.
        size : ndarray of int64, shape (n_rows,)
            How many entries it has.
        bits : ndarray of unsigned integers, shape (n_keys,)
            Some bits of each wanted key.
        held : ndarray of unsigned integers, shape (n_entries,)
            The same bits of the key of each entry.
        """
        first = np.searchsorted(self.bucket, bucket)
        count = np.searchsorted(self.bucket, bucket, side="right") - first
        hit = np.flatnonzero(held == np.repeat(bits[first], size))
        upto = pointers(size)
        row = np.repeat(np.arange(len(size)), size)[hit]
        met = [(first[row], row, hit)]
        # Few buckets hold more than one of the wanted keys.
        for turn in range(1, int(count.max(initial=0))):
            rows = np.flatnonzero(count > turn)
            entry, _ = places(upto, rows)
            hit = entry[held[entry] == np.repeat(bits[first[rows] + turn], size[rows])]
            row = np.searchsorted(upto, hit, side="right") - 1
            met.append((first[row] + turn, row, hit))
        key, row, entry = (joined(part) for part in zip(*met, strict=True))
        return self._asked(KeyMatches(key, key, row, entry))

    def _asked(self, met: KeyMatches) -> KeyMatches:
        """Return meetings of keys once for each who asks for the key."""
        if len(self.asker) == len(self.key):
            return replace(met, asker=self.asker[met.key])
        place, chosen = places(self.ptr, met.key)
        met = met.take(np.repeat(np.arange(len(met.key)), np.diff(chosen)))
        return replace(met, asker=self.asker[place])


@dataclass(frozen=True, eq=False)
class KeyMatches:
    """Keys that were found.

    Attributes
    ----------
    asker : ndarray of int64, shape (n,)
        Who asked for the key.
    key, row, entry : ndarray of int64, shape (n,)
        Which of the wanted keys, of the rows read and of their entries.
    """

    asker: Ints
    key: Ints
    row: Ints
    entry: Ints

    def take(self, chosen: Ints) -> KeyMatches:
        """Return some of the meetings."""
        return KeyMatches(
            self.asker[chosen], self.key[chosen], self.row[chosen], self.entry[chosen]
        )


def joined(parts: Sequence[Ints]) -> Ints:
    """Return arrays one after the other; one alone as it is."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def bucket_of(keys: Keys, bits: int) -> Ints:
    """Return the first bits of each key."""
    return (keys >> np.uint64(64 - bits)).astype(np.int64)


CLASSES = 1 << CLASS_BITS
STEPS = 1 << STEP_BITS
HIGH_BITS = 64 - SEQUENCE_BITS - 32


def sizes_told() -> Ints:
    """Return the least size of each step of each class; shape (CLASSES, STEPS)."""
    least = 1 << np.maximum(2 * np.arange(CLASSES) - 2, 0)
    return np.asarray(least[:, None] + (3 * np.arange(STEPS) * least[:, None] >> STEP_BITS))


def size_told(size: Ints) -> Ints:
    """Return class and step of each size, ``class << STEP_BITS | step``."""
    # The class 0 has the same sizes as 1.
    return np.searchsorted(sizes_told()[1:].ravel(), size, side="right") + STEPS - 1


def low_bits(keys: Keys) -> npt.NDArray[np.uint32]:
    """Return the last bits of each key."""
    return (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32)


def high_bits(keys: Keys) -> npt.NDArray[np.uint16]:
    """Return the bits of each key between those of its bucket and the last ones."""
    return (keys >> np.uint64(32)).astype(np.uint16) & np.uint16((1 << HIGH_BITS) - 1)


def entries_of(sequences: NgramRows, article: Ints) -> tuple[Ints, npt.NDArray[np.void]]:
    """Return the pieces that sequences belong in, and what is kept of them there.

    Parameters
    ----------
    sequences : NgramRows
        Of some articles, distinct in each.
    article : ndarray of int64, shape (n_articles,)
        Their ids.

    Returns
    -------
    piece : ndarray of int64, shape (n_sequences,)
        Ascending.
    entries : structured array, shape (n_sequences,)
    """
    row = owners(sequences.ptr)
    told = size_told(np.diff(sequences.ptr))[row]
    piece = bucket_of(sequences.ngram, SEQUENCE_BITS) << CLASS_BITS | told >> STEP_BITS
    order = radix_argsort(piece)
    keys = sequences.ngram[order]
    entries = np.empty(len(keys), SEQUENCE)
    entries["low"] = low_bits(keys)
    entries["high"] = high_bits(keys) | (told[order] & STEPS - 1) << HIGH_BITS
    entries["article"] = article[row[order]]
    return piece[order], entries


@dataclass(frozen=True, eq=False)
class IndexBlocks:
    """Some pieces: their numbers, how many entries each has, and the entries of all."""

    piece: Ints
    size: Ints
    entries: npt.NDArray[np.void]

    @classmethod
    def of(cls, piece: Ints, size: Ints, data: Iterable[bytes]) -> IndexBlocks:
        """Return pieces as they were read; sizes are in bytes."""
        return cls(piece, size // SEQUENCE.itemsize, np.frombuffer(b"".join(data), SEQUENCE))

    def of_articles(self, ids: Ints) -> IndexBlocks:
        """Return of the entries those of some articles."""
        article = self.entries["article"]
        some = np.zeros(int(article.max(initial=0)) + 1, bool)
        some[ids[ids < len(some)]] = True
        kept = np.flatnonzero(some[article])
        upto = np.searchsorted(kept, pointers(self.size))
        return IndexBlocks(self.piece, np.diff(upto), self.entries[kept])


def read_blocks(connection: Connection, pieces: Ints) -> IndexBlocks:
    """Return pieces that are there."""
    rows = connection.execute(
        "SELECT s.entries FROM json_each(?) j CROSS JOIN sequences s ON s.piece = j.value",
        (as_json(pieces),),
    ).fetchall()
    data = [row[0] for row in rows]
    return IndexBlocks.of(pieces, np.array([len(part) for part in data], np.int64), data)


def read_short(
    connection: Connection, wanted: LookupKeys, most: int
) -> tuple[IndexBlocks, Ints, Ints]:
    """Return the pieces of at most so many entries in which keys may be, and the others.

    Returns
    -------
    short : Pieces
    long, length : ndarray of int64, shape (n_long,)
        The numbers of the others, and their bytes.
    """
    most *= SEQUENCE.itemsize
    rows = connection.execute(
        "SELECT s.piece, length(s.entries), iif(length(s.entries) <= ?, s.entries, x'') "
        "FROM json_each(?) j CROSS JOIN sequences s "
        f"ON s.piece BETWEEN j.value AND j.value + {CLASSES - 1}",
        (most, as_json(unique(wanted.bucket) << CLASS_BITS)),
    ).fetchall()
    number, bytes_, data = zip(*rows, strict=True) if rows else ((), (), ())
    piece, size = np.array(number, np.int64), np.array(bytes_, np.int64)
    long = size > most
    return IndexBlocks.of(piece[~long], size[~long], data), piece[long], size[long]
