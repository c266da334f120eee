"""The estimators with scikit-learn, pandas, polars, pickle and joblib."""

import pickle

import joblib
import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline, make_union
from sklearn.utils import estimator_checks
from text_estimator_checks import TEXTS, dense

from analyzer.analysis import analyze
from analyzer.article import Article
from analyzer.duplicates import near_duplicates
from analyzer.errors import SettingError
from analyzer.estimators import KeyPhraseVectorizer, NearDuplicateClusterer, QualityTransformer
from analyzer.estimators import text_input as text_input_module

ESTIMATORS = [QualityTransformer, KeyPhraseVectorizer, NearDuplicateClusterer]
LABELS = [0, 1, 0, 1, 0, 1]
# Those of scikit-learn that need no matrix of numbers.
CHECKS = [
    "check_do_not_raise_errors_in_init_or_set_param",
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_estimator_tags_renamed",
    "check_get_params_invariance",
    "check_mixin_order",
    "check_no_attributes_set_in_init",
    "check_param_validation",
    "check_parameters_default_constructible",
    "check_set_params",
    "check_valid_tag_types",
]


@pytest.mark.parametrize("check", [name for name in CHECKS if hasattr(estimator_checks, name)])
@pytest.mark.parametrize("kind", ESTIMATORS)
def test_the_checks_of_scikit_learn_pass(kind, check):
    getattr(estimator_checks, check)(kind.__name__, kind())


@pytest.mark.parametrize("kind", ESTIMATORS)
def test_a_fitted_estimator_survives_pickle_and_joblib(kind, tmp_path):
    fitted = kind().fit(TEXTS)
    joblib.dump(fitted, tmp_path / "fitted")
    for again in (pickle.loads(pickle.dumps(fitted)), joblib.load(tmp_path / "fitted")):
        assert np.array_equal(dense(again.transform(TEXTS)), dense(fitted.transform(TEXTS)))
        assert again.get_params() == fitted.get_params()


@pytest.mark.parametrize("kind", ESTIMATORS)
def test_the_columns_that_it_was_fitted_on_are_noted(kind):
    assert kind().fit(TEXTS).n_features_in_ == 1
    assert not hasattr(kind().fit(TEXTS), "feature_names_in_")
    for make in (pd.DataFrame, pl.DataFrame):
        fitted = kind().fit(make({"text": TEXTS, "views": LABELS}))
        assert fitted.n_features_in_ == 2
        assert fitted.feature_names_in_.tolist() == ["text", "views"]
        fitted.fit(pd.Series(TEXTS))
        assert fitted.n_features_in_ == 1
        assert not hasattr(fitted, "feature_names_in_")


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame])
@pytest.mark.parametrize("column", ["body", ["body"]], ids=["series", "frame"])
def test_a_column_transformer_gives_a_column_or_a_table_of_it(make, column):
    table = make({"body": TEXTS, "views": LABELS})
    columns = ColumnTransformer(
        [
            ("quality", QualityTransformer(features=["words"]), column),
            ("phrases", KeyPhraseVectorizer(sparse_output=False), column),
            ("copies", NearDuplicateClusterer(sparse_output=False), column),
            ("views", "passthrough", ["views"]),
        ]
    ).set_output(transform="pandas" if make is pd.DataFrame else "polars")
    rows = columns.fit_transform(table)
    assert list(rows.columns) == list(columns.get_feature_names_out())
    assert {"quality__words", "copies__cluster0", "views__views"} <= set(rows.columns)
    assert np.array_equal(rows.to_numpy(), columns.transform(table).to_numpy())


@pytest.mark.parametrize("n_jobs", [None, pytest.param(2, marks=pytest.mark.slow)])
def test_a_grid_search_finds_parameters(n_jobs):
    pipeline = make_pipeline(KeyPhraseVectorizer(), LogisticRegression())
    grid = {
        "keyphrasevectorizer__min_df": np.array([1, 2]),
        "keyphrasevectorizer__ngram_range": [(1, 1), (1, 2)],
    }
    search = GridSearchCV(pipeline, grid, cv=2, n_jobs=n_jobs, error_score="raise")
    search.fit(pd.Series(TEXTS * 2), LABELS * 2)
    assert len(search.cv_results_["params"]) == 4
    assert len(search.predict(TEXTS)) == 6


