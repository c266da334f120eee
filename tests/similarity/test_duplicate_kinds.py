"""What two articles are to each other, and the places of what they share."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer import Article, analyze
from analyzer.similarity.rows import pointers
from analyzer.similarity.shared_positions import (
    SAMPLE,
    SPAN,
    concordance,
    covered_symbols,
    shared_positions,
    spans_with_matches,
)

Row = list[int]
rows_of_numbers = st.lists(
    st.lists(st.integers(0, 6), min_size=1, max_size=70), min_size=2, max_size=6
)


def story(seed: int, sentences: int = 24) -> list[str]:
    """Sentences of ten words that no other story has."""
    chance = random.Random(seed)
    words = [f"{letter}{number}" for letter in "bdfgklmnprst" for number in range(40)]
    return [
        f"S{seed}x{at} {' '.join(f'{chance.choice(words)}of{seed}' for _ in range(9))}."
        for at in range(sentences)
    ]


def text(sentences: list[str]) -> str:
    return "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))


def edited(sentences: list[str]) -> list[str]:
    """Every sentence with two of its words changed."""
    return [" ".join(["Now", *one.split()[1:7], "but", one.split()[-1]]) for one in sentences]


def shuffled(sentences: list[str]) -> list[str]:
    return random.Random(3).sample(sentences, len(sentences))


A, B, C = story(1), story(2), story(3)
CUT = " ".join(" ".join(A[:3]).split()[:25]) + "..."
CASES = [
    ([A, A], {("0", "1"): ("copy", "")}),
    ([A, shuffled(A)], {("0", "1"): ("reordered", "")}),
    ([A, edited(A)], {("0", "1"): ("version", "")}),
    ([A, A[:14]], {("0", "1"): ("trimmed", "b")}),
    ([A[6:20], A], {("0", "1"): ("trimmed", "a")}),
    ([[CUT], A], {("0", "1"): ("teaser", "a")}),
    ([A, A[:4]], {("0", "1"): ("teaser", "b")}),
    ([[*A[:10], *B[:14]], [*C, *A[:10]]], {("0", "1"): ("overlap", "")}),
    (
        [A, [*A[:12], *B[12:]], B],
        {("0", "1"): ("merge", "b"), ("1", "2"): ("merge", "a")},
    ),
    (
        [[*A, *B], A, B],
        {("0", "1"): ("merge", "a"), ("0", "2"): ("merge", "a")},
    ),
    # Two versions of one story are not two sources.
    (
        [A, edited(A)[:20], [*A[:8], *story(9)[:16]]],
        {("0", "1"): ("version", ""), ("0", "2"): ("overlap", "")},
    ),
]


@pytest.mark.parametrize(("texts", "wanted"), CASES)
def test_the_kind_of_a_duplicate_is_recognised(
    texts: list[list[str]], wanted: dict[tuple[str, str], tuple[str, str]]
) -> None:
    table = analyze([Article(str(at), text(one), title="") for at, one in enumerate(texts)])
    pairs = table.duplicates.fillna({"derived": ""}).set_index(["article_a", "article_b"])
    for pair, (kind, derived) in wanted.items():
        assert (pairs.loc[pair, "kind"], pairs.loc[pair, "derived"]) == (kind, derived)


def test_a_cluster_has_a_representative_and_a_strongest_pair_per_member() -> None:
    texts = [[CUT], A[:14], A, edited(A), B]
    analysis = analyze([Article(str(at), text(one), title="") for at, one in enumerate(texts)])
    pairs = analysis.duplicates.set_index(["article_a", "article_b"])
    assert set(pairs["representative"]) == {"2"}
    own = analysis.metrics.sort_index()["representative"].fillna("")
    assert own.tolist() == ["2", "2", "2", "2", ""]
    tied = [
        name
        for (one, other), ties in pairs["ties"].fillna("").items()
        for name in {"a": [one], "b": [other], "both": [one, other], "": []}[ties]
    ]
    assert sorted(tied) == ["0", "1", "2", "3"]


def test_a_teaser_of_seven_words_is_found() -> None:
    teaser = Article("t", " ".join(A[0].split()[:7]) + "...", title="What happened")
    duplicates = analyze([teaser, Article("s", text(A), title="Elsewhere")]).duplicates
    assert duplicates["kind"].tolist() == ["teaser"]


def met_in(rows: list[Row]) -> list[tuple[int, int, object]]:
    numbers = [(i, j) for i in range(len(rows)) for j in range(len(rows)) if i != j]
    left, right = np.array(numbers, np.int64).T
    ptr = pointers(np.array([len(row) for row in rows], np.int64))
    flat = np.array([number for row in rows for number in row], np.int32)
    return [
        (int(left[pair]), int(right[pair]), (met, at))
        for met in shared_positions(ptr, flat, left, right)
        for at, pair in enumerate(met.pairs.tolist())
    ]


@settings(deadline=None, max_examples=80)
@given(rows=rows_of_numbers, n=st.integers(1, 3))
def test_shared_positions_equal_those_found_one_by_one(rows: list[Row], n: int) -> None:
    for one, other, (met, at) in met_in(rows):  # type: ignore[misc]
        for side, mine, its in ((0, rows[one], rows[other]), (1, rows[other], rows[one])):
            places = sorted(met.position[side][met.pair[side] == at].tolist())
            assert places == [position for position, value in enumerate(mine) if value in its]
            size = np.array([len(rows[(one, other)[side]])] * len(met.pairs))
            if side == 0:
                words = {position + step for position in places for step in range(n)}
                lengths = np.full(len(met.pairs), 80)
                assert covered_symbols(met, lengths, n)[at] == len(words)
            count = max(len(mine) // SPAN, 1)
            sizes = np.where(np.arange(len(met.pairs)) == at, size, 80)
            ptr, marks = spans_with_matches(met, sizes, side)
            wanted = {min(position // SPAN, count - 1) for position in places}
            found = np.flatnonzero(marks[ptr[at] : ptr[at + 1]]).tolist()
            assert set(found) == wanted
        once = [
            (rows[one].index(value), rows[other].index(value))
            for value in set(rows[one])
            if rows[one].count(value) == rows[other].count(value) == 1
        ]
        mine_once = met.once[1:, met.once[0] == at].T.tolist()
        assert sorted(map(tuple, mine_once)) == sorted(once)
        same = [(a[0] < b[0]) == (a[1] < b[1]) for a in once for b in once if a < b]
        share = sum(same) / len(same) if same else 1
        assert concordance(met)[at] == pytest.approx(share)


def test_the_order_of_long_texts_is_compared_by_a_sample() -> None:
    row = list(range(10 * SAMPLE))
    for other, wanted in ((row, 1.0), (row[::-1], 0.0), (row[160:] + row[:160], 0.5)):
        ((_, _, (met, at)), _) = met_in([row, other])  # type: ignore[misc]
        assert concordance(met)[at] == pytest.approx(wanted, abs=0.02)


def test_the_cost_of_copies_of_one_page_is_linear() -> None:
    articles = [Article(str(at), text(A[:2]), title="") for at in range(2000)]
    pairs = analyze(articles).duplicates
    assert len(pairs) == 1999
    assert set(pairs["article_a"]) == {"0"}
    assert set(pairs["representative"]) == {"0"}


def test_a_pair_has_the_lines_where_the_shared_text_begins() -> None:
    texts = {"a": [*B[:2], *A], "b": [*A, *B[10:12]]}
    written = {name: "\n\n".join(sentences) for name, sentences in texts.items()}
    table = analyze([Article(name, text, title="") for name, text in written.items()])
    (pair,) = table.duplicates.itertuples()
    lines = [written[name].split("\n") for name in (pair.article_a, pair.article_b)]
    assert lines[0][pair.line_a - 1] == lines[1][pair.line_b - 1] == A[0]
    assert (pair.line_a, pair.line_b) == (5, 1)
