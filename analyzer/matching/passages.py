"""Copied passages: every long run of words that two articles share.

Exact runs of a few words are found by their hashes and only where they begin,
which is where the words before them differ: so the cost is that of the runs,
not of all the places in them. Runs that follow each other in both articles but
for a few words are one passage.
"""

from __future__ import annotations

import msgspec
import numpy as np

from analyzer.matching.clusters import components
from analyzer.matching.ngramrows import Flags, Ints, Keys, Ranks, owners, ranges
from analyzer.matching.numbering import number
from analyzer.matching.shingles import BASE, mixed

# An exact run of fewer words is not looked at: two texts on one matter share many.
SEED = 6
# So many words may differ, on either side, between two runs of one passage.
GAP = 3
# Wording that stands in more places than this is common property.
CROWD = 64


class Passages(msgspec.Struct, frozen=True, eq=False):
    """Passages that two rows of words share, by left row, right row and place.

    Attributes
    ----------
    left, right : ndarray of int64, shape (n_passages,)
        Row numbers, ``left < right``.
    left_start, left_end, right_start, right_end : ndarray of int64
        Half-open stretches of the flat array of words.
    words : ndarray of int64
        How many words both stretches share, those that were changed left out.
    """

    left: Ints
    right: Ints
    left_start: Ints
    left_end: Ints
    right_start: Ints
    right_end: Ints
    words: Ints

    def __len__(self) -> int:
        return len(self.left)


class Texts(msgspec.Struct, frozen=True, eq=False):
    """Rows of words, with what tells equal stretches from a few numbers.

    `total` holds running sums of a polynomial in the words (Karp and Rabin,
    1987): of a stretch, their difference times `inverse` at its start.
    """

    ptr: Ints
    word: Ranks
    row: Ints
    total: Keys
    inverse: Keys

    def hashes(self, start: Ints, length: Ints | int) -> Keys:
        """Return hashes of stretches, equal where the words are."""
        difference = self.total[start + length] - self.total[start]
        return np.asarray(difference * self.inverse[start])


def copied_passages(
    ptr: Ints, word: Keys, least: int = 25, *, gap: int = GAP, crowd: int | None = CROWD
) -> Passages:
    """Return the passages of at least so many words that two rows share.

    A passage is a set of exact runs of at least `SEED` words that follow each
    other in both rows, each beginning at most `gap` words from where another
    ends: so a few words may be changed, put in or left out between two runs.

    Parameters
    ----------
    ptr : ndarray of int64, shape (n_rows + 1,)
    word : ndarray of uint64, shape (n_words,)
        Hashes.
    least : int
        The fewest shared words of a passage.
    gap : int
        Below `SEED`.
    crowd : int or None
        A run of fewer than `least` words does not count where the words it
        begins with stand in more than so many places; a longer one that does
        is told between each row and the first alone. That keeps the time and
        the table in proportion to the text. None: no limit.
    """
    texts = _texts(ptr, word)
    seed = min(SEED, least)
    start = np.flatnonzero(np.arange(len(word)) + seed <= ptr[1:][texts.row])
    limit = len(word) if crowd is None else crowd
    found, crowded = _starts(texts, _repeated(texts, start, seed), seed, limit)
    crowded = crowded[crowded + least <= ptr[1:][texts.row[crowded]]]
    longer, common = _starts(texts, crowded, least, limit)
    found += longer
    if len(common):
        found.append(_with_first(texts, np.sort(common), least))
    pairs = [np.zeros((2, 0), np.int64), *found]
    left, right = np.unique(np.sort(np.concatenate(pairs, axis=1), axis=0), axis=1)
    return _chained(texts, left, right, _shared_length(texts, left, right), least, gap)


def _texts(ptr: Ints, word: Keys) -> Texts:
    numbers, _ = number(word)
    power = np.full(len(word) + 1, BASE)
    power[0] = 1
    np.multiply.accumulate(power, out=power)
    inverse = np.full(len(word) + 1, np.uint64(pow(int(BASE), -1, 1 << 64)))
    inverse[0] = 1
    np.multiply.accumulate(inverse, out=inverse)
    total = np.zeros(len(word) + 1, np.uint64)
    np.cumsum(mixed(numbers.astype(np.uint64) + np.uint64(1)) * power[:-1], out=total[1:])
    return Texts(ptr, numbers, owners(ptr), total, inverse)


def _repeated(texts: Texts, start: Ints, length: int) -> Ints:
    """Return the places whose first words may stand elsewhere too."""
    key = mixed(texts.hashes(start, length))
    bits = max(len(start), 1).bit_length() + 2
    slot = (key >> np.uint64(64 - bits)).astype(np.int64)
    return np.asarray(start[(np.bincount(slot, minlength=1 << bits) > 1)[slot]])


def _starts(texts: Texts, start: Ints, length: int, limit: int) -> tuple[list[Ints], Ints]:
    """Return where runs begin in two rows, and the places whose words are too common.

    Returns
    -------
    pairs : list of ndarray of int64, shape (2, n)
    common : ndarray of int64
    """
    group, n_groups = number(texts.hashes(start, length))
    common = (np.bincount(group, minlength=n_groups) > limit)[group]
    before = _word_before(texts, start, start[common])
    order = np.lexsort((start, before, group))
    group, before, place = group[order], before[order], start[order]
    end = _ends(group)
    changes = np.cumsum(np.diff(before, prepend=0) != 0)
    after = _ends(np.asarray(changes + group, np.int64))
    found = []
    for first, second in ranges(np.where(common[order], end, np.minimum(after, end)), end):
        pair = np.stack([place[first], place[second]])
        row = texts.row[pair]
        pair = pair[:, row[0] != row[1]]
        found.append(pair - _shared_length(texts, *pair, backwards=True))
    return found, start[common]


