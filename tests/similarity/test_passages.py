"""Copied passages against laying all articles side by side, word by word."""

import itertools

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analyzer.similarity import common_subsequences, passage_candidates
from analyzer.similarity.passages import (
    SEED,
    Passages,
    duplicate_passages,
    group_passages,
    join_near,
)
from analyzer.similarity.rows import pointers
from analyzer.storage.spool import Column

Row = list[int]
Passage = tuple[int, ...]
Run = tuple[int, int, int]
COLUMNS = ["left", "right", "left_start", "left_end", "right_start", "right_end", "words"]


@st.composite
def copied_rows(draw: st.DrawFn) -> list[Row]:
    """Rows into which pieces of one another were put, some words changed."""
    word = st.integers(0, draw(st.sampled_from([1, 3, 30])))
    rows = draw(st.lists(st.lists(word, max_size=30), max_size=4))
    for row in rows:
        source = draw(st.sampled_from(rows))
        start = draw(st.integers(0, len(source)))
        piece = source[start : start + draw(st.integers(0, 25))]
        for _ in range(draw(st.integers(0, 2)) if piece else 0):
            position = draw(st.integers(0, len(piece) - 1))
            piece[position : position + draw(st.integers(0, 1))] = draw(
                st.sampled_from([[], [99]])
            )
            if not piece:
                break
        position = draw(st.integers(0, len(row)))
        row[position:position] = piece
    return rows


def as_arrays(rows: list[Row]) -> tuple[np.ndarray, np.ndarray]:
    ptr = pointers(np.array([len(row) for row in rows], np.int64))
    return ptr, np.array([word for row in rows for word in row], np.uint64)


def as_list(passages: Passages) -> list[Passage]:
    columns = [getattr(passages, name).tolist() for name in COLUMNS]
    return list(zip(*columns, strict=True))


def runs_of(left: Row, right: Row, seed: int) -> list[Run]:
    """Maximal runs of equal words: where they begin in both rows, and how long."""
    runs = []
    for i in range(len(left)):
        for j in range(len(right)):
            length = 0
            while left[i : i + length + 1] == right[j : j + length + 1]:
                length += 1
                if i + length == len(left) or j + length == len(right):
                    break
            begins = not (i and j and left[i - 1] == right[j - 1])
            if begins and length >= seed:
                runs.append((i, j, length))
    return runs


def near_by(one: Run, other: Run, gap: int) -> bool:
    one, other = sorted([one, other])
    apart = [abs(other[side] - one[side] - one[2]) for side in (0, 1)]
    return other[0] > one[0] and other[1] > one[1] and max(apart) <= gap


def chains_of(runs: list[Run], gap: int) -> list[list[Run]]:
    """Runs that follow one another, found by a walk from run to run."""
    chains, left = [], set(range(len(runs)))
    while left:
        pending = [left.pop()]
        chain = []
        while pending:
            here = pending.pop()
            chain.append(runs[here])
            near = {other for other in left if near_by(runs[here], runs[other], gap)}
            left -= near
            pending += near
        chains.append(chain)
    return chains


def covered(chain: list[Run], side: int) -> set[int]:
    return {run[side] + step for run in chain for step in range(run[2])}


def side_by_side(rows: list[Row], least: int, gap: int) -> list[Passage]:
    found = []
    base = np.cumsum([0] + [len(row) for row in rows]).tolist()
    for a, b in itertools.combinations(range(len(rows)), 2):
        for chain in chains_of(runs_of(rows[a], rows[b], min(SEED, least)), gap):
            one, other = covered(chain, 0), covered(chain, 1)
            n_words = min(len(one), len(other))
            spans = [
                base[a] + min(one), base[a] + max(one) + 1,
                base[b] + min(other), base[b] + max(other) + 1,
            ]  # fmt: skip
            if n_words >= least:
                found.append((a, b, *spans, n_words))
    return sorted(found)


def words_in(passages: list[Passage]) -> set[int]:
    spans = [(p[2], p[3]) for p in passages] + [(p[4], p[5]) for p in passages]
    return {word for first, last in spans for word in range(first, last)}


@settings(max_examples=150)
@given(rows=copied_rows(), least=st.integers(1, 12), gap=st.integers(0, 3))
def test_passages_equal_those_of_a_comparison_side_by_side(
    rows: list[Row], least: int, gap: int
) -> None:
    gap = min(gap, least - 1)
    found = as_list(
        duplicate_passages(*as_arrays(rows), least, max_gap=gap, max_positions=None)
    )
    assert found == side_by_side(rows, least, gap)


@settings(max_examples=100)
@given(
    rows=copied_rows(),
    least=st.integers(1, 12),
    gap=st.integers(0, 3),
    max_positions=st.none() | st.integers(1, 4),
)
def test_passages_are_the_same_when_words_are_read_from_disk_in_small_chunks(
    rows: list[Row], least: int, gap: int, max_positions: int | None
) -> None:
    ptr, word = as_arrays(rows)
    gap = min(gap, least - 1)
    column = Column(np.uint64)
    column.extend(word)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passage_candidates, "IN_MEMORY", 16)
        patch.setattr(common_subsequences, "AT_ONCE", 16)
        patch.setattr(common_subsequences, "DIGIT", 4)
        in_pieces = duplicate_passages(
            ptr, column, least, max_gap=gap, max_positions=max_positions
        )
    assert as_list(in_pieces) == as_list(
        duplicate_passages(ptr, word, least, max_gap=gap, max_positions=max_positions)
    )


