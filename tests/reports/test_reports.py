"""Report files: complete, reproducible, and safe for spreadsheets."""

import csv
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from examples import LINES, PLAIN, SAID_TWICE
from samples import document

from analyzer.analysis import analyze
from analyzer.article import Article
from analyzer.errors import SettingError, WriteError
from analyzer.pipeline.table_columns import TABLES
from analyzer.reports.data import safe
from analyzer.reports.output import Output

ARTICLES = [
    Article("a.txt", PLAIN, title="=SUM(A1:A9)", source="a.txt"),
    Article("b.txt", SAID_TWICE, title="Tabs\tand “quotes”, commas", source="b.txt"),
    Article("c.txt", f"{LINES[0]} {LINES[1]}\n{LINES[2]}", title="Ж ع 中", source="c.txt"),
    *(Article(f"d{n}.txt", document(n), title="", source=f"d{n}.txt") for n in range(4)),
]


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_every_table_is_written_with_its_columns_in_order(tmp_path: Path) -> None:
    analysis = analyze(ARTICLES)
    analysis.write(tmp_path)
    for name in TABLES:
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        assert rows[0] == [column.name for column in analysis.columns(name)]
        assert rows[0] == list(getattr(analysis, name).columns)
        assert len(rows) == len(getattr(analysis, name)) + 1


def test_the_same_articles_give_the_same_bytes(tmp_path: Path) -> None:
    analyze(ARTICLES).write(tmp_path / "one")
    analyze(ARTICLES).write(tmp_path / "two")
    assert written(tmp_path / "one") == written(tmp_path / "two")


def test_lines_end_as_in_rfc_4180(tmp_path: Path) -> None:
    analyze(ARTICLES).write(tmp_path)
    content = (tmp_path / "articles.csv").read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") == len(ARTICLES) + 1


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1"])
def test_no_cell_can_be_read_as_a_formula(cell: str) -> None:
    assert safe(cell)[0] == "'" or safe(cell).lstrip()[0] not in "=+-@"


def test_titles_are_safe_in_the_report(tmp_path: Path) -> None:
    analyze(ARTICLES).write(tmp_path)
    with (tmp_path / "articles.csv").open(encoding="utf-8", newline="") as stream:
        titles = [row["title"] for row in csv.DictReader(stream)]
    assert set(titles) > {"'=SUM(A1:A9)", "Tabs\tand “quotes”, commas", "Ж ع 中"}


def test_the_run_holds_the_hash_of_every_report_and_is_written_last(tmp_path: Path) -> None:
    analyze(ARTICLES).write(tmp_path)
    run = json.loads((tmp_path / "run.json").read_text())
    files = written(tmp_path)
    assert set(run["reports"]) == set(files) - {"run.json"}
    for name, digest in run["reports"].items():
        assert digest == f"sha256:{hashlib.sha256(files[name]).hexdigest()}"


def test_an_interrupted_run_leaves_no_run_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    analysis = analyze(ARTICLES)
    analysis.write(tmp_path)
    before = written(tmp_path)
    monkeypatch.setattr(Path, "replace", _full_disk)
    with pytest.raises(WriteError, match=r"cannot put the reports in place: No space left"):
        analysis.write(tmp_path)
    after = written(tmp_path)
    assert "run.json" not in after
    assert all(after[name] == before[name] for name in after)


def test_a_report_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    analyze(ARTICLES).write(tmp_path)
    before = written(tmp_path)

    def rows() -> Iterator[bytes]:
        yield b"half of a file"
        raise OSError(28, "No space left on device")

    output = Output(tmp_path)
    with pytest.raises(WriteError, match=r"articles.csv: cannot write: No space left"):
        output.write("articles.csv", rows())
    output.discard()
    assert written(tmp_path) == before


def _full_disk(self: Path, target: Path) -> None:
    raise OSError(28, "No space left on device")


def test_a_folder_that_is_a_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(WriteError, match=r"taken: cannot write reports"):
        analyze(ARTICLES).write(tmp_path / "taken")


def test_the_error_for_an_unknown_format_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"unknown format 'pdf'; known are csv"):
        analyze(ARTICLES).write(tmp_path, formats=["pdf"])


def test_the_data_package_describes_every_column(tmp_path: Path) -> None:
    analysis = analyze(ARTICLES)
    analysis.write(tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text())
    assert [resource["name"] for resource in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        assert [f["name"] for f in fields] == list(analysis.tables[resource["name"]])
        assert all(f["description"] for f in fields)


def test_empty_input_gives_empty_tables(tmp_path: Path) -> None:
    analysis = analyze([])
    analysis.write(tmp_path)
    assert len(analysis.articles) == 0
    assert analysis.articles["quality"].dtype == float


def test_csv_for_excel_is_the_same_behind_a_byte_order_mark(tmp_path: Path) -> None:
    analysis = analyze(ARTICLES)
    analysis.write(tmp_path / "plain", ["csv"])
    analysis.write(tmp_path / "marked", ["csv-bom"])
    plain, marked = written(tmp_path / "plain"), written(tmp_path / "marked")
    assert set(plain) == set(marked)
    for name in plain:
        if name.endswith(".csv"):
            assert marked[name] == b"\xef\xbb\xbf" + plain[name]
    package = json.loads(marked["datapackage.json"])
    assert {resource["encoding"] for resource in package["resources"]} == {"utf-8-sig"}
    with pytest.raises(SettingError, match="csv and csv-bom write the same files"):
        analysis.write(tmp_path / "both", ["csv", "csv-bom"])
