"""What two articles with much wording in common are to each other.

An article is *whole* in another one where nearly every stretch of it, of about a
sentence, has something that stands there too: edits change the wording of all
stretches, cuts leave some of them out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analyzer.article import Flags, Floats, Ints
from analyzer.similarity.hashing import number
from analyzer.similarity.pairs import Pairs
from analyzer.similarity.rows import NgramRows, paired_rows, row_sums
from analyzer.similarity.shared_positions import (
    STRETCH,
    SharedPositions,
    concordance,
    covered,
    shared_positions,
    stretches,
)
from analyzer.similarity.shingles import BASE, mixed
from analyzer.text.arrays import isin, unique

KINDS = "copy", "reordered", "version", "teaser", "trimmed", "merge", "overlap"
COPY, REORDERED, VERSION, TEASER, TRIMMED, MERGE, OVERLAP = range(len(KINDS))
# Nearly all of the n-grams; of the stretches that have a counterpart.
ALL, WHOLE = 0.95, 0.8
# What a version shares at least: three words in a row are left where two words in
# three are; and what one shares that was cut or merged, but not rewritten.
KEPT, MOST = 0.3, 0.5
# Nearer to the order of chance, one half, than to the same order.
IN_ORDER = 0.75
# A beginning of at most so much is a teaser even where it ends with a sentence.
PART = 0.2
# What the main source of a merge leaves to the others at least.
REST = 0.1
# Words that may follow the end of a teaser, as "read more" does.
AFTER = 3
# Sequences of pairs looked at at once.
AT_ONCE = 1 << 21


@dataclass(frozen=True, eq=False)
class DuplicateKinds:
    """What the two articles of each pair are to each other.

    Attributes
    ----------
    kind : ndarray of int64, shape (n_pairs,)
        Places in `KINDS`.
    derived : ndarray of bool, shape (2, n_pairs)
        Whether the left one, and the right one, is the teaser, the trimmed one or
        the merge. Of other kinds the text does not say.
    shared : ndarray of int64, shape (n_pairs,)
        Words of the left article in shared n-grams.
    """

    kind: Ints
    derived: Flags
    shared: Ints


@dataclass(frozen=True, eq=False)
class Overlaps:
    """How the shared n-grams of each pair lie; sides are left and right.

    Attributes
    ----------
    shared : ndarray of int64, shape (n_pairs,)
    order : ndarray of float64, shape (n_pairs,)
        How often two of them have the same order in both.
    extent : ndarray of float64, shape (2, n_pairs)
        The share of the stretches of each that has some.
    begins, stops : ndarray of bool, shape (2, n_pairs)
        Whether each is a beginning of the other, and ends inside a sentence of it.
    pair, side, stretch : ndarray of int64
        The stretches that have some, of articles that may be merged.
    """

    shared: Ints
    order: Floats
    extent: Floats
    begins: Flags
    stops: Flags
    pair: Ints
    side: Ints
    stretch: Ints


def duplicate_kinds(
    ptr: Ints, closes: Flags, shingles: NgramRows, pairs: Pairs, n: int
) -> DuplicateKinds:
    """Say what the articles of each pair are to each other.

    Parameters
    ----------
    ptr : ndarray of int64, shape (n_articles + 1,)
        Pointers into the words.
    closes : ndarray of bool, shape (n_words,)
        Whether a word is the last of its sentence.
    shingles : NgramRows
        The word n-grams of each article, in order.
    pairs : Pairs
    n : int
        Words of an n-gram.
    """
    found = _overlaps(ptr, closes, shingles, pairs, n)
    contained = np.stack([pairs.left_containment, pairs.right_containment])
    whole = (found.extent >= WHOLE) & (contained >= KEPT)
    turned = contained[::-1]
    part = (whole & ~whole[::-1] & (contained >= MOST)) | ((contained >= ALL) & (turned < ALL))
    teaser = part & found.begins & ((found.stops & (turned < MOST)) | (turned <= PART))
    cases = [
        whole.all(0) & (found.order < IN_ORDER), (contained >= ALL).all(0),
        teaser.any(0), part.any(0), whole.all(0),
    ]  # fmt: skip
    kinds: list[int] = [REORDERED, COPY, TEASER, TRIMMED, VERSION]
    kind = np.select(cases, kinds, OVERLAP)
    derived = part & isin(kind, np.array([TEASER, TRIMMED]))
    merged = _merges(found, pairs, contained, kind)
    kind[merged.any(0)] = MERGE
    derived = np.where(merged.any(0), merged, derived)
    return DuplicateKinds(kind, derived, found.shared)


def _overlaps(ptr: Ints, closes: Flags, shingles: NgramRows, pairs: Pairs, n: int) -> Overlaps:
    size, words = np.diff(shingles.ptr), np.diff(ptr)
    shared, order = words[pairs.left], np.ones(len(pairs))
    extent = np.ones((2, len(pairs)))
    begins, stops = np.zeros((2, 2, len(pairs)), bool)
    marks = [np.zeros((3, 0), np.int64)]
    for here, met in _met(shingles, pairs):
        rows = pairs.left[here], pairs.right[here]
        shared[here] = np.minimum(covered(met, size[rows[0]], n), shared[here])
        order[here] = concordance(met)
        for side in (0, 1):
            mine, other = rows[side], rows[1 - side]
            stretch_ptr, marked = stretches(met, size[mine], side)
            extent[side, here] = row_sums(stretch_ptr, marked) / np.diff(stretch_ptr)
            marks.append(_parts(here, side, stretch_ptr, marked, extent[side, here]))
            begins[side, here] = _begins(met, side, words[mine])
            last, at = _last(met, side)
            ends = last + n + AFTER >= words[mine]
            at = np.minimum(ptr[other] + at + n, ptr[other + 1]) - 1
            stops[side, here] = ends & ~closes[at]
    return Overlaps(shared, order, extent, begins, stops, *np.concatenate(marks, axis=1))


def _met(shingles: NgramRows, pairs: Pairs) -> Iterator[tuple[Ints, SharedPositions]]:
    """Yield some pairs of different articles, and where they have what they share."""
    for some, rows, left, right in paired_rows(shingles, pairs.left, pairs.right, AT_ONCE):
        differ = np.flatnonzero(~_same(rows, left, right))
        numbers, _ = number(rows.ngram)
        for met in shared_positions(rows.ptr, numbers, left[differ], right[differ]):
            yield some.start + differ[met.pairs], met


def _same(shingles: NgramRows, left: Ints, right: Ints) -> Flags:
    """Return which pairs are the same n-grams in the same order, by their hashes."""
    place = np.arange(len(shingles.ngram)) - np.repeat(shingles.ptr[:-1], np.diff(shingles.ptr))
    value = mixed(shingles.ngram ^ (place.astype(np.uint64) * BASE))
    total = np.concatenate([np.zeros(1, np.uint64), np.cumsum(value, dtype=np.uint64)])
    hashes = total[shingles.ptr[1:]] - total[shingles.ptr[:-1]]
    size = np.diff(shingles.ptr)
    return np.asarray((hashes[left] == hashes[right]) & (size[left] == size[right]))


def _parts(pairs: Ints, side: int, ptr: Ints, marked: Flags, extent: Floats) -> Ints:
    """Return pair, side and stretch of what an article shares that may be a merge."""
    at = np.flatnonzero(marked & np.repeat(extent <= 1 - REST, np.diff(ptr)))
    row = np.searchsorted(ptr, at, side="right") - 1
    return np.stack([pairs[row], np.full(len(at), side), at - ptr[row]])


def _begins(met: SharedPositions, side: int, words: Ints) -> Flags:
    """Return where what is shared stands in as many words at the other's beginning."""
    early = met.first_of_each(1 - side, words + STRETCH)
    count = np.bincount(met.once[0], minlength=len(words))
    return np.asarray(
        (count > 0) & (np.bincount(met.once[0], early, minlength=len(words)) >= WHOLE * count)
    )


