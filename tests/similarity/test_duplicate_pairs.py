"""Which articles are a pair of the table of duplicates though they share little."""

from itertools import groupby, pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer import Article, analyze
from analyzer.similarity import duplicate_pairs, shared_positions
from analyzer.similarity.duplicate_pairs import (
    MOST_SHARING,
    PASSAGE_SPANS,
    SHARED_OF_SPAN,
    longest_runs,
    share_passage,
)
from analyzer.similarity.rows import NgramRows, pointers

SPAN = shared_positions.SPAN


def words(seed: int, n: int) -> list[str]:
    """Words of a text that shares none with that of another seed, in sentences of ten."""
    chance = Random(seed)
    letters = "abcdefghijklmnoprstuvw"
    made = [f"{'xyz'[seed % 3]}{seed}".translate(str.maketrans("0123456789", letters[:10]))
            + "".join(chance.choices(letters, k=5)) for _ in range(n)]  # fmt: skip
    return [
        word.capitalize() if at % 10 == 0 else word + "." * (at % 10 == 9)
        for at, word in enumerate(made)
    ]


def edited(text: list[str], seed: int, share: float = 0.3) -> list[str]:
    """The text with a share of its words replaced."""
    chance = Random(seed)
    other = iter(words(seed, len(text)))
    return [next(other).lower() if chance.random() < share else word for word in text]


def articles(**texts: list[str]) -> list[Article]:
    return [Article(name, " ".join(text)) for name, text in texts.items()]


def test_half_of_an_edited_source_in_a_merge_makes_a_pair() -> None:
    source, other = words(1, 400), words(2, 400)
    found = analyze(articles(merge=source[:160] + other[160:], edit=edited(source, 3)))
    (pair,) = found.duplicates.itertuples()
    assert 0.08 < max(pair.containment_a, pair.containment_b) < 0.2


def test_a_sentence_here_and_there_makes_no_pair() -> None:
    source, other = words(1, 400), words(2, 400)
    for at in range(0, 400, 40):
        other[at : at + 7] = source[at : at + 7]
    assert analyze(articles(one=source, other=other)).duplicates.empty


def test_a_passage_that_many_articles_share_makes_no_pairs() -> None:
    frame = words(1, 160)
    few, many = MOST_SHARING + 1, MOST_SHARING + 2
    for count, n_pairs in ((few, few * (few - 1) // 2), (many, 0)):
        pages = {
            f"page{n}": words(n, 320) + edited(frame, 50 + n, 0.12) for n in range(2, count + 2)
        }
        assert len(analyze(articles(**pages)).duplicates) == n_pairs


Row = list[int]


def marked(mine: Row, its: Row) -> list[bool]:
    """Whether each span of a row has enough of the sequences of another one."""
    count = max(len(mine) // SPAN, 1)
    ends = [SPAN * at for at in range(count)] + [len(mine)]
    spans = [mine[a:b] for a, b in pairwise(ends)]
    return [sum(value in its for value in span) >= SHARED_OF_SPAN for span in spans]


def longest(marks: list[bool]) -> int:
    return max((len(list(run)) for mark, run in groupby(marks) if mark), default=0)


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10**6), least=st.sampled_from([0.1, 0.3, 0.6]))
def test_a_shared_passage_is_the_one_found_span_by_span(seed: int, least: float) -> None:
    chance = Random(seed)
    rows = [[chance.randrange(10**6) for _ in range(chance.randint(1, 260))] for _ in range(4)]
    for _ in range(6):
        one, other = chance.sample(rows, 2)
        at, length = chance.randrange(len(one)), chance.randint(3, 120)
        place = chance.randrange(len(other))
        other[place:place] = [
            value if chance.random() < 0.6 else chance.randrange(10**6)
            for value in one[at : at + length]
        ]
    left, right = np.triu_indices(len(rows), 1)
    ptr = pointers(np.array([len(row) for row in rows], np.int64))
    flat = np.array([value for row in rows for value in row], np.uint64)
    found = share_passage(NgramRows(ptr, flat), left, right, least)
    for a, b, share in zip(left.tolist(), right.tolist(), found.tolist(), strict=True):
        sides = marked(rows[a], rows[b]), marked(rows[b], rows[a])
        extent = max(sum(marks) / len(marks) for marks in sides)
        runs = min(longest(marks) for marks in sides)
        assert share == (runs >= PASSAGE_SPANS and extent >= least)


@given(rows=st.lists(st.lists(st.booleans(), min_size=1)))
def test_the_longest_run_of_each_row_is_the_one_counted(rows: list[list[bool]]) -> None:
    ptr = pointers(np.array([len(row) for row in rows], np.int64))
    marks = np.array([mark for row in rows for mark in row], bool)
    assert longest_runs(ptr, marks).tolist() == [longest(row) for row in rows]


@pytest.mark.parametrize("at_once", [1, 300, 1 << 21])
def test_pairs_that_are_compared_a_few_at_a_time_are_the_same(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = words(1, 300)
    pages = [source[:150] + words(2, 150), edited(source, 3), words(4, 300)]
    monkeypatch.setattr(duplicate_pairs, "AT_ONCE", at_once)
    pairs = analyze([" ".join(page) for page in pages]).duplicates
    assert pairs[["article_a", "article_b"]].values.tolist() == [[0, 1]]
