"""The flat arrays of a batch, and what they are made of."""

import numpy as np
import pytest
from examples import LINES, PLAIN, SCRAPED
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from samples import articles, document

from analyzer.article import Article, Block, line_columns
from analyzer.corpus import Corpus
from analyzer.pipeline.batch import batches
from analyzer.segmentation import build_corpus
from analyzer.storage.codec import ArticleStore, names
from analyzer.text.arrays import radix_argsort, repeated, unique


def words(corpus: Corpus, article: int) -> list[str]:
    first, last = corpus.article_ptr[article : article + 2]
    return [corpus.vocabulary[token] for token in corpus.token_id[first:last]]


def test_tokens_are_the_words_of_the_body_only() -> None:
    corpus = build_corpus([Article("a", SCRAPED, title=None), Article("b", "Second one.")])
    assert corpus.titles == ("Heron count reaches a record", "")
    assert "share" not in words(corpus, 0)
    assert words(corpus, 0)[:3] == ["the", "ferry", "leaves"]
    assert words(corpus, 1) == ["second", "one"]
    assert corpus.body(0) == PLAIN


@pytest.mark.parametrize("seed", range(5))
def test_every_token_stands_where_its_offsets_say(seed: int) -> None:
    corpus = build_corpus(articles(document(seed), "Ça, c’est l'été.\r\nÉtat-major", "", PLAIN))
    for token, start, end in zip(
        corpus.token_id, corpus.token_start, corpus.token_end, strict=True
    ):
        surface = corpus.prose[start:end]
        assert corpus.vocabulary[token] == surface.casefold().replace("’", "'")


def test_pointers_nest_and_every_sentence_has_a_token() -> None:
    corpus = build_corpus(articles(*(document(seed) for seed in range(4)), "", "???"))
    for pointer in (corpus.sentence_ptr, corpus.block_ptr, corpus.article_ptr):
        assert pointer[0] == 0
        assert pointer[-1] == len(corpus.token_id)
        assert (np.diff(pointer) >= 0).all()
    assert (np.diff(corpus.sentence_ptr) > 0).all()
    assert set(corpus.article_ptr) <= {*corpus.block_ptr}
    assert set(corpus.block_ptr) <= {*corpus.sentence_ptr}
    body = corpus.block_kind < Block.TITLE
    assert (np.diff(corpus.block_ptr)[~body] == 0).all()


def test_a_sentence_ends_with_its_last_visible_character() -> None:
    corpus = build_corpus(articles("First one.  Second one!\n\nA third"))
    pieces = zip(corpus.sentence_start, corpus.sentence_end, strict=True)
    found = [corpus.prose[start:end] for start, end in pieces]
    assert found == ["First one.", "Second one!", "A third"]


def test_batches_keep_whole_articles_in_order() -> None:
    given_ = articles(*("x" * size for size in (10, 700, 3, 4, 5, 900, 1)))
    found = list(batches(given_, 500))
    assert [article for batch in found for article in batch] == given_
    assert [len(batch) for batch in found] == [1, 1, 3, 1, 1]


@given(st.text(alphabet="ab\r\n\u2028\x0b", max_size=40))
def test_lines_are_split_at_line_feeds_and_carriage_returns_only(text: str) -> None:
    expected = []
    line, column = 1, 1
    for at in range(len(text) + 1):
        expected.append((line, column))
        ends = text[at : at + 1] in ("\n", "\r") and text[at : at + 2] != "\r\n"
        line, column = (line + 1, 1) if ends else (line, column + 1)
    assert line_columns(text, range(len(text) + 1)) == expected


@given(arrays(np.int64, st.integers(0, 6000), elements=st.integers(0, 1 << 40)))
def test_the_order_of_keys_is_that_of_a_stable_sort(key: np.ndarray) -> None:
    tiled = np.tile(key, 2)
    assert np.array_equal(radix_argsort(tiled), np.argsort(tiled, kind="stable"))


@pytest.mark.parametrize("largest", [1, 300, 1 << 15, 1 << 16, 1 << 33, 1 << 62])
def test_large_arrays_are_ordered_by_every_digit(largest: int) -> None:
    key = np.random.default_rng(5).integers(0, largest, 20_000)
    assert np.array_equal(radix_argsort(key), np.argsort(key, kind="stable"))


@given(arrays(np.int64, st.integers(0, 60), elements=st.integers(-9, 9)))
def test_distinct_values_are_those_of_numpy(value: np.ndarray) -> None:
    assert np.array_equal(unique(value), np.unique(value))


@given(arrays(np.int64, st.integers(0, 500), elements=st.integers(-5, 200)))
def test_a_key_that_repeats_is_never_left_out(key: np.ndarray) -> None:
    values, count = np.unique(key, return_counts=True)
    assert repeated(key)[np.isin(key, values[count > 1])].all()


def test_articles_come_back_from_the_shelf_as_they_were() -> None:
    given_ = [
        Article("a", "x\udc80é", source="s", row=3, fields={"date": "today"}),
        *articles(*LINES),
    ]
    with ArticleStore() as shelf:
        for article in given_:
            shelf.append(article)
        assert list(shelf) == given_
        assert shelf[-1] == given_[-1]
        assert shelf[1:3] == given_[1:3]
        assert names(shelf) == names(given_)
        with pytest.raises(IndexError):
            shelf[len(given_)]
