"""Rows of words and sentences: similar ones against all pairs, cosines against scikit-learn."""

import random
from collections import Counter
from itertools import combinations, pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import articles, document
from sklearn.feature_extraction.text import TfidfVectorizer

from analyzer.analysis import analyze
from analyzer.article import Article, Block, Markup
from analyzer.corpus import Corpus
from analyzer.phrases.content_words import DASHES, SEPARATORS, body_content, separated
from analyzer.segmentation import build_corpus
from analyzer.similarity.article_rows import (
    FEWEST_STEMS,
    SIMILARITY,
    article_words,
    by_article,
    candidate_sentences,
    long_sentences,
    pair_cosines,
    token_stems,
)
from analyzer.similarity.quotations import QUOTES, quoted_tokens
from analyzer.similarity.rows import NgramRows
from analyzer.text import tokens
from analyzer.text.tokens import stems, word_hash

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
        (int(corpus.sentence_article[n]), corpus.prose[a:b]): n
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


PIECES = [*'ab“”"«», -–.(\n', "ab ", "Ferry ", "the ", ". ", "😀", "！", " – ", "a-b", "\uffff"]
KINDS = [Block.PARAGRAPH, Block.PARAGRAPH, Block.QUOTE, Block.LIST_ITEM]


def article(chance: Random, number: int) -> Article:
    """An article of blocks of odd characters, some of them quoted."""
    blocks = [
        "".join(chance.choices(PIECES, k=chance.randint(0, 14)))
        for _ in range(chance.randint(0, 4))
    ]
    blocks = [block.strip().replace("\n", " ") for block in blocks]
    ends = np.cumsum([len(block) + 2 for block in blocks] + [0])[: len(blocks)] - 2
    starts = np.array(
        [end - len(block) for end, block in zip(ends, blocks, strict=True)], np.int64
    )
    prose = "\n\n".join(blocks)
    run = np.array([0], np.int64)
    kinds = np.array([chance.choice(KINDS) for _ in blocks], np.int64)
    markup = Markup(
        prose, np.array([0, len(prose)]), run, run + len(prose), starts, ends, kinds
    )
    return Article(
        str(number), prose, markup=markup, language=chance.choice(["en", "en", "de"])
    )


def batch(seed: int) -> Corpus:
    chance = Random(seed)
    return build_corpus([article(chance, number) for number in range(chance.randint(0, 3))])


seeds = st.integers(0, 2**32 - 1)


@settings(deadline=None)
@given(seeds)
def test_a_token_is_quoted_between_marks_that_open_and_close_in_its_block(seed: int) -> None:
    corpus = batch(seed)
    found = quoted_tokens(corpus).tolist()
    for token, start in enumerate(corpus.token_start.tolist()):
        block = int(corpus.token_block[token])
        first, last = int(corpus.block_start[block]), int(corpus.block_end[block])
        after = (
            int(corpus.block_start[block + 1]) if block + 1 < len(corpus.block_start) else None
        )
        marks = [
            at for at in range(first, after or len(corpus.prose)) if corpus.prose[at] in QUOTES
        ]
        passed = sum(at < start for at in marks)
        within = passed % 2 == 1 and passed < len(marks) - len(marks) % 2
        assert last > start
        assert found[token] == (within or corpus.block_kind[block] == Block.QUOTE)


@settings(deadline=None)
@given(seeds)
def test_a_token_is_separated_by_the_punctuation_before_it(seed: int) -> None:
    corpus = batch(seed)
    found = separated(corpus).tolist()
    starts, ends = corpus.token_start.tolist(), corpus.token_end.tolist()
    for article, (base, limit) in enumerate(pairwise(corpus.prose_ptr.tolist())):
        prose, before = corpus.prose[base:limit], 0

        def parts(at: int, prose: str = prose) -> bool:
            beside = prose[max(at - 1, 0) : at] + prose[at + 1 : at + 2]
            return prose[at] in SEPARATORS or (prose[at] in DASHES and " " in beside)

        for token in range(*corpus.article_ptr[article : article + 2].tolist()):
            start = starts[token] - base
            assert found[token] == any(parts(at) for at in range(before, start)), token
            before = ends[token] - base


