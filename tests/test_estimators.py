"""The scikit-learn face."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from text_estimator_checks import TEXTS, dense, text_estimator_checks

from analyzer.analysis import analyze
from analyzer.errors import SettingError
from analyzer.estimators import NearDuplicateClusterer, QualityTransformer
from analyzer.nearduplicates import near_duplicates

OURS = [
    QualityTransformer(),
    QualityTransformer(tails=False),
    QualityTransformer(figures=False),
    NearDuplicateClusterer(),
    NearDuplicateClusterer(threshold=0.3, measure="containment", ngram=2, stem=True),
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
def test_estimators_of_texts_keep_to_the_rules(estimator, check):
    check(estimator)


class Broken(TransformerMixin, BaseEstimator):
    """A transformer with one fault, chosen by name."""

    def __init__(self, fault: str = "") -> None:
        self.fault = fault
        if fault == "learns when made":
            self.size_ = 1

    def fit(self, X: Any, y: Any = None) -> "Broken":  # noqa: N803
        if isinstance(X, str) and self.fault != "takes a string":
            raise ValueError("one string")
        self.seen_ = getattr(self, "seen_", 0) + 1 if self.fault == "adds up" else 1
        self.size_ = len(X)
        if self.fault == "changes a parameter":
            self.fault = "changed"
        if self.fault == "changes the texts":
            X[0] = ""
        return clone(self) if self.fault == "returns another" else self

    def transform(self, X: Any) -> np.ndarray:  # noqa: N803
        if not hasattr(self, "size_") and self.fault != "needs no fit":
            from sklearn.exceptions import NotFittedError

            raise NotFittedError
        texts = [str(x) if self.fault == "reads None" else x or "" for x in X]
        sizes = np.array([len(text) for text in texts], float)
        if self.fault == "sorts":
            sizes = np.sort(sizes)
        if self.fault == "compares":
            sizes = sizes / max(sizes.max(), 1)
        if self.fault == "divides by nothing":
            sizes = np.where(sizes == 0, np.nan, sizes)
        return sizes[:, None] * getattr(self, "seen_", 1)

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        return np.array(["size", "more"][: 2 if self.fault == "names too many" else 1], object)


FAULTS = [
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


def test_the_checks_pass_what_is_right():
    assert broken_rules(Broken()) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_the_checks_find_each_fault(fault):
    assert broken_rules(Broken(fault))


def test_the_figures_are_those_of_the_report():
    table = QualityTransformer().set_output(transform="pandas").fit_transform(TEXTS)
    report = analyze(TEXTS).articles
    for name in set(table) & set(report):
        known = report[name].notna()
        np.testing.assert_allclose(table[name][known], report[name][known], atol=1e-6)
    assert {"words", "reading_ease", "repeated_phrase"} <= set(table)


def test_a_title_counts_where_its_column_is_named():
    table = pd.DataFrame({"body": TEXTS, "head": ["Ferry"] * len(TEXTS)})
    rows = QualityTransformer(text="body", title="head").fit_transform(table)
    assert rows.shape == QualityTransformer().fit_transform(TEXTS).shape


def test_a_figure_that_cannot_be_told_is_the_mean_of_those_that_can():
    transformer = QualityTransformer().set_output(transform="pandas").fit(TEXTS)
    rows = transformer.transform(["雨が降る。"])
    at = list(transformer.get_feature_names_out()).index("reading_ease")
    assert rows["reading_ease"].iloc[0] == transformer.means_[at]


def test_without_features_there_is_an_error():
    with pytest.raises(SettingError, match="no features are left"):
        QualityTransformer(figures=False, tails=False).fit(TEXTS)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_output_is_a_frame_where_asked_for_and_keeps_the_index(library):
    pytest.importorskip(library)
    series = pd.Series(TEXTS, index=list("abcdef"))
    transformer = QualityTransformer().set_output(transform=library)
    rows = transformer.fit_transform(series)
    assert list(rows.columns) == list(transformer.get_feature_names_out())
    assert type(rows).__module__.startswith(library)
    if library == "pandas":
        assert rows.index.equals(series.index)


def test_texts_may_be_a_column_of_a_table():
    table = pd.DataFrame({"text": TEXTS, "views": range(6)}, index=list("abcdef"))
    columns = ColumnTransformer(
        [("quality", QualityTransformer(), "text"), ("views", "passthrough", ["views"])]
    ).set_output(transform="pandas")
    rows = columns.fit_transform(table)
    assert rows.index.equals(table.index)
    assert "quality__words" in rows
    assert "views__views" in rows


def test_a_search_over_a_pipeline_finds_its_parameters():
    pipeline = make_pipeline(QualityTransformer(), StandardScaler(), LogisticRegression())
    search = GridSearchCV(pipeline, {"qualitytransformer__tails": [True, False]}, cv=2)
    search.fit(TEXTS * 2, [0, 1] * 6)
    assert set(search.best_params_) == {"qualitytransformer__tails"}
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


def test_near_duplicates_share_a_label_and_others_have_their_own():
    clusterer = NearDuplicateClusterer().fit(COPIES)
    assert clusterer.labels_.tolist() == [0, 1, 0, 0, 1, 2, 3]
    assert clusterer.n_clusters_ == 4
    pd.testing.assert_frame_equal(clusterer.pairs_, near_duplicates(COPIES))


def test_labels_keep_copies_on_one_side_of_a_split():
    labels = NearDuplicateClusterer().fit_predict(pd.Series(COPIES))
    for train, test in GroupKFold(3).split(COPIES, groups=labels):
        assert not set(labels[train]) & set(labels[test])


def test_a_wrong_parameter_is_told_when_fitting():
    with pytest.raises(SettingError):
        NearDuplicateClusterer(threshold=2.0).fit(COPIES)


def test_no_texts_give_no_rows():
    fitted = QualityTransformer().fit(TEXTS)
    assert dense(fitted.transform([])).shape == (0, len(fitted.means_))
    assert NearDuplicateClusterer().fit([]).labels_.shape == (0,)
