"""Near-duplicates dropped from every kind of table."""

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from examples import LINES, PLAIN, SAID_TWICE

import analyzer
from analyzer.article import Article
from analyzer.errors import SettingError

EDITED = LINES[0].replace("nine", "ten")
TEXTS = [LINES[0], LINES[1], EDITED, LINES[2], f"{LINES[1]} Or not.", None, ""]
KEPT = [0, 1, 3, 5, 6]
TABLES = [
    (list, lambda data: data),
    (tuple, list),
    (pd.Series, lambda data: data.tolist()),
    (pl.Series, lambda data: data.to_list()),
    (pa.array, lambda data: data.to_pylist()),
    (lambda texts: np.array(texts, object), lambda data: data.tolist()),
]


@pytest.mark.parametrize(("make", "values"), TABLES)
def test_texts_without_near_duplicates_have_the_type_of_the_texts_given(
    make: Any, values: Any
) -> None:
    data = make(TEXTS)
    result = analyzer.deduplicate(data)
    assert type(result) is type(data)
    assert [text or None for text in values(result) if isinstance(text, str)] == [
        TEXTS[row] or None for row in KEPT if TEXTS[row] is not None
    ]
    assert len(result) == len(KEPT)


def test_a_data_frame_keeps_its_columns_and_its_index() -> None:
    frame = pd.DataFrame(
        {"body": TEXTS, "author": list("abcdefg")}, index=list("tuvwxyz"), dtype=object
    )
    result = analyzer.deduplicate(frame, text="body")
    assert result.index.tolist() == list("tuwyz")
    assert result["author"].tolist() == list("abdfg")


@pytest.mark.parametrize("make", [pl.DataFrame, pa.table])
def test_tables_of_polars_and_pyarrow_keep_their_type(make: Any) -> None:
    table = make({"text": TEXTS, "row": list(range(7))})
    result = analyzer.deduplicate(table)
    assert type(result) is type(table)
    assert list(result["row"].to_numpy()) == KEPT


def test_a_dataset_keeps_its_type() -> None:
    datasets = pytest.importorskip("datasets")
    dataset = datasets.Dataset.from_dict({"text": TEXTS, "row": list(range(7))})
    result = analyzer.deduplicate(dataset)
    assert isinstance(result, datasets.Dataset)
    assert list(result["row"]) == KEPT


def test_an_iterator_of_articles_becomes_a_list_of_them() -> None:
    articles = [Article(str(row), text or "") for row, text in enumerate(TEXTS)]
    assert analyzer.deduplicate(iter(articles)) == [articles[row] for row in KEPT]


def test_the_longest_of_near_duplicates_is_kept() -> None:
    longer = f"{LINES[1]} Or not."
    assert analyzer.deduplicate(TEXTS[:5], keep="longest") == [LINES[0], LINES[2], longer]


def test_the_best_of_near_duplicates_has_the_highest_quality() -> None:
    stuffed = SAID_TWICE
    scores = analyzer.analyze([stuffed, PLAIN]).articles["quality"]
    assert scores[0] < scores[1]
    assert analyzer.deduplicate([stuffed, PLAIN], keep="longest") == [stuffed]
    assert analyzer.deduplicate([stuffed, PLAIN], keep="best") == [PLAIN]
    assert analyzer.deduplicate([PLAIN, f"{PLAIN}  "], keep="best") == [f"{PLAIN}  "]


def test_texts_similar_to_those_of_another_set_are_dropped() -> None:
    train = pd.DataFrame({"text": [EDITED, LINES[2], LINES[2]]})
    test = pd.DataFrame({"text": [LINES[0], LINES[5], LINES[2]], "n": [1, 2, 3]})
    assert analyzer.deduplicate(test, against=train)["n"].tolist() == [2]
    assert analyzer.deduplicate(test, against=train, keep="longest")["n"].tolist() == [2]
    assert analyzer.deduplicate(test, against=[])["n"].tolist() == [1, 2, 3]


def test_other_metrics_drop_what_they_find_similar() -> None:
    teaser = " ".join(LINES[:2])
    texts = [f"{teaser} {LINES[2]} {LINES[3]}", teaser, LINES[4]]
    assert analyzer.deduplicate(texts) == texts
    assert analyzer.deduplicate(texts, metric="containment") == [texts[0], texts[2]]
    assert analyzer.deduplicate([LINES[0], LINES[0]], metric="cosine") == [LINES[0]]
    assert analyzer.deduplicate(["lamps lit", "lamp lit"], stem=True) == ["lamps lit"]


def test_an_empty_list_stays_empty() -> None:
    assert analyzer.deduplicate([]) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"keep": "last"}, "deduplicate: keep is 'last'; it must be one of 'first', 'long"),
        ({"threshold": 0}, "deduplicate: threshold is 0; it must be above 0"),
        ({"metric": "dice"}, "deduplicate: metric is 'dice'; it must be one of"),
    ],
)
def test_a_wrong_argument_is_an_error(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        analyzer.deduplicate(["a"], **arguments)


def test_an_error_about_the_other_set_says_so() -> None:
    test, train = pd.DataFrame({"text": ["Rain."]}), pd.DataFrame({"body": ["Rain."], "n": [1]})
    message = "against: no column 'text' for text; found body, n"
    with pytest.raises(SettingError, match=message):
        analyzer.deduplicate(test, text="text", against=train)
    with pytest.raises(SettingError, match=r"^no column 'body' for text"):
        analyzer.deduplicate(test, text="body", against=train)
    with pytest.raises(SettingError, match=r"^against: "):
        analyzer.deduplicate(test, against="train.csv")
