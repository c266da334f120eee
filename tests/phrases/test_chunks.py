"""Cutting, ordering and ranking candidates for key phrases, step by step."""

import re
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.article import Article
from analyzer.phrases import ranking
from analyzer.phrases.candidates import Candidates, best, label
from analyzer.phrases.ranking import RANKINGS, Ranking, candidates
from analyzer.segmentation import build_corpus

PAGE = Path(__file__).parents[2] / "docs" / "key-phrases.md"


def test_the_numbers_of_the_formula_are_those_of_its_page() -> None:
    rows = re.findall(r"\| (\w+)" + r" \| ([\d.]+)" * 7 + r" \|", PAGE.read_text("utf-8"))
    assert {
        name: Ranking(int(longest), *map(float, rest)) for name, longest, *rest in rows
    } == RANKINGS


def made(seed: int) -> Candidates:
    """Candidates of some articles, many with equal scores or none."""
    chance = Random(seed)
    size = chance.randint(0, 20)
    article = sorted(chance.randrange(4) for _ in range(size))
    score = [chance.choice([0.0, 0.5, 0.5, 1.0, 2.0]) for _ in range(size)]
    begin = chance.sample(range(size), size)
    none, ptr = np.zeros(size, np.int64), np.arange(size + 1)
    return Candidates(
        np.array(article, np.int64),
        none,
        np.array(begin, np.int64),
        np.array(score),
        ptr,
        none,
        none,
    )


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_the_best_of_each_article_come_first_and_of_equals_the_earlier(
    seed: int, top: int
) -> None:
    found = made(seed)
    expected = []
    for article in range(4):
        own = np.flatnonzero((found.article == article) & (found.score > 0)).tolist()
        expected += sorted(own, key=lambda at: (-found.score[at], found.begin[at]))[:top]
    assert best(found, top).tolist() == expected


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=20))
def test_equal_keys_stand_together_even_where_others_differ_in_the_last_bits_only(
    parts: list[tuple[int, int]],
) -> None:
    key = np.array([high << 16 | low for high, low in parts], np.uint64)
    ordered = key[ranking._order(key)]
    assert sorted(ordered.tolist()) == sorted(key.tolist())
    assert np.count_nonzero(ordered[1:] != ordered[:-1]) == max(len(set(key.tolist())) - 1, 0)
    assert (np.diff((ordered >> np.uint64(16)).astype(np.int64)) >= 0).all()


def test_articles_are_taken_in_batches_of_so_many_characters_or_articles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ranking, "BATCH_CHARACTERS", 10)
    monkeypatch.setattr(ranking, "BATCH_ARTICLES", 3)
    for sizes, expected in [
        ([], []), ([0, 0], [2]), ([4, 6, 1, 4], [3, 1]), ([11, 4, 7, 2], [1, 2, 1]),
        ([10, 1, 10, 1, 1], [2, 2, 1]), ([1, 1, 1, 1, 1, 1], [3, 3]),
    ]:  # fmt: skip
        articles = [Article(str(at), "x" * size) for at, size in enumerate(sizes)]
        batches = list(ranking._batches(articles))
        assert [len(batch) for batch in batches] == expected
        assert [one.id for batch in batches for one in batch] == [one.id for one in articles]


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        (
            "Harbour ferries left. A harbour ferry came. The harbour ferry sank.",
            "harbour ferry",
        ),
        ("Harbour ferries left. A harbour ferry came.", "Harbour ferries"),
        ("A harbour ferry came. Harbour ferries left. Harbour ferries.", "Harbour ferries"),
    ],
)
def test_a_phrase_is_shown_in_its_commonest_wording_of_equals_the_first(
    text: str, wording: str
) -> None:
    corpus = build_corpus([Article("a", text, language="en")])
    found = candidates(corpus, "phrases")
    assert label(corpus, found, int(best(found, 1)[0])) == wording
