"""The inputs that `analyze` accepts, and the data frames that it returns."""

import datetime
import io
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import analyzer
from analyzer.analysis import analyze
from analyzer.article import Article
from analyzer.errors import SettingError
from analyzer.estimators import KeyPhraseVectorizer, QualityTransformer
from analyzer.input_types import ColumnNames
from analyzer.inputs import read_texts, to_articles
from analyzer.phrases.ranking import key_phrases

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
    found = list(to_articles(table, ColumnNames("page", "name", "key")))
    assert [(a.id, a.title, a.text) for a in found] == list(
        zip("abc", TITLES, TEXTS, strict=True)
    )


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_the_error_for_a_missing_column_lists_the_columns(make):
    with pytest.raises(SettingError, match="'body' for text; found text, title, views"):
        articles_of_all(make(DATA), text="body")
    with pytest.raises(
        SettingError, match="no column of texts; give text=, one of views, votes"
    ):
        analyzer.analyze(make({"views": [1], "votes": [1]}))
    for function in (analyzer.near_duplicates, analyzer.key_phrases):
        with pytest.raises(
            SettingError, match="name it 'text', or give that column alone; found views, votes"
        ):
            function(make({"views": [1], "votes": [1]}))


def test_the_only_column_of_a_table_is_the_text():
    assert [a.text for a in to_articles(pd.DataFrame({"verse": TEXTS}))] == TEXTS


def articles_of_all(given, **columns):
    return list(to_articles(given, ColumnNames(**columns)))


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


REFUSED = {
    "string": ("text", r"data is one string; put it in a list, near_duplicates\(\[text\]\)"),
    "bytes": (b"text", r"near_duplicates\(\[data.decode\(\)\]\)"),
    "path": (Path("seeds"), r"read it, near_duplicates\(analyzer.read\(path\)\)"),
    "open file": (io.StringIO("text"), r"near_duplicates\(analyzer.read\(path\)\)"),
    "dict": ({"a": "b"}, r"list\(data.values\(\)\).*near_duplicates\(pandas.Series\(data\)\)"),
    "dict of columns": ({"text": ["b"]}, r"near_duplicates\(pandas.DataFrame\(data\)\)"),
    "splits": ({"train": pa.table(DATA)}, r"near_duplicates\(data\['train'\]\)"),
    "set": ({"a", "b"}, r"near_duplicates\(sorted\(data\)\)"),
    "keys": ({"a": "b"}.keys(), r"near_duplicates\(sorted\(data\)\)"),
    "article": (Article("a", "text"), r"near_duplicates\(\[article\]\)"),
    "lazy frame": (pl.DataFrame(DATA).lazy(), r"near_duplicates\(data.collect\(\)\)"),
    "matrix": (np.array([["a", "b"]]), r"near_duplicates\(data\[:, 0\]\)"),
    "number": (3, "expected articles or texts, got int"),
    "paths": (
        [Path("seeds")],
        r"expected a text, got PosixPath .*read files with analyzer.read",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_collection_of_texts_is_refused_with_the_right_call(name):
    given, message = REFUSED[name]
    with pytest.raises(SettingError, match=message):
        list(to_articles(given, caller="near_duplicates"))


@pytest.mark.parametrize("function", ["analyze", "near_duplicates", "key_phrases"])
def test_every_function_refuses_a_dict_with_its_own_name(function):
    with pytest.raises(SettingError, match=rf"analyzer\.{function}\(list\(data.values\(\)\)\)"):
        getattr(analyzer, function)({"a": "b"})


@pytest.mark.parametrize("estimator", [QualityTransformer, KeyPhraseVectorizer])
def test_an_estimator_refuses_a_dict(estimator):
    with pytest.raises(SettingError, match="fit: data is one dict"):
        estimator().fit({"a": "b"})


def test_records_are_read_as_a_table_is():
    records = [{"head": "Lamp", "text": "It was lit.", "id": 4}, {"text": "Dark.", "id": 9}]
    texts = read_texts(iter(records), ColumnNames(title="head"))
    assert [(a.id, a.title, a.text) for a in texts.articles()] == [
        ("4", "Lamp", "It was lit."),
        ("9", "", "Dark."),
    ]
    assert texts.labels == [4, 9]
    with pytest.raises(SettingError, match="row 1: expected a record like the first one"):
        list(to_articles([{"text": "a"}, "b"]))


class DataSet:
    """What a data set of Hugging Face has, in memory or, without a length, streamed."""

    def __init__(self, rows):
        self.rows, self.column_names = rows, list(rows[0])

    def __iter__(self):
        return iter(self.rows)


class HeldDataSet(DataSet):
    def __len__(self):
        return len(self.rows)

    def __getitem__(self, name):
        return [row[name] for row in self.rows]


@pytest.mark.parametrize("kind", [DataSet, HeldDataSet])
def test_a_data_set_is_read_held_or_streamed(kind):
    given = kind(
        [{"text": text, "title": title} for text, title in zip(TEXTS, TITLES, strict=True)]
    )
    assert [(a.title, a.text) for a in to_articles(given)] == list(
        zip(TITLES, TEXTS, strict=True)
    )


def test_data_sets_of_hugging_face_are_read():
    datasets = pytest.importorskip("datasets")
    given = datasets.Dataset.from_dict(DATA)
    assert analyze(given).articles["title"].tolist()[:2] == TITLES[:2]
    assert len(analyze(given.to_iterable_dataset())) == 3
    assert [a.text for a in to_articles(given["text"])] == TEXTS
    with pytest.raises(SettingError, match=r"analyze\(data\['train'\]\)"):
        analyze(datasets.DatasetDict({"train": given}))


@pytest.mark.parametrize("argument", ["text", "title", "id", "focus_keyphrase"])
def test_the_name_of_a_column_is_refused_where_there_are_none(argument):
    with pytest.raises(SettingError, match=f"{argument}='body' names a column, but data is no"):
        analyze(TEXTS, **{argument: "body"})


def test_no_argument_is_ignored_in_silence():
    with pytest.raises(SettingError, match="'tongue' is neither a column nor a code"):
        analyze(TEXTS, language="tongue")
    with pytest.raises(SettingError, match="markup is 'html', but 'a' is an Article"):
        analyze([Article("a", "text")], markup="html")


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


LABELS = {
    "numbers": [101, 7, 5],
    "days": pd.date_range("2026-11-28", periods=3),
    "levels": pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)]),
    "repeated": ["x", "x", "y"],
}
COPIES = [
    "The keeper lit the lamp at dusk and rowed back to the harbour before the storm came in.",
    "Nobody came to the meeting about the new bridge, so it was put off until the spring.",
    "The keeper lit the lamp at dusk and rowed back to the harbour before the storm came up.",
]


