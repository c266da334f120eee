"""Repeated n-grams: which runs of symbols an article uses more than once.

The lengths are taken one after the other. An n-gram can only repeat where both
(n-1)-grams in it repeat, so that few places are left after the second length.
Every n-gram is named by the pair of names of those two, which is exact: there
is no hash that could join what differs.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.article import Ints
from analyzer.text.arrays import radix_argsort, repeated

Flags = npt.NDArray[np.bool_]


class Repeats(msgspec.Struct, frozen=True, eq=False):
    """The n-grams of one length that an owner has at least twice.

    Attributes
    ----------
    n : int
        The number of symbols in each.
    place : ndarray of int64, shape (n_places,)
        Where they begin, by n-gram and then by position.
    ptr : ndarray of int64, shape (n_grams + 1,)
        The places of n-gram ``i`` are ``place[ptr[i]:ptr[i + 1]]``.
    maximal : ndarray of bool, shape (n_grams,)
        False where an n-gram one symbol longer has the same places.
    """

    n: int
    place: Ints
    ptr: Ints
    maximal: Flags


def repeated_ngrams(
    symbol: Ints, run_ptr: Ints, run_owner: Ints, longest: int
) -> Iterator[Repeats]:
    """Yield the repeated n-grams of every length from 1 to `longest`.

    An n-gram lies inside one run (a sentence, say) and repeats within one owner
    (an article). Its places may overlap. Of a repetition longer than `longest`
    only the first `longest` symbols count as maximal.

    Parameters
    ----------
    symbol : ndarray of int64, shape (n_symbols,)
        Not negative.
    run_ptr : ndarray of int64, shape (n_runs + 1,)
    run_owner : ndarray of int64, shape (n_runs,)
    longest : int
    """
    length = np.diff(run_ptr)
    end = np.repeat(run_ptr[1:], length)
    owner = np.repeat(run_owner, length)
    span = int(symbol.max(initial=0)) + 1
    place, ptr = _group(owner * span + symbol, np.arange(len(symbol)))
    for n in range(1, longest + 1):
        name = np.full(len(symbol) + 1, -1)
        name[place] = np.repeat(np.arange(len(ptr) - 1), np.diff(ptr))
        start = np.flatnonzero((name[:-1] >= 0) & (name[1:] >= 0))
        start = start[start + n < end[start]]
        pair = name[start] * len(ptr) + name[start + 1]
        longer, longer_ptr = _group(pair, start)
        maximal = np.ones(len(ptr) - 1, bool)
        count, first = np.diff(longer_ptr), longer[longer_ptr[:-1]]
        for part in (name[first], name[first + 1])[n == longest :]:
            maximal[part[np.diff(ptr)[part] == count]] = False
        yield Repeats(n, place, ptr, maximal)
        place, ptr = longer, longer_ptr


def _group(key: Ints, place: Ints) -> tuple[Ints, Ints]:
    """Return the places, ascending in `place`, of every key met more than once."""
    again = repeated(key)
    key, place = key[again], place[again]
    order = radix_argsort(key)
    key = key[order]
    edge = np.flatnonzero(np.diff(key, prepend=-1, append=-1))
    count = np.diff(edge)
    kept = count > 1
    ptr = np.concatenate([[0], np.cumsum(count[kept])])
    return place[order[np.repeat(kept, count)]], ptr