def _last(met: SharedPositions, side: int) -> tuple[Ints, Ints]:
    """Return the last shared n-gram of each row, and its place in the other; -1, 0 for none."""
    pair = met.once[0]
    packed = met.once[1 + side] << 32 | met.once[2 - side]
    head = np.flatnonzero(np.diff(pair, prepend=-1))
    last = np.full(len(met.pairs), -1 << 32)
    if len(head):
        last[pair[head]] = np.maximum.reduceat(packed, head)
    return last >> 32, last & 0xFFFFFFFF


def _merges(found: Overlaps, pairs: Pairs, contained: Floats, kind: Ints) -> Flags:
    """Return of which pairs the left, or the right, article was merged from several.

    Most of its wording stands in several others together, and the one that has
    most leaves a part to some that are not like it.
    """
    ends = np.stack([pairs.left, pairs.right])
    n_rows = int(ends.max(initial=-1)) + 1
    merged = np.zeros((2, len(pairs)), bool)
    source = (found.extent <= 1 - REST) & (kind != TEASER)
    side, pair = np.nonzero(source)
    row, other = ends[side, pair], ends[1 - side, pair]
    order = np.lexsort((other, -found.extent[side, pair], row))
    row, other, side, pair = row[order], other[order], side[order], pair[order]
    head = np.flatnonzero(np.diff(row, prepend=-1))
    best = np.repeat(head, np.diff(head, append=len(row)))
    known = pairs.left * n_rows + pairs.right
    low, high = np.minimum(other, other[best]), np.maximum(other, other[best])
    fresh = ~isin(low * n_rows + high, known)
    chosen, first = np.zeros((2, 2, len(pairs)), bool)
    first[side[head], pair[head]] = True
    chosen[side, pair] = fresh
    share = np.bincount(row, (contained * (first | chosen))[side, pair], minlength=n_rows)
    covers = _stretches_of(found, ends, first, n_rows)
    together = _stretches_of(found, ends, first | chosen, n_rows)
    total = np.zeros(n_rows)
    total[row[head]] = covers[row[head]] / found.extent[side[head], pair[head]]
    enough = (together >= WHOLE * total) & (together - covers >= REST * total)
    merged[side, pair] = (enough & (share >= MOST))[row]
    return merged


def _stretches_of(found: Overlaps, ends: Ints, chosen: Flags, n_rows: int) -> Floats:
    """Return how many stretches of each row the chosen pairs cover together."""
    kept = np.flatnonzero(chosen[found.side, found.pair])
    row = ends[found.side[kept], found.pair[kept]]
    span = int(found.stretch.max(initial=0)) + 1
    covers = unique(row * span + found.stretch[kept])
    return np.bincount(covers // span, minlength=n_rows).astype(np.float64)
