"""The JSON report."""

import json
from pathlib import Path

from hostile import hostile_articles

from analyzer.analysis import analyze
from analyzer.pipeline.results import TABLES
from analyzer.readers import read

SEEDS = Path(__file__).parents[2] / "seeds"


def test_rows_are_read_back_unchanged(tmp_path: Path) -> None:
    analysis = analyze(list(read([SEEDS])))
    analysis.write(tmp_path, ["json"])
    for name, columns in TABLES.items():
        rows = json.loads((tmp_path / f"{name}.json").read_text("utf-8"))
        for column in columns:
            assert [row[column.name] for row in rows] == analysis.tables[name][column.name]


def test_each_row_is_one_line(tmp_path: Path) -> None:
    analysis = analyze(["One text.", "Two texts."])
    analysis.write(tmp_path, ["json"])
    lines = (tmp_path / "articles.json").read_text("utf-8").splitlines()
    assert [json.loads(line.rstrip(","))["words"] for line in lines[1:-1]] == [2, 2]


def test_no_articles_give_an_empty_array(tmp_path: Path) -> None:
    analyze([]).write(tmp_path, ["json"])
    assert json.loads((tmp_path / "articles.json").read_text("utf-8")) == []


def test_hostile_articles_are_text(tmp_path: Path) -> None:
    articles = hostile_articles()
    analyze(articles).write(tmp_path, ["json"])
    rows = json.loads((tmp_path / "articles.json").read_text("utf-8"))
    assert [row["title"] for row in rows[:1]] == [articles[0].title]


def test_json_lines_have_the_same_rows(tmp_path: Path) -> None:
    analysis = analyze(list(read([SEEDS])))
    analysis.write(tmp_path, ["json", "jsonl"])
    for name in TABLES:
        lines = (tmp_path / f"{name}.jsonl").read_text("utf-8").split("\n")
        assert lines.pop() == ""
        rows = json.loads((tmp_path / f"{name}.json").read_text("utf-8"))
        assert [json.loads(line) for line in lines] == rows


def test_no_articles_give_no_lines(tmp_path: Path) -> None:
    analyze([]).write(tmp_path, ["jsonl"])
    assert (tmp_path / "articles.jsonl").read_bytes() == b""