@pytest.mark.parametrize("name", LABELS)
def test_every_table_has_the_labels_of_the_caller(name):
    data = pd.Series(COPIES, index=LABELS[name])
    wanted = list(data.index)
    analysis = analyze(data)
    for table in (analysis.articles, analysis.metrics):
        assert table["article"].tolist() == [wanted[0], wanted[2], wanted[1]]
        assert table.index.tolist() == [wanted[0], wanted[2], wanted[1]]
    assert analysis.articles["nearest_article"].tolist()[:2] == [wanted[2], wanted[0]]
    assert analysis.articles["nearest_article"].isna().tolist() == [False, False, True]
    assert analysis.duplicates[["article_a", "article_b"]].to_numpy().tolist() == [
        [wanted[0], wanted[2]]
    ]
    assert set(analysis.findings["article"]) <= set(wanted)
    assert key_phrases(data, top_n=1)["article"].tolist() == wanted


def test_labels_of_lists_are_positions_and_those_of_a_table_its_ids():
    assert analyze(COPIES).articles["article"].tolist() == [0, 2, 1]
    rows = pl.DataFrame({"id": [3, 4, 5], "text": COPIES})
    assert analyze(rows).articles["article"].tolist() == [3, 5, 4]
    assert analyze(rows).articles.index.tolist() == [0, 2, 1]
    assert analyze(rows)[4].label == 4
    gap = pd.DataFrame({"id": [7, None, 9], "text": COPIES})
    assert analyze(gap).articles["article"].tolist() == [7, 9, 1]


def test_a_label_is_preferred_to_a_position():
    analysis = analyze(pd.Series(COPIES, index=[2, 0, 1]))
    assert analysis[2].article.text == COPIES[0]
    assert [article.label for article in analysis] == [2, 0, 1]
    with pytest.raises(KeyError):
        analysis[3]
    repeated = analyze(pd.Series(COPIES, index=["x", "x", "y"]))
    with pytest.raises(KeyError, match="several articles have the label 'x'"):
        repeated["x"]
    assert repeated["x-2"].article.text == COPIES[1]


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ("7", "; did you mean 'rows.csv#7'?"),
        ("tide.md", "; did you mean 'notes/tide.md'?"),
        ("notes/tides.md", "; did you mean 'notes/tide.md'?"),
        ("elsewhere", ""),
        (("a", 1), ""),
    ],
)
def test_an_unknown_label_is_answered_by_the_nearest_one(given, advice):
    names = ["rows.csv#7", "rows.csv#17", "notes/tide.md"]
    analysis = analyze([Article(name, text) for name, text in zip(names, COPIES, strict=True)])
    with pytest.raises(KeyError) as caught:
        analysis[given]
    assert caught.value.args == (f"no article has the label {given!r}{advice}",)


def test_the_nearest_label_has_the_type_of_the_labels():
    with pytest.raises(KeyError, match=r"'1201'; did you mean 1200[?]"):
        analyze(pd.Series(COPIES, index=[1200, 41, 31]))["1201"]


def test_missing_texts_and_cells_are_NA():  # noqa: N802
    analysis = analyze(pd.DataFrame({"text": ["Some text here.", None], "title": ["", None]}))
    row = analysis.articles.iloc[1]
    assert row[["title", "quality", "originality", "nearest_article"]].isna().all()
    assert analysis.articles["quality"].notna().tolist() == [True, False]


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
