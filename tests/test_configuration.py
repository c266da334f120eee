"""Configuration files: which is read, what is wrong with it, and what editors know of it."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from stories import QUARRY

from analyzer.configuration import find_file, load_configuration
from analyzer.configuration_schema import schema
from analyzer.errors import SettingError

SCHEMA = Path(__file__).parent.parent / "docs" / "schemas" / "configuration.json"
OWN, SHARED = "analyzer.toml", "pyproject.toml"


def load(file: str, **given: object) -> Any:
    return load_configuration([], given, file=file)[0]


def test_the_nearest_file_wins(scratch: Path) -> None:
    (scratch / "docs" / "guide").mkdir(parents=True)
    (scratch / SHARED).write_text("[tool.analyzer]\nmin-quality = 10\n")
    assert find_file(["docs/guide"]) == scratch / SHARED
    (scratch / "docs" / OWN).write_text("min-quality = 20\n")
    assert find_file(["docs/guide"]) == scratch / "docs" / OWN
    assert find_file(["docs/guide", "."]) == scratch / SHARED


def test_its_own_file_comes_before_the_shared_one(scratch: Path) -> None:
    (scratch / SHARED).write_text("[tool.analyzer]\n")
    (scratch / OWN).write_text("")
    assert find_file(["."]) == scratch / OWN


def test_a_shared_file_without_a_table_is_passed_over(scratch: Path) -> None:
    (scratch / "docs").mkdir()
    (scratch / SHARED).write_text('[tool.analyzer]\nignore = ["hard-to-read"]\n')
    (scratch / "docs" / SHARED).write_text('[project]\nname = "analyzer"\n')
    assert find_file(["docs"]) == scratch / SHARED


def test_nothing_above_the_repository_is_read(scratch: Path) -> None:
    (scratch / "inner" / ".git").mkdir(parents=True)
    (scratch / OWN).write_text("")
    assert find_file(["inner"]) is None


def test_the_command_line_wins_over_the_file(scratch: Path) -> None:
    Path(OWN).write_text("min-quality = 20\nfail-level = 'error'\n")
    chosen = load(OWN, **{"min-quality": 30.0, "fail-level": None})
    assert (chosen.min_quality, chosen.fail_level) == (30, "error")


def test_isolated_reads_no_file(scratch: Path) -> None:
    Path(OWN).write_text("min-quality = 20\n")
    chosen, file = load_configuration(["."], {}, isolated=True)
    assert (chosen.min_quality, file) == (0, None)


def test_paths_in_the_file_begin_at_its_folder(scratch: Path) -> None:
    Path("house").mkdir()
    Path("house", OWN).write_text('baseline = "known.jsonl"\n')
    assert load("house/analyzer.toml").baseline == str(Path("house/known.jsonl"))


WRONG = {
    "unknown key": (
        "min-quality = 1\n\nmin_quality = 3\n",
        "analyzer.toml:3: unknown key 'min_quality'; did you mean 'min-quality'?",
    ),
    "hidden key": ("root = 'x'\n", "analyzer.toml:1: unknown key 'root'; expected one of"),
    "wrong type": (
        "# a comment\nmin-quality = 'high'\n",
        "analyzer.toml:2: min-quality: expected `float`, got `str`",
    ),
    "no level": (
        "fail-level = 'loud'\n",
        "analyzer.toml:1: fail-level: invalid enum value 'loud'; expected one of note, ",
    ),
    "too large": (
        "min-quality = 200\n",
        "analyzer.toml:1: min-quality: expected `float` <= 100",
    ),
    "unknown rule": (
        "select = [\n  'hard-to-read',\n  'hard-to-reed',\n]\n",
        "analyzer.toml:1: select: unknown rule 'hard-to-reed'; did you mean 'hard-to-read'?",
    ),
    "renamed key": (
        "level = 'note'\n",
        "analyzer.toml:1: unknown key 'level'; renamed to 'report-level'",
    ),
    "renamed rule": (
        "ignore = ['copied-passage']\n",
        "analyzer.toml:1: ignore: unknown rule 'copied-passage'; "
        "renamed to 'duplicate-passage'",
    ),
    "in an override": (
        "[[overrides]]\npaths = ['a']\n\n[[overrides]]\npaths = ['b']\nignored = ['a']\n",
        "analyzer.toml:6: unknown key 'ignored'; did you mean 'ignore'?",
    ),
    "unknown limit": (
        "[limits]\narticle-bytes = 1\n\ntitle-character = 3\n",
        "analyzer.toml:4: unknown key 'title-character'; did you mean 'title-characters'?",
    ),
    "limit of nothing": (
        "fail-level = 'note'\n[limits]\ntext-ratio = 0\n",
        "analyzer.toml:3: limits.text-ratio: expected `int` >= 1",
    ),
    "rule of an override": (
        "[[overrides]]\npaths = ['a']\nignore = ['hard']\n",
        "analyzer.toml:3: overrides[0].ignore: unknown rule 'hard'",
    ),
    "type in an override": (
        "[[overrides]]\npaths = 'a'\n",
        "analyzer.toml:2: overrides[0].paths: expected `array`, got `str`",
    ),
    "missing key": (
        "fail-level = 'note'\n[[overrides]]\nignore = []\n",
        "analyzer.toml:2: overrides[0]: object missing required field `paths`",
    ),
    "not TOML": ("\nselect = = 1\n", "analyzer.toml:2:10: not TOML: invalid value"),
    "cut off": ("select = [\n", "analyzer.toml:2: not TOML: invalid value"),
    "not UTF-8": (b"\xff\xfe", "analyzer.toml: cannot be read: "),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_with_line_and_key(scratch: Path, case: str) -> None:
    content, message = WRONG[case]
    Path(OWN).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SettingError) as error:
        load(OWN)
    assert str(error.value).startswith(message)


def test_lines_are_counted_in_the_shared_file(scratch: Path) -> None:
    Path(SHARED).write_text(
        "[project]\nname = 'x'\nmin-quality = 1\n\n[tool.analyzer]\nfail-level = 'note'\n"
        "min-qualty = 3\n\n[tool.other]\nmin-qualty = 3\n"
    )
    with pytest.raises(SettingError, match=r"^pyproject.toml:7: unknown key 'min-qualty'; did"):
        load(SHARED)


def test_a_file_that_was_named_must_be_there_and_hold_a_table(scratch: Path) -> None:
    with pytest.raises(SettingError, match=r"nowhere.toml: no such configuration file"):
        load("nowhere.toml")
    Path(SHARED).write_text("[project]\n")
    with pytest.raises(SettingError, match=r"pyproject.toml: no \[tool.analyzer\] table"):
        load(SHARED)


def test_a_broken_file_stops_the_check(scratch: Path, run: Any) -> None:
    Path(OWN).write_text("ignroe = []\n")
    Path("a.md").write_text("Text.\n")
    result = run("check", "a.md")
    assert result.exit_code == 2
    assert "analyzer.toml:1: unknown key 'ignroe'; did you mean 'ignore'?" in result.stderr
    assert result.stdout == ""


OVERRIDES = """
ignore = ["repeated-opening"]

