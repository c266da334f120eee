"""Stretches of text that may be in a copied passage.

A passage is made of runs of some words that stand in another row too, with few words
between them. So whatever in a row is not near enough to such runs, or where they do
not cover as many words as a passage has, cannot be in one: that is nearly all of the
text, told without comparing any two rows.
"""

from __future__ import annotations

import msgspec
import numpy as np

from analyzer.similarity.hashing import slots
from analyzer.similarity.rows import Flags, Ints, Keys, owners, places_in, row_chunks
from analyzer.similarity.shingles import ngram_rows
from analyzer.storage.spool import Buckets, how_many
from analyzer.text.arrays import changes

# Words worked on at once.
IN_MEMORY = 1 << 21
HASH = np.uint64((1 << 32) - 1)


class PassageCandidates(msgspec.Struct, frozen=True, eq=False):
    """Half-open stretches of a flat array of words, ascending.

    Attributes
    ----------
    row, start, end : ndarray of int64, shape (n_stretches,)
    """

    row: Ints
    start: Ints
    end: Ints


def passage_candidates(
    ptr: Ints, word: Keys, seed: int, least: int, gap: int
) -> PassageCandidates:
    """Return the stretches that may be in a passage that two rows share.

    Parameters
    ----------
    ptr : ndarray of int64, shape (n_rows + 1,)
    word : ndarray of uint64, shape (n_words,)
        Hashes; it may be a `Column`.
    seed : int
        The fewest words of a run.
    least : int
        The fewest words that the runs of a passage cover.
    gap : int
        The most words between two runs of a passage.
    """
    edge = np.array([first for first, _ in row_chunks(ptr, IN_MEMORY)], np.int64)
    found = [np.zeros((2, 0), np.int64)]
    with Buckets(max(len(edge), 1), np.int64) as marked:
        _mark(ptr, word, seed, (ptr[edge], marked))
        for number in range(len(marked)):
            (place,) = marked[number]
            place.sort()
            found.append(_covered(ptr, place, seed, least, gap))
    start, end = np.concatenate(found, axis=1)
    return PassageCandidates(np.searchsorted(ptr, start, side="right") - 1, start, end)


def _mark(ptr: Ints, word: Keys, seed: int, into: tuple[Ints, Buckets]) -> None:
    """Put every place whose first words stand in another row into its bucket."""
    bits = (how_many(len(word), IN_MEMORY) - 1).bit_length()
    with Buckets(1 << bits, np.uint32, np.int64) as seeds:
        for first, last in row_chunks(ptr, IN_MEMORY):
            own = ptr[first : last + 1] - ptr[first]
            grams = ngram_rows(own, word[ptr[first] : ptr[last]], seed)
            row = owners(grams.ptr)
            place = np.arange(len(row)) + (ptr[first:last] - grams.ptr[:-1])[row]
            whole = np.flatnonzero(place + seed <= ptr[first + 1 + row])
            key = grams.ngram[whole]
            seeds.add(slots(key, bits), key & HASH, place[whole])
        for number in range(len(seeds)):
            key, place = seeds[number]
            again = place[_elsewhere(ptr, key, place)]
            into[1].add(np.searchsorted(into[0], again, side="right") - 1, again)


def _elsewhere(ptr: Ints, key: np.ndarray, place: Ints) -> Flags:
    """Return which keys stand in another row too, or one with the same 32 bits does."""
    packed = key.astype(np.uint64) << np.uint64(32) | np.arange(len(key), dtype=np.uint64)
    packed.sort()
    order = (packed & HASH).view(np.int64)
    first = np.flatnonzero(changes(packed >> np.uint64(32)))
    last = np.append(first[1:], len(key)) - 1
    several = np.flatnonzero(last > first)
    # Places ascend in each group, so its first and its last tell.
    ends = place[order[np.stack([first[several], last[several]])]]
    low, high = np.searchsorted(ptr, ends, side="right")
    abroad = several[low < high]
    result = np.zeros(len(key), bool)
    inside, _ = places_in(first[abroad], last[abroad] + 1)
    result[order[inside]] = True
    return result


def _covered(ptr: Ints, place: Ints, seed: int, least: int, gap: int) -> Ints:
    """Return the ends of the stretches that marked places cover enough of."""
    if not len(place):
        return np.zeros((2, 0), np.int64)
    row = np.searchsorted(ptr, place, side="right")
    step = np.diff(place)
    head = np.append(True, (step > seed + gap) | (np.diff(row) > 0))
    words = np.append(np.minimum(step, seed), seed)
    words[:-1][head[1:]] = seed
    first = np.flatnonzero(head)
    last = np.append(first[1:], len(place)) - 1
    enough = np.add.reduceat(words, first) >= least
    return np.stack([place[first], place[last] + seed])[:, enough]
