"""Known findings: what makes one new, and how the file is kept."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stories import COPYIST, PASSAGE, QUARRY, SAID

from analyzer.article import Article
from analyzer.checks.annotation import annotate, fingerprint
from analyzer.checks.baseline import (
    normalised,
    numbered,
    read_baseline,
    write_baseline,
)
from analyzer.errors import SettingError
from analyzer.rules.finding import Finding

BASE = "known.jsonl"
SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "baseline.json"


def prints(*texts: str, group: str = "g") -> list[str]:
    """The fingerprints of every FAULT in the texts, each a file of its own."""
    articles = [Article(f"{n}.md", text, source=f"{n}.md") for n, text in enumerate(texts)]
    findings = [
        Finding(n, at, at + 5, "repeated-phrase", "note", 1.0, "", 0.0, "so", group)
        for n, text in enumerate(texts)
        for at in range(len(text))
        if text[at : at + 5].casefold() == "fault"
    ]
    done = numbered(annotate(articles, findings, set(), ""), articles)
    return [annotation.fingerprint for annotation in done]


def test_moved_lines_change_no_fingerprint() -> None:
    assert prints("One FAULT here.") == prints("\n\nNew text.\n\nOne  FAULT here.")


def test_case_and_punctuation_change_no_fingerprint() -> None:
    assert normalised("“Prices rose”,\n again!") == normalised("prices ROSE again")
    assert normalised("!!!") == "!!!"


def test_another_copy_has_a_fingerprint_of_its_own() -> None:
    once, twice = prints("FAULT"), prints("FAULT FAULT")
    assert len(set(twice)) == 2
    assert once[0] in twice


def test_a_copy_in_another_file_is_another_finding() -> None:
    assert len(set(prints("FAULT", "FAULT"))) == 2


def test_rule_text_path_and_number_make_the_fingerprint() -> None:
    entry = ("a.md", "repeated-phrase", "prices rose", 1)
    changed = [
        (*entry[:part], value, *entry[part + 1 :])
        for part, value in enumerate(["b.md", "hard-to-read", "prices fell", 2])
    ]
    assert len({fingerprint(one) for one in [entry, *changed]}) == 5  # type: ignore[arg-type]


@given(st.lists(st.tuples(*[st.text(max_size=8)] * 3, st.integers(1, 9)), max_size=8))
def test_a_baseline_is_read_as_it_was_written(entries: list[tuple[str, str, str, int]]) -> None:
    import tempfile

    given = {fingerprint(entry): entry for entry in entries}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, BASE)
        write_baseline(path, given)
        assert read_baseline(path) == given
        lines = path.read_text("utf-8").split("\n")[:-1]
        again = dict(reversed(given.items()))
        write_baseline(path, again)
        assert path.read_text("utf-8").split("\n")[:-1] == lines
    keys = [
        tuple(json.loads(line)[k] for k in ("path", "rule", "text", "number"))
        for line in lines[1:]
    ]
    assert keys == sorted(keys)


@pytest.fixture
def check(repository: Path, run: Any) -> Any:
    return lambda *more: run("check", "content", "--baseline", BASE, *more)


def test_it_is_sorted_one_entry_a_line_and_nothing_of_lines_or_dates(check: Any) -> None:
    result = check("--update-baseline")
    assert result.exit_code == 0
    header, *lines = Path(BASE).read_text("utf-8").splitlines()
    assert json.loads(header) == {"analyzer-baseline": 1}
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    for line in lines:
        validator.validate(json.loads(line))
    assert lines == sorted(lines)
    before = Path(BASE).read_bytes()
    check("--update-baseline")
    assert Path(BASE).read_bytes() == before


def test_growth_is_said_aloud(check: Any, repository: Path) -> None:
    check("--update-baseline")
    (repository / "content" / "coast.md").write_text(COPYIST, "utf-8")
    result = check("--update-baseline")
    assert "added content/coast.md:5:1: duplicate-passage" in result.stderr
    assert "2 added, 0 taken out" in result.stderr


def test_stale_entries_are_reported_and_taken_out(check: Any, repository: Path) -> None:
    check("--update-baseline")
    size = len(Path(BASE).read_text("utf-8").splitlines())
    path = repository / "content" / "quarry.md"
    path.write_text(QUARRY.replace(SAID, "It was quiet.", 1), "utf-8")
    result = check()
    assert result.exit_code == 0
    assert "2 entries no longer found; --update-baseline takes them out" in result.stderr
    assert "2 taken out" in check("--update-baseline").stderr
    assert len(Path(BASE).read_text("utf-8").splitlines()) == size - 2


def test_entries_of_deleted_files_are_stale(check: Any, repository: Path) -> None:
    check("--update-baseline")
    (repository / "content" / "quarry.md").unlink()
    assert "2 entries no longer found" in check().stderr


def test_single_files_make_no_entry_of_others_stale(check: Any, run: Any) -> None:
    check("--update-baseline")
    result = run("check", "content/pier.md", "--baseline", BASE)
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_passage_that_grew_by_what_the_new_copy_shares_stays_known(
    check: Any, repository: Path
) -> None:
    check("--update-baseline")
    longer = COPYIST.replace(PASSAGE, f"of them on loan. {PASSAGE} A museum has")
    (repository / "content" / "coast.md").write_text(longer, "utf-8")
    told = [json.loads(line) for line in check("--format", "jsonl").stdout.splitlines()]
    assert {finding["path"] for finding in told} == {"content/coast.md"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "known.jsonl: no such baseline; --update-baseline makes it"),
        (b"\xff\xfe", "known.jsonl: cannot read the baseline"),
        (b"nonsense", "known.jsonl:1: not an entry of a baseline"),
        (b'{"analyzer-baseline": 2}', "known.jsonl:1: not an entry of a baseline"),
        (b'{"analyzer-baseline": 1}\n{"path": 1}', "known.jsonl:2: not an entry of a baseline"),
    ],
)
def test_a_bad_baseline_is_an_error(check: Any, content: bytes | None, message: str) -> None:
    if content is not None:
        Path(BASE).write_bytes(content)
    result = check()
    assert result.exit_code == 2
    assert message in result.stderr


def test_reading_says_what_is_wrong() -> None:
    with pytest.raises(SettingError, match="no such baseline"):
        read_baseline(Path("nowhere.jsonl"))


def test_updating_needs_to_know_which(repository: Path, run: Any) -> None:
    result = run("check", "content", "--update-baseline")
    assert result.exit_code == 2
    assert "--update-baseline needs --baseline FILE" in result.stderr
