"""Index blocks of word sequences, by hash and by size class of the article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from analyzer.archive.schema import CLASS_BITS, SEQUENCE, SEQUENCE_BITS, STEP_BITS, as_json
from analyzer.article import Ints
from analyzer.similarity.rows import Keys, NgramRows, owners, pointers, row_positions
from analyzer.text.arrays import radix_argsort, unique

if TYPE_CHECKING:
    from sqlite3 import Connection

HashBits = npt.NDArray[np.unsignedinteger]  # some bits of each key


@dataclass(frozen=True, eq=False)
class LookupKeys:
    """Distinct keys to look up, and the rows that look up each.

    Attributes
    ----------
    key : ndarray of uint64, shape (n_keys,)
        Ascending.
    bucket : ndarray of int64, shape (n_keys,)
        The first bits of each key.
    ptr : ndarray of int64, shape (n_keys + 1,)
    lookup : ndarray of int64, shape (n_per_lookup,)
        The rows that look up key ``i`` are ``lookup[ptr[i]:ptr[i + 1]]``.
    """

    key: Keys
    bucket: Ints
    ptr: Ints
    lookup: Ints

    @classmethod
    def of(cls, keys: Keys, lookup: Ints, bits: int) -> LookupKeys:
        """Return the keys in ascending order.

        Parameters
        ----------
        keys : ndarray of uint64, shape (n_per_lookup,)
        lookup : ndarray of int64, shape (n_per_lookup,)
            The row that looks up each key.
        bits : int
            The number of first bits that keys of one bucket share.
        """
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        first = np.ones(len(ordered), bool)
        np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
        edge = np.flatnonzero(first)
        key = ordered[edge]
        return cls(key, bucket_of(key, bits), np.append(edge, len(keys)), lookup[order])

    def match(self, bucket: Ints, size: Ints, bits: HashBits, held: HashBits) -> KeyMatches:
        """Return the pairs of a key and an entry that have some bits in common.

        Parameters
        ----------
        bucket : ndarray of int64, shape (n_rows,)
            The bucket of each row that was read.
        size : ndarray of int64, shape (n_rows,)
            The number of its entries.
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
        matches = [(first[row], row, hit)]
        # Few buckets hold more than one of the wanted keys.
        for turn in range(1, int(count.max(initial=0))):
            rows = np.flatnonzero(count > turn)
            entry, _ = row_positions(upto, rows)
            hit = entry[held[entry] == np.repeat(bits[first[rows] + turn], size[rows])]
            row = np.searchsorted(upto, hit, side="right") - 1
            matches.append((first[row] + turn, row, hit))
        key, row, entry = (joined(part) for part in zip(*matches, strict=True))
        return self._per_lookup(KeyMatches(key, key, row, entry))

    def _per_lookup(self, matches: KeyMatches) -> KeyMatches:
        """Repeat the matches of each key for each row that looks it up."""
        if len(self.lookup) == len(self.key):
            return replace(matches, lookup=self.lookup[matches.key])
        place, chosen = row_positions(self.ptr, matches.key)
        matches = matches.take(np.repeat(np.arange(len(matches.key)), np.diff(chosen)))
        return replace(matches, lookup=self.lookup[place])


@dataclass(frozen=True, eq=False)
class KeyMatches:
    """Matches of keys and index entries.

    Attributes
    ----------
    lookup : ndarray of int64, shape (n,)
        The row that looks up the key.
    key, row, entry : ndarray of int64, shape (n,)
        Indices of the key, of the row read and of its entry.
    """

    lookup: Ints
    key: Ints
    row: Ints
    entry: Ints

    def take(self, chosen: Ints) -> KeyMatches:
        """Return some of the matches."""
        return KeyMatches(
            self.lookup[chosen], self.key[chosen], self.row[chosen], self.entry[chosen]
        )


