"""``analyzer deduplicate``: messages, exit statuses and files."""

import json
from pathlib import Path
from typing import Any

import pytest
from examples import LINES

import analyzer
from analyzer.deduplication import files

RECORDS = [{"id": "a", "body": LINES[0]}, {"id": "b", "body": LINES[0].replace("nine", "ten")}]


@pytest.fixture
def source(scratch: Path) -> Path:
    """Two records that are near-duplicates."""
    path = scratch / "in.jsonl"
    path.write_text("".join(f"{json.dumps(record)}\n" for record in RECORDS), "utf-8")
    return path


def test_the_summary_has_the_numbers_and_the_manifest(source: Path, run: Any) -> None:
    done = run("deduplicate", "in.jsonl", "-o", "out.csv")
    assert done.exit_code == 0
    expected = "out.csv: 1 of 2 records kept; out.manifest.csv has the reasons\n"
    assert done.stderr == expected
    assert not done.stdout
    assert Path("out.csv").read_text("utf-8").splitlines() == ["id,body", f"a,{LINES[0]}"]


def test_options_reach_the_comparison(source: Path, run: Any) -> None:
    Path("train.csv").write_text(f'body\n"{LINES[0]}"\n', "utf-8")
    for options, kept in (
        (["--threshold", "0.95"], 2),
        (["--against", "train.csv"], 0),
        (["--ngram-size", "5"], 2),
        (["--analyzer", "char", "--metric", "containment", "--stem"], None),
        (["--exclude", "in.jsonl"], 0),
    ):
        done = run("deduplicate", "in.jsonl", "-o", "out.jsonl", *options)
        if kept is None:
            assert done.exit_code == 2
            assert "stem is True; it must be False where analyzer is 'char'" in done.stderr
        else:
            assert done.exit_code == 0
            assert len(Path("out.jsonl").read_text("utf-8").splitlines()) == kept


def test_quiet_writes_nothing(source: Path, run: Any) -> None:
    assert run("deduplicate", "in.jsonl", "-o", "out.jsonl", "-q").output == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.csv", "-o", "out.csv"], "error: nowhere.csv: no such file or folder"),
        (["in.jsonl", "-o", "out.txt"], "error: out.txt: cannot write this format"),
        (["in.jsonl", "-o", "o.csv", "--text-column", "x"], "no column 'x' for the text"),
        (["in.jsonl", "-o", "o.csv", "--threshold", "2"], "threshold is 2.0; it must be above"),
    ],
)
def test_errors_have_exit_status_2(
    source: Path, run: Any, arguments: list[str], message: str
) -> None:
    done = run("deduplicate", *arguments)
    assert done.exit_code == 2
    assert message in done.stderr


def test_an_interrupted_run_names_the_option_that_continues_it(
    source: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(files, "find_kept_rows", interrupt)
        done = run("deduplicate", "in.jsonl", "-o", "out.jsonl")
    assert done.exit_code == 130
    assert done.stderr == "interrupted; continue with --resume\n"
    done = run("deduplicate", "in.jsonl", "-o", "out.jsonl", "--resume")
    assert done.exit_code == 0
    assert len(Path("out.jsonl").read_text("utf-8").splitlines()) == 1


def test_files_of_a_folder_that_hold_no_records_are_counted(source: Path, run: Any) -> None:
    Path("notes").mkdir()
    for name in ("a.txt", "b.txt", "c.md"):
        Path("notes", name).write_text(LINES[0], "utf-8")
    done = run("deduplicate", "notes", "-o", "out.jsonl")
    assert done.exit_code == 2
    note, error = done.stderr.splitlines()
    assert note == "note: notes: 3 files skipped (.txt 2, .md 1)"
    assert error.startswith("error: notes: no file of records found: CSV, TSV, JSON Lines")
    assert "analyzer.deduplicate(list(analyzer.read(PATH)))" in error
    assert not list(Path().glob("*out*"))
    source.rename(Path("notes", "in.jsonl"))
    done = run("deduplicate", "notes", "-o", "out.jsonl")
    assert done.exit_code == 0
    assert note in done.stderr.splitlines()
    assert "1 of 2 records kept" in done.stderr
    texts = analyzer.deduplicate(list(analyzer.read("notes")))
    assert len(texts) == 1


@pytest.mark.parametrize("name", ["odd.jsonl", "odd.csv", "nowhere.csv"])
def test_where_no_text_was_read_one_error_says_why_and_nothing_is_written(
    scratch: Path, run: Any, name: str
) -> None:
    lines = [json.dumps({"content_x": line, "k": 1}) for line in LINES[:2]]
    Path("odd.jsonl").write_text("\n".join(lines), "utf-8")
    Path("odd.csv").write_text("content_x,k\nOne.,1\nTwo.,2\n", "utf-8")
    done = run("deduplicate", name, "-o", "out.jsonl")
    assert done.exit_code == 2
    first, *rest = done.stderr.splitlines()
    assert len(rest) == (name != "nowhere.csv")
    assert first.startswith(f"error: {name}:")
    if rest:
        assert "name it with --text-column (in Python, text_column); found 'content_x'" in first
        assert rest == ["error: out.jsonl: not written, as no text was read"]
    assert ("2 rows have these columns" in first) == (name == "odd.jsonl")
    assert not list(Path().glob("*out*"))
    assert not list(Path().glob(".*out*"))