@settings(deadline=None)
@given(seeds)
def test_words_are_kept_block_by_block_and_joined_by_article(seed: int) -> None:
    corpus = batch(seed)
    rows = article_words(corpus)
    blocks = [at for at, (a, b) in enumerate(pairwise(corpus.block_ptr.tolist())) if b > a]
    base = corpus.prose_ptr[rows.article]
    assert rows.article.tolist() == corpus.block_article[blocks].tolist()
    assert (rows.start + base).tolist() == corpus.block_start[blocks].tolist()
    assert (rows.end + base).tolist() == corpus.block_end[blocks].tolist()
    assert rows.ptr.tolist() == [*corpus.block_ptr[blocks].tolist(), len(corpus.token_id)]
    prose = [one.prose for one in corpus.articles]
    for token, (first, last, of) in enumerate(
        zip(rows.first, rows.last, corpus.token_article, strict=True)
    ):
        said = prose[of][first:last].casefold()
        assert rows.grams[token] == word_hash([said])[0]
        assert rows.closes[token] == (token + 1 in corpus.sentence_ptr.tolist())
    joined = by_article(rows)
    assert joined.article.tolist() == sorted(set(rows.article.tolist()))
    for at, number in enumerate(joined.article.tolist()):
        own = np.flatnonzero(rows.article == number)
        assert (joined.start[at], joined.end[at]) == (rows.start[own[0]], rows.end[own[-1]])
        assert joined.ptr[at] == rows.ptr[own[0]]
    assert joined.ptr[-1] == len(corpus.token_id)


WORDS = [
    "ferry",
    "ferries",
    "harbour",
    "quay",
    "old",
    "lamp",
    "lamps",
    "mend",
    "rope",
    "Fahrt",
    "Fahrten",
]


def counted(key: np.ndarray) -> np.ndarray:
    times = Counter(key.tolist())
    return np.array([times[value] > 1 for value in key.tolist()], bool)


@settings(deadline=None)
@given(seeds)
def test_sentences_are_compared_by_the_stems_of_their_language(seed: int) -> None:
    chance = Random(seed)
    said = [
        [
            ["It", *chance.choices(WORDS, k=chance.randint(1, 12))]
            for _ in range(chance.randint(0, 5))
        ]
        for _ in range(chance.randint(1, 3))
    ]
    articles = [
        Article(
            str(number),
            " ".join(" ".join(words) + "." for words in sentences),
            language=chance.choice(["en", "de"]),
        )
        for number, sentences in enumerate(said)
    ]
    corpus = build_corpus(articles)
    found = token_stems(corpus)
    wanted = [
        stems([corpus.vocabulary[word]], corpus.languages[int(of)])[0]
        for word, of in zip(corpus.token_id, corpus.token_article, strict=True)
    ]
    assert found.key[found.number].tolist() == word_hash(wanted).tolist()
    sets = [set(wanted[a:b]) for a, b in pairwise(corpus.sentence_ptr.tolist())]
    sentence, rows = long_sentences(corpus)
    assert sentence.tolist() == [at for at, one in enumerate(sets) if len(one) >= FEWEST_STEMS]
    for at, (a, b) in zip(sentence.tolist(), pairwise(rows.ptr.tolist()), strict=True):
        numbers = rows.ngram[a:b].tolist()
        assert numbers == sorted(numbers)
        assert set(found.key[numbers].tolist()) == set(word_hash(sorted(sets[at])).tolist())

    with pytest.MonkeyPatch.context() as patch:
        # Exactly, and not by a count of hashes.
        patch.setattr("analyzer.similarity.article_rows.repeated", counted)
        kept, salt_by_article = candidate_sentences(corpus)
    expected = []
    for at in sentence.tolist():
        own = corpus.sentence_article[at]
        others = [
            sets[b] for b in sentence.tolist() if b != at and corpus.sentence_article[b] == own
        ]
        met = sum(any(stem in other for other in others) for stem in sets[at])
        if met >= SIMILARITY * len(sets[at]) - 1e-9:
            expected.append(at)
    assert kept.tolist() == expected
    owner = np.repeat(corpus.sentence_article[kept], np.diff(salt_by_article.ptr)).tolist()
    names = set(zip(owner, salt_by_article.ngram.tolist(), strict=True))
    assert len(names) == len(set(salt_by_article.ngram.tolist()))


def test_content_words_are_returned_with_their_article() -> None:
    corpus = build_corpus(
        [Article("a", "Old ferry. The lamp."), Article("b", "The quay, mended.")]
    )
    body = body_content(corpus)
    assert body.run_article.tolist() == [0, 0, 1, 1]
