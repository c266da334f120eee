"""near_duplicates against comparing all texts with all, word by word."""

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from analyzer.duplicates import near_duplicates
from analyzer.errors import SettingError
from analyzer.similarity.join import self_join
from analyzer.similarity.pairs import Pairs
from analyzer.similarity.rows import NgramRows, pointers
from analyzer.similarity.shingles import ngram_rows, smooth_idf
from analyzer.text import tokens as words
from analyzer.text.word_boundaries import split_tokens

PHRASES = [
    "the ferry", "leaves", "Harbour", "at NOON", "don’t", "Straße", "STRASSE", "ﬁne", "été",
    "Été.", "渡し船は", "正午に", "出る", "Ночной паром", "ночной", "ξένος", "ΞΈΝΟΣ", "İzmir",
    "no. 7", "a-b", "x\ny", "😀", "", " ", "रात", "ไทย", "naïve", "naïve",
]  # fmt: skip
texts_of_phrases = st.lists(
    st.lists(st.sampled_from(PHRASES), max_size=6).map(" ".join), max_size=9
)


def ngrams_of(text: str, n: int, unit: str) -> set[tuple[str, ...]]:
    if unit == "char":
        symbols = list(text.casefold())
    else:
        tokens = split_tokens(text)
        spans = zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)
        symbols = [words.fold(text[start:end]) for start, end in spans]
    if len(symbols) < n:
        return {tuple(symbols)} - {()}
    return {tuple(symbols[i : i + n]) for i in range(len(symbols) - n + 1)}


@pytest.mark.parametrize("unit", ["word", "char"])
@pytest.mark.parametrize("metric", ["jaccard", "containment"])
@settings(deadline=None, max_examples=60)
@given(
    texts=texts_of_phrases, n=st.integers(1, 5), threshold=st.sampled_from([0.1, 0.5, 0.8, 1])
)
def test_all_pairs_of_texts_are_found_and_no_other(
    texts: list[str], n: int, threshold: float, metric: str, unit: str
) -> None:
    sets = [ngrams_of(text, n, unit) for text in texts]
    wanted = []
    for i, left in enumerate(sets):
        for j, right in enumerate(sets[i + 1 :], i + 1):
            if left and right:
                whole = left | right if metric == "jaccard" else min(left, right, key=len)
                similarity = len(left & right) / len(whole)
                if similarity >= threshold:
                    wanted.append((i, j, similarity))
    found = near_duplicates(
        texts, threshold=threshold, metric=metric, ngram_size=n, analyzer=unit
    )
    assert list(found.itertuples(index=False, name=None)) == wanted


@settings(deadline=None, max_examples=40)
@given(texts=texts_of_phrases, n=st.integers(1, 3), threshold=st.sampled_from([0.05, 0.4, 0.9]))
def test_cosine_is_that_of_scikit_learn(texts: list[str], n: int, threshold: float) -> None:
    def tokens_of(text: str) -> list[str]:
        tokens = split_tokens(text)
        spans = zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)
        symbols = [words.fold(text[start:end]) for start, end in spans]
        if 0 < len(symbols) < n:
            return ["/".join(symbols)]
        return ["/".join(symbols[i : i + n]) for i in range(len(symbols) - n + 1)]

    found = near_duplicates(texts, threshold=threshold, metric="cosine", ngram_size=n)
    if not any(map(tokens_of, texts)):
        assert found.empty
        return
    matrix = TfidfVectorizer(analyzer=tokens_of).fit_transform(texts)
    cosine = (matrix @ matrix.T).toarray()
    wanted = np.argwhere(np.triu(cosine, 1) >= threshold - 1e-9).tolist()
    assert found[["left", "right"]].to_numpy().tolist() == wanted
    expected = [cosine[i, j] for i, j in wanted]
    assert found["similarity"].tolist() == pytest.approx(expected, abs=1e-9)


def test_the_table_is_sorted_and_typed() -> None:
    table = near_duplicates(["b c", "a", "c b", "A"], threshold=1)
    assert list(table.columns) == ["left", "right", "similarity"]
    assert [str(kind) for kind in table.dtypes] == ["int64", "int64", "float64"]
    assert table.to_numpy().tolist() == [[0, 2, 1], [1, 3, 1]]
    assert near_duplicates([]).dtypes.equals(table.dtypes)


def test_n_grams_run_across_the_ends_of_sentences() -> None:
    assert (
        len(near_duplicates(["One two. Three four.", "two three"], threshold=0.3, ngram_size=2))
        == 1
    )


