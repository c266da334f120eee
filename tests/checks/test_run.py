"""The check command, as a person or a CI service runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from examples import PASTED, PLAIN
from stories import MILL, PASSAGE, QUARRY, SAID, VALLEY

RULE = "near-duplicate-sentence"


@pytest.fixture
def twice(scratch: Path) -> Path:
    """An article with a repeated sentence."""
    path = scratch / "quarry.md"
    path.write_text(QUARRY, "utf-8")
    return path


def test_a_finding_is_shown_with_its_line_carets_and_the_other_location(
    twice: Path, run: Any
) -> None:
    result = run("check", "quarry.md", "--select", RULE)
    first, second = (QUARRY.split("\n").index(SAID, start) + 1 for start in (0, 3))
    assert result.stdout.split("\n")[:4] == [
        f"quarry.md:{second}:1: warning: identical to a sentence in line {first} [{RULE}]",
        "  |",
        f"{second} | {SAID}",
        "  | " + "^" * len(SAID),
    ]
    assert f"  = also at quarry.md:{first}:1\n" in result.stdout
    assert result.stderr == ""


def test_the_article_that_a_message_names_is_the_first_related_location(
    scratch: Path, run: Any
) -> None:
    (scratch / "part.md").write_text(PASSAGE)
    (scratch / "whole.md").write_text("\n\n".join([VALLEY, MILL, PASSAGE]))
    result = run("check", ".", "--format", "jsonl", "--select", "near-duplicate-article")
    (found,) = map(json.loads, result.stdout.splitlines())
    assert found["message"].startswith("100 % of this article also appears in whole.md")
    lines = (scratch / "whole.md").read_text().split("\n")
    (named,) = found["related"]
    assert (named["path"], named["line"]) == ("whole.md", lines.index(PASSAGE) + 1)


def test_a_table_is_checked_where_it_is_named_only(scratch: Path, run: Any) -> None:
    (scratch / "export.csv").write_text(f'text\n"{QUARRY}"\n', "utf-8")
    (scratch / "plain.md").write_text(PLAIN, "utf-8")
    assert run("check", ".", "--select", RULE).exit_code == 0
    assert run("check", "export.csv", "--select", RULE).exit_code == 1


def test_the_status_depends_on_the_fail_level(twice: Path, run: Any) -> None:
    statuses = {
        level: run("check", "quarry.md", "--select", RULE, "--fail-level", level).exit_code
        for level in ("note", "warning", "error", "never")
    }
    assert statuses == {"note": 1, "warning": 1, "error": 0, "never": 0}
    assert run("check", "quarry.md", "--exit-zero").exit_code == 0


def test_an_article_without_findings_has_status_0(scratch: Path, run: Any) -> None:
    Path("valley.md").write_text(VALLEY, "utf-8")
    result = run("check", "valley.md")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "1 article, no findings\n"


def test_an_empty_article_is_no_error(scratch: Path, run: Any) -> None:
    Path("empty.md").write_text("")
    assert run("check", "empty.md").exit_code == 0


def test_a_low_quality_fails_and_is_reported(scratch: Path, run: Any) -> None:
    Path("pasted.txt").write_text(PASTED, "utf-8")
    result = run("check", "pasted.txt", "--min-quality", "99", "--fail-level", "never")
    assert result.exit_code == 1
    assert "below the limit of 99 [low-quality]" in result.stdout
    assert (
        run("check", "pasted.txt", "--min-quality", "1", "--fail-level", "never").exit_code == 0
    )


def test_only_findings_go_to_standard_output_or_the_file(twice: Path, run: Any) -> None:
    (twice.parent / "broken.jsonl").write_text("{", "utf-8")
    result = run("check", "quarry.md", "broken.jsonl", "--format", "json", "-o", "out.json")
    assert result.stdout == ""
    assert result.stderr.startswith("error: broken.jsonl:1: not JSON")
    assert result.exit_code == 2
    report = json.loads(Path("out.json").read_text("utf-8"))
    assert report["status"] == 2
    assert [problem["source"] for problem in report["problems"]] == ["broken.jsonl"]
    assert len(report["findings"]) >= 1


def test_several_formats_go_to_separate_files(twice: Path, run: Any) -> None:
    result = run("check", ".", "--format", "concise", "--format", "sarif=a.sarif")
    assert "quarry.md:7:1: warning" in result.stdout
    assert json.loads(Path("a.sarif").read_text("utf-8"))["version"] == "2.1.0"
    clash = run("check", ".", "--format", "concise", "--format", "sarif")
    assert clash.exit_code == 2
    assert "two formats have the same destination" in clash.stderr


def test_the_job_summary_is_appended_to(
    twice: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = twice.parent / "summary.txt"
    summary.write_text("Before.\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    run("check", "quarry.md", "--format", "github")
    assert summary.read_text("utf-8").startswith("Before.\n### Analyzer: ")


def test_standard_input_has_the_given_name(twice: Path, run: Any) -> None:
    result = run(
        "check", "-", "--stdin-filename", "notes/new.md", "--format", "concise", input=QUARRY
    )
    assert result.stdout.startswith("notes/new.md:7:1: warning: ")


def test_an_article_of_standard_input_alone_is_compared_with_no_other(
    twice: Path, run: Any
) -> None:
    alone = "; compared with no other article"
    assert alone in run("check", "-", input=QUARRY).stdout.splitlines()[-1]
    assert alone not in run("check", "-", ".", input=QUARRY).stdout
    assert alone not in run("check", "quarry.md").stdout
    run("archive", "add", "a.analyzer-archive", "quarry.md")
    archived = run("check", "-", "--archive", "a.analyzer-archive", input=QUARRY)
    assert alone not in archived.stdout


def test_paths_are_relative_to_the_root_of_the_repository(
    repository: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "content")
    lines = run("check", "quarry.md", "--format", "jsonl").stdout.splitlines()
    assert {json.loads(line)["path"] for line in lines} == {"content/quarry.md"}
    assert {json.loads(line)["source"] for line in lines} == {"quarry.md"}


BAD = {
    "a missing file": (("nowhere.md",), "error: nowhere.md: no such file or folder"),
    "an unknown format": ((".", "--format", "xml"), "unknown format 'xml'; expected one of"),
    "an unknown rule": (
        (".", "--select", "hard-to-reed"),
        "error: unknown rule 'hard-to-reed'; did you mean 'hard-to-read'?",
    ),
    "an unknown level": ((".", "--fail-level", "fatal"), "Invalid value for '--fail-level'"),
    "no configuration": ((".", "--config", "no.toml"), "error: no.toml: no such configuration"),
    "no repository": (
        (".", "--changed-from", "main"),
        "error: cannot compare with 'main': not in a git repository",
    ),
    "no output folder": ((".", "-o", "no/where"), "error: no/where: cannot write: No such"),
    "nothing to read": (("empty",), "error: empty: no article found; files that are read: "),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_an_error_with_status_2(twice: Path, run: Any, case: str) -> None:
    arguments, message = BAD[case]
    Path("empty").mkdir()
    result = run("check", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_an_unreadable_file_is_an_error(
    twice: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    result = run("check", "quarry.md")
    assert result.exit_code == 2
    assert "quarry.md: cannot be read: Permission denied" in result.stderr


def test_an_unknown_rule_in_a_suppression_is_an_error(scratch: Path, run: Any) -> None:
    Path("a.md").write_text("Text.\n\n<!-- analyzer-disable-file repeated-phrases -->\n")
    result = run("check", "a.md")
    assert result.exit_code == 2
    assert "error: a.md:3: unknown rule 'repeated-phrases' in a suppression" in result.stderr


def test_explain_describes_the_rules_of_the_check(run: Any) -> None:
    for rule in ("low-quality", "unused-suppression"):
        assert run("explain", rule).stdout.startswith(f"{rule}: ")


def test_a_closed_pipe_is_not_an_error(scratch: Path) -> None:
    Path("a.md").write_text(QUARRY * 50, "utf-8")
    command = [sys.executable, "-m", "analyzer", "check", "a.md", "--format", "concise"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_output_is_utf_8_in_any_locale(scratch: Path) -> None:
    Path("é.md").write_text(QUARRY, "utf-8")
    command = [sys.executable, "-m", "analyzer", "check", "é.md", "--format", "json"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert json.loads(done.stdout.decode("utf-8"))["findings"][0]["path"] == "é.md"


def test_lines_of_records_count_within_their_text(scratch: Path, run: Any) -> None:
    record = {"id": "seven", "text": QUARRY.partition("\n\n")[2]}
    rows = [{"id": "one", "text": PLAIN}, record]
    Path("articles.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = [
        json.loads(line)
        for line in run("check", "articles.jsonl", "--select", RULE, "--format", "jsonl")
        .stdout.splitlines()
    ]  # fmt: skip
    assert [(f["article"], f["row"], f["line"]) for f in found] == [
        ("articles.jsonl#seven", 2, 5),
    ]
    github = run("check", "articles.jsonl", "--select", RULE, "--format", "github").stdout
    assert "::warning file=articles.jsonl,line=2,title=near-duplicate-sentence::" in github
    assert "(record 2, line 5)" in github
