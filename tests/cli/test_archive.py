"""The archive on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from examples import PLAIN

import analyzer
from analyzer.archive import open_archive
from analyzer.cli.main import main


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, arguments)
    return done.exit_code, done.output


def test_an_article_is_not_compared_with_itself(scratch: Path) -> None:
    Path("site").mkdir()
    Path("site/heron.md").write_text(f"# Herons\n\n{PLAIN}\n", "utf-8")
    assert run("archive", "add", "old.analyzer-archive", "site")[0] == 0
    check = ("check", "--archive", "old.analyzer-archive", "--format", "concise")
    assert "archived" not in run(*check, "site")[1]
    assert "archived" not in run(*check, "site/heron.md")[1]
    Path("copy.md").write_text(f"# New\n\n{PLAIN}\n", "utf-8")
    status, output = run(*check, "copy.md")
    assert status == 1
    assert "archived-article" in output
    assert "“Herons” (heron.md)" in output


def test_an_archive_is_never_read_as_an_article(scratch: Path) -> None:
    Path("one.md").write_text(PLAIN, "utf-8")
    run("archive", "add", "old.analyzer-archive", "one.md")
    assert run("check", ".", "--show-files")[1].strip() == "one.md\tMarkdown"


def test_an_archive_can_be_built_without_the_text(scratch: Path) -> None:
    Path("one.md").write_text(PLAIN, "utf-8")
    run("archive", "add", "--no-text", "old.analyzer-archive", "one.md")
    assert "text: not kept" in run("archive", "info", "old.analyzer-archive")[1]
    for part in Path().glob("old.*"):
        assert b"heron" not in part.read_bytes().lower()
    table = analyzer.analyze([PLAIN], archive="old.analyzer-archive").sentences
    assert table["sentence_b"].isna().all()
    assert table["line_b"].iloc[0] == 1


def test_removing_an_unknown_article_is_an_error(scratch: Path) -> None:
    Path("one.md").write_text(PLAIN, "utf-8")
    run("archive", "add", "old.analyzer-archive", "one.md")
    status, output = run("archive", "remove", "old.analyzer-archive", "two.md")
    assert status == 2
    assert "no article named 'two.md'" in output
    assert run("archive", "remove", "old.analyzer-archive", "./one.md")[0] == 0
    assert "articles: 0" in run("archive", "info", "old.analyzer-archive")[1]


def test_an_incompatible_archive_gives_the_command_that_rebuilds_it(scratch: Path) -> None:
    Path("my site").mkdir()
    Path("my site/one.md").write_text(PLAIN, "utf-8")
    run("archive", "add", "old.analyzer-archive", "my site")
    with open_archive("old.analyzer-archive") as archive, archive.writing() as connection:
        connection.execute("UPDATE meta SET value = 'other' WHERE name = 'tokeniser'")
    status, output = run("check", "my site", "--archive", "old.analyzer-archive")
    assert status == 2
    assert "tokeniser 'other', not '" in output
    command = output.partition("rebuild it with: analyzer ")[2].strip()
    assert command == "archive add --rebuild old.analyzer-archive 'my site'"
    assert run("archive", "add", "--rebuild", "old.analyzer-archive", "my site")[0] == 0
    assert "articles: 1" in run("archive", "info", "old.analyzer-archive")[1]
    assert not list(Path().glob("*.part*"))


def test_the_rebuild_command_keeps_the_columns_and_the_choice_of_text(
    scratch: Path,
) -> None:
    record = {"kept": PLAIN, "name": "Herons"}
    Path("wire.jsonl").write_text(json.dumps(record), "utf-8")
    columns = ("--text-column", "kept", "--title-column", "name")
    run("archive", "add", "--no-text", "old.analyzer-archive", "wire.jsonl", *columns)
    run("archive", "add", "old.analyzer-archive", "nowhere")
    with open_archive("old.analyzer-archive") as archive, archive.writing() as connection:
        connection.execute("UPDATE meta SET value = '0' WHERE name = 'schema'")
    output = run("archive", "info", "old.analyzer-archive")[1]
    command = output.partition("rebuild it with: analyzer ")[2].split()
    assert command == [
        "archive", "add", "--rebuild", "--no-text", "old.analyzer-archive",
        "--text-column=kept", "--title-column=name", "wire.jsonl",
    ]  # fmt: skip
    assert run(*command)[0] == 0
    output = run("archive", "info", "old.analyzer-archive")[1]
    assert "articles: 1" in output
    assert "text: not kept" in output
    assert "inputs: --text-column=kept --title-column=name wire.jsonl" in output


def test_an_archive_is_not_rebuilt_from_unreadable_inputs(scratch: Path) -> None:
    Path("one.md").write_text(PLAIN, "utf-8")
    run("archive", "add", "old.analyzer-archive", "one.md")
    status, output = run("archive", "add", "--rebuild", "old.analyzer-archive", "nowhere")
    assert status == 2
    assert "not rebuilt" in output
    assert "articles: 1" in run("archive", "info", "old.analyzer-archive")[1]
    assert sorted(path.name for path in Path().iterdir()) == ["old.analyzer-archive", "one.md"]


@pytest.mark.parametrize("content", [b"no database at all, but long enough" * 99, b""])
def test_a_file_that_is_not_an_archive_is_an_error(scratch: Path, content: bytes) -> None:
    Path("x.analyzer-archive").write_bytes(content)
    Path("one.md").write_text(PLAIN, "utf-8")
    status, output = run("check", "one.md", "--archive", "x.analyzer-archive")
    assert status == 2
    assert output.startswith("error: x.analyzer-archive: ")
    assert "no such archive; make one with" in run("check", "one.md", "--archive", "none")[1]
