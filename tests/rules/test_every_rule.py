"""What holds for every rule: a page, tests, odd articles, other articles in the batch."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from examples import PLAIN
from samples import articles, document

from analyzer.analysis import analyze
from analyzer.article import Article
from analyzer.rules.registry import ARTICLE_RULES, CORPUS_RULES, RULES
from analyzer.rules.rule import Rule
from analyzer.segmentation import build_corpus

HEADINGS = "What it measures", "Why it matters", "Example", "Instead", "Limits", "References"
ODD = ("", "one", "same " * 50, "???", "一二三四五六七八九", "é" * 300, "\n\n", "a\r\nb\r\rc")


def test_every_rule_has_a_file_of_tests() -> None:
    files = {path.name for path in Path(__file__).parent.glob("test_*.py")}
    for rule in (*ARTICLE_RULES, *CORPUS_RULES):
        assert f"test_{rule.name.replace('-', '_')}.py" in files


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_page_has_the_fixed_headings_in_order(rule: Rule) -> None:
    lines = (rule.page or "").splitlines()
    underlined = [a for a, b in pairwise(lines) if b and set(b) == {"-"}]
    assert tuple(underlined) == HEADINGS
    assert lines[0].startswith(f"{rule.name}: ")


@pytest.mark.parametrize("measure", ARTICLE_RULES, ids=lambda measure: measure.name)
def test_odd_articles_have_a_value_and_places_inside_them(measure: Rule) -> None:
    corpus = build_corpus(articles(*ODD, PLAIN))
    assert measure.measure is not None
    found = measure.measure(corpus, measure.options())
    assert found.value.shape == (len(ODD) + 1,)
    assert not np.isinf(found.value).any()
    for column in found.columns.values():
        assert column.shape == (len(ODD) + 1,)
    assert (corpus.prose_ptr[found.article] <= found.start).all()
    assert (found.start < found.end).all()
    assert (found.end <= corpus.prose_ptr[found.article + 1]).all()
    assert len(found.label) == len(found.weight)


@pytest.mark.parametrize("measure", ARTICLE_RULES, ids=lambda measure: measure.name)
def test_a_value_does_not_depend_on_the_articles_beside_it(measure: Rule) -> None:
    texts = [*ODD, *(document(seed, 20) for seed in range(20)), PLAIN]
    assert measure.measure is not None
    together = measure.measure(build_corpus(articles(*texts)), measure.options())
    for at, text in enumerate(texts):
        alone = measure.measure(build_corpus([Article("x", text)]), measure.options())
        assert alone.value == pytest.approx(together.value[at : at + 1], nan_ok=True)
        for name, column in alone.columns.items():
            assert column == pytest.approx(together.columns[name][at : at + 1], nan_ok=True)
        assert (together.article == at).sum() == len(alone.article)


def test_permuted_articles_have_permuted_results() -> None:
    texts = {f"n{seed}": document(seed, 25) for seed in range(12)}
    forwards = analyze([Article(name, text) for name, text in texts.items()])
    backwards = analyze([Article(name, texts[name]) for name in reversed(texts)])
    one, other = (
        a.articles.merge(a.metrics, on="article").set_index("article").sort_index()
        for a in (forwards, backwards)
    )
    for column in ("quality", "originality", "words", "mtld", "warnings", "main_issue"):
        assert one[column].equals(other[column])
