"""What counts as a full sentence, and what share of a source was read."""

import pytest

from analyzer.article import Article
from analyzer.segmentation import build_corpus

READABLE = [
    "Nobody came.",
    "“Is it late?”",
    "今天下雨。",
    "आज बारिश है।",
    "วันนี้ฝนตกหนักมากเราไม่ไปตลาด",
    "we walked along the river until the sun was low and then we went home to eat",
]
UNREADABLE = [
    "",
    "404 Not Found",
    "Error.",
    '{"name": "plum", "price": 3, "tags": ["a", "b"], "note": "It is ripe.", "x": {"y": 1}}',
    "def area(radius):\n    return 3.14 * radius\n\nfor value in rows:\n    print(area(value))",
    "apples\n\npears\n\nplums",
]


@pytest.mark.parametrize("text", READABLE)
def test_a_text_with_a_sentence_is_readable(text: str) -> None:
    assert build_corpus([Article("a", text)]).has_sentence.tolist() == [True]


@pytest.mark.parametrize("text", UNREADABLE)
def test_messages_data_and_code_have_no_sentence(text: str) -> None:
    assert build_corpus([Article("a", text)]).has_sentence.tolist() == [False]


def test_the_prose_share_is_that_of_visible_characters() -> None:
    corpus = build_corpus([Article("a", "It rained  all day."), Article("b", "")])
    assert corpus.prose_share.tolist() == [1.0, 0.0]


def test_the_prose_share_of_a_page_of_code_is_small() -> None:
    code = "\n".join(f"value_{n} = {{'key': [{n}]}};" for n in range(20))
    corpus = build_corpus([Article("a", f"This is what we ran today.\n\n{code}\n", title="x")])
    assert 0 < corpus.prose_share[0] < 0.2
