"""The scikit-learn estimators."""

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from text_estimator_checks import TEXTS, dense, text_estimator_checks

from analyzer.analysis import analyze
from analyzer.article import Article
from analyzer.duplicates import near_duplicates
from analyzer.errors import SettingError
from analyzer.estimators import KeyPhraseVectorizer, NearDuplicateClusterer, QualityTransformer
from analyzer.phrases.ngrams import find_phrases, phrase_book, word_hashes
from analyzer.phrases.ranking import key_phrases
from analyzer.segmentation import build_corpus

OURS = [
    QualityTransformer(),
    QualityTransformer(features="metrics"),
    QualityTransformer(features=["words", "quality"], n_jobs=1),
    KeyPhraseVectorizer(),
    KeyPhraseVectorizer(top_n=3, prefer="both", min_df=1, norm=None, sublinear_tf=True),
    KeyPhraseVectorizer(max_df=0.9, stop_words="english", sparse_output=False),
    NearDuplicateClusterer(),
    NearDuplicateClusterer(threshold=0.3, metric="containment", ngram_size=2, stem=True),
]
THEIRS = [
    CountVectorizer(),
    TfidfVectorizer(),
    TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
    HashingVectorizer(n_features=64),
]
CHECKS = [
    pytest.param(estimator, check, id=f"{original!r}-{check.__name__}".replace("\n", ""))
    for original in (*OURS, *THEIRS)
    for estimator, check in text_estimator_checks(original)
]


@pytest.mark.parametrize(("estimator", "check"), CHECKS)
def test_estimators_of_texts_follow_the_conventions_of_scikit_learn(estimator, check):
    check(estimator)


class Broken(TransformerMixin, BaseEstimator):
    """A transformer with one defect, chosen by name."""

    def __init__(self, defect: str = "") -> None:
        self.defect = defect
        if defect == "learns when made":
            self.size_ = 1

    def fit(self, X: Any, y: Any = None) -> "Broken":  # noqa: N803
        if isinstance(X, str) and self.defect != "takes a string":
            raise ValueError("one string")
        self.seen_ = getattr(self, "seen_", 0) + 1 if self.defect == "adds up" else 1
        self.size_ = len(X)
        if self.defect == "changes a parameter":
            self.defect = "changed"
        if self.defect == "changes the texts":
            X[0] = ""
        return clone(self) if self.defect == "returns another" else self

    def transform(self, X: Any) -> np.ndarray:  # noqa: N803
        if not hasattr(self, "size_") and self.defect != "needs no fit":
            from sklearn.exceptions import NotFittedError

            raise NotFittedError
        texts = [str(x) if self.defect == "reads None" else x or "" for x in X]
        sizes = np.array([len(text) for text in texts], float)
        if self.defect == "sorts":
            sizes = np.sort(sizes)
        if self.defect == "compares":
            sizes = sizes / max(sizes.max(), 1)
        if self.defect == "divides by nothing":
            sizes = np.where(sizes == 0, np.nan, sizes)
        return sizes[:, None] * getattr(self, "seen_", 1)

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        return np.array(["size", "more"][: 2 if self.defect == "names too many" else 1], object)


DEFECTS = [
    "learns when made", "takes a string", "adds up", "changes a parameter",
    "changes the texts", "returns another", "needs no fit", "reads None", "sorts", "compares",
    "divides by nothing", "names too many",
]  # fmt: skip


def broken_rules(estimator: Any) -> list[str]:
    found = []
    for fresh, check in text_estimator_checks(estimator):
        try:
            check(fresh)
        except (AssertionError, ValueError, TypeError, pytest.fail.Exception):
            found.append(check.__name__)
    return found


def test_the_checks_accept_a_correct_estimator():
    assert broken_rules(Broken()) == []


@pytest.mark.parametrize("defect", DEFECTS)
def test_the_checks_find_each_defect(defect):
    assert broken_rules(Broken(defect))


