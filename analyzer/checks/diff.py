"""The changed words of texts, by the patience diff algorithm, and text that only moved.

Words are compared without case, and nothing else: white space, line ends, wrapping and
punctuation change nothing. A word that occurs once in both texts, in the same order, is
unchanged and an anchor; the text between two anchors is compared in the same way. Without
an anchor all of it is changed, unless it was deleted elsewhere: a run of words that moved
within a text, or from one text to another, is unchanged.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import itemgetter

import msgspec

from analyzer.text.later_patterns import compile_later

# A letter of a script without spaces between words counts as a word.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
WORDS = compile_later(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")
MAX_DEPTH = 40  # each level reads the text once
MAJORITY = 0.5
MIN_MOVED = 5  # words of a run that moved
MAX_LOCATIONS = 32  # of one run of words, that are tried
Span = tuple[int, int]
Region = tuple[int, int, int, int]


class Words(msgspec.Struct, frozen=True):
    """The words of a text, without case, and the offsets of their ends."""

    words: list[str]
    starts: list[int]
    ends: list[int]

    def within(self, start: int, end: int) -> range:
        """Return the numbers of the words that a span of the text overlaps."""
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))


class Change(msgspec.Struct, frozen=True):
    """What is new in a text.

    Attributes
    ----------
    words : Words
    spans : list of (int, int)
        The changed words, as half-open spans of their numbers, in order and disjoint;
        empty where words were only deleted.
    before : str
        The text before, empty for a new one.
    """

    words: Words
    spans: list[Span]
    before: str = ""

    def n_changed(self, start: int, end: int) -> int:
        """Return how many words of a span of the text are new."""
        here = self.words.within(start, end)
        at = bisect_right(self.spans, here.start, key=itemgetter(1))
        count = 0
        while at < len(self.spans) and self.spans[at][0] < here.stop:
            first, last = self.spans[at]
            count += min(last, here.stop) - max(first, here.start)
            at += 1
        return count

    def is_mostly_new(self, start: int, end: int, many: float = float("inf")) -> bool:
        """Return whether half of the words of a span are new, or so many of them."""
        count = self.n_changed(start, end)
        return count > 0 and count >= min(MAJORITY * len(self.words.within(start, end)), many)

    def touches(self, start: int, end: int) -> bool:
        """Return whether words of a span of the text are new, or were deleted inside it."""
        here = self.words.within(start, end)
        return touches(here.start, here.stop, self.spans)

    @property
    def changed(self) -> list[Span]:
        """The changed spans of the text, in characters."""
        starts = [*self.words.starts, self.words.ends[-1] if self.words.ends else 0]
        return [
            (starts[first], self.words.ends[last - 1] if last > first else starts[first])
            for first, last in self.spans
        ]


def words_of(text: str) -> Words:
    """Return the words of a text."""
    found = list(WORDS.finditer(text.lower()))
    if len(text.lower()) != len(text):  # of few letters the lower case is longer
        found = list(WORDS.finditer(text))
    starts, ends = [match.start() for match in found], [match.end() for match in found]
    return Words([match[0] for match in found], starts, ends)


def changed_spans(old: str, new: str) -> list[Span]:
    r"""Return the half-open spans of `new` whose words are not in `old`.

    Where words were only deleted, the span is empty.

    Examples
    --------
    >>> changed_spans("one two three", "one 2 three")
    [(4, 5)]
    >>> changed_spans("one two\nthree", "One two, three")
    []
    """
    return changes([(words_of(old), words_of(new))])[0].changed


def changes(pairs: Sequence[tuple[Words | None, Words | None]]) -> list[Change]:
    """Return what is new in each second text; what was deleted from any text only moved.

    Parameters
    ----------
    pairs : sequence of (Words or None, Words or None)
        Texts before and after; None for one that is new, or that was deleted.
    """
    nothing = Words([], [], [])
    regions = [
        differences((old or nothing).words, (new or nothing).words) for old, new in pairs
    ]
    moved = MovedRuns(
        (old or nothing).words[left:right]
        for (old, _), found in zip(pairs, regions, strict=True)
        for left, right, _, _ in found
    )
    # Text that moved as a whole comes before texts that may hold a copy of a part of it.
    order = sorted(
        range(len(pairs)),
        key=lambda at: sum(
            moved.count(pairs[at][1], first, last) for _, _, first, last in regions[at]
        ),
        reverse=True,
    )
    done = [Change(nothing, [])] * len(pairs)
    for at in order:
        after = pairs[at][1] or nothing
        spans: list[Span] = []
        for _, _, first, last in regions[at]:
            spans += (
                moved.without(after.words, first, last) if last > first else [(first, last)]
            )
        done[at] = Change(after, spans)
    return done


class MovedRuns:
    """Runs of deleted words, each of which may reappear once.

    Parameters
    ----------
    runs : iterable of list of str
    """

    def __init__(self, runs: Iterable[list[str]]) -> None:
        self._words: list[str | None] = []
        for run in runs:
            if len(run) >= MIN_MOVED:
                self._words += [*run, None]
        self._at: dict[tuple[str | None, ...], list[int]] = {}
        for start in range(len(self._words) - MIN_MOVED + 1):
            self._at.setdefault(tuple(self._words[start : start + MIN_MOVED]), []).append(start)

    def count(self, words: Words | None, first: int, last: int) -> int:
        """Return how many words of a span begin a run of deleted words."""
        here = words.words[first:last] if words else []
        starts = range(len(here) - MIN_MOVED + 1)
        return sum(tuple(here[at : at + MIN_MOVED]) in self._at for at in starts)

    def without(self, words: Sequence[str], first: int, last: int) -> list[Span]:
        """Return the parts of a span of words that are not one of the runs."""
        found: list[Span] = []
        at = begin = first
        while at < last:
            length = self._take(words, at, last)
            if not length:
                at += 1
                continue
            if at > begin:
                found.append((begin, at))
            at = begin = at + length
        if last > begin:
            found.append((begin, last))
        return found

    def _take(self, words: Sequence[str], at: int, last: int) -> int:
        """Return the length of the longest run that begins here, and use it up."""
        if last - at < MIN_MOVED or not self._at:
            return 0
        starts = self._at.get(tuple(words[at : at + MIN_MOVED]), ())
        best, length = 0, 0
        for start in starts[:MAX_LOCATIONS]:
            here = 0
            while (
                at + here < last
                and start + here < len(self._words)
                and self._words[start + here] == words[at + here]
            ):
                here += 1
            if here > length:
                best, length = start, here
        if length < MIN_MOVED:
            return 0
        self._words[best : best + length] = [None] * length
        return length


def touches(start: int, end: int, changed: Sequence[Span]) -> bool:
    """Return whether a span overlaps a change; a change at its edge does not count.

    Parameters
    ----------
    start, end : int
        A half-open span.
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


def differences(old: Sequence[str], new: Sequence[str]) -> list[Region]:
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