@settings(max_examples=150)
@given(rows=copied_rows(), least=st.integers(1, 9), max_positions=st.integers(1, 3))
@example(rows=[[0, 1], [0, 1, 1], [1, 1]], least=1, max_positions=1)
def test_a_frequent_passage_is_still_paired_with_the_first_row(
    rows: list[Row], least: int, max_positions: int
) -> None:
    """Fewer pairs of rows, but every word in a long enough run is in some passage."""
    passages = duplicate_passages(
        *as_arrays(rows), least, max_gap=0, max_positions=max_positions
    )
    assert words_in(as_list(passages)) == words_in(side_by_side(rows, least, 0))


def copy_of(row: Row, changes: dict[int, Row]) -> Row:
    return [word for position, old in enumerate(row) for word in changes.get(position, [old])]


SOURCE = list(range(100, 140))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, 40),
        ({12: [7]}, 39),
        ({12: [7, 8]}, 39),
        ({12: []}, 39),
        ({12: [112, 7, 8, 9]}, 40),
        ({12: [7], 13: [8], 14: [9]}, 37),
        ({12: [7], 20: [8], 30: [9]}, 37),
    ],
)
def test_changed_words_are_bridged(changes: dict[int, Row], words: int) -> None:
    rows = [[1, 2, *SOURCE, 3], [4, *copy_of(SOURCE, changes), 5, 6]]
    passages = duplicate_passages(*as_arrays(rows), 25)
    assert passages.words.tolist() == [words]
    assert passages.left_start.tolist() == [2]
    assert passages.left_end.tolist() == [42]
    assert passages.right_start.tolist() == [44]
    assert passages.right_end.tolist() == [len(rows[0]) + len(rows[1]) - 2]


def test_a_longer_insertion_separates_two_passages() -> None:
    rows = [SOURCE, [*SOURCE[:20], 1, 2, 3, 4, *SOURCE[20:]]]
    assert duplicate_passages(*as_arrays(rows), 20).words.tolist() == [20, 20]
    assert len(duplicate_passages(*as_arrays(rows), 25)) == 0


def test_a_passage_of_every_article_gives_one_pair_per_article() -> None:
    footer = list(range(30))
    rows = [[*footer, 1000 + 2 * row, 1001 + 2 * row] for row in range(20_000)]
    passages = duplicate_passages(*as_arrays(rows), 25)
    assert len(passages) == len(rows) - 1
    assert not passages.left.any()


@pytest.mark.parametrize("period", [1, 2, 7])
def test_one_word_repeated_without_end_does_not_hang(period: int) -> None:
    row = [position % period for position in range(50_000)]
    assert len(duplicate_passages(*as_arrays([row, row]), 25))


def pairs(*rows: tuple[int, ...]) -> Passages:
    """Passages: left, right, start and end of both, words."""
    return Passages(*np.array(rows, np.int64).reshape(-1, 7).T)


def test_three_pairs_of_one_text_are_one_passage_of_three_rows() -> None:
    found = group_passages(
        pairs(
            (0, 1, 0, 50, 100, 150, 50), (0, 2, 0, 48, 200, 248, 48),
            (1, 2, 100, 148, 200, 248, 48),
        )
    )  # fmt: skip
    assert found.row.tolist() == [0, 1, 2]
    assert found.passage.tolist() == [0, 0, 0]
    assert found.words.tolist() == [50, 50, 48]


def test_a_short_passage_inside_a_long_one_is_another() -> None:
    found = group_passages(pairs((0, 1, 0, 90, 100, 190, 90), (0, 2, 10, 40, 200, 230, 30)))
    assert list(zip(found.row.tolist(), found.passage.tolist(), strict=True)) == [
        (0, 0), (0, 1), (1, 0), (2, 1),
    ]  # fmt: skip


def test_passages_with_a_small_gap_in_both_rows_are_joined() -> None:
    near = pairs((0, 1, 0, 20, 100, 120, 20), (0, 1, 30, 50, 125, 145, 20))
    joined = join_near(near, 10)
    assert (joined.left_end.tolist(), joined.words.tolist()) == ([50], [40])
    assert len(join_near(near, 9)) == 2
    other = pairs((0, 1, 0, 20, 100, 120, 20), (0, 2, 30, 50, 125, 145, 20))
    assert len(join_near(other, 10)) == 2


def test_nothing_is_grouped_where_nothing_is_shared() -> None:
    assert len(group_passages(join_near(pairs(), 10))) == 0


def test_passages_that_overlap_on_one_diagonal_are_one() -> None:
    spans = [(0, 40), (30, 60), (75, 90), (200, 230)]
    left = np.array(spans, np.int64)
    found = Passages(
        *np.zeros((1, 4), np.int64), *np.ones((1, 4), np.int64), left[:, 0], left[:, 1],
        left[:, 0] + 500, left[:, 1] + 500, np.array([40, 28, 15, 30]),
    )  # fmt: skip
    joined = join_near(found, 15)
    assert joined.left_start.tolist() == [0, 200]
    assert joined.right_end.tolist() == [590, 730]
    assert joined.words.tolist() == [40 + 28 - 10 + 15, 30]
