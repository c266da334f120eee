"""Which words crowd an article: never single letters."""

import pytest

from analyzer.article import Article
from analyzer.phrases.word_frequency import lowercase_tokens, single_letters, word_frequency
from analyzer.segmentation import build_corpus


@pytest.mark.parametrize("letter", ["x", "ト", "水", "ก", "ก็", "é", "e\u0301"])
def test_a_single_letter_never_crowds_an_article(letter: str) -> None:
    text = " ".join([f"{letter} ... {letter}"] * 9 + ["harbour lamps", "harbour"])
    corpus = build_corpus([Article("a", text, language="fr")])
    found = word_frequency(corpus)
    assert found.count.tolist() == [2]


def test_single_letters_are_words_of_one_character_without_marks() -> None:
    corpus = build_corpus([Article("a", "x ox ก็ กก", language="en")])
    assert dict(zip(corpus.vocabulary, single_letters(corpus).tolist(), strict=True)) == {
        "x": True, "ox": False, "ก็": True, "กก": False,
    }  # fmt: skip


def test_parts_of_an_identifier_are_no_words_in_lower_case() -> None:
    text = "Run make-harbour-map with a two-way lamp, or Make Harbour Map."
    corpus = build_corpus([Article("a", text, language="en")])
    small = lowercase_tokens(corpus).tolist()
    words = [corpus.vocabulary[word] for word in corpus.token_id]
    assert [word for word, is_small in zip(words, small, strict=True) if is_small] == [
        "with", "a", "two", "way", "lamp", "or",
    ]  # fmt: skip
