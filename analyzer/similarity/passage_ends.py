"""Extend duplicate passages at their ends by runs that are too short to be found alone."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from analyzer.similarity.passages import Passages
from analyzer.similarity.rows import Flags, Ints, Keys

# The fewest words that continue a passage behind changed ones: fewer agree by chance.
RUN = 3
# As many words are changed on one side as on the other, so that neither decides.
GAPS = range(9)
# The most words that are read at once.
IN_MEMORY = 1 << 23


def extend_ends(found: Passages, ptr: Ints, word: Keys) -> Passages:
    """Return the passages, each as long as it goes in its first and its last paragraph.

    At either end a passage goes on where a few words are replaced by as many, and at least
    as many words, and `RUN`, follow that both paragraphs have; so it does from there.

    Parameters
    ----------
    found : Passages
    ptr : ndarray of int64, shape (n_paragraphs + 1,)
        Where each paragraph begins.
    word : ndarray of uint64, shape (n_words,)
        Hashes; it may be a `Column`.
    """
    if len(word) <= IN_MEMORY:
        word = word[:]  # single words of a column on disk are read one by one
    starts = (found.left_start, found.right_start)
    ends = (found.left_end, found.right_end)
    back = _Side(word, [ptr[np.searchsorted(ptr, at, "right") - 1] for at in starts], -1)
    ahead = _Side(word, [ptr[np.searchsorted(ptr, at, "left")] for at in ends], 1)
    first = back.extended(found.left_start, found.right_start)
    last = ahead.extended(found.left_end, found.right_end)
    return replace(
        found,
        left_start=first[0],
        right_start=first[1],
        left_end=last[0],
        right_end=last[1],
        words=found.words + first[2] + last[2],
    )


class _Side:
    """One end of passages; `step` is the direction in which it goes on."""

    def __init__(self, word: Keys, bounds: list[Ints], step: int) -> None:
        self.word, self.bounds, self.step = word, bounds, step

    def extended(self, left: Ints, right: Ints) -> tuple[Ints, Ints, Ints]:
        """Return the new ends and how many more words both have."""
        left, right, more = left.copy(), right.copy(), np.zeros(len(left), np.int64)
        active = np.arange(len(left))
        while len(active):
            gap = self._gap(active, left, right)
            active, gap = active[gap >= 0], gap[gap >= 0]
            left[active] += self.step * gap
            right[active] += self.step * gap
            running = active
            while len(running):
                running = running[self._agree(running, left[running], right[running])]
                left[running] += self.step
                right[running] += self.step
                more[running] += 1
        return left, right, more

    def _gap(self, active: Ints, left: Ints, right: Ints) -> Ints:
        """Return the first gap after which each passage goes on, -1 for none."""
        gap = np.full(len(active), -1)
        for skip in GAPS:
            agree = gap < 0
            for at in range(skip, skip + max(RUN, skip)):
                ahead = self.step * at
                agree &= self._agree(active, left[active] + ahead, right[active] + ahead)
            gap[agree] = skip
        return gap

    def _agree(self, passage: Ints, left: Ints, right: Ints) -> Flags:
        """Return which words, those next to positions, are in their paragraphs and the same."""
        ends = (left, right) if self.step > 0 else (left - 1, right - 1)
        inside = np.ones(len(passage), bool)
        for at, bound in zip(ends, self.bounds, strict=True):
            inside &= at < bound[passage] if self.step > 0 else at >= bound[passage]
        agree = np.zeros(len(passage), bool)
        kept = np.flatnonzero(inside)
        agree[kept] = self.word[ends[0][kept]] == self.word[ends[1][kept]]
        return agree
