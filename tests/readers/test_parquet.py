"""The Parquet report."""

from pathlib import Path

import pandas as pd
import pytest
from hostile import hostile_articles
from pyarrow import parquet

from analyzer.analysis import Analysis, analyze
from analyzer.errors import SettingError
from analyzer.pipeline.table_columns import TABLES
from analyzer.readers import read

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def seeds() -> Analysis:
    return analyze(list(read([SEEDS])))


def test_tables_come_back_as_they_are(seeds, tmp_path):
    seeds.write(tmp_path, ["parquet"])
    for name in TABLES:
        table = pd.read_parquet(tmp_path / f"{name}.parquet")
        expected = getattr(seeds, name).reset_index(drop=True)
        pd.testing.assert_frame_equal(table, expected, check_dtype=False)


def test_columns_have_their_types_and_say_what_they_mean(seeds, tmp_path):
    seeds.write(tmp_path, ["parquet"])
    for name in TABLES:
        columns = seeds.columns(name)
        schema = parquet.read_schema(tmp_path / f"{name}.parquet")
        assert schema.names == [column.name for column in columns]
        for column, field in zip(columns, schema, strict=True):
            assert field.metadata[b"description"].decode() == column.meaning
            expected = {"integer": "int64", "number": "double", "boolean": "bool"}
            assert str(field.type) == expected.get(column.kind, "string")


def test_empty_tables_keep_their_types(tmp_path):
    analyze([]).write(tmp_path, ["parquet"])
    schema = parquet.read_schema(tmp_path / "articles.parquet")
    assert str(schema.field("words").type) == "int64"


def test_the_same_tables_give_the_same_bytes(seeds, tmp_path):
    for name in ("one", "two"):
        seeds.write(tmp_path / name, ["parquet"])
    for name in TABLES:
        one, two = (tmp_path / run / f"{name}.parquet" for run in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


def test_hostile_articles_are_text(tmp_path):
    articles = hostile_articles()
    analyze(articles).write(tmp_path, ["parquet"])
    table = parquet.read_table(tmp_path / "articles.parquet")
    assert table.num_rows == len(articles)
    at = table["article"].to_pylist().index(articles[0].id)
    assert table["title"][at].as_py() == articles[0].title


def test_without_pyarrow_the_extra_is_named(seeds, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    with pytest.raises(SettingError, match=r"pip install 'analyzer\[parquet\]'"):
        seeds.write(tmp_path, ["parquet"])
