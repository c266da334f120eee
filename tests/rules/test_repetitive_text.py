"""The repetition fractions equal those of datatrove."""

import numpy as np
import pytest
from datatrove.pipeline.filters.gopher_repetition_filter import (
    find_all_duplicate,
    find_duplicates,
    find_top_duplicate,
    get_n_grams,
)
from samples import articles, document

from analyzer.corpus import Corpus, build_corpus
from analyzer.rules.repetitive_text import measure
from analyzer.rules.rule import DEFAULT

TEXTS = [document(seed, n_sentences=5 + seed % 60, repeats=seed % 7 / 7) for seed in range(200)]
ODD = ["", "one", "two words.", "same same same same same same same same", "a b c d " * 30]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return build_corpus(articles(*TEXTS, *ODD))


def words(corpus: Corpus, article: int) -> list[str]:
    first, last = corpus.article_ptr[article : article + 2]
    return [corpus.vocabulary[token] for token in corpus.token_id[first:last]]


@pytest.mark.parametrize("n", [2, 3, 4])
def test_the_most_frequent_ngram_takes_the_characters_that_datatrove_counts(
    corpus: Corpus, n: int
) -> None:
    column = measure(corpus, DEFAULT).columns[f"top_{n}gram"]
    for article, body in enumerate(corpus.bodies):
        grams = get_n_grams(words(corpus, article), n)
        expected = find_top_duplicate(grams) / len(body) if grams else 0.0
        assert column[article] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("n", [5, 6, 7, 8, 9, 10])
def test_duplicate_ngrams_take_the_characters_that_datatrove_counts(
    corpus: Corpus, n: int
) -> None:
    column = measure(corpus, DEFAULT).columns[f"duplicate_{n}gram"]
    for article, body in enumerate(corpus.bodies):
        expected = find_all_duplicate(words(corpus, article), n) / max(len(body), 1)
        assert column[article] == pytest.approx(expected, abs=1e-12)


def test_duplicate_lines_and_paragraphs_are_those_of_datatrove() -> None:
    line, other = (
        "The lamp was lit again before the storm.",
        "Nobody had seen the keeper since.",
    )
    texts = [f"{line}\n\n{other}\n\n{line}", f"{line}\n{line}\n\n{other}", other, ""]
    corpus = build_corpus(articles(*texts))
    columns = measure(corpus, DEFAULT).columns
    for article, body in enumerate(corpus.bodies):
        for name, pieces in (
            ("paragraph", body.split("\n\n")),
            ("line", [piece for piece in body.split("\n") if piece]),
        ):
            number, characters = find_duplicates(pieces)
            found = columns[f"duplicate_{name}s"][article]
            assert found == pytest.approx(number / max(len(pieces), 1))
            found = columns[f"duplicate_{name}_characters"][article]
            assert found == pytest.approx(characters / max(len(body), 1))


def test_words_said_before_are_those_in_runs_of_five_met_earlier(corpus: Corpus) -> None:
    value = measure(corpus, DEFAULT).value
    for article in range(len(corpus.articles)):
        tokens = words(corpus, article)
        seen: set[tuple[str, ...]] = set()
        covered = np.zeros(len(tokens), bool)
        for place in range(len(tokens) - 4):
            gram = tuple(tokens[place : place + 5])
            if gram in seen:
                covered[place : place + 5] = True
            seen.add(gram)
        assert value[article] == covered.sum()
