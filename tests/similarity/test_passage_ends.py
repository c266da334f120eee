"""The ends of duplicate passages, against a slow twin."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.similarity.passage_ends import GAPS, RUN, extend_ends
from analyzer.similarity.passages import Passages

Words = list[int]


def extended(left: Words, right: Words, start: int, end: int) -> tuple[int, int, int, int, int]:
    """Return the ends and the shared words of a passage at one position of both rows."""
    words = np.array([*left, *right], np.uint64)
    ptr = np.array([0, len(left), len(left) + len(right)])
    n = len(left)
    spans = (start, end, n + start, n + end, end - start)
    found = extend_ends(Passages(*(np.array([value]) for value in (0, 1, *spans))), ptr, words)
    result = (found.left_start, found.left_end, found.right_start - n, found.right_end - n)
    return (*(int(value[0]) for value in result), int(found.words[0]))  # type: ignore[return-value]


def slow(left: Words, right: Words, end: int) -> tuple[int, int, int]:
    """Extend the end of a passage, word by word: its ends and how many words both have."""
    one = other = end
    more = 0
    while True:
        for skip in GAPS:
            a, b = left[one + skip :], right[other + skip :]
            same = 0
            while same < min(len(a), len(b)) and a[same] == b[same]:
                same += 1
            if same >= max(RUN, skip):
                one, other, more = one + skip + same, other + skip + same, more + same
                break
        else:
            return one, other, more


ROWS = st.lists(st.integers(0, 2), max_size=14)


@given(ROWS, ROWS, ROWS, ROWS, st.lists(st.integers(5, 9), min_size=1, max_size=4))
def test_both_ends_are_those_of_the_slow_twin(
    before: Words, after: Words, before_other: Words, after_other: Words, shared: Words
) -> None:
    size = min(len(before), len(before_other))
    before, before_other = (
        before[len(before) - size :],
        before_other[len(before_other) - size :],
    )
    left, right = [*before, *shared, *after], [*before_other, *shared, *after_other]
    end = size + len(shared)
    last = slow(left, right, end)
    mirrored = ([*shared[::-1], *part[::-1]] for part in (before, before_other))
    back = slow(*mirrored, len(shared))
    assert extended(left, right, size, end) == (
        end - back[0],
        last[0],
        end - back[1],
        last[1],
        len(shared) + last[2] + back[2],
    )


def test_a_passage_goes_on_behind_a_changed_word_and_not_for_two_words() -> None:
    shared = [1, 2, 3, 4, 5, 6]
    assert extended([*shared, 50, 7, 8, 9], [*shared, 60, 7, 8, 9], 0, 6)[1] == 10
    assert extended([*shared, 50, 7, 8], [*shared, 60, 7, 8], 0, 6)[1] == 6


def test_a_passage_goes_on_behind_many_changed_words_where_as_many_agree() -> None:
    shared, more = [1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11]
    left, right = [*shared, *[50] * 5, *more], [*shared, *[60] * 5, *more]
    assert extended(left, right, 0, 6)[1] == 16
    assert extended(left[:-1], right[:-1], 0, 6)[1] == 6
