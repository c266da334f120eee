"""What a small file may expand to, and readers that fail."""

import gzip
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analyzer.errors import Diagnostic
from analyzer.readers import ReadOptions, SourceFile, document, read
from analyzer.readers.limits import LimitError

SAID = "The kettle is on the stove and nobody is watching it. "
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Target="xl/workbook.xml" Type="http://schemas.'
    'openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    'main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/'
    'package/2006/relationships"><Relationship Id="r1" Target="worksheets/sheet1.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
    '<Relationship Id="r2" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/sharedStrings"/></Relationships>',
}
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(path: Path, cells: dict[str, str], shared: tuple[str, ...] = ()) -> None:
    """Write a workbook: cells by their names, numbers among them are shared texts."""
    rows = "".join(
        f'<row r="{name.lstrip("ABCDEFX")}"><c r="{name}" t="s"><v>{value}</v></c></row>'
        if value.isdigit()
        else f'<row r="{name.lstrip("ABCDEFX")}"><c r="{name}" t="inlineStr"><is><t>{value}'
        "</t></is></c></row>"
        for name, value in cells.items()
    )
    texts = "".join(f"<si><t>{text}</t></si>" for text in shared)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in PARTS.items():
            archive.writestr(name, part)
        archive.writestr("xl/sharedStrings.xml", f"<sst {MAIN}>{texts}</sst>")
        sheet = f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"
        archive.writestr("xl/worksheets/sheet1.xml", sheet)


def outcome(path: Path) -> tuple[int, list[str]]:
    problems: list[Diagnostic] = []
    n_articles = sum(1 for _ in read([path], on_problem=problems.append))
    assert all(problem.severity == "error" for problem in problems)
    return n_articles, [problem.message for problem in problems]


def test_a_small_workbook_is_read(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", {"A1": "text", "A2": SAID, "A3": "0"}, (SAID * 2,))
    assert outcome(tmp_path / "a.xlsx") == (2, [])


@pytest.mark.parametrize("corner", ["XFD1048576", "XFD9000"])
def test_a_workbook_with_a_cell_in_a_far_corner_is_refused(tmp_path: Path, corner: str) -> None:
    workbook(tmp_path / "a.xlsx", {"A1": "text", "A2": SAID, corner: "far"})
    (tmp_path / "b.txt").write_text(SAID)
    n_articles, [problem] = outcome(tmp_path)
    assert n_articles == 1
    assert "needs more than 1024 MB of memory" in problem or "cells; expected at" in problem


def test_a_text_that_many_cells_share_is_refused(tmp_path: Path) -> None:
    cells = {f"A{row}": "0" for row in range(2, 400)}
    workbook(tmp_path / "a.xlsx", {"A1": "text", **cells}, (SAID * 1000,))
    n_articles, [problem] = outcome(tmp_path / "a.xlsx")
    assert n_articles == 0
    assert "of text; expected at most 30 times the bytes of the file and 8 MB" in problem


def test_a_module_in_the_current_folder_is_not_run(scratch: Path) -> None:
    Path("python_calamine.py").write_text("open('ran', 'w')\n")
    workbook(scratch / "a.xlsx", {"A1": "text", "A2": SAID})
    assert outcome(scratch / "a.xlsx") == (1, [])
    assert not Path("ran").exists()


def test_entries_of_a_dictionary_are_not_multiplied(tmp_path: Path) -> None:
    text = pa.array([SAID * 2_000]).dictionary_encode()
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 5_000), text.dictionary)
    pq.write_table(pa.table({"text": column}), tmp_path / "a.parquet")
    assert (tmp_path / "a.parquet").stat().st_size < 1_000_000
    n_articles, [problem] = outcome(tmp_path / "a.parquet")
    assert n_articles == 0
    assert "of text; expected at most 30 times the bytes" in problem


def test_a_table_of_millions_of_empty_rows_is_refused(tmp_path: Path) -> None:
    table = pa.table({"text": pa.array([None] * 3_000_000, pa.string())})
    pq.write_table(table, tmp_path / "a.parquet")
    n_articles, [problem] = outcome(tmp_path / "a.parquet")
    assert n_articles == 0
    assert problem.startswith("has 3,000,000 rows; expected at most 1,0")


@pytest.mark.parametrize("name", ["a.csv.gz", "a.jsonl.gz", "a.json.gz"])
def test_a_compressed_file_that_expands_too_far_is_refused(tmp_path: Path, name: str) -> None:
    line = json.dumps({"text": SAID * 20})
    whole = {"csv": "text\n" + f"{SAID * 20}\n" * 20_000, "jsonl": f"{line}\n" * 20_000}
    whole["json"] = "[" + ",".join([line] * 20_000) + "]"
    with gzip.open(tmp_path / name, "wt") as stream:
        stream.write(whole[name.split(".")[1]])
    begun = time.process_time()
    _, problems = outcome(tmp_path / name)
    assert time.process_time() - begun < 10
    assert "30 times the bytes of the file" in problems[-1]


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            ZeroDivisionError("x"),
            "the parser failed: ZeroDivisionError: x (test_limits.py, line",
        ),
        (MemoryError(), "needs more memory than there is"),
        (LimitError("too much"), "too much"),
        (RecursionError(), "nested too deeply to be read"),
        (KeyError("k"), "the parser failed: KeyError: 'k'"),
    ],
)
def test_a_reader_that_fails_costs_its_file_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, message: str
) -> None:
    original = document.read

    def failing(file: SourceFile, options: ReadOptions, report: object) -> Iterator[object]:
        if file.id == "b.txt":
            raise error
        yield from original(file, options, report)  # type: ignore[arg-type]

    monkeypatch.setattr(document, "read", failing)
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(SAID)
    n_articles, [problem] = outcome(tmp_path)
    assert n_articles == 2
    assert problem.startswith(message)


