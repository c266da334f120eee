"""MTLD equals lexicalrichness and an obvious loop."""

import warnings

import pytest
from examples import FEW_WORDS, PLAIN, SAID_TWICE
from hypothesis import given
from hypothesis import strategies as st
from rule_examples import flags
from samples import articles, document

from analyzer.rules.low_lexical_diversity import RULE, measure
from analyzer.rules.rule import DEFAULT
from analyzer.segmentation import build_corpus

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from lexicalrichness import LexicalRichness


def expected(words: list[str]) -> float:
    lexicon = LexicalRichness(words, preprocessor=None, tokenizer=None)
    return float(lexicon.mtld())


def test_lexical_diversity_is_that_of_lexicalrichness() -> None:
    corpus = build_corpus(articles(*(document(seed, 3 + seed) for seed in range(60))))
    found = measure(corpus, DEFAULT).columns["mtld"]
    for article, value in enumerate(found):
        first, last = corpus.article_ptr[article : article + 2]
        words = [corpus.vocabulary[token] for token in corpus.token_id[first:last]]
        assert value == pytest.approx(expected(words), rel=1e-12)


@given(
    st.lists(
        st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f", "g", "h"]), min_size=1),
        min_size=1,
    )
)
def test_any_words_have_the_diversity_of_lexicalrichness(texts: list[list[str]]) -> None:
    corpus = build_corpus(articles(*(" ".join(words) for words in texts)))
    found = measure(corpus, DEFAULT).columns["mtld"]
    assert found == pytest.approx([expected(words) for words in texts], rel=1e-12)


def test_an_empty_article_has_no_diversity() -> None:
    assert measure(build_corpus(articles("")), DEFAULT).columns["mtld"] == [0.0]


@pytest.mark.parametrize("text", [FEW_WORDS])
def test_the_rule_flags(text: str) -> None:
    assert flags(RULE, text) == [True]


@pytest.mark.parametrize("text", [PLAIN, SAID_TWICE])
def test_the_rule_passes(text: str) -> None:
    assert flags(RULE, text) == [False]
