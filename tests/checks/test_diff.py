"""Changed spans: all text outside them was in the old text."""

import re
import time
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.checks.diff import changed_spans, changes, touches, words_of

CASES = [
    # old, new, the new text with its changes in brackets
    ("one two three", "one 2 three", "one [2] three"),
    ("one two three", "one three", "one []three"),
    ("one two three", "One\r\n  two, three", "One\r\n  two, three"),
    ("", "all of it", "[all of it]"),
    ("the same", "the same", "the same"),
    ("a long line\nanother", "a long line\nnew\nanother", "a long line\n[new]\nanother"),
    ("first\nsecond\nthird\n", "second\nthird\nfirst\n", "[]second\nthird\n[first]\n"),
    ("once\n", "once\nonce\n", "once\n[once]\n"),
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
def test_unchanged_words_are_in_the_old_text(old: list[str], new: list[str]) -> None:
    before, after = "".join(old), "".join(new)
    spans = changed_spans(before, after)
    assert spans == sorted(spans)
    assert all(0 <= start <= end <= len(after) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    kept = Counter(
        match[0]
        for match in re.finditer(r"\w+", after)
        if not any(s < match.end() and e > match.start() for s, e in spans)
    )
    assert kept <= Counter(re.findall(r"\w+", before))


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


def new_words(*pairs: tuple[str | None, str | None]) -> list[str]:
    """Return the new words of each text after."""
    found = changes(
        [
            (None if old is None else words_of(old), None if new is None else words_of(new))
            for old, new in pairs
        ]
    )
    return [
        " ".join(word for first, last in one.spans for word in one.words.words[first:last])
        for one in found
    ]


PARAGRAPHS = [" ".join(f"{letter}{n}" for n in range(9)) for letter in "abcdef"]
A, B, C, D, E, F = PARAGRAPHS


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(f"{A}\n\n{B}", f"{B}\r\n\r\n{A}")], [""]),
        ([(f"{A} {B}", f"{A.upper()},\n> {B}!")], [""]),
        ([(f"{A}\n\n{B}", A), (None, f"# Title\n\n{B}")], ["", "title"]),
        ([(f"{A}\n\n{B}", None), (None, A), (None, B)], ["", "", ""]),
        ([(A, f"{A}\n\n{C}\n\n{B}"), (B, None), (C, None)], ["", "", ""]),
        ([(A, A), (None, A)], ["", A]),
        ([(f"{A}\n\n{B}", B), (None, A), (None, A)], ["", "", A]),
        ([(A, A.replace("a4", "x y"))], ["x y"]),
        ([(f"{A}\n\n{B}", f"{B.replace('b6', 'x')}\n\n{A}")], ["x b7 b8"]),
        ([("第一句话。第二句话。", "第二句话。")], [""]),
        ([("第一句话在这里。", "第一句诗在这里。")], ["诗"]),
    ],
    ids=[
        "paragraphs change places", "case and punctuation", "split", "split and deleted",
        "merged", "copied", "moved and copied", "a word", "moved and edited", "deleted",
        "a letter without spaces",
    ],
)  # fmt: skip
def test_words_are_new_where_they_were_not_moved(
    pairs: list[tuple[str | None, str | None]], expected: list[str]
) -> None:
    assert new_words(*pairs) == expected


@given(st.permutations(PARAGRAPHS), st.lists(st.integers(1, 5), max_size=3))
def test_texts_that_are_cut_and_joined_anew_have_no_new_words(
    order: list[str], cuts: list[int]
) -> None:
    ends = [0, *sorted(set(cuts)), len(order)]
    files = ["\n\n".join(order[a:b]) for a, b in pairwise(ends)]
    before: list[tuple[str | None, str | None]] = [("\n".join(PARAGRAPHS), None)]
    assert not any(new_words(*before, *((None, one) for one in files)))


def test_half_of_the_words_of_a_span_make_it_new_or_many_of_them() -> None:
    (change,) = changes([(words_of("a b c d"), words_of("a b x y"))])
    assert change.is_mostly_new(0, 7)
    assert not change.is_mostly_new(0, 5)
    assert change.is_mostly_new(0, 5, 1)
    assert not change.is_mostly_new(0, 3, 0)


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