def test_an_error_of_the_caller_is_not_one_of_the_file(tmp_path: Path) -> None:
    def refuse(_: Diagnostic) -> None:
        raise LookupError("mine")

    (tmp_path / "a.md").write_bytes(bytes(100))
    with pytest.raises(LookupError, match="mine"):
        list(read([tmp_path / "a.md"], on_problem=refuse))


def test_a_pointer_of_git_lfs_is_no_article(tmp_path: Path) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12345\n"
    for name in ("a.md", "b.csv", "c.parquet"):
        (tmp_path / name).write_text(pointer)
    n_articles, problems = outcome(tmp_path)
    assert n_articles == 0
    assert sum("a pointer of Git LFS, not the file" in problem for problem in problems) == 3


BUDGETS = {
    "article-bytes": ("a.md", SAID * 40, 1000),
    "table-articles": ("a.csv", "text\n" + "One.\n" * 40, 8),
    "title-characters": ("a.csv", f"title,text\n{'t' * 30},{SAID}\n", 20),
    "front-matter-characters": ("a.md", f"---\ntitle: {'t' * 30}\n---\n{SAID}", 20),
    "alias-characters": ("a.md", f"---\na: &a [{'b, ' * 9}b]\nc: [*a, *a]\n---\n{SAID}", 30),
    "text-bytes": ("a.csv.gz", "text\n" + f"{SAID}\n" * 400, 100),
    "json-bytes": ("a.json", f'[{{"text": "{SAID}"}}]', 50),
    "table-rows": ("a.parquet", "", 1),
    "sheet-cells": ("a.xlsx", "", 1),
    "workbook-bytes": ("a.xlsx", "", 100),
    "workbook-memory": ("a.xlsx", "", 64 << 20),
}


@pytest.mark.parametrize("limit", BUDGETS)
def test_a_limit_of_the_configuration_holds_and_is_named(
    scratch: Path, run: Callable[..., Any], limit: str
) -> None:
    name, text, most = BUDGETS[limit]
    path = scratch / "content" / name
    path.parent.mkdir()
    (path.parent / "other.md").write_text(SAID, "utf-8")
    if name.endswith(".xlsx"):
        far = {"BB60000": "0"} if limit in ("sheet-cells", "workbook-memory") else {}
        workbook(path, {"A1": "text", "A2": "0", **far}, (SAID,))
    elif name.endswith(".parquet"):
        texts = pa.array(["Tea for two."] * 2000).dictionary_encode()
        pq.write_table(pa.table({"text": texts}), path)
    else:
        path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    generous = run(
        "check",
        "content/other.md",
        f"content/{name}",
        "--format",
        "json",
        "--no-cache",
        "--exit-zero",
    )
    assert json.loads(generous.stdout)["problems"] == []
    Path("analyzer.toml").write_text(
        f"extend-select = ['broken-metadata']\n[limits]\n{limit} = {most}\ntext-ratio = 1\n"
    )
    done = run(
        "check",
        "content/other.md",
        f"content/{name}",
        "--format",
        "json",
        "--no-cache",
        "--exit-zero",
    )
    assert f"(limits.{limit})" in done.stdout
    told = json.loads(done.stdout)
    in_front_matter = limit in ("front-matter-characters", "alias-characters")
    assert bool(told["problems"]) != in_front_matter
    assert done.exit_code == (0 if in_front_matter else 2)
    assert told["summary"]["articles"] > 0


def test_the_limits_of_a_configuration_hold_for_the_archive_too(
    scratch: Path, run: Callable[..., Any]
) -> None:
    Path("a.md").write_text(SAID * 40)
    Path("analyzer.toml").write_text("[limits]\narticle-bytes = 1000\n")
    done = run("archive", "add", "x.analyzer-archive", "a.md")
    assert done.exit_code == 2
    assert "a.md: larger than 1,000 bytes" in done.stderr


def test_a_key_of_toml_that_takes_long_is_refused(tmp_path: Path) -> None:
    for number, key in enumerate((".".join("a" * 30_000), ".".join(['"a"'] * 15_000))):
        (tmp_path / f"{number}.md").write_text(f"+++\n{key} = 1\n+++\n{SAID}\n")
    begun = time.process_time()
    articles = list(read(tmp_path))
    assert time.process_time() - begun < 3
    for article in articles:
        assert "a key of more than 100 parts" in article.metadata_errors[0][2]


def test_a_long_list_of_yaml_is_read_fast(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntags:\n" + "- kettle\n" * 6000 + f"---\n{SAID}")
    begun = time.process_time()
    [article] = read(tmp_path)
    assert time.process_time() - begun < 1
    assert not article.metadata_errors
