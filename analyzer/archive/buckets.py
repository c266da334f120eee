"""Keys looked up many at a time, in rows that hold all keys of the same first bits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analyzer.article import Ints
from analyzer.matching.ngramrows import Keys, places, pointers

Part = npt.NDArray[np.unsignedinteger]  # some bits of each key


@dataclass(frozen=True, eq=False)
class Wanted:
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
    def of(cls, keys: Keys, asker: Ints, bits: int) -> Wanted:
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

    def met(self, bucket: Ints, size: Ints, bits: Part, held: Part) -> Meetings:
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
        return self._asked(Meetings(key, key, row, entry))

    def _asked(self, met: Meetings) -> Meetings:
        """Return meetings of keys once for each who asks for the key."""
        if len(self.asker) == len(self.key):
            return replace(met, asker=self.asker[met.key])
        place, chosen = places(self.ptr, met.key)
        met = met.take(np.repeat(np.arange(len(met.key)), np.diff(chosen)))
        return replace(met, asker=self.asker[place])


@dataclass(frozen=True, eq=False)
class Meetings:
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

    def take(self, chosen: Ints) -> Meetings:
        """Return some of the meetings."""
        return Meetings(
            self.asker[chosen], self.key[chosen], self.row[chosen], self.entry[chosen]
        )


def joined(parts: Sequence[Ints]) -> Ints:
    """Return arrays one after the other; one alone as it is."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def bucket_of(keys: Keys, bits: int) -> Ints:
    """Return the first bits of each key."""
    return (keys >> np.uint64(64 - bits)).astype(np.int64)
