"""Articles by section and by carried fields."""

import csv
import json
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from samples import document

import analyzer
from analyzer import Article, SettingError
from analyzer.cli.main import main
from analyzer.pipeline.groups import group_columns
from analyzer.reports.terminal import print_summary

COPY = document(1, 12)
# The first two share a text; an author may be missing.
AUTHORS = {"news/a.md": "Ito", "news/b.md": "Ito", "guides/c.md": "Vega", "guides/d.md": None}
TEXTS = dict(zip(AUTHORS, [COPY, COPY, document(2, 12), document(3, 12)], strict=True))


def run_of(fields: dict[str, object] | None = None) -> analyzer.Analysis:
    articles = [
        Article(name, text, fields={"author": AUTHORS[name]}) for name, text in TEXTS.items()
    ]
    return analyzer.analyze(articles, settings=fields or {"fields": ["author"]})


def test_a_field_is_the_last_column_and_its_groups_add_up() -> None:
    analysis = run_of()
    assert analysis.articles.columns[-1] == "author"
    assert analysis.articles["author"].isna().sum() == 1
    groups = analysis.groups("author")
    assert groups["author"].iloc[0] == "Ito"
    assert groups["articles"].tolist()[0] == 2
    for name in ("articles", "words", "errors", "warnings", "notes"):
        whole = len(analysis.articles) if name == "articles" else analysis.articles[name].sum()
        assert groups[name].sum() == whole
    assert groups["points"].sum() == analysis.findings["points"].sum()


def test_groups_are_what_pandas_computes() -> None:
    analysis = run_of()
    for field in ("section", "author"):
        groups = analysis.groups(field).set_index(field)
        scores = ["quality", "originality"]
        expected = analysis.articles.groupby(field, dropna=False)[scores].mean().round(2)
        for score in scores:
            assert groups[score].sort_index().tolist() == expected[score].tolist()
    assert analysis.groups()["section"].tolist() == ["news", "guides"]


def test_a_column_that_is_not_there_is_an_error() -> None:
    with pytest.raises(SettingError, match=r"no column 'autor'.*did you mean 'author'"):
        run_of().groups("autor")
    frame = pd.DataFrame({"text": ["One."], "author": ["Ito"]})
    with pytest.raises(SettingError, match=r"no column 'autor' for fields; found text, author"):
        analyzer.analyze(frame, settings={"fields": ["autor"]})


def test_a_frame_and_records_keep_the_columns_that_are_asked_for() -> None:
    rows = {"text": ["One.", "Two."], "author": ["Ito", None], "date": [2024, 2025]}
    frame = pd.DataFrame(rows)
    records = frame.to_dict("records")
    for data in (frame, records):
        found = analyzer.analyze(data, settings={"fields": ["author", "date"]}).articles
        assert found["author"].fillna("").tolist() == ["Ito", ""]
        assert found["date"].tolist() == ["2024", "2025"]


def test_a_field_with_the_name_of_a_column_has_a_column_of_its_own() -> None:
    found = in_two_sections()
    row = found.articles.set_index("article").loc["news/1.md"]
    assert (row["section"], row["field_section"]) == ("news", "Sport")
    folders, fields = found.groups("section"), found.groups("field_section")
    assert sorted(folders["section"]) == ["guides", "news"]
    assert fields.set_index("field_section")["articles"].to_dict() == {"Sport": 4}


def in_two_sections() -> analyzer.Analysis:
    """Four articles of one section by front matter, in two folders, each with its date."""
    articles = [
        Article(
            f"{folder}/{at}.md",
            document(at, 6),
            fields={"section": "Sport", "date": f"2024-01-0{at}"},
        )
        for at, folder in enumerate(("news", "news", "guides", "guides"), 1)
    ]
    return analyzer.analyze(articles, settings={"fields": ["section", "date"]})


def test_the_summary_and_the_page_compare_folder_and_field_of_one_name(tmp_path: Path) -> None:
    analysis = in_two_sections()
    shown = StringIO()
    print_summary(analysis, "out", shown)
    heads = [line.split()[3] for line in shown.getvalue().splitlines() if "costliest" in line]
    assert heads == ["section", "field_section"]
    analysis.write(tmp_path, ["html"])
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "By section</a>" in page
    assert "<bdi class=unfiltered>guides</bdi>" in page


def test_a_field_whose_values_are_mostly_unique_is_not_compared() -> None:
    analysis = in_two_sections()
    assert group_columns(analysis) == (["section", "field_section"], ["date"])
    shown = StringIO()
    print_summary(analysis, "out", shown)
    assert "No groups by date: 4 values in 4 articles\n" in shown.getvalue()
    assert len(analysis.groups("date")) == 4


def test_front_matter_and_columns_are_carried_on_the_command_line(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for name, author in AUTHORS.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        head = f"---\nauthor: {author}\n---\n\n" if author else ""
        (site / name).write_text(head + TEXTS[name], "utf-8")
    record = {"id": "e", "text": document(5, 12), "author": "Ito"}
    (site / "more.jsonl").write_text(json.dumps(record) + "\n", "utf-8")
    out = tmp_path / "out"
    options = ["--field", "author,autor", "--format", "csv", "-o", str(out)]
    done = CliRunner().invoke(main, ["report", str(site), *options])
    assert done.exit_code == 0
    with (out / "articles.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["article"]: row for row in csv.DictReader(stream)}
    assert {name: row["author"] or None for name, row in rows.items()} == {
        **AUTHORS,
        "more.jsonl#e": "Ito",
    }
    assert list(rows["news/a.md"])[-2:] == ["author", "autor"]
    assert "--field autor: no article has this field; found author" in done.stderr
    grouped = [line.split() for line in done.stdout.splitlines()]
    assert ["3", "Ito", "near-duplicate-article"] in [line[2:] for line in grouped]
    assert ["2", "news", "near-duplicate-article"] in [line[2:] for line in grouped]
