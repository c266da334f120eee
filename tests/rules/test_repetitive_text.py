"""The repetition fractions equal those of datatrove."""

import numpy as np
import pytest
from datatrove.pipeline.filters.gopher_repetition_filter import (
    find_all_duplicate,
    find_duplicates,
    find_top_duplicate,
    get_n_grams,
)
from examples import LINES, PASTED, PLAIN, SAID_TWICE
from rule_examples import flags
from samples import articles, document

from analyzer.article import Article
from analyzer.corpus import Corpus
from analyzer.readers.document import make_document
from analyzer.rules.repetitive_text import RULE, measure
from analyzer.rules.rule import DEFAULT
from analyzer.segmentation import build_corpus

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


def test_words_are_counted_in_runs_of_five_of_running_prose_used_before(corpus: Corpus) -> None:
    value = measure(corpus, DEFAULT).value
    for article in range(len(corpus.articles)):
        tokens = words(corpus, article)
        here = slice(corpus.article_ptr[article], corpus.article_ptr[article + 1])
        running = corpus.running[here].tolist()
        seen: set[tuple[str, ...]] = set()
        covered = np.zeros(len(tokens), bool)
        for place in range(len(tokens) - 4):
            if not all(running[place : place + 5]):
                continue
            gram = tuple(tokens[place : place + 5])
            if gram in seen:
                covered[place : place + 5] = True
            seen.add(gram)
        assert value[article] == covered.sum()


@pytest.mark.parametrize("text", [PASTED])
def test_the_rule_flags(text: str) -> None:
    assert flags(RULE, text) == [True]


def test_tables_contents_and_labels_repeat_nothing() -> None:
    verdict = "tested by our editors over one whole month"
    rows = "\n".join(f"| {name} | {verdict} |" for name in ("Alder", "Birch", "Cedar", "Elm"))
    steps = ["Bring the old people to one table", "Measure what the long way really costs"]
    contents = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
    sections = "\n\n".join(
        f"## {step}\n\n{line}" for step, line in zip(steps, LINES, strict=False)
    )
    text = f"{LINES[4]}\n\n| Name | Verdict |\n|---|---|\n{rows}\n\n{contents}\n\n{sections}"
    article = Article("a", text, markup=make_document(text, "markdown").markup)
    assert measure(build_corpus([article]), DEFAULT).value.tolist() == [0]


@pytest.mark.parametrize("text", [PLAIN, SAID_TWICE])
def test_the_rule_passes(text: str) -> None:
    assert flags(RULE, text) == [False]
