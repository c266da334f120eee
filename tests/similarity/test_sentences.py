"""Near-duplicate sentences against all pairs, their cosines against scikit-learn."""

import random
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import articles, document
from sklearn.feature_extraction.text import TfidfVectorizer

from analyzer.analysis import analyze
from analyzer.corpus import Corpus
from analyzer.segmentation import build_corpus
from analyzer.similarity.article_rows import (
    FEWEST_STEMS,
    SIMILARITY,
    candidate_sentences,
    pair_cosines,
    token_stems,
)
from analyzer.similarity.rows import NgramRows
from analyzer.text import tokens

BASE = (
    "the keeper of the northern lighthouse lit the lamp before the storm",
    "çà et là des élèves dessinent la carte du ruisseau près du vieux moulin",
    "der alte Hafenmeister zählte am frühen Morgen alle Boote im Hafen",
    "昨日港口的船長在暴風雨之前點亮了北方的燈塔",
    "пекарь из долины хранит самую старую печь во всей округе",
)


def edited(seed: int, n_sentences: int = 12) -> str:
    """A text of sentences that are edits of one another."""
    draw = random.Random(seed)
    sentences = []
    for _ in range(n_sentences):
        base = draw.choice(BASE)
        pieces = base.split() if " " in base else list(base)
        for _ in range(draw.randint(0, 3)):
            position = draw.randrange(len(pieces))
            pieces[position : position + draw.randint(0, 2)] = [f"word{draw.randint(0, 5)}"]
            if not pieces:
                pieces = ["left"]
        draw.shuffle(pieces) if draw.random() < 0.3 else None
        joined = (" " if " " in base else "").join(pieces)
        sentences.append(f"Day {draw.randint(0, 3)} {joined}.")
    return " ".join(dict.fromkeys(sentences))


def stems_of(corpus: Corpus) -> list[set[int]]:
    number = token_stems(corpus).number
    return [
        set(number[first:last].tolist())
        for first, last in zip(corpus.sentence_ptr, corpus.sentence_ptr[1:], strict=False)
    ]


def alike(one: set[int], other: set[int]) -> bool:
    long_enough = min(len(one), len(other)) >= FEWEST_STEMS
    return long_enough and len(one & other) / len(one | other) >= SIMILARITY


@pytest.mark.parametrize("seed", range(6))
def test_candidate_sentences_share_enough_stems_within_their_article(seed: int) -> None:
    corpus = build_corpus(articles(*(edited(seed * 10 + n) for n in range(8))))
    stems = stems_of(corpus)
    expected = set()
    for one, other in combinations(range(len(stems)), 2):
        same = corpus.sentence_article[one] == corpus.sentence_article[other]
        if same and alike(stems[one], stems[other]):
            expected |= {int(corpus.sentence_start[one]), int(corpus.sentence_start[other])}
    assert expected
    found, _ = candidate_sentences(corpus)
    assert expected <= set(corpus.sentence_start[found].tolist())


@pytest.mark.parametrize("seed", range(6))
def test_the_table_of_sentences_has_every_pair_and_no_other(seed: int) -> None:
    texts = [edited(seed * 100 + n, 6) for n in range(10)]
    corpus = build_corpus(articles(*texts))
    stems = stems_of(corpus)
    first: dict[frozenset[int], int] = {}
    expected = set()
    for one, other in combinations(range(len(stems)), 2):
        if not alike(stems[one], stems[other]):
            continue
        # Of equal sentences each is paired with the first one only.
        heads = [first.setdefault(frozenset(stems[n]), n) for n in (one, other)]
        if (stems[one] == stems[other] and heads[0] == one) or heads == [one, other]:
            expected.add((one, other))
    table = analyze(texts).sentences
    lines = {
        (str(corpus.sentence_article[n]), corpus.prose[a:b]): n
        for n, (a, b) in enumerate(zip(corpus.sentence_start, corpus.sentence_end, strict=True))
    }
    found = {
        (
            lines[row.article_a, row.sentence_a],
            lines[row.article_b, row.sentence_b],
        )
        for row in table.itertuples()
    }
    assert found == expected


@settings(max_examples=50)
@given(
    st.lists(
        st.lists(st.sampled_from(["tide", "lamp", "rope", "oar", "sail", "gull"]), min_size=1),
        min_size=2,
        max_size=12,
    )
)
def test_cosines_are_those_of_scikit_learn(rows: list[list[str]]) -> None:
    distinct = [list(dict.fromkeys(row)) for row in rows]
    matrix = TfidfVectorizer(analyzer=lambda row: row, binary=True).fit_transform(distinct)
    expected = (matrix @ matrix.T).toarray()
    hashes = np.concatenate([tokens.word_hash(row) for row in distinct])
    ptr = np.concatenate([[0], np.cumsum([len(row) for row in distinct])])
    left, right = np.triu_indices(len(rows), 1)
    found = pair_cosines(NgramRows(ptr, hashes), left, right)
    assert found == pytest.approx(expected[left, right], abs=1e-9)


def test_pairs_within_an_article_and_across_articles_have_different_scopes() -> None:
    sentence = "The old mill by the brook was sold to the council for one crown."
    table = analyze([f"{sentence} {sentence}", f"Rain fell. {sentence}"]).sentences
    assert sorted(table["scope"]) == ["across", "within"]
    assert (table["jaccard"] == 1).all()
    assert table["cluster"].nunique() == 1


def test_articles_with_one_sentence_in_common_give_a_row_each() -> None:
    shared = "Subscribe today and read every morning what the valley has been up to lately."
    texts = [f"{document(n, 2, 0)} {shared}" for n in range(200)]
    assert len(analyze(texts).sentences) < 400