def test_features_can_be_united():
    union = make_union(QualityTransformer(), KeyPhraseVectorizer())
    rows = union.fit_transform(TEXTS)
    assert rows.shape == (6, len(union.get_feature_names_out()))


@pytest.mark.parametrize("kind", [KeyPhraseVectorizer, NearDuplicateClusterer])
def test_set_output_needs_an_array_and_says_so(kind):
    assert sparse.issparse(kind().fit_transform(TEXTS))
    with pytest.raises(ValueError, match="sparse matrix"):
        kind().set_output(transform="pandas").fit_transform(TEXTS)
    rows = kind(sparse_output=False).set_output(transform="pandas").fit_transform(TEXTS)
    assert np.array_equal(rows.to_numpy(), kind().fit_transform(TEXTS).toarray())


class Counted:
    """Counts how often each text is segmented."""

    def __init__(self, monkeypatch, module):
        self.texts = []
        build = module.build_corpus
        monkeypatch.setattr(module, "build_corpus", lambda batch: self.count(build, batch))

    def count(self, build, batch):
        self.texts += [article.text for article in batch]
        return build(batch)


@pytest.mark.parametrize("kind", [QualityTransformer, KeyPhraseVectorizer])
@pytest.mark.parametrize("act", ["fit", "fit_transform"])
def test_each_text_is_measured_once(kind, act, monkeypatch):
    counted = Counted(monkeypatch, __import__("sys").modules[kind.__module__])
    getattr(kind(), act)(TEXTS)
    assert counted.texts == TEXTS


@pytest.mark.slow
@pytest.mark.parametrize("kind", [QualityTransformer, KeyPhraseVectorizer])
def test_several_processes_give_the_same(kind, monkeypatch):
    small = lambda articles: ([article] for article in articles)  # noqa: E731
    monkeypatch.setattr(text_input_module, "batches", small)
    one, two = kind().fit(TEXTS), kind(n_jobs=2).fit(TEXTS)
    assert np.array_equal(dense(one.transform(TEXTS)), dense(two.transform(TEXTS)))
    assert list(one.get_feature_names_out()) == list(two.get_feature_names_out())


def test_the_quality_is_that_of_a_report():
    texts = [*TEXTS, " ".join(["Harbour ferry news is good."] * 12), "..."]
    rows = QualityTransformer(features=["quality"]).fit_transform(texts)
    report = analyze(texts).articles.sort_index()["quality"]
    assert report.min() < 100
    assert rows[:-1, 0].tolist() == report[:-1].tolist()


def test_features_are_chosen_by_kind_and_by_name():
    every = QualityTransformer().fit(TEXTS).get_feature_names_out().tolist()
    metrics = QualityTransformer(features="metrics").fit(TEXTS).get_feature_names_out().tolist()
    rare = QualityTransformer(features="rarities").fit(TEXTS).get_feature_names_out().tolist()
    assert metrics + rare == every
    chosen = QualityTransformer(features=np.array(["words", "quality"])).fit(TEXTS)
    assert chosen.get_feature_names_out().tolist() == ["words", "quality"]
    with pytest.raises(SettingError, match="unknown feature 'qualty'; did you mean 'quality'"):
        QualityTransformer(features=["qualty"]).fit(TEXTS)
    with pytest.raises(SettingError, match="no features are left"):
        QualityTransformer(features=[]).fit(TEXTS)