def joined(parts: Sequence[Ints]) -> Ints:
    """Concatenate arrays; a single one is not copied."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def bucket_of(keys: Keys, bits: int) -> Ints:
    """Return the first bits of each key."""
    return (keys >> np.uint64(64 - bits)).astype(np.int64)


CLASSES = 1 << CLASS_BITS
STEPS = 1 << STEP_BITS
HIGH_BITS = 64 - SEQUENCE_BITS - 32


def step_sizes() -> Ints:
    """Return the least size of each step of each class; shape (CLASSES, STEPS)."""
    least = 1 << np.maximum(2 * np.arange(CLASSES) - 2, 0)
    return np.asarray(least[:, None] + (3 * np.arange(STEPS) * least[:, None] >> STEP_BITS))


def size_step(size: Ints) -> Ints:
    """Return class and step of each size, ``class << STEP_BITS | step``."""
    # Class 0 has the same sizes as class 1.
    return np.searchsorted(step_sizes()[1:].ravel(), size, side="right") + STEPS - 1


def low_bits(keys: Keys) -> npt.NDArray[np.uint32]:
    """Return the last bits of each key."""
    return (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32)


def high_bits(keys: Keys) -> npt.NDArray[np.uint16]:
    """Return the bits of each key between those of its bucket and the last ones."""
    return (keys >> np.uint64(32)).astype(np.uint16) & np.uint16((1 << HIGH_BITS) - 1)


def index_entries(sequences: NgramRows, article: Ints) -> tuple[Ints, npt.NDArray[np.void]]:
    """Return the blocks that sequences belong in, and their entries.

    Parameters
    ----------
    sequences : NgramRows
        Of some articles, distinct in each.
    article : ndarray of int64, shape (n_articles,)
        Their ids.

    Returns
    -------
    block : ndarray of int64, shape (n_sequences,)
        Ascending.
    entries : structured array, shape (n_sequences,)
    """
    row = owners(sequences.ptr)
    step = size_step(np.diff(sequences.ptr))[row]
    block = bucket_of(sequences.ngram, SEQUENCE_BITS) << CLASS_BITS | step >> STEP_BITS
    order = radix_argsort(block)
    keys = sequences.ngram[order]
    entries = np.empty(len(keys), SEQUENCE)
    entries["low"] = low_bits(keys)
    entries["high"] = high_bits(keys) | (step[order] & STEPS - 1) << HIGH_BITS
    entries["article"] = article[row[order]]
    return block[order], entries


@dataclass(frozen=True, eq=False)
class IndexBlocks:
    """Some blocks: their numbers, sizes and entries."""

    block: Ints
    size: Ints
    entries: npt.NDArray[np.void]

    @classmethod
    def of(cls, block: Ints, size: Ints, data: Iterable[bytes]) -> IndexBlocks:
        """Return blocks as they were read; sizes are in bytes."""
        return cls(block, size // SEQUENCE.itemsize, np.frombuffer(b"".join(data), SEQUENCE))

    def of_articles(self, ids: Ints) -> IndexBlocks:
        """Return only the entries of some articles."""
        article = self.entries["article"]
        some = np.zeros(int(article.max(initial=0)) + 1, bool)
        some[ids[ids < len(some)]] = True
        kept = np.flatnonzero(some[article])
        upto = np.searchsorted(kept, pointers(self.size))
        return IndexBlocks(self.block, np.diff(upto), self.entries[kept])


def read_blocks(connection: Connection, blocks: Ints) -> IndexBlocks:
    """Return the blocks of these numbers that exist."""
    rows = connection.execute(
        "SELECT s.entries FROM json_each(?) j CROSS JOIN sequences s ON s.block = j.value",
        (as_json(blocks),),
    ).fetchall()
    data = [row[0] for row in rows]
    return IndexBlocks.of(blocks, np.array([len(part) for part in data], np.int64), data)


def read_short(
    connection: Connection, wanted: LookupKeys, most: int
) -> tuple[IndexBlocks, Ints, Ints]:
    """Return the blocks of at most `most` entries that may contain keys, and the others.

    Returns
    -------
    short : IndexBlocks
    long, length : ndarray of int64, shape (n_long,)
        The numbers of the other blocks, and their bytes.
    """
    most *= SEQUENCE.itemsize
    rows = connection.execute(
        "SELECT s.block, length(s.entries), iif(length(s.entries) <= ?, s.entries, x'') "
        "FROM json_each(?) j CROSS JOIN sequences s "
        f"ON s.block BETWEEN j.value AND j.value + {CLASSES - 1}",
        (most, as_json(unique(wanted.bucket) << CLASS_BITS)),
    ).fetchall()
    number, bytes_, data = zip(*rows, strict=True) if rows else ((), (), ())
    block, size = np.array(number, np.int64), np.array(bytes_, np.int64)
    long = size > most
    return IndexBlocks.of(block[~long], size[~long], data), block[long], size[long]
