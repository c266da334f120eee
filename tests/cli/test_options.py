"""The options that commands share: the same on each, and effective on each."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from examples import PLAIN

from analyzer.checks.analyze import CheckRequest
from analyzer.checks.git import findings_at, resolve_commit
from analyzer.cli.main import main
from analyzer.configuration import Configuration

READING = {
    "--exclude", "--language", "--text-column", "--title-column", "--id-column",
    "--stdin-filename",
}  # fmt: skip
ARCHIVE = main.commands["archive"]
READERS = {
    **{
        name: main.commands[name]
        for name in ("report", "check", "compare", "calibrate", "init")
    },
    "archive add": ARCHIVE.commands["add"],  # type: ignore[attr-defined]
}
COMMANDS = READERS | {
    "explain": main.commands["explain"],
    "archive remove": ARCHIVE.commands["remove"],  # type: ignore[attr-defined]
    "archive info": ARCHIVE.commands["info"],  # type: ignore[attr-defined]
}
NORWEGIAN = "Det er en god dag, og vi har det fint her i huset ved havet."


def options(command: Any) -> set[str]:
    return {name for parameter in command.params for name in parameter.opts}


@pytest.mark.parametrize("name", READERS)
def test_every_command_that_reads_has_the_reading_options(name: str) -> None:
    assert options(READERS[name]) >= READING


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_quiet_option_and_examples(name: str) -> None:
    assert {"-q", "--quiet"} <= options(COMMANDS[name])
    assert COMMANDS[name].examples  # type: ignore[attr-defined]


@pytest.fixture
def folder(scratch: Path) -> Path:
    """A folder with two articles and a draft."""
    (scratch / "site" / "drafts").mkdir(parents=True)
    for name in ("one.md", "two.md", "drafts/three.md"):
        (scratch / "site" / name).write_text(f"# Title of {name}\n\n{PLAIN}\n", "utf-8")
    return scratch


@pytest.mark.parametrize("pattern", ["drafts/", "site/drafts", "/site/drafts/*.md", "three.*"])
def test_excluded_files_are_not_read(folder: Path, run: Any, pattern: str) -> None:
    files = run("check", "site", "--exclude", pattern, "--show-files").stdout.splitlines()
    assert files == ["site/one.md\tMarkdown", "site/two.md\tMarkdown"]
    run("report", "site", "-o", "out", "--exclude", pattern)
    articles = Path("out/articles.csv").read_text("utf-8")
    assert "two.md" in articles
    assert "three.md" not in articles
    run("archive", "add", "old.analyzer-archive", "site", "--exclude", pattern)
    assert "articles: 2" in run("archive", "info", "old.analyzer-archive").stdout


def test_an_excluded_file_is_read_where_it_is_named_and_exclusion_is_not_forced(
    folder: Path, run: Any
) -> None:
    named = ("check", "site/one.md", "--exclude", "*.md")
    assert run(*named, "--show-files").stdout == ""
    assert run(*named, "--no-force-exclude", "--show-files").stdout == "site/one.md\tMarkdown\n"
    result = run(*named)
    assert (result.exit_code, result.stderr) == (0, "note: 1 file skipped (excluded 1)\n")
    assert run("check", "-", "--stdin-filename", "site/one.md", *named[2:]).stdout.startswith(
        "0 articles"
    )


def test_without_a_path_the_current_folder_is_read(folder: Path, run: Any) -> None:
    assert run("check", "--show-files").stdout == run("check", ".", "--show-files").stdout
    run("report", "--format", "csv", "-o", "out")
    assert "site/one.md" in Path("out/articles.csv").read_text("utf-8")


def test_exclude_adds_to_the_configuration(folder: Path, run: Any) -> None:
    Path("analyzer.toml").write_text("exclude = ['one.md']\n")
    result = run("check", "site", "--exclude", "drafts/", "--show-files", "-q")
    assert result.stdout == "site/two.md\tMarkdown\n"


def test_files_are_excluded_from_an_earlier_commit_too(repository: Path) -> None:
    def known(*exclude: str) -> set[str]:
        request = CheckRequest(("content",), Configuration(), str(repository), exclude=exclude)
        return set(findings_at(request, resolve_commit(str(repository), "HEAD")))

    # The passage that pier.md and hotel.md share is a finding only if both are read.
    assert known("/content/p*") < known("/p*") == known()


def test_calibrate_reads_the_columns_and_skips_excluded_files(scratch: Path, run: Any) -> None:
    chance, words = random.Random(3), PLAIN.split()
    Path("site").mkdir()
    rows = [
        json.dumps({"story": " ".join(chance.sample(words, len(words)))}) for _ in range(120)
    ]
    Path("site/rows.jsonl").write_text("\n".join(rows))
    Path("site/bad.jsonl").write_text("{")
    arguments = ("calibrate", "site", "-o", "own.json", "--text-column", "story")
    assert run(*arguments).exit_code == 2
    result = run(*arguments, "--exclude", "bad.*")
    assert (result.exit_code, result.stderr) == (0, "own.json: profile of 120 articles\n")
    assert run(*arguments, "--exclude", "bad.*", "--quiet").output == ""


def test_compare_reads_the_columns(scratch: Path, run: Any) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        Path(name).write_text(json.dumps({"story": PLAIN, "text": "Not this."}))
    result = run("compare", "a.jsonl", "b.jsonl", "--text-column", "story")
    assert result.exit_code == 0
    assert "Not this" not in result.output


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.jsonl", "a.csv"])
def test_the_language_is_used_for_articles_that_declare_none(
    scratch: Path, run: Any, name: str
) -> None:
    content = {
        "a.html": f"<html><body><article><p>{NORWEGIAN}</p></article></body></html>",
        "a.jsonl": json.dumps({"text": NORWEGIAN}),
        "a.csv": f'text\n"{NORWEGIAN}"\n',
    }
    Path(name).write_text(content.get(name, NORWEGIAN))
    run("report", name, "-o", "out", "--language", "nb-NO", "--format", "json")
    (article,) = json.loads(Path("out/articles.json").read_text("utf-8"))["articles"]
    assert article["language"] == "nb"


def test_a_declared_language_wins(scratch: Path, run: Any) -> None:
    Path("a.md").write_text(f"---\nlang: da\n---\n\n{NORWEGIAN}\n")
    run("report", "a.md", "-o", "out", "--language", "nb", "--format", "json")
    (article,) = json.loads(Path("out/articles.json").read_text("utf-8"))["articles"]
    assert article["language"] == "da"


@pytest.mark.parametrize("command", ["report", "check", "calibrate"])
def test_a_language_that_is_not_a_code_is_an_error(
    scratch: Path, run: Any, command: str
) -> None:
    Path("a.md").write_text(NORWEGIAN)
    more = ["-o", "own.json"] if command == "calibrate" else []
    result = run(command, "a.md", *more, "--language", "Norwegian")
    assert result.exit_code == 2
    assert "--language Norwegian: not a language code; expected two letters" in result.stderr


@pytest.mark.parametrize(
    ("old", "new"), [("--against", "--archive"), ("--level", "--report-level")]
)
def test_a_renamed_option_is_an_error_that_names_the_new_one(
    run: Any, old: str, new: str
) -> None:
    for given in ([old, "note"], [f"{old}=note"]):
        result = run("check", "a.md", *given)
        assert result.exit_code == 2
        assert f"No such option '{old}': renamed to '{new}'." in result.stderr


def test_a_renamed_rule_is_an_error_that_names_the_new_one(scratch: Path, run: Any) -> None:
    Path("a.md").write_text(PLAIN)
    for arguments in (
        ("check", "a.md", "--select", "copied-passage"),
        ("report", "a.md", "--ignore", "copied-passage"),
        ("explain", "copied-passage"),
    ):
        result = run(*arguments)
        assert result.exit_code == 2
        assert "'copied-passage'; renamed to 'duplicate-passage'" in result.stderr


def test_quiet_hides_warnings_and_the_summary_but_no_finding(scratch: Path, run: Any) -> None:
    Path("site").mkdir()
    Path("site/a.md").write_text(f"Good.\n\n<!-- analyzer-disable-file -->\n\n{PLAIN}\n")
    Path("site/photo.png").write_bytes(b"\x89PNG")
    loud, quiet = run("check", "site"), run("check", "site", "--quiet")
    assert loud.stderr == "note: site: 1 file skipped (.png 1)\n"
    assert quiet.stderr == ""
    assert loud.stdout == f"{quiet.stdout}1 article, 1 note in 1 article\n"
    assert "unused-suppression" in quiet.stdout
    assert run("check", "site", "nowhere", "-q").stderr.startswith("error: nowhere")
