"""A team adopts the check: one story in a scratch repository."""

import json
from pathlib import Path
from typing import Any

import pytest
from stories import BROKEN, COPYIST, PHRASE, STUFFED

BASELINE = ".analyzer-baseline.jsonl"


@pytest.fixture
def check(repository: Path, run: Any) -> Any:
    """Check the content against the baseline; exit status, output and findings."""

    def command(*more: str) -> tuple[int, str, list[dict[str, Any]]]:
        arguments = ("check", "content", "--baseline", BASELINE)
        result = run(*arguments, *more)
        found = run(*arguments, "--format", "jsonl").stdout
        return (
            result.exit_code,
            result.stdout,
            [json.loads(line) for line in found.splitlines()],
        )

    return command


@pytest.mark.slow
def test_the_story_of_a_team_that_adopts_the_check(
    repository: Path, check: Any, run: Any
) -> None:
    content = repository / "content"

    # Existing findings are known from now on.
    assert run("check", "content").exit_code == 1
    status, _, found = check("--update-baseline")
    assert (status, found) == (0, [])
    known = Path(BASELINE).read_text("utf-8").splitlines()
    assert len(known) > 3

    # Lines move: no finding is new.
    for name in ("quarry.md", "pier.md", "hotel.md"):
        title, *rest = (content / name).read_text("utf-8").split("\n\n")
        (content / name).write_text("\n\n\n\n".join([title, *reversed(rest)]), "utf-8")
    assert check()[::2] == (0, [])

    # A stuffed article is added: only its findings are reported.
    (content / "stuffed.md").write_text(STUFFED, "utf-8")
    status, _, found = check()
    assert status == 1
    assert {finding["path"] for finding in found} == {"content/stuffed.md"}
    lines = STUFFED.split("\n")
    phrased = [finding for finding in found if finding["group"] == PHRASE]
    assert phrased
    for finding in phrased:
        line = lines[finding["line"] - 1]
        assert line[finding["column"] - 1 : finding["end_column"] - 1] == PHRASE
    _, output, _ = check("--format", "github")
    first = phrased[0]
    assert f"file=content/stuffed.md,line={first['line']},endLine={first['line']}" in output

    # It is suppressed, with a reason.
    rules = ", ".join(sorted({finding["rule"] for finding in found}))
    comment = f"<!-- analyzer-disable-file {rules} -- it is a collection of search terms -->"
    (content / "stuffed.md").write_text(f"{comment}\n\n{STUFFED}", "utf-8")
    assert check()[::2] == (0, [])

    # A known passage makes up most of a third file: that is new.
    (content / "coast.md").write_text(COPYIST, "utf-8")
    status, output, found = check()
    assert status == 1
    assert {finding["path"] for finding in found} == {"content/coast.md"}
    copied = next(finding for finding in found if finding["rule"] == "near-duplicate-article")
    assert "of this article also appears in" in copied["message"]
    assert copied["line"] == 5
    assert {place["path"] for place in copied["related"]} <= {
        "content/hotel.md",
        "content/pier.md",
    }

    # Front matter is broken: a finding, and the rest is still checked.
    (content / "broken.md").write_text(BROKEN, "utf-8")
    status, output, after = check()
    assert status == 1
    (broken,) = [finding for finding in after if finding not in found]
    assert (broken["path"], broken["rule"]) == ("content/broken.md", "broken-metadata")

    # The file is fixed and the rest accepted, with a line for each.
    (content / "broken.md").unlink()
    result = run("check", "content", "--baseline", BASELINE, "--update-baseline")
    assert result.exit_code == 0
    assert "added content/coast.md:5:1: near-duplicate-article" in result.stderr
    assert check()[::2] == (0, [])
