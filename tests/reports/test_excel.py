"""The Excel report, read back with common libraries."""

import gc
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hostile import hostile_articles
from python_calamine import CalamineWorkbook

from analyzer.analysis import Analysis, analyze
from analyzer.article import Article
from analyzer.errors import SettingError
from analyzer.pipeline.table_columns import TABLES
from analyzer.readers import read
from analyzer.reports import excel

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def seeds() -> Analysis:
    return analyze(list(read([SEEDS])))


@pytest.fixture(scope="module")
def path(seeds, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    seeds.write(folder, ["excel"])
    return folder / "report.xlsx"


def test_there_is_a_sheet_for_every_table_with_all_its_rows(seeds, path):
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == list(TABLES)
    for name in TABLES:
        columns = seeds.columns(name)
        rows = list(book[name].iter_rows(values_only=True))
        assert rows[0] == tuple(column.name for column in columns)
        assert len(rows) - 1 == len(seeds.tables[name][columns[0].name])


def test_cells_have_the_values_of_the_tables(seeds, path):
    sheet = openpyxl.load_workbook(path)["articles"]
    header = [cell.value for cell in sheet[1]]
    for name in ("article", "title", "words", "quality", "language"):
        column = [row[header.index(name)] or "" for row in sheet.iter_rows(2, values_only=True)]
        assert column == [value or "" for value in seeds.rows("articles")[name]]


def test_the_header_is_frozen_and_filters_and_scores_are_coloured(path):
    sheet = openpyxl.load_workbook(path)["articles"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == sheet.dimensions
    coloured = {str(cells.sqref).split(":")[0] for cells in sheet.conditional_formatting}
    header = {cell.value: cell.column_letter for cell in sheet[1]}
    assert coloured == {f"{header['quality']}2", f"{header['originality']}2"}


def test_another_library_reads_the_same_rows(seeds, path):
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("findings").to_python()
    assert [row[0] for row in rows[1:]] == seeds.tables["findings"]["article"]


FORMULAS = ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "#REF!", "#N/A", "_x0041_"]


def test_text_is_never_a_formula(tmp_path):
    analyze([Article(text, "Some text.", title=text) for text in FORMULAS]).write(
        tmp_path, ["excel"]
    )
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx")["articles"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(FORMULAS)
    assert [cell.value for cell in cells] == list(map(excel.plain, FORMULAS))
    with zipfile.ZipFile(tmp_path / "report.xlsx") as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_hostile_articles_make_a_workbook_that_opens(tmp_path):
    articles = hostile_articles()
    analyze(articles).write(tmp_path, ["excel"])
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx")["articles"]
    assert sheet.max_row == len(articles) + 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a\0b\x0bc\ud800", "abc"), ("x" * 40_000, "x" * 32_767), ("_x0041_", "_x005F_x0041_")],
)
def test_characters_that_a_cell_cannot_hold_are_left_out(text, expected):
    assert excel.plain(text) == expected


def test_the_same_tables_give_the_same_bytes(seeds, path, tmp_path):
    seeds.write(tmp_path, ["excel"])
    assert (tmp_path / "report.xlsx").read_bytes() == path.read_bytes()


def test_rows_beyond_the_limit_of_a_sheet_are_left_out(seeds, tmp_path, monkeypatch):
    monkeypatch.setattr(excel, "MOST_ROWS", 5)
    seeds.write(tmp_path, ["excel"])
    assert openpyxl.load_workbook(tmp_path / "report.xlsx")["articles"].max_row == 6


def test_an_interrupted_workbook_leaves_no_errors_of_its_library(seeds, tmp_path, monkeypatch):
    def interrupted(_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(excel, "plain", interrupted)
    errors = []
    monkeypatch.setattr(sys, "unraisablehook", errors.append)
    with pytest.raises(KeyboardInterrupt):
        seeds.write(tmp_path, ["excel"])
    gc.collect()
    assert errors == []


def test_no_articles_make_a_workbook_of_headers(tmp_path):
    analyze([]).write(tmp_path, ["excel"])
    assert openpyxl.load_workbook(tmp_path / "report.xlsx")["phrases"].max_row == 1


def test_the_error_without_openpyxl_names_the_extra(seeds, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(SettingError, match=r"pip install 'analyzer\[excel\]'"):
        seeds.write(tmp_path, ["excel"])