[[overrides]]
paths = ["drafts/", "*.draft.md"]
ignore = ["near-duplicate-sentence"]

[[overrides]]
paths = ["strict/**"]
fail-level = "error"
min-quality = 1
"""


def test_overrides_hold_for_their_paths(scratch: Path, run: Any) -> None:
    Path(OWN).write_text(OVERRIDES)
    for folder in ("drafts", "strict", "other"):
        Path(folder).mkdir()
        Path(folder, "a.md").write_text(QUARRY, "utf-8")
    Path("b.draft.md").write_text(QUARRY, "utf-8")
    lines = run("check", ".", "--format", "jsonl", "--select", "near-duplicate-sentence").stdout
    told = [json.loads(line) for line in lines.splitlines()]
    assert {finding["source"]: finding["fails"] for finding in told} == {
        "other/a.md": True,
        "strict/a.md": False,
    }


def test_overrides_hold_in_reports_too(scratch: Path, run: Any) -> None:
    Path(OWN).write_text(OVERRIDES)
    Path("texts/drafts").mkdir(parents=True)
    Path("texts/drafts/a.md").write_text(QUARRY, "utf-8")
    Path("texts/b.md").write_text(QUARRY, "utf-8")
    result = run("report", "texts", "-o", "out")
    assert result.exit_code == 0
    rows = Path("out/findings.csv").read_text("utf-8")
    assert "b.md" in rows
    assert "drafts/a.md,texts/drafts/a.md,3,1,3,80,near-duplicate-sentence" not in rows


def test_excluded_files_are_not_read_unless_forced(scratch: Path, run: Any) -> None:
    Path(OWN).write_text('exclude = ["old/", "CHANGES.md"]\n')
    Path("old").mkdir()
    for name in ("old/a.md", "CHANGES.md", "b.md"):
        Path(name).write_text("A text.\n")
    assert run("check", ".", "--show-files").stdout == "b.md\tMarkdown\n"
    assert run("check", "CHANGES.md", "--show-files").stdout == ""
    forced = run("check", "CHANGES.md", "--show-files", "--no-force-exclude")
    assert forced.stdout == "CHANGES.md\tMarkdown\n"


def test_settings_are_shown_with_the_file_they_are_from(scratch: Path, run: Any) -> None:
    Path(OWN).write_text("min-quality = 20\n")
    shown = run("check", ".", "--show-settings", "--ignore", "hard-to-read").stdout
    assert shown.startswith(f"# {scratch / OWN}\n")
    assert "min-quality = 20.0\n" in shown
    assert 'ignore = ["hard-to-read"]\n' in shown
    assert "root =" not in shown


def test_the_schema_for_editors_is_that_of_the_program() -> None:
    """Where this fails, `python -m analyzer.configuration_schema` prints it anew."""
    made = json.loads(json.dumps(schema()))
    jsonschema.Draft202012Validator.check_schema(made)
    assert json.loads(SCHEMA.read_text("utf-8")) == made


@pytest.mark.parametrize("case", WRONG)
def test_the_schema_refuses_what_the_program_refuses(case: str) -> None:
    import tomllib

    content, _ = WRONG[case]
    if case in ("not TOML", "cut off", "not UTF-8"):
        pytest.skip("there are no values to be validated")
    validator = jsonschema.Draft202012Validator(schema())
    assert not validator.is_valid(tomllib.loads(str(content)))
    assert validator.is_valid(tomllib.loads(OVERRIDES))
