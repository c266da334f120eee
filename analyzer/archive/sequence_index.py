"""Articles in an archive: every sequence of three words, counted when looked up.

Two articles that share little of themselves (0.22 of the smaller one) have no
first sequences worth speaking of: a prefix would be most of the article. So all
sequences are indexed and looked up, and counting how often an archived article is
met gives what both share, exactly and for any threshold.

All but the most common ones. Where an article asks for c sequences that are not
read, it shares at most c more with any archived article than were counted. So as
long as c is less than what is needed, every article that may be told is met in what
is read, and what is left out is read step by step, as long as enough was counted for
some article to reach the threshold with it. How much is needed depends on the smaller
article: hence sequences are kept apart by the class of their article's size.
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
    sizes_told,
)
from analyzer.archive.schema import CLASS_BITS, SEQUENCE_BITS, STEP_BITS, as_json
from analyzer.article import Flags, Floats, Ints
from analyzer.rules.near_duplicate_article import FEWEST_SHARED, enough
from analyzer.similarity.duplicate_kinds import ALL
from analyzer.similarity.metrics import Bounds
from analyzer.similarity.rows import NgramRows, owners
from analyzer.similarity.sentences import SLACK
from analyzer.text.arrays import isin, unique

if TYPE_CHECKING:
    from sqlite3 import Connection

# Pieces of more entries are left out where they may be, up to so large a part of
# what is needed: with all of it, whatever is met would seem to reach the threshold.
MANY = 256
LEFT_OUT = 0.9


def alike(
    connection: Connection, sequences: NgramRows, threshold: float
) -> tuple[Ints, Ints, Floats, Floats]:
    """Return every archived article that has much of the wording of one of these.

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
        How many sequences both have, and how many the archived one has.
    """
    pairs, shared = _Search(connection, sequences, threshold).found()
    row, ids = pairs >> 32 + CLASS_BITS + STEP_BITS, pairs & 0xFFFFFFFF
    one = np.diff(sequences.ptr)[row].astype(float)
    other = _sizes(connection, ids)
    terms = Bounds("containment", threshold)
    similarity = terms.similarity(np.minimum(one, other), np.maximum(one, other), shared)
    jaccard = shared / (one + other - shared)
    told = np.flatnonzero((similarity >= threshold) & enough(similarity, shared, jaccard))
    order = told[np.lexsort((ids[told], -jaccard[told], -similarity[told], row[told]))]
    return row[order], ids[order], shared[order], other[order]


def least(size: Ints, threshold: float) -> Ints:
    """Return how many sequences must be shared, for each article and size of another one.

    Parameters
    ----------
    size : ndarray of int64, shape (n_articles,)

    Returns
    -------
    ndarray of int64, shape (n_articles, CLASSES, STEPS)
        At least 1, and never more than what `enough` asks for.
    """
    smaller = np.minimum(size[:, None, None], sizes_told())
    part = np.ceil(smaller * threshold * (1 - SLACK))
    few = np.minimum(np.ceil(smaller * ALL * (1 - SLACK)), FEWEST_SHARED)
    return np.maximum(np.maximum(part, few), 1).astype(np.int64)


class _Search:
    """What some articles share with those of an archive.

    Attributes
    ----------
    least : ndarray of int64, shape (n_articles, CLASSES, STEPS)
        How many sequences must be shared. A *group* is an article and a class, a place
        in the first two dimensions; *told* is one in all three.
    """

    def __init__(self, connection: Connection, sequences: NgramRows, threshold: float) -> None:
        self.connection = connection
        self.wanted = LookupKeys.of(sequences.ngram, owners(sequences.ptr), SEQUENCE_BITS)
        self.low, self.high = low_bits(self.wanted.key), high_bits(self.wanted.key)
        self.least = least(np.diff(sequences.ptr), threshold)

    def found(self) -> tuple[Ints, Floats]:
        """Return the pairs that may share enough, and how many sequences they share.

        Returns
        -------
        pairs : ndarray of int64, shape (n_pairs,)
            ``told << 32 | article``, ascending.
        shared : ndarray of float64, shape (n_pairs,)
        """
        short, long, length = read_short(self.connection, self.wanted, MANY)
        asked, group = self._asked(long)
        left = self._left_out(asked, group, length)
        meetings = self._meetings(short)
        if not left.all():
            meetings = np.concatenate([meetings, self._read(long[~left])])
        pairs, shared = _counted(meetings)
        while True:
            missing = np.bincount(group[left[asked]], minlength=self.least[..., 0].size)
            of_pair = pairs >> 32 + STEP_BITS
            may = np.flatnonzero(shared + missing[of_pair] >= self.least.ravel()[pairs >> 32])
            pairs, shared, of_pair = pairs[may], shared[may], of_pair[may]
            late = unique(asked[left[asked] & isin(group, of_pair)])
            if not len(late):
                return pairs, shared
            # The shorter half: what seems to share much often does not.
            late = late[np.argsort(length[late], kind="stable")][: len(late) + 1 >> 1]
            more, count = _counted(self._read(np.sort(long[late]), pairs))
            shared[np.searchsorted(pairs, more)] += count
            left[late] = False

    def _asked(self, pieces: Ints) -> tuple[Ints, Ints]:
        """Return for each time that a sequence asks for one of these pieces which and who.

        Returns
        -------
        asked, group : ndarray of int64, shape (n_asked,)
            Places in `pieces`, and groups.
        """
        # As if each piece had one entry, and that were all its bucket's.
        nothing = np.zeros(max(len(pieces), len(self.low)), np.uint32)
        met = self.wanted.met(
            pieces >> CLASS_BITS, np.ones_like(pieces),
            nothing[: len(self.low)], nothing[: len(pieces)],
        )  # fmt: skip
        return met.row, met.asker << CLASS_BITS | pieces[met.row] & CLASSES - 1

    def _left_out(self, asked: Ints, group: Ints, length: Ints) -> Flags:
        """Return which pieces need not be read yet: the longest, as many as may be."""
        order = np.lexsort((-length[asked], group))
        ordered = group[order]
        turn = np.arange(len(order)) - np.searchsorted(ordered, ordered)
        most = LEFT_OUT * (self.least[..., 0].ravel()[ordered] - 1)
        left = np.ones(len(length), bool)
        left[asked[order][turn + 1 > most]] = False
        return left

    def _read(self, pieces: Ints, pairs: Ints | None = None) -> Ints:
        """Return the meetings in some pieces, those of all articles or of some pairs."""
        if not len(pieces):
            return pieces
        read = read_blocks(self.connection, pieces)
        if pairs is None:
            return self._meetings(read)
        meetings = self._meetings(read.of_articles(pairs & 0xFFFFFFFF))
        return meetings[isin(meetings, pairs)]

    def _meetings(self, pieces: IndexBlocks) -> Ints:
        """Return ``told << 32 | article`` for each sequence that an article has too."""
        entries = pieces.entries
        bucket, class_ = pieces.piece >> CLASS_BITS, pieces.piece & CLASSES - 1
        met = self.wanted.met(bucket, pieces.size, self.low, entries["low"])
        high = entries["high"][met.entry]
        # In place: common sequences are met by the hundred thousand.
        meetings = met.asker << CLASS_BITS
        meetings |= class_[met.row]
        meetings <<= STEP_BITS
        meetings |= high >> HIGH_BITS
        meetings <<= 32
        meetings |= entries["article"][met.entry]
        same = high & (1 << HIGH_BITS) - 1 == self.high[met.key]
        return meetings if same.all() else np.asarray(meetings[same])


def _counted(meetings: Ints) -> tuple[Ints, Floats]:
    """Return the different meetings, ascending, and how often each stands there."""
    ordered = np.sort(meetings)
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    edge = np.flatnonzero(first)
    return ordered[edge], np.diff(np.append(edge, len(ordered))).astype(float)


def _sizes(connection: Connection, ids: Ints) -> Floats:
    """Return how many sequences each article has, not a number where it was taken out."""
    different = unique(ids)
    found = connection.execute(
        "SELECT j.key, a.sequences FROM json_each(?) j CROSS JOIN articles a ON a.id = j.value",
        (as_json(different),),
    ).fetchall()
    sizes = np.full(len(different), np.nan)
    sizes[[at for at, _ in found]] = [size for _, size in found]
    return np.asarray(sizes[np.searchsorted(different, ids)])
