"""The JSON report."""

import json
from pathlib import Path
from typing import Any

from hostile import hostile_articles

from analyzer.analysis import analyze
from analyzer.pipeline.table_columns import TABLES
from analyzer.readers import read
from analyzer.tables import SCHEMA_VERSION

SEEDS = Path(__file__).parents[2] / "seeds"


def rows_of(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))[path.stem]
    return rows


def test_rows_are_read_back_unchanged(tmp_path: Path) -> None:
    analysis = analyze(list(read([SEEDS])))
    analysis.write(tmp_path, ["json"])
    for name in TABLES:
        rows, table = rows_of(tmp_path / f"{name}.json"), analysis.rows(name)
        for column in analysis.columns(name):
            found = [row[column.name] for row in rows]
            text = column.kind == "string"
            assert found == [(v or None) if text else v for v in table[column.name]]


def test_json_carries_the_version_of_the_tables(tmp_path: Path) -> None:
    analyze(["One text."]).write(tmp_path, ["json", "csv"])
    for name in ("articles.json", "boilerplate.json", "run.json", "datapackage.json"):
        found = json.loads((tmp_path / name).read_text("utf-8"))
        assert found["schema_version"] == SCHEMA_VERSION


def test_each_row_is_one_line(tmp_path: Path) -> None:
    analysis = analyze(["One text.", "Two texts."])
    analysis.write(tmp_path, ["json"])
    lines = (tmp_path / "articles.json").read_text("utf-8").splitlines()
    assert [json.loads(line.rstrip(","))["words"] for line in lines[1:-1]] == [2, 2]


def test_no_articles_give_an_empty_array(tmp_path: Path) -> None:
    analyze([]).write(tmp_path, ["json"])
    assert rows_of(tmp_path / "articles.json") == []


def test_hostile_articles_are_text(tmp_path: Path) -> None:
    articles = hostile_articles()
    analyze(articles).write(tmp_path, ["json"])
    rows = rows_of(tmp_path / "articles.json")
    titles = {row["article"]: row["title"] for row in rows}
    assert titles[articles[0].id] == articles[0].title


def test_json_lines_have_the_same_rows(tmp_path: Path) -> None:
    analysis = analyze(list(read([SEEDS])))
    analysis.write(tmp_path, ["json", "jsonl"])
    for name in TABLES:
        lines = (tmp_path / f"{name}.jsonl").read_text("utf-8").split("\n")
        assert lines.pop() == ""
        assert [json.loads(line) for line in lines] == rows_of(tmp_path / f"{name}.json")


def test_no_articles_give_no_lines(tmp_path: Path) -> None:
    analyze([]).write(tmp_path, ["jsonl"])
    assert (tmp_path / "articles.jsonl").read_bytes() == b""