def test_the_metrics_are_those_of_the_report():
    table = QualityTransformer().set_output(transform="pandas").fit_transform(TEXTS)
    analysis = analyze(TEXTS)
    report = analysis.articles.join(analysis.metrics.drop(columns="article")).sort_index()
    for name in set(table) & set(report):
        known = report[name].notna()
        np.testing.assert_allclose(table[name][known], report[name][known], atol=1e-6)
    assert {"words", "reading_ease", "repeated_phrase"} <= set(table)


def test_title_and_text_columns_can_be_named():
    table = pd.DataFrame({"body": TEXTS, "head": ["Ferry"] * len(TEXTS)})
    rows = QualityTransformer(text="body", title="head").fit_transform(table)
    assert rows.shape == QualityTransformer().fit_transform(TEXTS).shape


def test_an_undefined_metric_is_replaced_by_its_mean():
    transformer = QualityTransformer().set_output(transform="pandas").fit(TEXTS)
    rows = transformer.transform(["雨が降る。"])
    at = list(transformer.get_feature_names_out()).index("reading_ease")
    assert rows["reading_ease"].iloc[0] == transformer.means_[at]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_set_output_gives_a_frame_with_the_index_of_the_input(library):
    series = pd.Series(TEXTS, index=list("abcdef"))
    transformer = QualityTransformer().set_output(transform=library)
    rows = transformer.fit_transform(series)
    assert list(rows.columns) == list(transformer.get_feature_names_out())
    assert type(rows).__module__.startswith(library)
    if library == "pandas":
        assert rows.index.equals(series.index)


def test_a_search_over_a_pipeline_finds_its_parameters():
    pipeline = make_pipeline(QualityTransformer(), StandardScaler(), LogisticRegression())
    search = GridSearchCV(pipeline, {"qualitytransformer__features": ["all", "metrics"]}, cv=2)
    search.fit(TEXTS * 2, [0, 1] * 6)
    assert set(search.best_params_) == {"qualitytransformer__features"}
    assert len(search.predict(TEXTS)) == 6


COPIES = [
    "Rain is near the old harbour.",
    "Snow is far from here today.",
    "Is rain near the old harbour?",
    "The old harbour: rain is near!",
    "Today snow is far from here.",
    "",
    "Nothing like it.",
]


def test_near_duplicates_share_a_label_and_other_texts_have_their_own():
    clusterer = NearDuplicateClusterer().fit(COPIES)
    assert clusterer.labels_.tolist() == [0, 1, 0, 0, 1, 2, 3]
    assert clusterer.n_clusters_ == 4
    pd.testing.assert_frame_equal(clusterer.pairs_, near_duplicates(COPIES))


def test_labels_keep_copies_on_one_side_of_a_split():
    labels = NearDuplicateClusterer().fit_predict(pd.Series(COPIES))
    for train, test in GroupKFold(3).split(COPIES, groups=labels):
        assert not set(labels[train]) & set(labels[test])


def test_fitting_with_a_wrong_parameter_is_an_error():
    with pytest.raises(ValueError, match="'threshold' parameter"):
        NearDuplicateClusterer(threshold=2.0).fit(COPIES)
    with pytest.raises(SettingError, match="stem is True; it must be False"):
        NearDuplicateClusterer(analyzer="char", stem=True).fit(COPIES)


def slow_counts(texts: list[str], phrases: list[str]) -> list[list[int]]:
    """Return how often phrases appear in texts of one sentence, by a plain loop."""
    words = [re.findall(r"\w+", text.lower()) for text in texts]
    found = []
    for text in words:
        row = []
        for phrase in phrases:
            wanted = phrase.split()
            starts = range(len(text) - len(wanted) + 1)
            row.append(sum(text[at : at + len(wanted)] == wanted for at in starts))
        found.append(row)
    return found


