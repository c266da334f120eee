"""The changed parts of a text, by the patience diff algorithm.

A line that occurs once in both texts, in the same order, is unchanged and an
anchor; the text between two anchors is compared in the same way. Without an
anchor all of it is changed. Lines are compared first, then words, so that one
new word in a long paragraph is one change. A moved line is unchanged.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

WORDS = re.compile(r"\w+|\s+|[^\w\s]")
MAX_DEPTH = 40  # each level reads the text once
Span = tuple[int, int]


def changed_spans(old: str, new: str) -> list[Span]:
    """Return the half-open spans of `new` that differ from `old`.

    Where text was only deleted, the span is empty.

    Examples
    --------
    >>> changed_spans("one two three", "one 2 three")
    [(4, 5)]
    """
    if old == new:
        return []
    lines_old, lines_new = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found: list[Span] = []
    at = _offsets(lines_new)
    regions = differences(lines_old, lines_new)
    moved = _moved(lines_old, lines_new, regions)
    for left, right, first, last in regions:
        words_old = WORDS.findall("".join(lines_old[left:right]))
        words_new = WORDS.findall("".join(lines_new[first:last]))
        starts = _offsets(words_new)
        kept = [(at[line], at[line + 1]) for line in moved[first]]
        for _, _, begin, end in differences(words_old, words_new):
            found += _outside((at[first] + starts[begin], at[first] + starts[end]), kept)
    return found


def touches(start: int, end: int, changed: Sequence[Span]) -> bool:
    """Return whether a span overlaps a change; a change at its edge does not count.

    Parameters
    ----------
    start, end : int
        A half-open span of the text.
    changed : sequence of (int, int)
        Disjoint, in order.
    """
    at = bisect_left(changed, (start, start))
    if at and changed[at - 1][1] > start:
        return True
    for first, last in changed[at:]:
        if first >= end:
            return False
        if last > first or first > start:
            return True
    return False


def touched_share(start: int, end: int, changed: Sequence[Span]) -> float:
    """Return the share of a span that changed."""
    both = ((max(start, first), min(end, last)) for first, last in changed)
    return sum(max(last - first, 0) for first, last in both) / max(end - start, 1)


def changed_share(length: int, changed: Sequence[Span]) -> float:
    """Return the share of a text's characters that changed."""
    return sum(last - first for first, last in changed) / max(length, 1)


def differences(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Return what differs, in order: start and end in `old`, start and end in `new`."""
    found = []
    pending = [(0, len(old), 0, len(new), MAX_DEPTH)]
    while pending:
        left, right, first, last, levels = pending.pop()
        while left < right and first < last and old[left] == new[first]:
            left, first = left + 1, first + 1
        while left < right and first < last and old[right - 1] == new[last - 1]:
            right, last = right - 1, last - 1
        if left == right and first == last:
            continue
        anchors = []
        if left < right and first < last and levels:
            anchors = _anchors(old, new, (left, right), (first, last))
        if not anchors:
            found.append((left, right, first, last))
            continue
        bounds = [(left, first), *((a + 1, b + 1) for a, b in anchors)]
        stops = [*anchors, (right, last)]
        pending += [
            (a, c, b, d, levels - 1)
            for (a, b), (c, d) in zip(reversed(bounds), reversed(stops), strict=True)
        ]
    return found


def _anchors(
    old: Sequence[str], new: Sequence[str], inside: Span, within: Span
) -> list[tuple[int, int]]:
    """Return the longest sequence of pairs of items that occur once in each part."""
    count_old = Counter(old[inside[0] : inside[1]])
    count_new = Counter(new[within[0] : within[1]])
    position = {old[at]: at for at in range(*inside) if count_old[old[at]] == 1}
    pairs = [
        (position[new[at]], at)
        for at in range(*within)
        if count_new[new[at]] == 1 and new[at] in position
    ]
    return _longest_rising(pairs)


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest subsequence of pairs with rising first numbers."""
    ends: list[int] = []
    last: list[int] = []
    back: list[int] = []
    for number, (value, _) in enumerate(pairs):
        length = bisect_left(ends, value)
        back.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(value)
            last.append(number)
        else:
            ends[length], last[length] = value, number
    chain = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(pairs[number])
        number = back[number]
    return chain[::-1]


def _moved(
    old: Sequence[str], new: Sequence[str], regions: Sequence[tuple[int, int, int, int]]
) -> dict[int, list[int]]:
    """Return the lines that were deleted elsewhere, by the start of their region."""
    gone = Counter(
        old[at].strip() for left, right, _, _ in regions for at in range(left, right)
    )
    moved: dict[int, list[int]] = {}
    for _, _, first, last in regions:
        here = moved.setdefault(first, [])
        for at in range(first, last):
            line = new[at].strip()
            if line and gone[line]:
                gone[line] -= 1
                here.append(at)
    return moved


def _outside(span: Span, kept: Sequence[Span]) -> list[Span]:
    """Return the parts of a span outside the kept spans, which are in order."""
    start, end = span
    if start == end:
        return [] if any(first <= start <= last for first, last in kept) else [span]
    found = []
    for first, last in kept:
        if last <= start or first >= end:
            continue
        if start < first:
            found.append((start, first))
        start = max(start, last)
    if start < end:
        found.append((start, end))
    return found


def _offsets(pieces: Sequence[str]) -> list[int]:
    offsets = [0]
    for piece in pieces:
        offsets.append(offsets[-1] + len(piece))
    return offsets
