"""The inputs that `analyze` accepts, and the data frames that it returns."""

import datetime

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from analyzer.analysis import analyze
from analyzer.article import Article
from analyzer.dataframes import to_articles
from analyzer.errors import SettingError

TEXTS = ["The lamp was lit at dusk.", "Nobody came.", ""]
TITLES = ["Lamp", "Nobody", "Nothing"]
DATA = {"text": TEXTS, "title": TITLES, "views": [3, 2, 1]}

GIVEN = {
    "list": TEXTS,
    "tuple": tuple(TEXTS),
    "generator": (text for text in TEXTS),
    "array of objects": np.array(TEXTS, dtype=object),
    "array of strings": np.array(TEXTS),
    "pandas series": pd.Series(TEXTS),
    "pandas series of Arrow": pd.Series(TEXTS, dtype="string[pyarrow]"),
    "pandas categories": pd.Series(TEXTS, dtype="category"),
    "polars series": pl.Series(TEXTS),
    "pyarrow array": pa.array(TEXTS),
    "pyarrow chunks": pa.chunked_array([TEXTS[:1], TEXTS[1:]]),
    "pandas frame": pd.DataFrame(DATA),
    "polars frame": pl.DataFrame(DATA),
    "pyarrow table": pa.table(DATA),
    "pyarrow batch": pa.record_batch(DATA),
    "pyarrow reader": pa.table(DATA).to_reader(),
    "articles": [Article(str(at), text) for at, text in enumerate(TEXTS)],
}


@pytest.mark.parametrize("name", GIVEN)
def test_texts_are_read_from_every_kind_of_input(name):
    found = list(to_articles(GIVEN[name]))
    assert [article.text for article in found] == TEXTS
    assert [article.id for article in found] == ["0", "1", "2"]


@pytest.mark.parametrize("name", ["pandas frame", "polars frame", "pyarrow table"])
def test_titles_are_read_from_their_column_and_plain_texts_have_none(name):
    assert [article.title for article in to_articles(GIVEN[name])] == TITLES
    assert [article.title for article in to_articles(TEXTS)] == ["", "", ""]


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_columns_can_be_named(make):
    table = make({"page": TEXTS, "name": TITLES, "key": ["a", "b", "c"]})
    found = list(to_articles(table, text="page", title="name", id="key"))
    assert [(a.id, a.title, a.text) for a in found] == list(
        zip("abc", TITLES, TEXTS, strict=True)
    )


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_the_error_for_a_missing_column_lists_the_columns(make):
    with pytest.raises(SettingError, match="'body' for text; found text, title, views"):
        articles_of_all(make(DATA), text="body")
    with pytest.raises(SettingError, match="no column of texts; give text=, one of views"):
        articles_of_all(make({"views": [1]}))


def articles_of_all(given, **columns):
    return list(to_articles(given, **columns))


@pytest.mark.parametrize(
    "missing",
    [None, float("nan"), np.nan, pd.NA, pd.NaT],
    ids=["None", "nan", "numpy", "NA", "NaT"],
)
def test_a_missing_text_counts_as_empty(missing):
    assert [a.text for a in to_articles(["some", missing])] == ["some", ""]


@pytest.mark.parametrize(
    "series",
    [
        pd.Series(["some", None], dtype="str"),
        pd.Series(["some", None], dtype="string"),
        pl.Series(["some", None]),
        pa.array(["some", None]),
    ],
)
def test_a_missing_text_of_any_library_counts_as_empty(series):
    assert [a.text for a in to_articles(series)] == ["some", ""]


@pytest.mark.parametrize("value", [3, 2.5, b"bytes", ["list"], datetime.date(2026, 1, 1)])
def test_the_error_for_a_value_that_is_no_text_names_its_row(value):
    with pytest.raises(SettingError, match="row 1: expected a text, got"):
        articles_of_all(["some", value])


@pytest.mark.parametrize("value", ["one text", b"one text"])
def test_a_single_string_is_refused(value):
    with pytest.raises(SettingError, match="put it in a list"):
        to_articles(value)


def test_an_input_without_texts_is_refused():
    with pytest.raises(SettingError, match="expected articles or texts, got int"):
        to_articles(3)
    with pytest.raises(SettingError, match="collect"):
        to_articles(pl.DataFrame(DATA).lazy())


def test_the_index_of_a_frame_is_kept():
    index = pd.Index(["x", "y", "z"], name="page")
    table = pd.DataFrame(DATA, index=index)
    assert analyze(table).articles.index.equals(index)
    assert analyze(table["text"]).articles.index.equals(index)
    joined = table.join(analyze(table).articles[["words"]])
    assert joined["words"].notna().all()
    assert analyze(table).articles["article"].tolist() == ["x", "y", "z"]


def test_an_index_of_several_levels_is_kept():
    index = pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)])
    assert analyze(pd.DataFrame(DATA, index=index)).articles.index.equals(index)


def test_without_an_index_articles_are_numbered():
    for name in ("list", "polars frame", "pyarrow table"):
        assert analyze(GIVEN[name]).articles.index.tolist() == [0, 1, 2]


def test_the_input_is_not_changed():
    table = pd.DataFrame(DATA)
    before = table.copy(deep=True)
    analyze(table)
    pd.testing.assert_frame_equal(table, before)


def test_columns_have_their_documented_types():
    analysis = analyze(GIVEN["list"])
    kinds = {name: str(dtype) for name, dtype in analysis.articles.dtypes.items()}
    assert kinds["quality"] == "float64"
    assert kinds["words"] == "int64"
    assert kinds["title"] == "str"
    assert str(analysis.phrases.dtypes["in_title"]) == "bool"