def test_a_text_shorter_than_n_is_one_n_gram_of_itself() -> None:
    texts = ["Good day", "good day", "day good", "good day to all of you"]
    table = near_duplicates(texts, threshold=0.01, ngram_size=3)
    assert table[["left", "right"]].to_numpy().tolist() == [[0, 1]]


def test_a_teaser_is_contained_in_its_article() -> None:
    article = "The council will vote on the new bridge next week after a long debate."
    pair = ["The council will vote on the new bridge", article]
    assert near_duplicates(pair, ngram_size=3, threshold=0.6).empty
    table = near_duplicates(pair, ngram_size=3, metric="containment", threshold=1)
    assert table["similarity"].tolist() == [1.0]


def test_stems_join_the_forms_of_a_word_in_the_language_of_the_text() -> None:
    english = [
        "The ferries were waiting in the harbours",
        "the ferry is waiting in the harbour",
    ]
    assert near_duplicates(english, threshold=0.7).empty
    assert len(near_duplicates(english, threshold=0.7, stem=True)) == 1
    german = ["Die Häuser und die Gärten sind schön", "Das Haus und der Garten sind schöne"]
    plain = near_duplicates(german, threshold=0.1)["similarity"][0]
    assert near_duplicates(german, threshold=0.1, stem=True)["similarity"][0] > plain


@pytest.mark.parametrize("unit", ["word", "char"])
def test_texts_without_words_have_no_near_duplicates(unit: str) -> None:
    texts = ["😀", "…", "", " "]
    assert len(near_duplicates(texts, analyzer=unit)) == 0
    assert len(near_duplicates([*texts, "two words", "two words"], analyzer=unit)) == 1


@pytest.mark.parametrize("missing", [None, math.nan, pd.NA, pd.NaT, np.nan])
def test_missing_texts_are_empty_and_have_no_near_duplicates(missing: object) -> None:
    texts = pd.Series(["same", missing, "same", missing, ""], dtype=object)
    assert near_duplicates(texts)[["left", "right"]].to_numpy().tolist() == [[0, 2]]


def test_left_and_right_are_the_labels_of_the_caller() -> None:
    texts = ["x y", "z", "x y"]
    series = pd.Series(texts, index=[7, 7, 3])
    assert near_duplicates(series)[["left", "right"]].to_numpy().tolist() == [[7, 3]]
    levels = pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)])
    table = near_duplicates(pd.Series(texts, index=levels))
    assert table.loc[0, ["left", "right"]].tolist() == [("a", 1), ("b", 1)]
    days = pd.date_range("2026-11-28", periods=3)
    dated = near_duplicates(pd.Series(texts, index=days))
    assert dated["right"].tolist() == [days[2]]
    assert dated["right"].dtype == days.dtype
    named = pd.DataFrame({"id": ["p", "q", "r"], "text": texts})
    assert near_duplicates(named)[["left", "right"]].to_numpy().tolist() == [["p", "r"]]


@settings(deadline=None, max_examples=60)
@given(
    ours=texts_of_phrases,
    theirs=texts_of_phrases,
    metric=st.sampled_from(["jaccard", "containment", "cosine"]),
)
def test_two_inputs_have_the_pairs_of_one_that_are_across_both(ours, theirs, metric) -> None:
    ours, theirs = ours + ours[:2], theirs + theirs[::-1]
    found = near_duplicates(ours, theirs, threshold=0.4, metric=metric)
    together = near_duplicates(ours + theirs, threshold=0.4, metric=metric)
    across = together[(together["left"] < len(ours)) & (together["right"] >= len(ours))]
    wanted = across.assign(right=across["right"] - len(ours)).reset_index(drop=True)
    pd.testing.assert_frame_equal(found, wanted, check_dtype=False)