def _word_before(texts: Texts, start: Ints, common: Ints) -> Ints:
    """Return the word before each place; nothing else is like the start of a row.

    A run that began where it is too common to be looked at goes on as a new one.
    """
    alone = np.zeros(len(texts.word) + 1, bool)
    alone[common + 1] = True
    alone[texts.ptr] = True
    return np.where(alone[start], -1 - start, texts.word[start - 1])


def _ends(group: Ints | Ranks) -> Ints:
    """Return for each element where its group ends, equal ones standing together."""
    edge = np.append(np.flatnonzero(np.diff(group)) + 1, len(group))
    return np.repeat(edge, np.diff(edge, prepend=0))


def _with_first(texts: Texts, start: Ints, length: int) -> Ints:
    """Pair each place with the first of another row that reads the same, once for each run."""
    group, n_groups = number(texts.hashes(start, length))
    first, second = np.full((2, n_groups), len(texts.word))
    np.minimum.at(first, group, start)
    abroad = texts.row[start] != texts.row[first[group]]
    np.minimum.at(second, group[abroad], start[abroad])
    other = np.where(abroad, first[group], second[group])
    paired = other < len(texts.word)
    start, other = start[paired], other[paired]
    goes_on = np.zeros(len(start), bool)
    goes_on[1:] = (np.diff(start) == 1) & (np.diff(other) == 1)
    goes_on[1:] &= texts.row[start[1:]] == texts.row[start[:-1]]
    goes_on[1:] &= texts.row[other[1:]] == texts.row[other[:-1]]
    start, other = start[~goes_on], other[~goes_on]
    back = _shared_length(texts, start, other, backwards=True)
    return np.stack([other - back, start - back])


def _shared_length(texts: Texts, left: Ints, right: Ints, *, backwards: bool = False) -> Ints:
    """Return how many words on, or back, two places read the same, by bisection."""
    if backwards:
        low, high = texts.ptr[texts.row[left]], texts.ptr[texts.row[right]]
        most = np.minimum(left - low, right - high)
    else:
        low, high = texts.ptr[texts.row[left] + 1], texts.ptr[texts.row[right] + 1]
        most = np.minimum(low - left, high - right)
    least = np.zeros(len(left), np.int64)
    while np.any(least < most):
        middle = (least + most + 1) // 2
        shift = middle if backwards else 0
        same = texts.hashes(left - shift, middle) == texts.hashes(right - shift, middle)
        least, most = np.where(same, middle, least), np.where(same, most, middle - 1)
    return least


def _chained(
    texts: Texts, left: Ints, right: Ints, length: Ints, least: int, gap: int
) -> Passages:
    """Return the passages that runs of words make, those that are long enough."""
    pair = texts.row[left] * (len(texts.ptr) - 1) + texts.row[right]
    order = np.lexsort((right, left, pair))
    pair, left, right, length = pair[order], left[order], right[order], length[order]
    one, other = _followers(pair, left, right, length, gap)
    label = components(one, other, len(left))
    _, passage = np.unique(label, return_inverse=True)
    words = np.minimum(_covered(passage, left, length), _covered(passage, right, length))
    n_passages = len(words)
    first, last = np.full((2, n_passages), len(texts.word)), np.zeros((2, n_passages), np.int64)
    for side, start in enumerate((left, right)):
        np.minimum.at(first[side], passage, start)
        np.maximum.at(last[side], passage, start + length)
    kept = np.flatnonzero(words >= least)
    spans = first[0][kept], last[0][kept], first[1][kept], last[1][kept]
    rows = texts.row[spans[0]], texts.row[spans[2]]
    order = np.lexsort((*reversed(spans), rows[1], rows[0]))
    return Passages(*(column[order] for column in (*rows, *spans, words[kept])))


def _followers(
    pair: Ints, left: Ints, right: Ints, length: Ints, gap: int
) -> tuple[Ints, Ints]:
    """Return which runs of a pair of rows go on where another ends."""
    span = int((left + length).max(initial=0)) + gap + 1
    block = np.cumsum(np.diff(pair, prepend=pair[:1]) != 0)
    key = block * span + left
    end = block * span + left + length
    low = np.searchsorted(key, end - gap, side="left")
    high = np.searchsorted(key, np.minimum(end + gap, (block + 1) * span - 1), side="right")
    ones, others = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for one, other in ranges(low, high):
        apart = right[other] - right[one] - length[one]
        kept: Flags = (np.abs(apart) <= gap) & (block[one] == block[other])
        kept &= (left[other] > left[one]) & (right[other] > right[one])
        ones.append(one[kept])
        others.append(other[kept])
    return np.concatenate(ones), np.concatenate(others)


def _covered(passage: Ints, start: Ints, length: Ints) -> Ints:
    """Return how many words the runs of each passage cover on one side."""
    if not len(passage):
        return np.zeros(0, np.int64)
    order = np.lexsort((start, passage))
    passage, start, end = passage[order], start[order], (start + length)[order]
    span = int(end.max()) + 1
    reach = np.maximum.accumulate(passage * span + end)
    begin = passage * span + start
    begin[1:] = np.maximum(begin[1:], reach[:-1])
    fresh = np.maximum(passage * span + end - begin, 0)
    return np.bincount(passage, fresh).astype(np.int64)


__all__ = ["Passages", "copied_passages"]
