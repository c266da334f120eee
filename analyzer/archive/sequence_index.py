"""The sequence index: shared three-word sequences are counted at lookup.

The threshold is low (0.2 of the smaller article), so that a prefix would be most of the
article. All sequences are therefore indexed and looked up, and counting how often an
archived article is hit gives the overlap, exactly and for any threshold.

The most frequent sequences are deferred. If c sequences of an article are not read, it
shares at most c more with any archived article than were counted. As long as c is less
than the overlap required, every similar article is hit by what is read. Deferred blocks
are then read step by step, as long as some article can still reach the threshold with
them. The required overlap depends on the smaller article: hence blocks are separate for
each size class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analyzer.archive.index_blocks import (
    CLASSES,
    HIGH_BITS,
    IndexBlocks,
    LookupKeys,
    high_bits,
    low_bits,
    read_blocks,
    read_short,
    step_sizes,
)
from analyzer.archive.schema import CLASS_BITS, SEQUENCE_BITS, STEP_BITS, as_json
from analyzer.article import Flags, Floats, Ints
from analyzer.similarity.article_rows import SLACK
from analyzer.similarity.duplicate_kinds import ALL
from analyzer.similarity.duplicate_pairs import (
    FEWEST_OF_MOST,
    FEWEST_SHARED,
    MOSTLY,
    enough,
)
from analyzer.similarity.rows import Bounds, NgramRows, owners
from analyzer.text.arrays import isin, unique

if TYPE_CHECKING:
    from sqlite3 import Connection

# Longer blocks are deferred, up to this share of the overlap required: with all of it,
# every article that is hit would seem to reach the threshold.
MANY = 256
DEFERRED_SHARE = 0.9


def find_similar(
    connection: Connection, sequences: NgramRows, threshold: float
) -> tuple[Ints, Ints, Floats, Floats]:
    """Return every archived article that contains much of one of these, or the reverse.

    Parameters
    ----------
    sequences : NgramRows
        Distinct in each row.
    threshold : float
        The least containment of the smaller one.

    Returns
    -------
    row, ids : ndarray of int64, shape (n_pairs,)
        Sorted by row, then from the most similar, then by id.
    shared, size : ndarray of float64, shape (n_pairs,)
        The number of shared sequences, and of those of the archived article.
    """
    pairs, shared = _SequenceSearch(connection, sequences, threshold).found()
    row, ids = pairs >> 32 + CLASS_BITS + STEP_BITS, pairs & 0xFFFFFFFF
    one = np.diff(sequences.ptr)[row].astype(float)
    other = _sizes(connection, ids)
    bounds = Bounds("containment", threshold)
    similarity = bounds.similarity(np.minimum(one, other), np.maximum(one, other), shared)
    jaccard = shared / (one + other - shared)
    similar = np.flatnonzero((similarity >= threshold) & enough(similarity, shared, jaccard))
    order = similar[
        np.lexsort((ids[similar], -jaccard[similar], -similarity[similar], row[similar]))
    ]
    return row[order], ids[order], shared[order], other[order]


def least(size: Ints, threshold: float) -> Ints:
    """Return the required overlap, for each article and size step of the other one.

    Parameters
    ----------
    size : ndarray of int64, shape (n_articles,)

    Returns
    -------
    ndarray of int64, shape (n_articles, CLASSES, STEPS)
        At least 1, and never more than `enough` requires.
    """
    smaller = np.minimum(size[:, None, None], step_sizes())
    part = np.ceil(smaller * threshold * (1 - SLACK))
    entire = np.ceil(smaller * ALL * (1 - SLACK))
    mostly = np.maximum(np.ceil(smaller * MOSTLY * (1 - SLACK)), FEWEST_OF_MOST)
    few = np.minimum(np.minimum(entire, mostly), FEWEST_SHARED)
    return np.maximum(np.maximum(part, few), 1).astype(np.int64)


class _SequenceSearch:
    """Counts of the sequences that some articles share with archived ones.

    Attributes
    ----------
    least : ndarray of int64, shape (n_articles, CLASSES, STEPS)
        The overlap required. A *group* is an article and a size class, an index of the
        first two dimensions; a *cell* is an index of all three.
    """

    def __init__(self, connection: Connection, sequences: NgramRows, threshold: float) -> None:
        self.connection = connection
        self.wanted = LookupKeys.of(sequences.ngram, owners(sequences.ptr), SEQUENCE_BITS)
        self.low, self.high = low_bits(self.wanted.key), high_bits(self.wanted.key)
        self.least = least(np.diff(sequences.ptr), threshold)

    def found(self) -> tuple[Ints, Floats]:
        """Return the pairs that may share enough, and their overlaps.

        Returns
        -------
        pairs : ndarray of int64, shape (n_pairs,)
            ``cell << 32 | article``, ascending.
        shared : ndarray of float64, shape (n_pairs,)
        """
        short, long, length = read_short(self.connection, self.wanted, MANY)
        lookups, group = self._lookups(long)
        left = self._deferred(lookups, group, length)
        hits = self._hits(short)
        if not left.all():
            hits = np.concatenate([hits, self._read(long[~left])])
        pairs, shared = _counted(hits)
        while True:
            missing = np.bincount(group[left[lookups]], minlength=self.least[..., 0].size)
            of_pair = pairs >> 32 + STEP_BITS
            may = np.flatnonzero(shared + missing[of_pair] >= self.least.ravel()[pairs >> 32])
            pairs, shared, of_pair = pairs[may], shared[may], of_pair[may]
            late = unique(lookups[left[lookups] & isin(group, of_pair)])
            if not len(late):
                return pairs, shared
            # The shorter half first: many pairs are excluded by it already.
            late = late[np.argsort(length[late], kind="stable")][: len(late) + 1 >> 1]
            more, count = _counted(self._read(np.sort(long[late]), pairs))
            shared[np.searchsorted(pairs, more)] += count
            left[late] = False

    def _lookups(self, blocks: Ints) -> tuple[Ints, Ints]:
        """Return for each lookup of one of these blocks the block and the group.

        Returns
        -------
        lookups, group : ndarray of int64, shape (n_lookups,)
            Indices into `blocks`, and groups.
        """
        # As if each block had one entry, and that were all its bucket's.
        nothing = np.zeros(max(len(blocks), len(self.low)), np.uint32)
        matches = self.wanted.match(
            blocks >> CLASS_BITS, np.ones_like(blocks),
            nothing[: len(self.low)], nothing[: len(blocks)],
        )  # fmt: skip
        return matches.row, matches.lookup << CLASS_BITS | blocks[matches.row] & CLASSES - 1

    def _deferred(self, lookups: Ints, group: Ints, length: Ints) -> Flags:
        """Return which blocks are deferred: the longest, as many as possible."""
        order = np.lexsort((-length[lookups], group))
        ordered = group[order]
        turn = np.arange(len(order)) - np.searchsorted(ordered, ordered)
        most = DEFERRED_SHARE * (self.least[..., 0].ravel()[ordered] - 1)
        left = np.ones(len(length), bool)
        left[lookups[order][turn + 1 > most]] = False
        return left

    def _read(self, blocks: Ints, pairs: Ints | None = None) -> Ints:
        """Return the hits in some blocks, of all articles or of some pairs."""
        if not len(blocks):
            return blocks
        read = read_blocks(self.connection, blocks)
        if pairs is None:
            return self._hits(read)
        hits = self._hits(read.of_articles(pairs & 0xFFFFFFFF))
        return hits[isin(hits, pairs)]

    def _hits(self, blocks: IndexBlocks) -> Ints:
        """Return ``cell << 32 | article`` for each shared sequence."""
        entries = blocks.entries
        bucket, class_ = blocks.block >> CLASS_BITS, blocks.block & CLASSES - 1
        matches = self.wanted.match(bucket, blocks.size, self.low, entries["low"])
        high = entries["high"][matches.entry]
        # In place: frequent sequences have hundreds of thousands of hits.
        hits = matches.lookup << CLASS_BITS
        hits |= class_[matches.row]
        hits <<= STEP_BITS
        hits |= high >> HIGH_BITS
        hits <<= 32
        hits |= entries["article"][matches.entry]
        same = high & (1 << HIGH_BITS) - 1 == self.high[matches.key]
        return hits if same.all() else np.asarray(hits[same])


def _counted(hits: Ints) -> tuple[Ints, Floats]:
    """Return the distinct hits, ascending, and their counts."""
    ordered = np.sort(hits)
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    edge = np.flatnonzero(first)
    return ordered[edge], np.diff(np.append(edge, len(ordered))).astype(float)


def _sizes(connection: Connection, ids: Ints) -> Floats:
    """Return the number of sequences of each article, NaN for deleted ones."""
    different = unique(ids)
    found = connection.execute(
        "SELECT j.key, a.sequences FROM json_each(?) j CROSS JOIN articles a ON a.id = j.value",
        (as_json(different),),
    ).fetchall()
    sizes = np.full(len(different), np.nan)
    sizes[[at for at, _ in found]] = [size for _, size in found]
    return np.asarray(sizes[np.searchsorted(different, ids)])
