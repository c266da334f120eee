"""Comparison with git: earlier findings and changed text."""

import json
from pathlib import Path
from typing import Any

import pytest
from stories import COPYIST, HOTEL, MILL, PASSAGE, QUARRY, SAID, VALLEY


@pytest.fixture
def findings(repository: Path, run: Any) -> Any:
    """Check the content; return the status, and path, line and rule of each finding."""

    def command(*more: str) -> tuple[int, list[tuple[str, int, str]]]:
        result = run("check", "content", "--fail-level", "note", "--format", "jsonl", *more)
        found = [json.loads(line) for line in result.stdout.splitlines()]
        return result.exit_code, [(f["path"], f["line"], f["rule"]) for f in found]

    return command


def write(name: str, text: str) -> None:
    Path("content", name).write_text(text, "utf-8")


def test_findings_of_a_commit_are_known(findings: Any) -> None:
    assert findings()[0] == 1
    assert findings("--baseline-from-ref", "HEAD") == (0, [])
    write("pier.md", "\n\n\n" + Path("content/pier.md").read_text("utf-8"))
    assert findings("--baseline-from-ref", "main") == (0, [])


def test_a_copy_is_reported_where_it_is_new(findings: Any) -> None:
    write("coast.md", COPYIST)
    status, found = findings("--baseline-from-ref", "HEAD")
    assert status == 1
    assert {path for path, _, _ in found} == {"content/coast.md"}
    assert ("content/coast.md", 5, "near-duplicate-article") in found


COAST = """# Coast notes

The bus takes forty minutes. {passage}

Bring a coat, since the wind off the point has no mercy on anybody who waits for the last bus.
Between the two bays a path climbs past sheep, gorse and a wall that no one can date. At the
top stands a bench with the names of nine swimmers, and below it the water is so clear that
children count starfish from the rocks. The kiosk sells pears in brine. Its owner paints each
jar by hand during the empty months and keeps the ugliest for her cousins in the town.
"""


@pytest.mark.usefixtures("repository")
def test_a_further_copy_of_a_passage_fails_only_where_it_is_changed(run: Any) -> None:
    write("coast.md", COAST.format(passage=PASSAGE))
    select = ("check", "content", "--select", "duplicate-passage", "--format", "jsonl")

    def severities(*more: str) -> list[tuple[str, str]]:
        found = [json.loads(line) for line in run(*select, *more).stdout.splitlines()]
        return [(f["path"], f["severity"]) for f in found]

    at = {path for path, severity in severities() if severity == "note"}
    assert at == {"content/coast.md", "content/hotel.md", "content/pier.md"}
    assert severities("--changed-from", "HEAD") == [("content/coast.md", "warning")]
    # The configuration may say otherwise.
    Path("analyzer.toml").write_text("[rules.duplicate-passage]\nseverity = 'note'\n")
    assert severities("--changed-from", "HEAD") == [("content/coast.md", "note")]


@pytest.mark.usefixtures("repository")
def test_a_word_that_changes_in_an_old_passage_makes_no_new_copy(run: Any) -> None:
    write("coast.md", COAST.format(passage=""))
    select = ("check", "content", "--select", "duplicate-passage", "--changed-from", "HEAD")
    old = Path("content/pier.md").read_text("utf-8")
    write("pier.md", old.replace("Nineteen are left", "Eighteen are left"))
    assert run(*select).exit_code == 0
    write("hill.md", COAST.format(passage=PASSAGE))
    assert "content/hill.md" in run(*select, "--report-level", "note").stdout


def test_a_new_copy_of_old_text_is_reported_at_the_copy_only(findings: Any) -> None:
    """The sentences of the mill had no copy before; of both locations one is new."""
    sentences = MILL.partition("\n\n")[2].replace("\n\n", " ")
    write("again.md", f"# Again\n\nTwo lines of my own here.\n\n{sentences}\n")
    _, found = findings("--baseline-from-ref", "HEAD")
    assert {path for path, _, _ in found} == {"content/again.md"}
    assert {path for path, _, _ in findings()[1]} > {"content/again.md", "content/mill.md"}


def test_only_findings_in_changed_text_are_reported(findings: Any) -> None:
    assert findings("--changed-from", "HEAD") == (0, [])
    write("valley.md", VALLEY + f"\nNew here. {SAID}\n")
    status, found = findings("--changed-from", "HEAD")
    assert status == 1
    assert {(path, line) for path, line, _ in found} == {("content/valley.md", 9)}