@pytest.mark.parametrize("metric", ["jaccard", "containment", "cosine"])
def test_equal_texts_of_one_side_are_compared_once(
    metric: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []

    def join(rows: NgramRows, *given: object) -> Iterator[Pairs]:
        compared.append(len(rows))
        return self_join(rows, *given)

    monkeypatch.setattr("analyzer.duplicates.self_join", join)
    ours = ["A lamp is lit.", "Rain and wind."] * 500
    found = near_duplicates(ours, ["Rain and wind!", "", "A lamp is lit."], metric=metric)
    assert compared == [5]
    expected = [[at, (at + 1) % 2 * 2] for at in range(1000)]
    assert found[["left", "right"]].to_numpy().tolist() == expected


def test_each_side_of_two_inputs_has_its_own_labels() -> None:
    old = pd.Series(["The lamp is lit.", "Nobody came."], index=["monday", "tuesday"])
    table = near_duplicates(["Is the lamp lit?", "Rain."], old)
    assert table[["left", "right"]].to_numpy().tolist() == [[0, "monday"]]


def test_a_word_has_the_same_hash_beside_ascii_and_other_words() -> None:
    """ASCII texts are case-folded as a whole, others word by word."""
    texts = ["Don't stop", "don’t STOP", "Straße 5", "STRASSE 5", "ＷＩＤＥ", "wide"]
    table = near_duplicates(texts, threshold=1)
    assert table[["left", "right"]].to_numpy().tolist() == [[0, 1], [2, 3], [4, 5]]


def test_lone_surrogates_and_null_characters_are_text() -> None:
    texts = ["a\ud800b \x00", "A\ud800b", "\ud800", "\ud800"]
    assert len(near_duplicates(texts, threshold=0.9)) == 1
    assert len(near_duplicates(texts, threshold=0.9, analyzer="char")) == 1


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ({"threshold": 0}, "threshold is 0; it must be above 0 and at most 1"),
        ({"threshold": 1.01}, "threshold is 1.01"),
        ({"threshold": math.nan}, "threshold is nan"),
        ({"threshold": True}, "threshold is True"),
        ({"threshold": "0.5"}, "threshold is '0.5'"),
        ({"threshold": None}, "threshold is None"),
        ({"metric": "dice"}, "metric is 'dice'; it must be one of 'jaccard', 'containment'"),
        ({"ngram_size": 0}, "ngram_size is 0; it must be a whole number from 1"),
        ({"ngram_size": 1.5}, "ngram_size is 1.5"),
        ({"analyzer": "byte"}, "analyzer is 'byte'; it must be 'word' or 'char'"),
        (
            {"analyzer": "char", "stem": True},
            "stem is True; it must be False where analyzer is 'char'",
        ),
    ],
)
def test_a_wrong_argument_is_an_error_that_names_it(
    argument: dict[str, object], message: str
) -> None:
    with pytest.raises(SettingError, match=message):
        near_duplicates(["one", "two"], **argument)  # type: ignore[arg-type]


def test_the_error_for_a_value_that_is_not_a_string_gives_its_position() -> None:
    with pytest.raises(SettingError, match="row 1: expected a text, got int 2"):
        near_duplicates(["one", 2])
    with pytest.raises(SettingError, match="data is one string; put it in a list"):
        near_duplicates("one two")


def test_more_pairs_than_a_table_holds_are_an_error_and_not_a_hang(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("analyzer.duplicates.MOST_PAIRS", 1 << 20)
    with pytest.raises(SettingError, match=r"more than 1,048,576 pairs .* drop equal texts"):
        near_duplicates(["the same"] * 1_500)


@pytest.mark.slow
def test_a_text_of_two_megabytes_is_one_row() -> None:
    random = np.random.default_rng(5)
    long = " ".join(map(str, random.integers(0, 10**6, 300_000).tolist()))
    table = near_duplicates([long, long[: len(long) * 9 // 10], "1 2 3"], threshold=0.8)
    assert table[["left", "right"]].to_numpy().tolist() == [[0, 1]]


@settings(deadline=None)
@given(rows=st.lists(st.lists(st.integers(0, 5), max_size=8), max_size=8), n=st.integers(1, 6))
def test_n_grams_are_equal_exactly_where_their_symbols_are(
    rows: list[list[int]], n: int
) -> None:
    flat = [symbol for row in rows for symbol in row]
    ptr = pointers(np.array([len(row) for row in rows], np.int64))
    found = ngram_rows(ptr, np.array(flat, np.int64), n)
    wanted = []
    for row in rows:
        count = max(len(row) - n + 1, min(len(row), 1))
        wanted.append([tuple(row[i : i + n]) for i in range(count)])
    assert np.diff(found.ptr).tolist() == [len(row) for row in wanted]
    ngrams = [ngram for row in wanted for ngram in row]
    pairs = set(zip(ngrams, found.ngram.tolist(), strict=True))
    assert len(pairs) == len(set(ngrams)) == len(set(found.ngram.tolist()))


def test_n_grams_of_two_words_do_not_collide() -> None:
    """Positions were once mixed into the hash as the words were, and sums collided."""
    symbols = np.array([[i, j] for i in range(300) for j in range(300)], np.int64).ravel()
    rows = ngram_rows(np.arange(0, len(symbols) + 1, 2), symbols, 2)
    assert len(np.unique(rows.ngram)) == 300 * 300


def test_idf_counts_rows_and_not_occurrences() -> None:
    rows = NgramRows(np.array([0, 3, 5, 5]), np.array([9, 9, 8, 9, 7], np.uint64))
    both, one = math.log(4 / 3) + 1, math.log(4 / 2) + 1
    assert smooth_idf(rows).tolist() == pytest.approx([both, both, one, both, one])
