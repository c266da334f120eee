"""Exact runs of words that two rows share.

Equal runs are found by their hashes, and only where a run begins, that is, where the
words before differ. The cost is in proportion to the number of runs, not of positions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
import numpy as np

from analyzer.similarity.hashing import number, slots
from analyzer.similarity.passage_candidates import PassageCandidates
from analyzer.similarity.rows import (
    Flags,
    Ints,
    Keys,
    pointers,
    positions_in,
    ranges,
    row_chunks,
)
from analyzer.similarity.shingles import BASE, mixed
from analyzer.storage.spool import Buckets, how_many
from analyzer.text.arrays import changes, grouped, radix_argsort, unique

# Words processed at once.
AT_ONCE = 1 << 20
DIGIT = 1 << 12


class Powers(msgspec.Struct, frozen=True, eq=False):
    """The powers of a number modulo 2**64, as products of two from small tables."""

    low: Keys
    high: Keys

    def __call__(self, exponent: Ints) -> Keys:
        """Return the powers with these exponents."""
        return np.asarray(self.high[exponent // DIGIT] * self.low[exponent % DIGIT])


def powers(base: int, most: int) -> Powers:
    """Return the powers of a number up to a largest exponent."""
    low = _accumulated(base, DIGIT)
    return Powers(low, _accumulated(pow(base, DIGIT, 1 << 64), most // DIGIT + 1))


def _accumulated(base: int, n: int) -> Keys:
    factors = np.full(n, base, np.uint64)
    factors[0] = 1
    return np.multiply.accumulate(factors)


class HashedSpans(msgspec.Struct, frozen=True, eq=False):
    """Spans of words with rolling hashes, so that runs are compared in constant time.

    `total` holds prefix sums of a polynomial in the word hashes (Karp and Rabin, 1987):
    the hash of a run is the difference of two of them times `inverse` at its start.
    """

    ptr: Ints
    row: Ints
    total: Keys
    inverse: Powers

    def __len__(self) -> int:
        return len(self.total) - 1

    def hashes(self, start: Ints, length: Ints | int) -> Keys:
        """Return the hashes of runs; equal runs have equal hashes."""
        difference = self.total[start + length] - self.total[start]
        return np.asarray(difference * self.inverse(start))

    def span_of(self, position: Ints) -> Ints:
        """Return the span that each position is in."""
        return np.searchsorted(self.ptr, position, side="right") - 1


def hash_spans(candidates: PassageCandidates, word: Keys) -> HashedSpans:
    """Return the rolling hashes of candidate spans."""
    ptr = pointers(candidates.end - candidates.start)
    power = powers(int(BASE), int(ptr[-1]))
    total = np.zeros(ptr[-1] + 1, np.uint64)
    for first, last in row_chunks(ptr, AT_ONCE):
        start, end = ptr[first], ptr[last]
        read = word[positions_in(candidates.start[first:last], candidates.end[first:last])[0]]
        sums = np.cumsum(mixed(read + np.uint64(1)) * power(np.arange(start, end)))
        total[start + 1 : end + 1] = sums + total[start]
    inverse = powers(pow(int(BASE), -1, 1 << 64), int(ptr[-1]))
    return HashedSpans(ptr, candidates.row, total, inverse)


def common_subsequences(
    spans: HashedSpans, seed: int, min_words: int, max_positions: int
) -> tuple[Ints, Ints, Ints]:
    """Return where shared runs of words begin in two rows, and their lengths.

    Parameters
    ----------
    spans : HashedSpans
    seed : int
        The fewest words of a run.
    min_words : int
        The length from which a run is returned even if it is too frequent.
    max_positions : int
        The most positions of one run that are paired with each other.

    Returns
    -------
    left, right, length : ndarray of int64, shape (n_runs,)
    """
    found, too_frequent = _runs(spans, _starts(spans, seed), seed, max_positions)
    too_frequent = too_frequent[
        too_frequent + min_words <= spans.ptr[1:][spans.span_of(too_frequent)]
    ]
    longer, frequent = _runs(spans, [too_frequent], min_words, max_positions)
    found += longer
    if len(frequent):
        found.append(_with_first(spans, np.sort(frequent), min_words))
    left, right = np.divmod(unique(np.concatenate(found)), len(spans) + 1)
    return left, right, _shared_length(spans, left, right)


def _starts(spans: HashedSpans, length: int) -> Iterator[Ints]:
    """Yield the positions from which a run of this length fits into its span."""
    for first, last in row_chunks(spans.ptr, AT_ONCE):
        start = spans.ptr[first:last]
        end = np.maximum(spans.ptr[first + 1 : last + 1] - length + 1, start)
        yield positions_in(start, end)[0]


def _runs(
    spans: HashedSpans, starts: Iterable[Ints], length: int, max_positions: int
) -> tuple[list[Ints], Ints]:
    """Return the starts of shared runs, and the positions of runs that are too frequent.

    Returns
    -------
    pairs : list of ndarray of int64, shape (n,)
        The two positions, packed.
    too_frequent : ndarray of int64
    """
    is_start = np.zeros(len(spans) + 1, bool)
    frequent, pairs = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    bits = (how_many(len(spans), AT_ONCE) - 1).bit_length()
    with Buckets(1 << bits, np.uint64, np.int64) as buckets:
        for position in starts:
            key = spans.hashes(position, length)
            buckets.add(slots(key, bits), key, position)
        # Find everything that is too frequent before pairing anything.
        for bucket in range(len(buckets)):
            position, group = _grouped_by_hash(*buckets[bucket])
            frequent.append(position[(np.bincount(group) > max_positions)[group]])
            is_start[frequent[-1] + 1] = True
        is_start[spans.ptr] = True
        for bucket in range(len(buckets)):
            position, group = _grouped_by_hash(*buckets[bucket])
            size = np.bincount(group)
            few = np.flatnonzero(((size > 1) & (size <= max_positions))[group])
            pairs += _paired(spans, position[few], group[few], is_start)
    return pairs, np.concatenate(frequent)


def _grouped_by_hash(key: Keys, position: Ints) -> tuple[Ints, Ints]:
    """Return positions ordered by hash, and the group number of each."""
    order, new = grouped(key)
    return position[order], np.cumsum(new) - 1


def _paired(spans: HashedSpans, position: Ints, group: Ints, is_start: Flags) -> list[Ints]:
    """Return the starts of runs that two rows share, from positions grouped by hash.

    A run starts where the words before it differ. The start of a span has no word before
    it. After words that were too frequent to be compared a new run starts.
    """
    before, _ = number(spans.hashes(np.maximum(position - 1, 0), 1))
    before[is_start[position]] = -1
    order = radix_argsort(before.astype(np.int64) + 1)
    order = order[radix_argsort(group[order])]
    group, before, position = group[order], before[order], position[order]
    after = _ends(changes(group) | changes(before) | (before < 0))
    end = _ends(changes(group))
    found = []
    for first, second in ranges(after, end):
        pair = np.stack([position[first], position[second]])
        span = spans.span_of(pair)
        pair = pair[:, spans.row[span[0]] != spans.row[span[1]]]
        found.append(_packed(spans, pair - _shared_length(spans, *pair, backwards=True)))
    return found


def _packed(spans: HashedSpans, pair: Ints) -> Ints:
    """Return each pair of positions as one number, the lower position first."""
    return np.asarray(pair.min(axis=0) * (len(spans) + 1) + pair.max(axis=0))


def _ends(first: Flags) -> Ints:
    """Return for each element the end of its group, from flags of where groups begin."""
    edge = np.append(np.flatnonzero(first)[1:], len(first))
    return np.repeat(edge, np.diff(edge, prepend=0)) if len(first) else edge[:0]


def _with_first(spans: HashedSpans, start: Ints, length: int) -> Ints:
    """Pair each position with the first equal run of another row, once per run."""
    group, n_groups = number(spans.hashes(start, length))
    span = spans.span_of(start)
    row = spans.row[span]
    first, second = np.full((2, n_groups), len(start))
    np.minimum.at(first, group, np.arange(len(start)))
    abroad = np.flatnonzero(row != row[first[group]])
    np.minimum.at(second, group[abroad], abroad)
    other = np.where(row != row[first[group]], first[group], second[group])
    paired = other < len(start)
    other = other[paired]
    ends, both_spans = (np.stack([of[paired], of[other]]) for of in (start, span))
    goes_on = np.zeros(len(other), bool)
    goes_on[1:] = np.all((np.diff(ends) == 1) & (np.diff(both_spans) == 0), axis=0)
    ends = ends[:, ~goes_on]
    return _packed(spans, ends - _shared_length(spans, *ends, backwards=True))


def _shared_length(
    spans: HashedSpans, left: Ints, right: Ints, *, backwards: bool = False
) -> Ints:
    """Return how many words two positions share forwards, or backwards, by bisection."""
    if backwards:
        low, high = spans.ptr[spans.span_of(left)], spans.ptr[spans.span_of(right)]
        most = np.minimum(left - low, right - high)
    else:
        low, high = spans.ptr[spans.span_of(left) + 1], spans.ptr[spans.span_of(right) + 1]
        most = np.minimum(low - left, high - right)
    length = np.zeros(len(left), np.int64)
    while np.any(length < most):
        middle = (length + most + 1) // 2
        shift = middle if backwards else 0
        same = spans.hashes(left - shift, middle) == spans.hashes(right - shift, middle)
        length, most = np.where(same, middle, length), np.where(same, most, middle - 1)
    return length