def test_a_new_copy_before_the_old_sentence_is_reported_at_the_copy(
    findings: Any, run: Any
) -> None:
    sentence = (
        "An archivist reads letters aloud every Friday to whoever comes up the narrow stairs."
    )
    title, rest = VALLEY.split("\n\n", 1)
    write("valley.md", f"{title}\n\nNew here. {sentence}\n\n{rest}")
    status, found = findings("--changed-from", "HEAD")
    assert (status, found) == (1, [("content/valley.md", 3, "near-duplicate-sentence")])
    shown = run("check", "content", "--changed-from", "HEAD", "--format", "concise").stdout
    assert "valley.md:3:11: warning: identical to a sentence in line 9 [" in shown


def test_a_word_elsewhere_in_the_paragraph_does_not_change_the_sentence(findings: Any) -> None:
    write("hotel.md", HOTEL.replace("We walked in", "We ran in"))
    assert findings("--changed-from", "HEAD") == (0, [])
    write("hotel.md", HOTEL.replace("Nineteen", "Eighteen"))
    assert findings("--changed-from", "HEAD") == (0, [])


def test_untracked_files_are_new(findings: Any) -> None:
    write("coast.md", COPYIST)
    _, found = findings("--changed-from", "HEAD")
    assert {path for path, _, _ in found} == {"content/coast.md"}


def test_a_renamed_file_is_not_new(findings: Any, git: Any) -> None:
    git("mv", "content/hotel.md", "content/inn.md")
    assert findings("--changed-from", "HEAD") == (0, [])


def test_later_commits_of_the_other_branch_are_not_changes(findings: Any, git: Any) -> None:
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
        _, found = findings(option, "main")
        assert {path for path, _, _ in found} == {"content/ours.md"}


def test_a_passage_moved_within_its_file_is_not_new(findings: Any) -> None:
    title, first, passage, last = HOTEL.strip().split("\n\n")
    write("hotel.md", "\n\n".join([title, passage, first, last]) + "\n")
    assert findings("--changed-from", "HEAD") == (0, [])


def test_records_are_compared_by_their_ids(findings: Any, git: Any) -> None:
    body = QUARRY.partition("\n\n")[2]
    rows = [{"id": "a", "text": body}, {"id": "b", "text": VALLEY}]
    lines = [json.dumps(row) + "\n" for row in rows]
    write("rows.jsonl", "".join(lines))
    git("add", "--all")
    git("commit", "--quiet", "--message", "Rows")
    write("rows.jsonl", "".join(reversed(lines)))
    assert findings("content/rows.jsonl", "--changed-from", "HEAD") == (0, [])
    rows[1]["text"] += f"\n\n{SAID}"
    write("rows.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    _, found = findings("content/rows.jsonl", "--changed-from", "HEAD")
    assert found
    assert {path for path, _, _ in found} == {"content/rows.jsonl"}


def test_removing_a_suppression_makes_the_finding_new(findings: Any, git: Any) -> None:
    comment = "<!-- analyzer-disable-file near-duplicate-sentence -->\n"
    write("quarry.md", comment + QUARRY)
    git("commit", "--quiet", "--all", "--message", "Suppress")
    write("quarry.md", QUARRY)
    _, found = findings("--baseline-from-ref", "HEAD")
    assert {path for path, _, _ in found} == {"content/quarry.md"}


@pytest.mark.parametrize("option", ["--changed-from", "--baseline-from-ref"])
@pytest.mark.parametrize("ref", ["nowhere", "--output=x", "HEAD~9", ""])
def test_an_unknown_ref_is_an_error(repository: Path, run: Any, option: str, ref: str) -> None:
    result = run("check", "content", f"{option}={ref}")
    assert result.exit_code == 2
    if ref:
        assert f"error: unknown git commit {ref!r}; expected a branch, a tag" in result.stderr
    else:
        assert f"{option} is empty; expected a branch, a tag or a commit" in result.stderr


def test_names_with_spaces_and_accents_are_known(findings: Any, git: Any) -> None:
    write("ein Käfer\t1.md", QUARRY)
    git("add", "--all")
    git("commit", "--quiet", "--message", "Beetle")
    assert findings("--baseline-from-ref", "HEAD") == (0, [])
    assert findings("--changed-from", "HEAD") == (0, [])


@pytest.mark.parametrize(
    ("branch", "ref", "known"),
    [
        ("heads/master", "origin/main", "master"),
        ("remotes/origin/master", "origin/main", "origin/master"),
        ("remotes/origin/master", "main", "origin/master"),
        ("heads/story/mill", "origin/story/mill", "story/mill"),
    ],
)
def test_an_unknown_ref_names_the_branch_that_is_meant(
    repository: Path, run: Any, git: Any, branch: str, ref: str, known: str
) -> None:
    git("update-ref", f"refs/{branch}", "HEAD")
    git("switch", "--quiet", "--detach")
    git("branch", "--quiet", "-D", "main")
    result = run("check", "content", "--changed-from", ref)
    assert result.exit_code == 2
    assert f"unknown git commit {ref!r}; this repository has {known!r}\n" in result.stderr
    assert "shallow" not in result.stderr
