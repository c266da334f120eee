"""Exact runs of words that two rows share, where they begin.

Equal stretches of words are told by their hashes, and only where runs begin, which is
where the words before them differ: so the cost is that of the runs, not of all the
places in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
import numpy as np

from analyzer.similarity.hashing import number, slots
from analyzer.similarity.passage_candidates import PassageCandidates
from analyzer.similarity.rows import Flags, Ints, Keys, places_in, pointers, ranges, row_chunks
from analyzer.similarity.shingles import BASE, mixed
from analyzer.storage.spool import Buckets, how_many
from analyzer.text.arrays import changes, grouped, radix_argsort, unique

# Words worked on at once.
AT_ONCE = 1 << 20
DIGIT = 1 << 12


class Powers(msgspec.Struct, frozen=True, eq=False):
    """The powers of a number modulo 2**64, as products of two from small tables."""

    low: Keys
    high: Keys

    def __call__(self, exponent: Ints) -> Keys:
        """Return some powers."""
        return np.asarray(self.high[exponent // DIGIT] * self.low[exponent % DIGIT])


def powers(base: int, most: int) -> Powers:
    """Return the powers of a number up to an exponent."""
    low = _accumulated(base, DIGIT)
    return Powers(low, _accumulated(pow(base, DIGIT, 1 << 64), most // DIGIT + 1))


def _accumulated(base: int, n: int) -> Keys:
    factors = np.full(n, base, np.uint64)
    factors[0] = 1
    return np.multiply.accumulate(factors)


class Texts(msgspec.Struct, frozen=True, eq=False):
    """Stretches of words, as what tells equal runs from a few numbers.

    `total` holds running sums of a polynomial in the words (Karp and Rabin,
    1987): of a run, their difference times `inverse` at its start.
    """

    ptr: Ints
    row: Ints
    total: Keys
    inverse: Powers

    def __len__(self) -> int:
        return len(self.total) - 1

    def hashes(self, start: Ints, length: Ints | int) -> Keys:
        """Return hashes of runs, equal where the words are."""
        difference = self.total[start + length] - self.total[start]
        return np.asarray(difference * self.inverse(start))

    def stretch(self, place: Ints) -> Ints:
        """Return the stretches that places are in."""
        return np.searchsorted(self.ptr, place, side="right") - 1


def read_texts(likely: PassageCandidates, word: Keys) -> Texts:
    """Return what tells runs of the words of stretches."""
    ptr = pointers(likely.end - likely.start)
    power = powers(int(BASE), int(ptr[-1]))
    total = np.zeros(ptr[-1] + 1, np.uint64)
    for first, last in row_chunks(ptr, AT_ONCE):
        start, end = ptr[first], ptr[last]
        read = word[places_in(likely.start[first:last], likely.end[first:last])[0]]
        sums = np.cumsum(mixed(read + np.uint64(1)) * power(np.arange(start, end)))
        total[start + 1 : end + 1] = sums + total[start]
    inverse = powers(pow(int(BASE), -1, 1 << 64), int(ptr[-1]))
    return Texts(ptr, likely.row, total, inverse)


def common_subsequences(
    texts: Texts, seed: int, least: int, limit: int
) -> tuple[Ints, Ints, Ints]:
    """Return where runs of words begin in two rows, and how long they are.

    Parameters
    ----------
    texts : Texts
    seed : int
        The fewest words of a run.
    least : int
        The words of a run that is told even where it is common.
    limit : int
        The most places with the same words that are paired with each other.

    Returns
    -------
    left, right, length : ndarray of int64, shape (n_runs,)
    """
    found, crowded = _runs(texts, _starts(texts, seed), seed, limit)
    crowded = crowded[crowded + least <= texts.ptr[1:][texts.stretch(crowded)]]
    longer, common = _runs(texts, [crowded], least, limit)
    found += longer
    if len(common):
        found.append(_with_first(texts, np.sort(common), least))
    left, right = np.divmod(unique(np.concatenate(found)), len(texts) + 1)
    return left, right, _shared_length(texts, left, right)


def _starts(texts: Texts, length: int) -> Iterator[Ints]:
    """Yield the places from which so many words are left in their stretch."""
    for first, last in row_chunks(texts.ptr, AT_ONCE):
        start = texts.ptr[first:last]
        end = np.maximum(texts.ptr[first + 1 : last + 1] - length + 1, start)
        yield places_in(start, end)[0]


def _runs(
    texts: Texts, starts: Iterable[Ints], length: int, limit: int
) -> tuple[list[Ints], Ints]:
    """Return where runs begin in two rows, and the places whose words are too common.

    Returns
    -------
    pairs : list of ndarray of int64, shape (n,)
        The two places, packed.
    common : ndarray of int64
    """
    alone = np.zeros(len(texts) + 1, bool)
    common, pairs = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    bits = (how_many(len(texts), AT_ONCE) - 1).bit_length()
    with Buckets(1 << bits, np.uint64, np.int64) as buckets:
        for place in starts:
            key = texts.hashes(place, length)
            buckets.add(slots(key, bits), key, place)
        # All that is too common is known before anything is paired.
        for bucket in range(len(buckets)):
            place, group = _alike(*buckets[bucket])
            common.append(place[(np.bincount(group) > limit)[group]])
            alone[common[-1] + 1] = True
        alone[texts.ptr] = True
        for bucket in range(len(buckets)):
            place, group = _alike(*buckets[bucket])
            size = np.bincount(group)
            few = np.flatnonzero(((size > 1) & (size <= limit))[group])
            pairs += _paired(texts, place[few], group[few], alone)
    return pairs, np.concatenate(common)


def _alike(key: Keys, place: Ints) -> tuple[Ints, Ints]:
    """Return places with those that read the same together, and the number of each group."""
    order, new = grouped(key)
    return place[order], np.cumsum(new) - 1


def _paired(texts: Texts, place: Ints, group: Ints, alone: Flags) -> list[Ints]:
    """Return where runs begin in two rows, of places in groups that read the same.

    Runs begin where the words before them differ. Nothing is like the start of a
    stretch; and a run that began where it is too common to be looked at goes on
    as a new one.
    """
    before, _ = number(texts.hashes(np.maximum(place - 1, 0), 1))
    before[alone[place]] = -1
    order = radix_argsort(before.astype(np.int64) + 1)
    order = order[radix_argsort(group[order])]
    group, before, place = group[order], before[order], place[order]
    after = _ends(changes(group) | changes(before) | (before < 0))
    end = _ends(changes(group))
    found = []
    for first, second in ranges(after, end):
        pair = np.stack([place[first], place[second]])
        stretch = texts.stretch(pair)
        pair = pair[:, texts.row[stretch[0]] != texts.row[stretch[1]]]
        found.append(_packed(texts, pair - _shared_length(texts, *pair, backwards=True)))
    return found


def _packed(texts: Texts, pair: Ints) -> Ints:
    """Return pairs of places as one number each, the lower place first."""
    return np.asarray(pair.min(axis=0) * (len(texts) + 1) + pair.max(axis=0))


def _ends(first: Flags) -> Ints:
    """Return for each element where its group ends, from where groups begin."""
    edge = np.append(np.flatnonzero(first)[1:], len(first))
    return np.repeat(edge, np.diff(edge, prepend=0)) if len(first) else edge[:0]


def _with_first(texts: Texts, start: Ints, length: int) -> Ints:
    """Pair each place with the first of another row that reads the same, once for each run."""
    group, n_groups = number(texts.hashes(start, length))
    stretch = texts.stretch(start)
    row = texts.row[stretch]
    first, second = np.full((2, n_groups), len(start))
    np.minimum.at(first, group, np.arange(len(start)))
    abroad = np.flatnonzero(row != row[first[group]])
    np.minimum.at(second, group[abroad], abroad)
    other = np.where(row != row[first[group]], first[group], second[group])
    paired = other < len(start)
    other = other[paired]
    ends, stretches = (np.stack([of[paired], of[other]]) for of in (start, stretch))
    goes_on = np.zeros(len(other), bool)
    goes_on[1:] = np.all((np.diff(ends) == 1) & (np.diff(stretches) == 0), axis=0)
    ends = ends[:, ~goes_on]
    return _packed(texts, ends - _shared_length(texts, *ends, backwards=True))


def _shared_length(texts: Texts, left: Ints, right: Ints, *, backwards: bool = False) -> Ints:
    """Return how many words on, or back, two places read the same, by bisection."""
    if backwards:
        low, high = texts.ptr[texts.stretch(left)], texts.ptr[texts.stretch(right)]
        most = np.minimum(left - low, right - high)
    else:
        low, high = texts.ptr[texts.stretch(left) + 1], texts.ptr[texts.stretch(right) + 1]
        most = np.minimum(low - left, high - right)
    least = np.zeros(len(left), np.int64)
    while np.any(least < most):
        middle = (least + most + 1) // 2
        shift = middle if backwards else 0
        same = texts.hashes(left - shift, middle) == texts.hashes(right - shift, middle)
        least, most = np.where(same, middle, least), np.where(same, most, middle - 1)
    return least