@pytest.mark.parametrize(
    ("estimator", "wrong"),
    [
        (KeyPhraseVectorizer(min_df=0), "min_df"),
        (KeyPhraseVectorizer(max_df=1.5), "max_df"),
        (KeyPhraseVectorizer(top_n=2.5), "top_n"),
        (KeyPhraseVectorizer(prefer="names"), "prefer"),
        (KeyPhraseVectorizer(stop_words="german"), "stop_words"),
        (QualityTransformer(features="some"), "features"),
        (QualityTransformer(n_jobs="two"), "n_jobs"),
        (NearDuplicateClusterer(metric="dice"), "metric"),
        (NearDuplicateClusterer(ngram_size=0), "ngram_size"),
    ],
)
def test_a_wrong_parameter_is_named(estimator, wrong):
    with pytest.raises(ValueError, match=f"The '{wrong}' parameter"):
        estimator.fit(TEXTS)


def test_numbers_of_numpy_are_parameters():
    ours = KeyPhraseVectorizer(top_n=np.int64(5), min_df=np.int32(1), max_features=np.int64(3))
    assert len(ours.fit(TEXTS).vocabulary_) == 3
    shared = KeyPhraseVectorizer(min_df=np.float64(0.5), max_df=np.int64(6)).fit(TEXTS)
    assert shared.vocabulary_ == KeyPhraseVectorizer(min_df=3).fit(TEXTS).vocabulary_
    clusterer = NearDuplicateClusterer(threshold=np.float32(0.5), ngram_size=np.int64(1))
    assert clusterer.fit(TEXTS).n_clusters_


def test_max_df_and_stop_words_drop_phrases():
    every = KeyPhraseVectorizer(min_df=1).fit(TEXTS).vocabulary_
    rare = KeyPhraseVectorizer(min_df=1, max_df=2).fit(TEXTS).vocabulary_
    assert set(rare) < set(every)
    without = (
        KeyPhraseVectorizer(min_df=1, stop_words=["Harbour", "noon"]).fit(TEXTS).vocabulary_
    )
    assert set(without) == {
        name for name in every if not {"harbour", "noon"} & {name.split()[0], name.split()[-1]}
    }
    assert len(without) < len(every)


NEW = ["The ferry left at noon, they say: the ferry left at noon.", "Wind.", "", TEXTS[1]]


@pytest.mark.parametrize("metric", ["jaccard", "containment", "cosine"])
def test_new_texts_get_the_cluster_of_the_most_similar_text(metric):
    clusterer = NearDuplicateClusterer(threshold=0.6, metric=metric).fit(TEXTS)
    assert clusterer.predict(NEW).tolist() == [
        clusterer.labels_[0],
        -1,
        -1,
        clusterer.labels_[1],
    ]
    assert clusterer.predict([]).tolist() == []
    matrix = clusterer.transform(NEW).toarray()
    assert matrix.shape == (4, clusterer.n_clusters_)
    pairs = near_duplicates(TEXTS, NEW, threshold=0.6, metric=metric)
    expected = np.zeros(matrix.shape)
    for left, right, similarity in pairs.itertuples(index=False):
        at = right, clusterer.labels_[left]
        expected[at] = max(expected[at], similarity)
    if metric == "cosine":  # weighted over the training texts alone
        assert (matrix > 0).tolist() == (expected > 0).tolist()
    else:
        assert np.array_equal(matrix, expected)


def test_training_texts_are_in_their_own_cluster():
    texts = [*TEXTS, TEXTS[2] + " Again.", ""]
    clusterer = NearDuplicateClusterer(threshold=0.5)
    matrix = clusterer.fit_transform(texts).toarray()
    assert np.array_equal(matrix, clusterer.transform(texts).toarray())
    assert clusterer.predict(texts).tolist() == [*clusterer.labels_[:-1], -1]
    assert matrix.max(axis=1).tolist() == [1.0] * 7 + [0.0]


def test_articles_with_titles_are_texts_too():
    articles = [Article(str(at), text, title="Ferry") for at, text in enumerate(TEXTS)]
    assert QualityTransformer().fit_transform(articles).shape[0] == 6
    assert clone(KeyPhraseVectorizer()).fit_transform(articles).shape[0] == 6
