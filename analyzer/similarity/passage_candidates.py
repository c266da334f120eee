"""Spans of text that may be part of a duplicate passage.

A passage is made of runs of words that another row has too, with small gaps. Text that is
not near such runs, or where the runs cover fewer words than a passage must have, cannot
be in one: that excludes nearly all text without comparing any two rows.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np

from analyzer.similarity.hashing import RowFilter, slots
from analyzer.similarity.rows import Flags, Ints, Keys, owners, positions_in, row_chunks
from analyzer.similarity.shingles import ngram_rows
from analyzer.storage.spool import Buckets, how_many
from analyzer.text.arrays import changes

# Words whose hashes are sorted at once, and that are read at once.
IN_MEMORY = 1 << 21
AT_ONCE = 1 << 18
HASH = np.uint64((1 << 32) - 1)


class PassageCandidates(msgspec.Struct, frozen=True, eq=False):
    """Half-open spans of a flat array of words, ascending.

    Attributes
    ----------
    row, start, end : ndarray of int64, shape (n_spans,)
    """

    row: Ints
    start: Ints
    end: Ints


def passage_candidates(
    ptr: Ints, word: Keys, seed: int, min_words: int, max_gap: int
) -> PassageCandidates:
    """Return the spans that may be in a passage that two rows share.

    Parameters
    ----------
    ptr : ndarray of int64, shape (n_rows + 1,)
    word : ndarray of uint64, shape (n_words,)
        Hashes; it may be a `Column`.
    seed : int
        The fewest words of a run.
    min_words : int
        The fewest words that the runs of a passage cover.
    max_gap : int
        The most words between two runs of a passage.
    """
    edge = np.array([first for first, _ in row_chunks(ptr, IN_MEMORY)], np.int64)
    found = [np.zeros((2, 0), np.int64)]
    with Buckets(max(len(edge), 1), np.int64) as marked:
        _bucket_repeated(ptr, word, seed, (ptr[edge], marked))
        for number in range(len(marked)):
            (position,) = marked[number]
            position.sort()
            found.append(_covered(ptr, position, seed, min_words, max_gap))
    start, end = np.concatenate(found, axis=1)
    return PassageCandidates(np.searchsorted(ptr, start, side="right") - 1, start, end)


def _bucket_repeated(ptr: Ints, word: Keys, seed: int, into: tuple[Ints, Buckets]) -> None:
    """Put each position of a run that another row has too into its bucket."""
    bits = (how_many(len(word), IN_MEMORY) - 1).bit_length()
    several_have = RowFilter(len(word))
    for key, row, _ in _seeds(ptr, word, seed):
        several_have.add(key, row)
    with Buckets(1 << bits, np.uint32, np.int64) as seeds:
        for every, _, position in _seeds(ptr, word, seed):
            kept = several_have.positions(every)
            key = every[kept]
            seeds.add(slots(key, bits), key & HASH, position[kept])
        del several_have
        for number in range(len(seeds)):
            key, position = seeds[number]
            again = position[_in_other_rows(ptr, key, position)]
            into[1].add(np.searchsorted(into[0], again, side="right") - 1, again)


def _seeds(ptr: Ints, word: Keys, seed: int) -> Iterator[tuple[Keys, Ints, Ints]]:
    """Yield the hashes of the runs of `seed` words, their rows and positions."""
    for first, last in row_chunks(ptr, AT_ONCE):
        own = ptr[first : last + 1] - ptr[first]
        grams = ngram_rows(own, word[ptr[first] : ptr[last]], seed)
        row = owners(grams.ptr)
        position = np.arange(len(row)) + (ptr[first:last] - grams.ptr[:-1])[row]
        whole = np.flatnonzero(position + seed <= ptr[first + 1 + row])
        yield grams.ngram[whole], first + row[whole], position[whole]


def _in_other_rows(ptr: Ints, key: np.ndarray, position: Ints) -> Flags:
    """Return which keys, compared by 32 bits, are in another row too."""
    packed = key.astype(np.uint64) << np.uint64(32) | np.arange(len(key), dtype=np.uint64)
    packed.sort()
    order = (packed & HASH).view(np.int64)
    first = np.flatnonzero(changes(packed >> np.uint64(32)))
    last = np.append(first[1:], len(key)) - 1
    several = np.flatnonzero(last > first)
    # Positions ascend in each group, so comparing the first with the last suffices.
    ends = position[order[np.stack([first[several], last[several]])]]
    low, high = np.searchsorted(ptr, ends, side="right")
    abroad = several[low < high]
    result = np.zeros(len(key), bool)
    inside, _ = positions_in(first[abroad], last[abroad] + 1)
    result[order[inside]] = True
    return result


def _covered(ptr: Ints, position: Ints, seed: int, min_words: int, max_gap: int) -> Ints:
    """Return the bounds of the spans that repeated runs cover enough of."""
    if not len(position):
        return np.zeros((2, 0), np.int64)
    row = np.searchsorted(ptr, position, side="right")
    step = np.diff(position)
    head = np.append(True, (step > seed + max_gap) | (np.diff(row) > 0))
    words = np.append(np.minimum(step, seed), seed)
    words[:-1][head[1:]] = seed
    first = np.flatnonzero(head)
    last = np.append(first[1:], len(position)) - 1
    enough = np.add.reduceat(words, first) >= min_words
    return np.stack([position[first], position[last] + seed])[:, enough]