@given(
    st.lists(st.lists(st.sampled_from(["lamp", "Ferry", "rain", "a"]), max_size=8), min_size=1)
)
def test_phrases_are_counted_as_a_loop_counts_them(sentences):
    texts = [" ".join(words) for words in sentences]
    phrases = ["a", "a lamp", "ferry", "lamp ferry rain", "rain rain"]
    articles = [Article(str(at), text) for at, text in enumerate(texts)]
    book = phrase_book(phrases)
    assert book.phrases == tuple(phrases)
    corpus = build_corpus(articles)
    counts = np.zeros((len(texts), len(phrases)), int)
    np.add.at(counts, find_phrases(word_hashes(corpus), book), 1)
    kept = [len(body) > 0 for body in corpus.bodies]
    assert counts[kept].tolist() == [
        row for row, body in zip(slow_counts(texts, phrases), kept, strict=True) if body
    ]


def test_phrases_with_equal_words_are_merged_and_those_without_words_dropped():
    book = phrase_book(["ferry lamp", "Ferry-lamp", "...", "", "油纸伞"])
    assert book.phrases == ("ferry lamp", "油纸伞")
    assert book.n_words.tolist() == [2, 3]


def test_phrases_end_where_a_sentence_ends():
    corpus = build_corpus(
        [Article("a", "We saw the ferry. Rain fell on the ferry rain gauge.")]
    )
    article, _ = find_phrases(word_hashes(corpus), phrase_book(["ferry rain"]))
    assert len(article) == 1


def test_columns_are_key_phrases_in_alphabetical_order():
    vectorizer = KeyPhraseVectorizer().fit(TEXTS)
    names = list(vectorizer.get_feature_names_out())
    assert names == sorted(names) == list(vectorizer.vocabulary_)
    assert any(" " in name for name in names)
    assert set(names) <= {
        phrase.casefold() for phrase in key_phrases(TEXTS, top_n=50, prefer="words")["phrase"]
    }


def test_weights_are_those_of_scikit_learn_over_the_same_columns():
    vectorizer = KeyPhraseVectorizer().fit(TEXTS)
    theirs = TfidfVectorizer(
        vocabulary=vectorizer.vocabulary_, ngram_range=(1, 5), token_pattern=r"\w+"
    )
    expected = theirs.fit_transform([text.replace(".", " . ") for text in TEXTS]).toarray()
    np.testing.assert_allclose(vectorizer.transform(TEXTS).toarray(), expected, atol=1e-12)
    np.testing.assert_allclose(vectorizer.idf_, theirs.idf_, atol=1e-12)


def test_min_df_and_max_features_drop_phrases():
    all_of_them = len(KeyPhraseVectorizer(min_df=1).fit(TEXTS).vocabulary_)
    assert 0 < len(KeyPhraseVectorizer(min_df=3).fit(TEXTS).vocabulary_) < all_of_them
    assert len(KeyPhraseVectorizer(min_df=0.5).fit(TEXTS).vocabulary_) == len(
        KeyPhraseVectorizer(min_df=3).fit(TEXTS).vocabulary_
    )
    assert len(KeyPhraseVectorizer(max_features=4).fit(TEXTS).vocabulary_) == 4


@pytest.mark.parametrize("ngram_range", [(1, 1), (2, 2), (2, 5)])
def test_ngram_range_limits_the_words_of_a_phrase(ngram_range):
    fewest, most = ngram_range
    every = KeyPhraseVectorizer(prefer="both", min_df=1).fit(TEXTS).vocabulary_
    wanted = {phrase for phrase in every if fewest <= len(phrase.split()) <= most}
    assert 0 < len(wanted) < len(every)
    ours = KeyPhraseVectorizer(ngram_range=ngram_range, prefer="both", min_df=1)
    assert set(ours.fit(TEXTS).vocabulary_) == wanted


@pytest.mark.parametrize("texts", [[], ["", " "]])
def test_without_phrases_there_is_an_error(texts):
    with pytest.raises(SettingError, match="no key phrases are left"):
        KeyPhraseVectorizer().fit(texts)


def test_no_texts_give_no_rows():
    fitted = QualityTransformer().fit(TEXTS)
    assert dense(fitted.transform([])).shape == (0, len(fitted.means_))
    vectorizer = KeyPhraseVectorizer().fit(TEXTS)
    assert vectorizer.transform([]).shape == (0, len(vectorizer.vocabulary_))
    assert NearDuplicateClusterer().fit([]).labels_.shape == (0,)
