"""A team takes the check up: one story, told in a scratch repository."""

import json
from pathlib import Path
from typing import Any

import pytest
from stories import BROKEN, COPYIST, PHRASE, STUFFED

BASELINE = ".analyzer-baseline.jsonl"


@pytest.fixture
def check(repository: Path, run: Any) -> Any:
    """Check the content against the baseline; exit status, output, what is told."""

    def command(*more: str) -> tuple[int, str, list[dict[str, Any]]]:
        arguments = ("check", "content", "--baseline", BASELINE)
        result = run(*arguments, *more)
        told = run(*arguments, "--format", "jsonl").stdout
        return result.exit_code, result.stdout, [json.loads(line) for line in told.splitlines()]

    return command


@pytest.mark.slow
def test_the_story_of_a_team_that_takes_up_the_check(
    repository: Path, check: Any, run: Any
) -> None:
    content = repository / "content"

    # What is there already is known from now on.
    assert run("check", "content").exit_code == 1
    status, _, told = check("--update-baseline")
    assert (status, told) == (0, [])
    known = Path(BASELINE).read_text("utf-8").splitlines()
    assert len(known) > 3

    # Lines move: nothing to tell.
    for name in ("quarry.md", "pier.md", "hotel.md"):
        title, *rest = (content / name).read_text("utf-8").split("\n\n")
        (content / name).write_text("\n\n\n\n".join([title, *reversed(rest)]), "utf-8")
    assert check()[::2] == (0, [])

    # A stuffed article comes: told on its lines, known things are not.
    (content / "stuffed.md").write_text(STUFFED, "utf-8")
    status, _, told = check()
    assert status == 1
    assert {finding["path"] for finding in told} == {"content/stuffed.md"}
    lines = STUFFED.split("\n")
    phrased = [finding for finding in told if finding["group"] == PHRASE]
    assert phrased
    for finding in phrased:
        line = lines[finding["line"] - 1]
        assert line[finding["column"] - 1 : finding["end_column"] - 1] == PHRASE
    _, output, _ = check("--format", "github")
    first = phrased[0]
    assert f"file=content/stuffed.md,line={first['line']},endLine={first['line']}" in output

    # It is suppressed, with a reason.
    rules = ", ".join(sorted({finding["rule"] for finding in told}))
    comment = f"<!-- analyzer-disable-file {rules} -- it is a collection of search terms -->"
    (content / "stuffed.md").write_text(f"{comment}\n\n{STUFFED}", "utf-8")
    assert check()[::2] == (0, [])

    # A known passage is copied into a third file: that is new.
    (content / "coast.md").write_text(COPYIST, "utf-8")
    status, output, told = check()
    assert status == 1
    assert {finding["path"] for finding in told} == {"content/coast.md"}
    copied = next(finding for finding in told if finding["rule"] == "duplicate-passage")
    assert copied["line"] == 5
    assert {place["path"] for place in copied["related"]} <= {
        "content/hotel.md",
        "content/pier.md",
    }

    # Broken front matter: not to be trusted, and the rest is still checked.
    (content / "broken.md").write_text(BROKEN, "utf-8")
    status, output, after = check()
    assert status == 2
    assert after == told
    assert "broken.md" in run("check", "content", "--baseline", BASELINE).stderr

    # Mended and accepted, with a word about each.
    (content / "broken.md").unlink()
    result = run("check", "content", "--baseline", BASELINE, "--update-baseline")
    assert result.exit_code == 0
    assert "added content/coast.md:5:1: duplicate-passage" in result.stderr
    assert check()[::2] == (0, [])
