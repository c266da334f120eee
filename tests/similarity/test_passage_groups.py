"""Passages of pairs as passages that several rows share."""

import numpy as np

from analyzer.similarity.passages import Passages, group_passages, join_near


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
