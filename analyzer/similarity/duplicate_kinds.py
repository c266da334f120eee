"""How two near-duplicate articles are related: copy, version, teaser, merge ...

An article is *whole* in another one if nearly each of its spans of about a sentence has
an n-gram in common with it: an edit changes words in every span, a cut removes some spans
altogether.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analyzer.article import Flags, Floats, Ints
from analyzer.similarity.hashing import number
from analyzer.similarity.main_part import main_part_starts
from analyzer.similarity.pairs import Pairs
from analyzer.similarity.rows import NgramRows, paired_rows, row_sums
from analyzer.similarity.shared_positions import (
    SPAN,
    SharedPositions,
    concordance,
    covered_symbols,
    shared_positions,
    spans_with_matches,
)
from analyzer.similarity.shingles import BASE, mixed
from analyzer.text.arrays import isin, unique

KINDS = "copy", "reordered", "version", "teaser", "trimmed", "merge", "overlap"
COPY, REORDERED, VERSION, TEASER, TRIMMED, MERGE, OVERLAP = range(len(KINDS))
# Of the derived article and of the other one; in messages.
DESCRIBED = {
    COPY: (" (copy)",),
    REORDERED: (" (reordered copy)",),
    VERSION: (" (edited copy)",),
    TEASER: (" (teaser)", " (which is a teaser of it)"),
    TRIMMED: (" (trimmed copy)", " (which is a trimmed copy)"),
    MERGE: (" (merged from several)", " (which is merged from several)"),
}
# Shares of n-grams, and of spans with a match, that count as all of them.
ALL, WHOLE = 0.95, 0.8
# The least shared by a version, where every word in three may differ; and by an article
# that was trimmed or merged but not rewritten.
KEPT, MOST = 0.3, 0.5
# Below this concordance the order is closer to random (0.5) than to the same.
IN_ORDER = 0.75
# A beginning of at most this share is a teaser even if it ends with a sentence.
PART = 0.2
# The least share of a merge that its main source does not have.
REST = 0.1
# Words that may follow the end of a teaser, such as "read more".
AFTER = 3
# N-grams of pairs processed at once.
AT_ONCE = 1 << 21


@dataclass(frozen=True, eq=False)
class DuplicateKinds:
    """The kind of each pair of near-duplicate articles.

    Attributes
    ----------
    kind : ndarray of int64, shape (n_pairs,)
        Indices into `KINDS`.
    derived : ndarray of bool, shape (2, n_pairs)
        Whether the left one, and the right one, is the teaser, the trimmed one or
        the merge; the direction of other kinds is unknown.
    shared : ndarray of int64, shape (n_pairs,)
        Words of the left article in shared n-grams.
    starts : ndarray of int64, shape (2, n_pairs)
        The words of the left and of the right article where most of that begins.
    """

    kind: Ints
    derived: Flags
    shared: Ints
    starts: Ints


@dataclass(frozen=True, eq=False)
class Overlaps:
    """Statistics of the shared n-grams of each pair; sides are left and right.

    Attributes
    ----------
    shared : ndarray of int64, shape (n_pairs,)
    starts : ndarray of int64, shape (2, n_pairs)
    order : ndarray of float64, shape (n_pairs,)
        The share of pairs of shared n-grams in the same order in both.
    extent : ndarray of float64, shape (2, n_pairs)
        The share of the spans of each that have shared n-grams.
    begins, stops : ndarray of bool, shape (2, n_pairs)
        Whether each is the beginning of the other, and ends inside one of its sentences.
    pair, side, span : ndarray of int64
        Spans with shared n-grams, of articles that may be merges.
    """

    shared: Ints
    starts: Ints
    order: Floats
    extent: Floats
    begins: Flags
    stops: Flags
    pair: Ints
    side: Ints
    span: Ints


def with_same_articles(pairs: Pairs, chosen: Ints) -> Ints:
    """Return the pairs that have an article of some pairs, which these are among."""
    articles = unique(np.concatenate([pairs.left[chosen], pairs.right[chosen]]))
    return np.flatnonzero(isin(pairs.left, articles) | isin(pairs.right, articles))


def duplicate_kinds(
    ptr: Ints,
    closes: Flags,
    shingles: NgramRows,
    pairs: Pairs,
    n: int,
    compared: Ints | None = None,
) -> DuplicateKinds:
    """Classify each pair of near-duplicate articles.

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
    compared : ndarray of int64, optional
        The pairs whose texts are compared, as `with_same_articles` returns them. The kinds
        of the pairs that were chosen there are right, those of others may not be.
    """
    every, chosen = pairs, slice(None) if compared is None else compared
    pairs = every if compared is None else every.take(compared)
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
    merged = _merges(found, pairs, contained, kind, every)
    kind[merged.any(0)] = MERGE
    result = DuplicateKinds(
        np.full(len(every), OVERLAP),
        np.zeros((2, len(every)), bool),
        np.zeros_like(every.left),
        np.zeros((2, len(every)), np.int64),
    )
    result.kind[chosen], result.shared[chosen] = kind, found.shared
    result.starts[:, chosen] = found.starts
    result.derived[:, chosen] = np.where(merged.any(0), merged, derived)
    return result


def describe(found: DuplicateKinds, pair: int, *, of_left: bool) -> str:
    """Return what an article of a pair is to the other one, in brackets; often nothing."""
    kind = int(found.kind[pair])
    if kind in (TEASER, TRIMMED, MERGE):
        is_derived = bool(found.derived[0 if of_left else 1, pair])
        return DESCRIBED[kind][0 if is_derived else 1]
    return DESCRIBED[kind][0] if kind in DESCRIBED else ""


def _overlaps(ptr: Ints, closes: Flags, shingles: NgramRows, pairs: Pairs, n: int) -> Overlaps:
    size, words = np.diff(shingles.ptr), np.diff(ptr)
    shared, order = words[pairs.left], np.ones(len(pairs))
    extent = np.ones((2, len(pairs)))
    starts = np.zeros((2, len(pairs)), np.int64)
    begins, stops = np.zeros((2, 2, len(pairs)), bool)
    marks = [np.zeros((3, 0), np.int64)]
    for here, shared_at in _shared(shingles, pairs):
        rows = pairs.left[here], pairs.right[here]
        shared[here] = np.minimum(covered_symbols(shared_at, size[rows[0]], n), shared[here])
        order[here] = concordance(shared_at)
        for side in (0, 1):
            mine, other = rows[side], rows[1 - side]
            pair, position = shared_at.once[0], shared_at.once[1 + side]
            starts[side, here] = main_part_starts(pair, position, len(mine))
            span_ptr, marked = spans_with_matches(shared_at, size[mine], side)
            extent[side, here] = row_sums(span_ptr, marked) / np.diff(span_ptr)
            marks.append(_parts(here, side, span_ptr, marked, extent[side, here]))
            begins[side, here] = _begins(shared_at, side, words[mine])
            last, at = _last(shared_at, side)
            ends = last + n + AFTER >= words[mine]
            at = np.minimum(ptr[other] + at + n, ptr[other + 1]) - 1
            stops[side, here] = ends & ~closes[at]
    return Overlaps(
        shared, starts, order, extent, begins, stops, *np.concatenate(marks, axis=1)
    )


def _shared(shingles: NgramRows, pairs: Pairs) -> Iterator[tuple[Ints, SharedPositions]]:
    """Yield the shared positions of some pairs of different articles at a time."""
    for some, rows, left, right in paired_rows(shingles, pairs.left, pairs.right, AT_ONCE):
        differ = np.flatnonzero(~_identical(rows, left, right))
        numbers, _ = number(rows.ngram)
        for shared_at in shared_positions(rows.ptr, numbers, left[differ], right[differ]):
            yield some.start + differ[shared_at.pairs], shared_at


def _identical(shingles: NgramRows, left: Ints, right: Ints) -> Flags:
    """Return which pairs have the same n-grams in the same order, by their hashes."""
    position = np.arange(len(shingles.ngram)) - np.repeat(
        shingles.ptr[:-1], np.diff(shingles.ptr)
    )
    value = mixed(shingles.ngram ^ (position.astype(np.uint64) * BASE))
    total = np.concatenate([np.zeros(1, np.uint64), np.cumsum(value, dtype=np.uint64)])
    hashes = total[shingles.ptr[1:]] - total[shingles.ptr[:-1]]
    size = np.diff(shingles.ptr)
    return np.asarray((hashes[left] == hashes[right]) & (size[left] == size[right]))


def _parts(pairs: Ints, side: int, ptr: Ints, marked: Flags, extent: Floats) -> Ints:
    """Return pair, side and span of everything shared by articles that may be merges."""
    at = np.flatnonzero(marked & np.repeat(extent <= 1 - REST, np.diff(ptr)))
    row = np.searchsorted(ptr, at, side="right") - 1
    return np.stack([pairs[row], np.full(len(at), side), at - ptr[row]])


def _begins(shared_at: SharedPositions, side: int, words: Ints) -> Flags:
    """Return whether each row is the beginning of the other one, by the shared n-grams."""
    early = shared_at.first_of_each(1 - side, words + SPAN)
    count = np.bincount(shared_at.once[0], minlength=len(words))
    return np.asarray(
        (count > 0)
        & (np.bincount(shared_at.once[0], early, minlength=len(words)) >= WHOLE * count)
    )


def _last(shared_at: SharedPositions, side: int) -> tuple[Ints, Ints]:
    """Return the last shared n-gram of each row and its position in the other (-1, 0: none)."""
    pair = shared_at.once[0]
    packed = shared_at.once[1 + side] << 32 | shared_at.once[2 - side]
    head = np.flatnonzero(np.diff(pair, prepend=-1))
    last = np.full(len(shared_at.pairs), -1 << 32)
    if len(head):
        last[pair[head]] = np.maximum.reduceat(packed, head)
    return last >> 32, last & 0xFFFFFFFF


def _merges(
    found: Overlaps, pairs: Pairs, contained: Floats, kind: Ints, every: Pairs
) -> Flags:
    """Return whether the left and the right article of each pair is a merge of several.

    Several other articles together have most of its text, and the one that has most of it
    leaves a part to others that are not similar to that one.
    """
    ends = np.stack([pairs.left, pairs.right])
    n_rows = int(every.right.max(initial=-1)) + 1
    merged = np.zeros((2, len(pairs)), bool)
    source = (found.extent <= 1 - REST) & (kind != TEASER)
    side, pair = np.nonzero(source)
    row, other = ends[side, pair], ends[1 - side, pair]
    order = np.lexsort((other, -found.extent[side, pair], row))
    row, other, side, pair = row[order], other[order], side[order], pair[order]
    head = np.flatnonzero(np.diff(row, prepend=-1))
    best = np.repeat(head, np.diff(head, append=len(row)))
    known = every.left * n_rows + every.right
    low, high = np.minimum(other, other[best]), np.maximum(other, other[best])
    fresh = ~isin(low * n_rows + high, known)
    chosen, first = np.zeros((2, 2, len(pairs)), bool)
    first[side[head], pair[head]] = True
    chosen[side, pair] = fresh
    share = np.bincount(row, (contained * (first | chosen))[side, pair], minlength=n_rows)
    covers = _spans_covered(found, ends, first, n_rows)
    together = _spans_covered(found, ends, first | chosen, n_rows)
    total = np.zeros(n_rows)
    total[row[head]] = covers[row[head]] / found.extent[side[head], pair[head]]
    enough = (together >= WHOLE * total) & (together - covers >= REST * total)
    merged[side, pair] = (enough & (share >= MOST))[row]
    return merged


def _spans_covered(found: Overlaps, ends: Ints, chosen: Flags, n_rows: int) -> Floats:
    """Return how many spans of each row the chosen pairs cover together."""
    kept = np.flatnonzero(chosen[found.side, found.pair])
    row = ends[found.side[kept], found.pair[kept]]
    span = int(found.span.max(initial=0)) + 1
    covers = unique(row * span + found.span[kept])
    return np.bincount(covers // span, minlength=n_rows).astype(np.float64)
