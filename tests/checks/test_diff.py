"""Changed spans: all text outside them was in the old text."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.checks.diff import changed_share, changed_spans, touches

CASES = [
    # old, new, the new text with its changes in brackets
    ("one two three", "one 2 three", "one [2] three"),
    ("one two three", "one three", "one []three"),
    ("", "all of it", "[all of it]"),
    ("the same", "the same", "the same"),
    ("a long line\nanother", "a long line\nnew\nanother", "a long line\n[new\n]another"),
    ("first\nsecond\nthird\n", "second\nthird\nfirst\n", "[]second\nthird\nfirst\n"),
    ("once\n", "once\nonce\n", "once\n[once\n]"),
]  # fmt: skip


def marked(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


@pytest.mark.parametrize(("old", "new", "shown"), CASES)
def test_changes_are_found(old: str, new: str, shown: str) -> None:
    assert marked(new, changed_spans(old, new)) == shown


WORDS = st.lists(st.sampled_from(["a", "b", "c", "long", ".", "\n", " "]), max_size=40)


@given(WORDS, WORDS)
def test_unchanged_lines_are_in_the_old_text(old: list[str], new: list[str]) -> None:
    before, after = "".join(old), "".join(new)
    spans = changed_spans(before, after)
    assert spans == sorted(spans)
    assert all(0 <= start <= end <= len(after) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    kept = [line for line in after.split("\n") if line.strip()]
    offsets = [0]
    for line in after.split("\n"):
        offsets.append(offsets[-1] + len(line) + 1)
    untouched = [
        line
        for line, at in zip(after.split("\n"), offsets, strict=False)
        if line.strip() and not any(s < at + len(line) and e > at for s, e in spans)
    ]
    assert len(kept) >= len(untouched)
    for word in {w for line in untouched for w in line.split()}:
        assert word in before


@given(WORDS)
def test_equal_texts_have_no_changes(words: list[str]) -> None:
    assert changed_spans("".join(words), "".join(words)) == []


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4)), max_size=8),
    st.integers(0, 30),
    st.integers(1, 10),
)
def test_touches_matches_a_slow_overlap(
    gaps: list[tuple[int, int]], start: int, length: int
) -> None:
    spans, at = [], 0
    for gap, size in gaps:
        at += gap + 1
        spans.append((at, at + size))
        at += size
    end = start + length
    slow = any((s < end and e > start) if e > s else start < s < end for s, e in spans)
    assert touches(start, end, spans) == slow


def test_the_share_is_of_the_new_text() -> None:
    assert changed_share(10, [(0, 2), (5, 8)]) == 0.5
    assert changed_share(0, []) == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 60_000, "a b " * 60_000),
        ("x\n" * 60_000, "y\nx\n" * 60_000),
        (" ".join(map(str, range(40_000))), " ".join(map(str, range(40_000, 0, -1)))),
    ],
)
def test_hostile_texts_take_no_longer_than_others(old: str, new: str) -> None:
    begin = time.process_time()
    changed_spans(old, new)
    assert time.process_time() - begin < 10
