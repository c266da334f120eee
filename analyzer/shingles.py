"""From texts to rows of n-grams."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analyzer.ngramrows import (
    Floats,
    Ints,
    Keys,
    NgramRows,
    Ranks,
    firsts,
    pointers,
    sort_rows,
)
from analyzer.numbering import number

# Both odd and drawn at random. An n-gram is a polynomial in one of them, and its
# parts are mixed with the other first: were they mixed alike, a word could stand
# for another word in another place.
BASE = np.uint64(0xD1B54A32D192ED03)
MIX = np.uint64(0xAEF17502108EF2D9)


def mixed(keys: Keys) -> Keys:
    """Return a 64-bit hash of each number, different for different numbers."""
    keys = (keys ^ (keys >> np.uint64(32))) * MIX
    keys = (keys ^ (keys >> np.uint64(29))) * MIX
    return np.asarray(keys ^ (keys >> np.uint64(32)))


def ngram_rows(ptr: Ints, symbol: Ints | Keys, n: int) -> NgramRows:
    """Return the n-grams of rows of symbols, in order.

    A row shorter than `n` is one n-gram of itself; an empty one has none.

    Parameters
    ----------
    ptr : ndarray of int64, shape (n_rows + 1,)
    symbol : ndarray of int64 or uint64, shape (n_symbols,)
        Numbers or hashes of words, or code points.
    n : int
        At least 1.
    """
    parts = mixed(symbol.astype(np.uint64))
    start, end = ptr[:-1], ptr[1:]
    # Not from 0, so that a symbol mixed to 0 counts too.
    ngram = np.ones(len(parts), np.uint64)
    whole = max(len(parts) - n + 1, 0)
    for place in range(n):
        ngram[:whole] = ngram[:whole] * BASE + parts[place : place + whole]
    length = end - start
    for short in range(1, n):
        first = start[length == short]
        ngram[first] = 1
        for place in range(short):
            ngram[first] = ngram[first] * BASE + parts[first + place]
    kept = np.ones(len(parts), bool)
    for place in range(1, n):
        last = end - place
        kept[last[last > start]] = False
    counts = np.where(length < n, np.minimum(length, 1), length - n + 1)
    return NgramRows(pointers(counts), mixed(ngram[kept]))


def joined(parts: Sequence[NgramRows]) -> NgramRows:
    """Return the rows of all parts, one after the other, without weights."""
    lengths = [np.diff(part.ptr) for part in parts]
    empty = np.zeros(0, np.int64)
    ptr = pointers(np.concatenate([empty, *lengths]))
    ngrams = [part.ngram for part in parts]
    return NgramRows(ptr, np.concatenate([np.zeros(0, np.uint64), *ngrams]))


def smooth_idf(rows: NgramRows) -> Floats:
    """Return ``log((1 + n_rows) / (1 + df)) + 1`` of every n-gram of every row.

    The inverse document frequency of scikit-learn's ``TfidfVectorizer`` as it is
    by default; ``df`` counts the rows that have the n-gram.

    Returns
    -------
    ndarray of float64, shape (n_ngrams,)
    """
    numbers, n_numbers = number(rows.ngram)
    frequency = document_frequency(rows.ptr, numbers, n_numbers)
    idf = np.log((1 + len(rows)) / (1 + frequency)) + 1
    return np.asarray(idf[numbers])


def document_frequency(ptr: Ints, numbers: Ranks, n_numbers: int) -> Ints:
    """Return in how many rows each number stands, shape (n_numbers,)."""
    ordered = sort_rows(ptr, numbers)
    return np.bincount(ordered[firsts(ptr, ordered)], minlength=n_numbers)
