"""Articles in an archive: every sequence of three words, counted when looked up.

Two articles that share little of themselves (0.22 of the smaller one) have no
first sequences worth speaking of: a prefix would be most of the article. So all
sequences are indexed and all are looked up, and counting how often an archived
article is met gives what both share, exactly and for any threshold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from analyzer.archive.schema import BUCKET_BITS, SEQUENCE, SHORT, as_json
from analyzer.article import Flags, Floats, Ints
from analyzer.matching.likeness import Terms
from analyzer.matching.ngramrows import Keys, NgramRows, owners, ranges
from analyzer.measures.near_duplicate_article import FEWEST_OF_ENTIRE, FEWEST_SHARED, enough
from analyzer.text.order import among, distinct

if TYPE_CHECKING:
    from sqlite3 import Connection

REST_BITS = 64 - BUCKET_BITS


def buckets(keys: Keys) -> Ints:
    """Return the bucket of each sequence."""
    return (keys >> np.uint64(REST_BITS)).astype(np.int64)


def entries_of(sequences: NgramRows, article: Ints) -> tuple[Ints, npt.NDArray[np.void]]:
    """Return the buckets that sequences belong in, and what is kept of them there.

    Parameters
    ----------
    sequences : NgramRows
        Of some articles, distinct in each.
    article : ndarray of int64, shape (n_articles,)
        Their ids.

    Returns
    -------
    bucket : ndarray of int64, shape (n_sequences,)
        Ascending.
    entries : structured array, shape (n_sequences,)
    """
    owner = article[owners(sequences.ptr)]
    order = np.argsort(sequences.ngram, kind="stable")
    keys = sequences.ngram[order]
    entries = np.empty(len(keys), SEQUENCE)
    entries["low"] = keys & np.uint64(0xFFFFFFFF)
    entries["high"] = (keys >> np.uint64(32)) & np.uint64((1 << REST_BITS - 32) - 1)
    entries["article"] = owner[order]
    return buckets(keys), entries


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
    pairs, shared = _met(connection, sequences)
    row, ids = pairs >> 32, pairs & 0xFFFFFFFF
    one = np.diff(sequences.ptr)[row].astype(float)
    able = np.flatnonzero(_may_be_told(connection, ids, shared, one))
    row, ids, one, shared = row[able], ids[able], one[able], shared[able]
    other = _sizes(connection, ids)
    terms = Terms("containment", threshold)
    similarity = terms.similarity(np.minimum(one, other), np.maximum(one, other), shared)
    jaccard = shared / (one + other - shared)
    told = np.flatnonzero((similarity >= threshold) & enough(similarity, shared, jaccard))
    order = told[np.lexsort((ids[told], -jaccard[told], -similarity[told], row[told]))]
    return row[order], ids[order], shared[order], other[order]


def _may_be_told(connection: Connection, ids: Ints, shared: Floats, one: Floats) -> Flags:
    """Return which pairs share enough, or may: those where one of the two is short."""
    rows = connection.execute(
        "SELECT id FROM articles WHERE sequences <= ?", (SHORT,)
    ).fetchall()
    short = np.array([row[0] for row in rows], np.int64)
    few = (shared >= FEWEST_OF_ENTIRE) | (shared == one)
    return np.asarray((shared >= FEWEST_SHARED) | few & ((one <= SHORT) | among(ids, short)))


def _met(connection: Connection, sequences: NgramRows) -> tuple[Ints, Floats]:
    """Return the pairs of a row and an archived article that share a sequence, and how many."""
    order = np.argsort(sequences.ngram, kind="stable")
    keys, owner = sequences.ngram[order], owners(sequences.ptr)[order]
    found = connection.execute(
        "SELECT s.bucket, s.entries FROM json_each(?) j "
        "CROSS JOIN sequences s ON s.bucket = j.value",
        (as_json(distinct(buckets(keys))),),
    ).fetchall()
    bucket = np.array([number for number, _ in found], np.uint64)
    size = [len(data) // SEQUENCE.itemsize for _, data in found]
    entries = np.frombuffer(b"".join([data for _, data in found]), SEQUENCE)
    stored = np.repeat(bucket << np.uint64(REST_BITS), size)
    stored |= entries["high"].astype(np.uint64) << np.uint64(32) | entries["low"]
    first, last = np.searchsorted(keys, stored), np.searchsorted(keys, stored, side="right")
    met = [np.zeros(0, np.int64)]
    for entry, at in ranges(first, last):
        met.append(owner[at] << 32 | entries["article"][entry])
    meetings = np.sort(np.concatenate(met))
    edge = np.flatnonzero(np.diff(meetings, prepend=-1))
    return meetings[edge], np.diff(edge, append=len(meetings)).astype(float)


def _sizes(connection: Connection, ids: Ints) -> Floats:
    different = distinct(ids)
    found = connection.execute(
        "SELECT j.key, a.sequences FROM json_each(?) j CROSS JOIN articles a ON a.id = j.value",
        (as_json(different),),
    ).fetchall()
    # What was taken out is like nothing.
    sizes = np.full(len(different), np.nan)
    sizes[[at for at, _ in found]] = [size for _, size in found]
    return np.asarray(sizes[np.searchsorted(different, ids)])
