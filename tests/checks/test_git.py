"""Comparison with git: earlier findings and changed text."""

import json
from pathlib import Path
from typing import Any

import pytest
from stories import COPYIST, HOTEL, MILL, PASSAGE, QUARRY, SAID, VALLEY


@pytest.fixture
def told(repository: Path, run: Any) -> Any:
    """What a check tells: path, line and rule of each finding, and the status."""

    def command(*more: str) -> tuple[int, list[tuple[str, int, str]]]:
        result = run("check", "content", "--fail-level", "note", "--format", "jsonl", *more)
        found = [json.loads(line) for line in result.stdout.splitlines()]
        return result.exit_code, [(f["path"], f["line"], f["rule"]) for f in found]

    return command


def write(name: str, text: str) -> None:
    Path("content", name).write_text(text, "utf-8")


def test_what_a_commit_had_is_known_without_a_file(told: Any) -> None:
    assert told()[0] == 1
    assert told("--baseline-from-ref", "HEAD") == (0, [])
    write("pier.md", "\n\n\n" + Path("content/pier.md").read_text("utf-8"))
    assert told("--baseline-from-ref", "main") == (0, [])


def test_a_copy_is_told_where_it_is_new(told: Any) -> None:
    write("coast.md", COPYIST)
    status, found = told("--baseline-from-ref", "HEAD")
    assert status == 1
    assert {path for path, _, _ in found} == {"content/coast.md"}
    assert ("content/coast.md", 5, "duplicate-passage") in found


def test_old_text_that_is_copied_is_told_at_the_copy_only(told: Any) -> None:
    """The mill's sentences had no copy before: both places are found, one is new."""
    sentences = MILL.partition("\n\n")[2].replace("\n\n", " ")
    write("again.md", f"# Again\n\nTwo lines of my own here.\n\n{sentences}\n")
    _, found = told("--baseline-from-ref", "HEAD")
    assert {path for path, _, _ in found} == {"content/again.md"}
    assert {path for path, _, _ in told()[1]} > {"content/again.md", "content/mill.md"}


def test_only_changed_text_is_told(told: Any) -> None:
    assert told("--changed-from", "HEAD") == (0, [])
    write("valley.md", VALLEY + f"\nNew here. {SAID}\n")
    status, found = told("--changed-from", "HEAD")
    assert status == 1
    assert {(path, line) for path, line, _ in found} == {("content/valley.md", 9)}


def test_a_word_elsewhere_in_the_paragraph_is_no_change_of_the_sentence(told: Any) -> None:
    write("hotel.md", HOTEL.replace("We walked in", "We ran in"))
    assert told("--changed-from", "HEAD") == (0, [])
    write("hotel.md", HOTEL.replace("Nineteen", "Eighteen"))
    _, found = told("--changed-from", "HEAD")
    assert {path for path, _, _ in found} == {"content/hotel.md"}


def test_files_that_git_does_not_track_are_new(told: Any) -> None:
    write("coast.md", COPYIST)
    _, found = told("--changed-from", "HEAD")
    assert {path for path, _, _ in found} == {"content/coast.md"}


def test_a_file_that_was_renamed_is_not_new(told: Any, git: Any) -> None:
    git("mv", "content/hotel.md", "content/inn.md")
    assert told("--changed-from", "HEAD") == (0, [])


def test_what_others_did_on_the_branch_meanwhile_is_no_change_of_ours(
    told: Any, git: Any
) -> None:
    git("switch", "--quiet", "--create", "ours")
    write("ours.md", f"# Ours\n\nWords of our own.\n\n{PASSAGE}\n")
    git("add", "--all")
    git("commit", "--quiet", "--message", "Ours")
    git("switch", "--quiet", "main")
    write("pier.md", Path("content/pier.md").read_text("utf-8") + "\nMore.\n")
    write("quarry.md", QUARRY.replace(SAID, "Silence.", 1))
    git("commit", "--quiet", "--all", "--message", "Theirs")
    git("switch", "--quiet", "ours")
    for option in ("--changed-from", "--baseline-from-ref"):
        _, found = told(option, "main")
        assert {path for path, _, _ in found} == {"content/ours.md"}


def test_a_passage_moved_within_its_file_is_not_new(told: Any) -> None:
    title, first, passage, last = HOTEL.strip().split("\n\n")
    write("hotel.md", "\n\n".join([title, passage, first, last]) + "\n")
    assert told("--changed-from", "HEAD") == (0, [])


def test_records_are_compared_by_their_ids(told: Any, git: Any) -> None:
    body = QUARRY.partition("\n\n")[2]
    rows = [{"id": "a", "text": body}, {"id": "b", "text": VALLEY}]
    lines = [json.dumps(row) + "\n" for row in rows]
    write("rows.jsonl", "".join(lines))
    git("add", "--all")
    git("commit", "--quiet", "--message", "Rows")
    write("rows.jsonl", "".join(reversed(lines)))
    assert told("--changed-from", "HEAD") == (0, [])
    rows[1]["text"] += f"\n\n{SAID}"
    write("rows.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    _, found = told("--changed-from", "HEAD")
    assert found
    assert {path for path, _, _ in found} == {"content/rows.jsonl"}


def test_a_suppression_taken_out_makes_the_finding_new(told: Any, git: Any) -> None:
    comment = "<!-- analyzer-disable-file near-duplicate-sentence -->\n"
    write("quarry.md", comment + QUARRY)
    git("commit", "--quiet", "--all", "--message", "Suppress")
    write("quarry.md", QUARRY)
    _, found = told("--baseline-from-ref", "HEAD")
    assert {path for path, _, _ in found} == {"content/quarry.md"}


@pytest.mark.parametrize("option", ["--changed-from", "--baseline-from-ref"])
@pytest.mark.parametrize("ref", ["nowhere", "--output=x", "HEAD~9", ""])
def test_a_ref_that_does_not_exist_is_told(
    repository: Path, run: Any, option: str, ref: str
) -> None:
    result = run("check", "content", f"{option}={ref}")
    if not ref:
        assert result.exit_code == 1
        return
    assert result.exit_code == 2
    assert f"error: unknown git commit {ref!r}; a shallow clone lacks" in result.stderr


def test_names_with_spaces_and_accents_are_known(told: Any, git: Any) -> None:
    write("ein Käfer\t1.md", QUARRY)
    git("add", "--all")
    git("commit", "--quiet", "--message", "Beetle")
    assert told("--baseline-from-ref", "HEAD") == (0, [])
    assert told("--changed-from", "HEAD") == (0, [])
