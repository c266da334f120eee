"""Whether two pages are about one subject, against a slow twin."""

import math
from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.rules.subjects import FEWEST_PAGES, NEAREST, SLACK, Subjects

Pages = list[list[int]]


def same(pages: Pages, own: tuple[list[int], list[int]]) -> bool:
    """Compare the first two of some pages; `own` are their words without those they share."""
    ptr = np.cumsum([0, *map(len, pages)])
    word = np.array([word for page in pages for word in page], np.uint64)
    first, second = (np.array(words, np.uint64) for words in own)
    return Subjects(ptr, word).are_same((0, 1), (first, second))


def slow(pages: Pages, own: tuple[list[int], list[int]]) -> bool:
    """Do the same, page by page."""

    def vector(words: list[int]) -> dict[int, float]:
        return {
            word: (1 + math.log(count))
            * (math.log((1 + len(pages)) / (1 + sum(word in page for page in pages))) + 1)
            for word, count in Counter(words).items()
        }

    def cosine(one: dict[int, float], other: dict[int, float]) -> float:
        product = sum(weight * other.get(word, 0) for word, weight in one.items())
        length = math.hypot(*one.values()) * math.hypot(*other.values())
        return product / max(length, 1e-12)

    mine, theirs = map(vector, own)
    near = cosine(mine, theirs)
    nearer = [
        sum(cosine(one, vector(page)) > near - SLACK for page in pages[2:]) / len(pages[2:])
        for one in (mine, theirs)
    ]
    return sum(nearer) / 2 <= NEAREST


WORDS = st.lists(st.integers(1, 40), min_size=1, max_size=12)


@given(
    st.lists(WORDS, min_size=FEWEST_PAGES, max_size=FEWEST_PAGES + 5),
    st.tuples(WORDS, WORDS),
)
def test_the_answer_is_that_of_the_slow_twin(
    pages: Pages, own: tuple[list[int], list[int]]
) -> None:
    pages = [own[0] + pages[0], own[1] + pages[1], *pages[2:]]
    assert same(pages, own) == slow(pages, own)


def test_pages_with_rare_words_in_common_are_about_one_subject() -> None:
    others = [[number, number + 1, 900] for number in range(100, 100 + FEWEST_PAGES)]
    assert same([[1, 2, 3, 900], [1, 2, 4, 900], *others], ([1, 2, 3, 900], [1, 2, 4, 900]))
    assert not same([[1, 2, 900], [5, 6, 901], *others], ([1, 2, 900], [5, 6, 901]))


def test_a_few_pages_do_not_show_what_is_near() -> None:
    assert not same([[1, 2], [1, 2], [3]], ([1, 2], [1, 2]))
