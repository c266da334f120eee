"""Two runs compared: findings that follow their text, articles, trends, formats."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from samples import document

import analyzer
from analyzer import Article, ReadError
from analyzer.cli.main import main
from analyzer.pipeline.table_columns import COMPARISON_TABLES
from analyzer.reports.changes import Comparison, change_lines, read_run
from analyzer.text.terminal_text import width

PHRASE = "Marrow Sound ferry links widen"
STUFFED = "\n\n".join(f"{PHRASE}. {document(seed, 4)}" for seed in range(6))
SHARED = document(50, 12)
OTHER = "A new paragraph about the quay, the market and its people opens the page."


def run_of(texts: dict[str, str]) -> analyzer.Analysis:
    return analyzer.analyze([Article(name, text, title=PHRASE) for name, text in texts.items()])


@pytest.fixture(scope="module")
def before() -> dict[str, str]:
    return {
        "a.md": STUFFED,
        "b.md": f"{document(51, 9)}\n\n{SHARED}",
        "c.md": f"{document(52, 9)}\n\n{SHARED}",
        "gone.md": document(53, 9),
    }


def test_findings_follow_their_text_to_other_lines(before: dict[str, str]) -> None:
    after = {name: f"{OTHER}\n\n{text}" for name, text in before.items() if name != "c.md"}
    after["c.md"] = before["c.md"]
    changed = run_of(after).compare(run_of(before))
    rules = {"keyword-stuffing", "repeated-phrase", "duplicate-passage", "shared-sentence"}
    found = changed.findings
    assert not rules & set(found["rule"])
    assert run_of(before).compare(run_of(before)).articles.empty


def test_articles_are_better_worse_new_and_removed(before: dict[str, str]) -> None:
    after = {
        "a.md": STUFFED.replace(PHRASE, "The plan widens", 5),
        "b.md": before["b.md"],
        "c.md": before["b.md"],
        "new.md": document(60, 9),
    }
    old, new = run_of(before), run_of(after)
    changed = new.compare(old)
    kinds = changed.articles.set_index("article")["change"]
    assert kinds["a.md"] == "better"
    assert kinds["c.md"] == "worse"
    assert kinds["new.md"] == "new"
    assert kinds["gone.md"] == "removed"
    row = changed.articles.set_index("article").loc["a.md"]
    one, other = (run.articles.set_index("article").loc["a.md"] for run in (old, new))
    assert (row["quality_before"], row["quality"]) == (one["quality"], other["quality"])
    fixed = changed.findings.query("article == 'a.md' and change == 'fixed'")
    assert "repeated-phrase" in set(fixed["rule"])
    assert (
        len(fixed.drop_duplicates(["rule", "group", "severity"])) == row["fixed_findings"] > 0
    )


def test_new_and_fixed_findings_are_the_difference_in_number(before: dict[str, str]) -> None:
    after = before | {"a.md": STUFFED.replace(PHRASE, "The plan widens", 2), "b.md": SHARED}
    old, new = run_of(before), run_of(after)
    found = new.compare(old).findings
    for rule in {*old.findings["rule"], *new.findings["rule"]}:
        counts = found.query("rule == @rule")["change"].value_counts()
        difference = sum(new.findings["rule"] == rule) - sum(old.findings["rule"] == rule)
        assert counts.get("new", 0) - counts.get("fixed", 0) == difference


def test_issues_are_counted_and_not_their_locations(before: dict[str, str]) -> None:
    changed = run_of(before | {"new.md": STUFFED}).compare(run_of({"b.md": before["b.md"]}))
    rows = changed.findings.query("article == 'new.md' and rule == 'repeated-phrase'")
    assert len(rows) > len(set(rows["group"]))
    counts = changed.articles.set_index("article")["new_findings"]
    found = run_of(before | {"new.md": STUFFED}).articles.set_index("article").loc["new.md"]
    assert counts["new.md"] == found[["errors", "warnings", "notes"]].sum()
    assert f"findings: {counts.sum():,} new" in repr(changed)


def test_an_article_with_another_name_is_the_same(before: dict[str, str]) -> None:
    old = run_of(before)
    other = before["gone.md"].replace(".", " today.", 1)
    renamed = {key: text for key, text in before.items() if key not in ("a.md", "gone.md")}
    new = analyzer.analyze(
        [Article(name, text, title=PHRASE) for name, text in renamed.items()]
        + [Article("moved/a.md", before["a.md"], title=PHRASE)]
        + [Article("kept.md", other, title="A harbour")]
    )
    named = analyzer.analyze(
        [Article(row.id, row.text, title="A harbour" if row.id == "gone.md" else PHRASE)
         for row in (Article(name, text) for name, text in before.items())]
    )  # fmt: skip
    assert new.compare(named).articles["article"].tolist() == []
    kinds = new.compare(old).articles.set_index("article")["change"]
    assert kinds.to_dict() == {"gone.md": "removed", "kept.md": "new"}


def test_articles_of_one_title_and_other_lengths_are_not_the_same() -> None:
    old, new = (
        analyzer.analyze([Article(name, document(3, size), title="Notes")])
        for name, size in (("a.md", 20), ("b.md", 12))
    )
    kinds = new.compare(old).articles.set_index("article")["change"]
    assert kinds.to_dict() == {"a.md": "removed", "b.md": "new"}


def test_the_main_issue_of_an_article_that_became_worse_is_what_is_new() -> None:
    copied, own, copied_now = document(96, 16), document(97, 7), document(98, 7)
    texts = {
        "a.md": f"{copied}\n\n{own}",
        "b.md": f"{copied}\n\n{document(99, 4)}",
        "c.md": f"{copied_now}\n\n{document(100, 40)}",
    }
    edited = texts | {"a.md": f"{copied}\n\n{copied_now}"}
    old, new = (analyzer.analyze(list(map(Article, t, t.values()))) for t in (texts, edited))
    for run in (old, new):
        assert "b.md" in run.articles.set_index("article")["main_issue"]["a.md"]
    row = new.compare(old).articles.set_index("article").loc["a.md"]
    assert row["change"] == "worse"
    assert "also appears in c.md" in row["main_issue"]


def test_a_finding_that_moves_to_another_article_is_neither_new_nor_fixed() -> None:
    texts = {"a.md": STUFFED, "b.md": document(70, 9)}
    moved = {"a.md": document(71, 9), "b.md": STUFFED}
    old = run_of(texts)
    assert "repeated-phrase" in set(old.findings["rule"])
    assert "repeated-phrase" not in set(run_of(moved).compare(old).findings["rule"])


def test_a_sentence_that_is_edited_is_the_same_finding() -> None:
    sentence = "The keeper climbed the tower each evening with a lamp, a cloth and a tin."
    rest = document(80, 12)
    texts = {"a.md": f"{sentence}\n\n{rest}\n\n{sentence.replace('cloth', 'brush')}"}
    edited = {"a.md": texts["a.md"].replace("lamp,", "lantern,")}
    old, new = run_of(texts), run_of(edited)
    assert "near-duplicate-sentence" in set(old.findings["rule"])
    assert "near-duplicate-sentence" not in set(new.compare(old).findings["rule"])


FORMATS = ["csv", "csv-bom", "json", "jsonl", "parquet"]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_with_tables_gives_the_same_comparison(
    name: str, before: dict[str, str], tmp_path: Path
) -> None:
    texts = {"=b.md": before["b.md"], **before}
    old, new = run_of(texts), run_of(texts | {"a.md": document(90, 9), "=b.md": STUFFED})
    expected = new.compare(old)
    old.write(tmp_path, [name])
    found = new.compare(tmp_path)
    for part in ("articles", "findings"):
        pd.testing.assert_frame_equal(getattr(found, part), getattr(expected, part))
    figures = ["articles", "quality", "originality", "errors", "warnings", "notes"]
    assert found.trend[figures].equals(expected.trend[figures])


def test_a_folder_without_tables_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    run = run_of({"a.md": SHARED})
    with pytest.raises(ReadError, match=r"is no report, .* it has no run\.json"):
        run.compare(tmp_path)
    run.write(tmp_path, ["html"])
    with pytest.raises(ReadError, match=r"has no tables; write the report as one of .*csv"):
        run.compare(tmp_path)
    run.write(tmp_path, ["csv"])
    written = json.loads((tmp_path / "run.json").read_text("utf-8"))
    del written["schema_version"]
    (tmp_path / "run.json").write_text(json.dumps(written))
    with pytest.raises(ReadError, match=r"tables of an earlier version, .*; write it again"):
        run.compare(tmp_path)
    with pytest.raises(ReadError, match=r"csv: is a file; name the folder of the report: /"):
        analyzer.load(tmp_path / "articles.csv")
    for damaged in ("{", "[]"):
        (tmp_path / "run.json").write_text(damaged)
        with pytest.raises(ReadError, match=r"run\.json: is damaged"):
            run.compare(tmp_path)


def test_a_damaged_table_is_an_error_that_names_it(tmp_path: Path) -> None:
    run = run_of({"a.md": SHARED})
    run.write(tmp_path, ["csv"])
    (tmp_path / "articles.csv").write_text("article,quality\na.md,good\n")
    with pytest.raises(ReadError, match=r"articles\.csv: cannot be read"):
        read_run(tmp_path)


Run = Callable[..., object]


@pytest.fixture
def site(tmp_path: Path, before: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "site"
    folder.mkdir()
    for name, text in before.items():
        (folder / name).write_text(text, "utf-8")
    invoke("report", "site", "-o", "monday", "-q", "--format", "csv")
    (folder / "a.md").write_text(STUFFED.replace(PHRASE, "The plan widens", 5), "utf-8")
    (folder / "gone.md").unlink()
    return folder


def invoke(*arguments: str) -> str:
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_report_has_the_tables_and_the_trend_of_earlier_runs(site: Path) -> None:
    invoke("report", "site", "-o", "tuesday", "-q", "--format", "csv")
    previous = ["--previous", "monday", "--previous", "tuesday"]
    (site / "new.md").write_text(document(95, 9), "utf-8")
    shown = invoke("report", "site", "-o", "friday", *previous, "--format", "csv,json,html")
    trend = pd.read_csv("friday/trend.csv")
    assert trend["run"].tolist() == ["monday", "tuesday", "this run"]
    for run in ("monday", "tuesday"):
        table = pd.read_csv(f"{run}/articles.csv")
        row = trend.set_index("run").loc[run]
        assert row["quality"] == pytest.approx(table["quality"].mean(), abs=0.005)
        assert row["warnings"] == table["warnings"].sum()
    changes = pd.read_csv("friday/changes.csv")
    assert changes["article"].tolist() == ["new.md"]
    assert "Compared with tuesday: articles: 1 new; " in shown
    package = json.loads(Path("friday/datapackage.json").read_text("utf-8"))
    assert {resource["name"] for resource in package["resources"]} > set(COMPARISON_TABLES)


def test_a_report_can_replace_the_one_that_it_is_compared_with(site: Path) -> None:
    shown = invoke("report", "site", "-o", "monday", "--previous", "monday", "--format", "csv")
    assert "1 better, 1 removed" in shown
    changes = pd.read_csv("monday/changes.csv").set_index("article")
    assert changes["change"].to_dict() == {"a.md": "better", "gone.md": "removed"}


def test_two_folders_are_compared_as_the_report_does(site: Path) -> None:
    shown = invoke("report", "site", "-o", "friday", "--previous", "monday", "--format", "csv")
    lines = invoke("compare", "monday", "friday").splitlines()
    assert "\n".join(lines) in shown
    table = pd.read_csv("friday/changes.csv")
    found = json.loads(invoke("compare", "monday", "friday", "--format", "json"))
    assert [row["article"] for row in found["changes"]] == table["article"].tolist()
    assert len(found["finding_changes"]) == len(pd.read_csv("friday/finding_changes.csv"))


def test_a_folder_that_is_no_report_is_an_error(site: Path) -> None:
    done = CliRunner().invoke(main, ["compare", "monday", "site"])
    assert done.exit_code == 2
    assert "site: is no report" in done.stderr
    shutil.rmtree("monday")
    done = CliRunner().invoke(main, ["report", "site", "-o", "x", "--previous", "monday"])
    assert done.exit_code == 2
    assert not Path("x/run.json").exists()


@pytest.mark.parametrize("columns", [60, 100])
def test_lines_fit_a_terminal_and_names_are_whole(columns: int, before: dict[str, str]) -> None:
    changed = run_of({"new.md": STUFFED}).compare(run_of(before))
    lines = list(change_lines(changed.tables, columns))
    assert all(width(line) <= columns for line in lines)
    words = " ".join(lines).split()
    assert set(changed.articles["article"]) <= set(words)
    one_line = repr(changed)
    assert " ".join(one_line.split()) == " ".join(words)
    assert isinstance(changed, Comparison)
    assert "<table" in changed._repr_html_()


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_with_fields_and_changes_is_read_again(
    name: str, before: dict[str, str], tmp_path: Path
) -> None:
    articles = [Article(key, text, fields={"author": "Ito"}) for key, text in before.items()]
    settings = {"fields": ["author"]}
    old = analyzer.analyze(articles, settings=settings)
    old.write(tmp_path / "old", [name])
    loaded = analyzer.load(tmp_path / "old")
    assert set(loaded.articles["author"]) == {"Ito"}
    assert loaded.compare(old).articles.empty
    assert loaded.groups("author")["articles"].tolist() == [len(articles)]
