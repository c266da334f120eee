"""What is new in a text, compared with how it was.

Patience: what stands once in both texts, in the same order, is the same; what
lies between two such anchors is compared in the same way. Where nothing is left
to hold on to, all of it counts as new. First by lines, then by words, so that a
new word in a long paragraph is one new word. A line that only moved is not new.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

WORDS = re.compile(r"\w+|\s+|[^\w\s]")
DEEPEST = 40  # each level reads the text once
Stretch = tuple[int, int]


def changed_stretches(old: str, new: str) -> list[Stretch]:
    """Return the half-open stretches of `new` that are not as they were in `old`.

    Where text was only taken out, the stretch is empty: it says where.

    Examples
    --------
    >>> changed_stretches("one two three", "one 2 three")
    [(4, 5)]
    """
    if old == new:
        return []
    lines_old, lines_new = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found: list[Stretch] = []
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


def touches(start: int, end: int, changed: Sequence[Stretch]) -> bool:
    """Tell whether a place overlaps a change; a change at its very edge does not.

    Parameters
    ----------
    start, end : int
        A half-open stretch of the text.
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


def share_changed(length: int, changed: Sequence[Stretch]) -> float:
    """Return the share of a text's characters that are new."""
    return sum(last - first for first, last in changed) / max(length, 1)


def differences(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Return what differs: from and to in `old`, from and to in `new`, in order."""
    found = []
    pending = [(0, len(old), 0, len(new), DEEPEST)]
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
    old: Sequence[str], new: Sequence[str], inside: Stretch, within: Stretch
) -> list[tuple[int, int]]:
    """Return the longest run of pairs, in order in both, that stand once in each."""
    count_old = Counter(old[inside[0] : inside[1]])
    count_new = Counter(new[within[0] : within[1]])
    place = {old[at]: at for at in range(*inside) if count_old[old[at]] == 1}
    pairs = [
        (place[new[at]], at)
        for at in range(*within)
        if count_new[new[at]] == 1 and new[at] in place
    ]
    return _longest_rising(pairs)


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of pairs whose first numbers rise; the second ones do."""
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
    """Return, by where its region begins, the lines that were taken out elsewhere."""
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


def _outside(stretch: Stretch, kept: Sequence[Stretch]) -> list[Stretch]:
    """Return what of a stretch lies outside the kept ones, which are in order."""
    start, end = stretch
    if start == end:
        return [] if any(first <= start <= last for first, last in kept) else [stretch]
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
