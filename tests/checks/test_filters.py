"""Filters: which findings a check reports, and which it only counts."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from examples import LINES
from hypothesis import given
from hypothesis import strategies as st
from stories import COPYIST, PASSAGE, QUARRY, SAID

from analyzer.article import Article
from analyzer.checks.annotation import annotate, fingerprint
from analyzer.checks.filters import (
    below_level,
    normalized,
    read_baseline,
    repeated,
    with_fingerprint_data,
    write_baseline,
)
from analyzer.errors import SettingError
from analyzer.rules.finding import Finding
from analyzer.settings import Override, Settings, Severity

TEXTS = [Article("a.md", "Something is written of the weather here.", source="a.md")]


def finding(start: int, end: int, rule: str, severity: Severity = "note") -> Finding:
    return Finding(0, start, end, rule, severity, 1.0, "quality", 0, "message", "1")


FOUND = [
    finding(0, 20, "hard-to-read"),
    finding(0, 20, "repetitive-text"),
    finding(0, 20, "near-duplicate-sentence", "warning"),
    finding(0, 20, "keyword-stuffing", "error"),
]


@pytest.mark.parametrize(
    ("settings", "level", "hidden"),
    [
        (Settings(), "", [0, 1]),
        (Settings(), "note", []),
        (Settings(), "warning", [0, 1]),
        (Settings(), "error", [0, 1, 2]),
        (Settings(select=("hard-to-read",)), "", [1]),
        (Settings(select=("hard-to-read",)), "warning", [0, 1]),
        (Settings(extend_select=("hard-to-read",)), "", [1]),
        (Settings(fail_level="note"), "", []),
        (Settings(overrides=(Override(("a.md",), fail_level="note"),)), "", []),
        (Settings(overrides=(Override(("b.md",), fail_level="note"),)), "", [0, 1]),
    ],
)
def test_warnings_errors_and_notes_that_were_asked_for_are_reported(
    settings: Settings, level: str, hidden: list[int]
) -> None:
    assert list(below_level(TEXTS, FOUND, settings, level)) == hidden


def test_a_low_quality_reports_all_findings_that_take_points() -> None:
    found = [finding(0, 20, "repetitive-text"), finding(0, 20, "low-quality", "error")]
    assert list(below_level(TEXTS, found, Settings(), "")) == []


def test_a_phrase_is_reported_at_its_first_location_that_is_not_hidden() -> None:
    found = [finding(at, at + 4, "keyword-stuffing", "warning") for at in (0, 9, 20)]
    assert list(repeated(found, ["", "", ""])) == [1, 2]
    assert list(repeated(found, ["baseline", "", ""])) == [2]
    shared = [finding(at, at + 4, "shared-sentence") for at in (0, 9)]
    assert list(repeated(shared, ["", ""])) == []


def test_what_all_versions_of_a_page_have_is_reported_in_the_last(
    scratch: Path, run: Any
) -> None:
    twice = f"{LINES[0]} {SAID}\n\n{LINES[1]} {LINES[2]}\n\n{SAID} {LINES[3]}\n"
    for version in ("7.9", "7.10", "5.1"):
        Path(version).mkdir()
        own = "One line more.\n\n" if version == "5.1" else ""
        Path(version, "mill.md").write_text(f"# The mill\n\n{own}{twice}", "utf-8")
    Path("quay.md").write_text(f"# The quay\n\n{twice}", "utf-8")
    found = run("check", ".", "--select", "near-duplicate-sentence").stdout
    paths = [line.partition(":")[0] for line in found.splitlines() if ": warning: " in line]
    assert paths == ["7.10/mill.md", "quay.md"]


def test_the_summary_counts_findings_below_the_report_level(scratch: Path, run: Any) -> None:
    question = "What did you learn of the sea when you were a boy?"
    Path("a.md").write_text(f"# Boys\n\n{question}\n\nTo swim.\n\n{question}\n", "utf-8")
    few, every = (
        run("check", "a.md", *level).stdout for level in ([], ["--report-level", "note"])
    )
    assert few.endswith("; hidden: 1 below the report level (show with --report-level note)\n")
    assert (
        "a.md:7:1: note: identical to a sentence in line 3 [near-duplicate-sentence]" in every
    )
    assert "below the report level" not in every


def test_a_rule_that_is_off_is_turned_on_by_name(scratch: Path, run: Any) -> None:
    word = "interdepartmental organisational responsibilities"
    text = f"The {word} necessitate {word} considerations of {word} alternatives. " * 12
    Path("a.md").write_text(text, "utf-8")
    assert "hard-to-read" not in run("check", "a.md", "--report-level", "note").stdout
    assert "[hard-to-read]" in run("check", "a.md", "--extend-select", "hard-to-read").stdout


def test_a_rule_that_is_none_any_more_gets_an_error_that_says_what_it_is(
    scratch: Path, run: Any
) -> None:
    Path("a.md").write_text("Good.\n", "utf-8")
    result = run("check", "a.md", "--ignore", "page-boilerplate")
    assert result.exit_code == 2
    assert "boilerplate is the column boilerplate_lines" in result.output


BASE = "known.jsonl"
SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "baseline.json"


def prints(*texts: str, group: str = "g") -> list[str]:
    """Return the fingerprints of every FAULT in the texts, each in its own file."""
    articles = [Article(f"{n}.md", text, source=f"{n}.md") for n, text in enumerate(texts)]
    findings = [
        Finding(n, at, at + 5, "repeated-phrase", "note", 1.0, "", 0.0, "so", group)
        for n, text in enumerate(texts)
        for at in range(len(text))
        if text[at : at + 5].casefold() == "fault"
    ]
    done = with_fingerprint_data(annotate(articles, findings, set(), ""), articles)
    return [annotation.fingerprint for annotation in done]


def test_moved_lines_do_not_change_a_fingerprint() -> None:
    assert prints("One FAULT here.") == prints("\n\nNew text.\n\nOne  FAULT here.")


def test_case_and_punctuation_do_not_change_a_fingerprint() -> None:
    assert normalized("“Prices rose”,\n again!") == normalized("prices ROSE again")
    assert normalized("!!!") == "!!!"


def test_another_copy_has_another_fingerprint() -> None:
    once, twice = prints("FAULT"), prints("FAULT FAULT")
    assert len(set(twice)) == 2
    assert once[0] in twice


def test_a_copy_in_another_file_has_another_fingerprint() -> None:
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


def test_the_file_is_sorted_with_one_entry_per_line(check: Any) -> None:
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


def test_added_entries_are_reported(check: Any, repository: Path) -> None:
    check("--update-baseline")
    (repository / "content" / "coast.md").write_text(COPYIST, "utf-8")
    result = check("--update-baseline")
    assert "near-duplicate-article" in result.stderr
    assert "added content/coast.md:5:1" in result.stderr
    assert " added, 0 removed" in result.stderr


def test_stale_entries_are_reported_and_removed(check: Any, repository: Path) -> None:
    check("--update-baseline")
    size = len(Path(BASE).read_text("utf-8").splitlines())
    path = repository / "content" / "quarry.md"
    path.write_text(QUARRY.replace(SAID, "It was quiet.", 1), "utf-8")
    result = check()
    assert result.exit_code == 0
    assert "1 entry no longer found; remove with --update-baseline" in result.stderr
    assert "1 removed" in check("--update-baseline").stderr
    assert len(Path(BASE).read_text("utf-8").splitlines()) == size - 1


def test_entries_of_deleted_files_are_stale(check: Any, repository: Path) -> None:
    check("--update-baseline")
    (repository / "content" / "quarry.md").unlink()
    assert "1 entry no longer found" in check().stderr


def test_a_check_of_one_file_does_not_make_entries_of_others_stale(
    check: Any, run: Any
) -> None:
    check("--update-baseline")
    result = run("check", "content/pier.md", "--baseline", BASE)
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_passage_extended_by_words_shared_with_a_new_copy_stays_known(
    check: Any, repository: Path
) -> None:
    check("--update-baseline")
    longer = COPYIST.replace(PASSAGE, f"of them on loan. {PASSAGE} A museum has")
    (repository / "content" / "coast.md").write_text(longer, "utf-8")
    found = [json.loads(line) for line in check("--format", "jsonl").stdout.splitlines()]
    assert {finding["path"] for finding in found} == {"content/coast.md"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "known.jsonl: no such baseline; create it with --update-baseline"),
        (b"\xff\xfe", "known.jsonl: cannot read the baseline"),
        (b"nonsense", "known.jsonl:1: not a baseline entry"),
        (b"[" * 100_000, "known.jsonl:1: not a baseline entry"),
        (b'{"analyzer-baseline": 2}', "known.jsonl:1: not a baseline entry"),
        (b'{"analyzer-baseline": 1}\n{"path": 1}', "known.jsonl:2: not a baseline entry"),
    ],
)
def test_a_bad_baseline_is_an_error(check: Any, content: bytes | None, message: str) -> None:
    if content is not None:
        Path(BASE).write_bytes(content)
    result = check()
    assert result.exit_code == 2
    assert message in result.stderr


def test_reading_a_missing_baseline_is_an_error() -> None:
    with pytest.raises(SettingError, match="no such baseline"):
        read_baseline(Path("nowhere.jsonl"))


def test_updating_needs_a_baseline(repository: Path, run: Any) -> None:
    result = run("check", "content", "--update-baseline")
    assert result.exit_code == 2
    assert "--update-baseline needs --baseline FILE" in result.stderr
