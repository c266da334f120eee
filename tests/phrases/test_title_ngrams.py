"""How articles have the words of their titles, by cases that are easily judged."""

import pytest
from stuffed import PLAIN

from analyzer.article import Article, Span
from analyzer.corpus import Corpus
from analyzer.phrases.title_ngrams import title_evidence
from analyzer.segmentation import build_corpus


def corpus_of(said: list[str], title: str, language: str = "en") -> Corpus:
    blocks = [f"{phrase} {PLAIN[at]}" for at, phrase in enumerate(said)]
    return build_corpus([Article("x", "\n\n".join(blocks), title=title, language=language)])


def evidence(said: list[str], title: str) -> dict[str, float]:
    found = title_evidence(corpus_of(said, title))
    return {name: float(value[0]) for name, value in found.items()}


TITLE = "Herring quota splits council"


def test_labels_that_say_the_title_count_as_the_same_words_in_sentences_do() -> None:
    labels = corpus_of(["Herring quota splits:"] * 3, TITLE)
    assert labels.inside(Span.LABEL).sum() == 9
    sentences = evidence(["Herring quota splits as"] * 3, TITLE)
    assert float(title_evidence(labels)["title_run"][0]) == sentences["title_run"] == 3


def test_names_in_a_title_count_as_names() -> None:
    named = evidence(["They met Edda Solvang Larsen."] * 3, "Edda Solvang Larsen leaves")
    assert named["title_run"] == 3
    assert named["common_run"] == named["common_pairs"] == 0 < named["title_pairs"]


@pytest.mark.parametrize("said", ["herring quota splits", "Herring Quota splits"])
def test_words_in_lower_case_once_are_no_name_anywhere(said: str) -> None:
    told = ["In May Herring Quota Splits it."] * 2 + [f"In May {said} it."]
    found = evidence(told, TITLE)
    assert found["common_run"] == found["title_run"] == 3


def test_quotations_of_a_title_do_not_count() -> None:
    assert not any(
        evidence(['They sang "herring quota splits council" again.'] * 3, TITLE).values()
    )


def test_where_a_word_is_a_character_three_of_them_are_no_run() -> None:
    text = "水路图书馆开放。" * 3
    corpus = build_corpus([Article("x", text, title="水路图书馆", language="zh")])
    found = title_evidence(corpus)
    assert bool(found["title_run"][0]) != bool(corpus.unspaced[0])
    assert found["title_pairs"][0] > 0
