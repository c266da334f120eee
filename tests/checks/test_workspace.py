"""The articles of a check in memory: the same result as a check of the files."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stories import CONTENT, COPYIST, HOTEL, PASSAGE, PIER, QUARRY, SAID, STUFFED, VALLEY

from analyzer.checks.analyze import CheckRequest
from analyzer.checks.annotation import Annotation
from analyzer.checks.run import check
from analyzer.checks.workspace import Stopped, Workspace
from analyzer.configuration import load_configuration
from analyzer.errors import Diagnostic, SettingError
from analyzer.pipeline import compare

# The words of a passage that no sentence has.
JOINED = PASSAGE.replace(". ", ", ")
PARAGRAPHS = [
    JOINED,
    *VALLEY.split("\n\n"),
    *QUARRY.split("\n\n"),
    *STUFFED.split("\n\n"),
    *COPYIST.split("\n\n"),
    *PIER.split("\n\n"),
    SAID,
    "<!-- analyzer-disable-next-line duplicate-passage -- agreed -->",
]
SEAT = "Whoever sits on the upper ledge hears the horns late and the drums twice over."
Key = tuple[str, str, int, int, str, tuple[str, ...]]


def request(folder: Path) -> CheckRequest:
    configuration, _ = load_configuration([str(folder)], {})
    return CheckRequest((str(folder),), configuration, str(folder))


def keys(annotations: tuple[Annotation, ...], source: Path) -> list[Key]:
    """Return what a person sees of the findings of one file."""
    return [
        (
            one.finding.rule, one.finding.message, one.location.line, one.location.column,
            one.finding.severity, tuple(other.name() for other in one.related),
        )
        for one in annotations
        if Path(one.location.source).resolve() == source.resolve()
    ]  # fmt: skip


def checked(folder: Path, source: Path) -> list[Key]:
    problems: list[Diagnostic] = []
    return keys(check(request(folder), problems.append, str).annotations, source)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a configuration that reports every finding."""
    made = tmp_path_factory.mktemp("site")
    (made / ".git").mkdir()
    (made / "analyzer.toml").write_text('report-level = "note"\n')
    for name, text in CONTENT.items():
        (made / name).write_text(text, "utf-8")
    return made


@example(chosen=[JOINED])
@given(chosen=st.lists(st.sampled_from(PARAGRAPHS), max_size=9))
@settings(max_examples=40)
def test_a_text_in_memory_has_the_findings_that_the_file_would_have(
    folder: Path, chosen: list[str]
) -> None:
    text, path = "\n\n".join(chosen), folder / "new.md"
    workspace = Workspace(request(folder))
    workspace.replace({str(path): text})
    in_memory = keys(workspace.check_file(str(path)).annotations, path)
    whole = keys(workspace.check().annotations, path)
    path.write_text(text, "utf-8")
    try:
        assert in_memory == whole == checked(folder, path)
    finally:
        path.unlink()


def test_a_text_is_not_compared_with_the_file_that_it_replaces(folder: Path) -> None:
    path = folder / "pier.md"
    workspace = Workspace(request(folder))
    workspace.replace({str(path): PIER + "\nOne more line about the museum and its lamps.\n"})
    found = workspace.check_file(str(path)).annotations
    assert {other.path for one in found for other in one.related} == {"hotel.md"}


def test_a_title_and_a_link_that_change_are_seen_in_the_next_check(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text(f"# Lamps of the pier 1\n\n{PASSAGE}\n")
    (tmp_path / "mill.md").write_text(CONTENT["mill.md"])
    path = str(tmp_path / "two.md")
    kept, found = Workspace(request(tmp_path)), []
    for title, end in [
        ("A hotel by the sea", ""),
        ("Lamps of the pier 2", ""),
        ("A hotel by the sea", ""),
        ("A hotel by the sea", "See [the lamps](one.md)."),
        ("A hotel by the sea", ""),
    ]:
        text = {path: f"# {title}\n\n{PASSAGE}\n\n{end}\n"}
        fresh = Workspace(request(tmp_path))
        for workspace in (kept, fresh):
            workspace.replace(text)
        found.append(keys(kept.check_file(path).annotations, Path(path)))
        assert found[-1] == keys(fresh.check().annotations, Path(path))
    assert found[0] == found[2] == found[4] != found[1]
    assert found[3] != found[0]


def test_a_closed_file_is_read_from_disk_again(folder: Path) -> None:
    path = str(folder / "valley.md")
    workspace = Workspace(request(folder))
    workspace.replace({path: HOTEL})
    assert workspace.check_file(path).annotations
    workspace.replace({})
    assert not workspace.check_file(path).annotations


def test_a_refresh_reads_what_has_changed_on_disk(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    one, other = tmp_path / "one.md", tmp_path / "other.md"
    one.write_text(PIER, "utf-8")
    workspace = Workspace(request(tmp_path))
    assert not workspace.check_file(str(one)).annotations
    other.write_text(f"# Copy\n\n{PASSAGE}\n\n{PASSAGE}\n", "utf-8")
    workspace.refresh()
    assert keys(workspace.check_file(str(one)).annotations, one) == checked(tmp_path, one)
    assert workspace.check_file(str(one)).annotations
    other.unlink()
    workspace.refresh()
    assert not workspace.check_file(str(one)).annotations


def test_the_baseline_hides_what_it_knows(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    path = tmp_path / "quarry.md"
    path.write_text(QUARRY, "utf-8")
    configuration, _ = load_configuration([str(tmp_path)], {})
    known = str(tmp_path / ".analyzer-baseline")
    configuration = msgspec.structs.replace(configuration, baseline=known)
    asked = CheckRequest((str(tmp_path),), configuration, str(tmp_path), update_baseline=True)
    check(asked, str, str)
    workspace = Workspace(asked)
    assert not workspace.check_file(str(path)).annotations
    workspace.replace({str(path): f"{QUARRY}\n{SEAT}\n\nThere was rain.\n\n{SEAT}\n"})
    (new,) = workspace.check_file(str(path)).annotations
    assert SEAT.startswith(new.excerpt.marked)


def test_a_missing_baseline_is_an_error(tmp_path: Path) -> None:
    configuration, _ = load_configuration([str(tmp_path)], {"baseline": "nowhere"})
    with pytest.raises(SettingError, match="no such baseline"):
        Workspace(CheckRequest((str(tmp_path),), configuration, str(tmp_path)))


def test_a_file_that_is_excluded_has_no_findings(tmp_path: Path) -> None:
    (tmp_path / "analyzer.toml").write_text('exclude = ["drafts/"]\n')
    workspace = Workspace(request(tmp_path))
    source = str(tmp_path / "drafts" / "quarry.md")
    workspace.replace({source: QUARRY})
    assert not workspace.check_file(source).annotations


def test_a_check_that_nobody_needs_is_stopped(folder: Path) -> None:
    workspace = Workspace(request(folder))
    with pytest.raises(Stopped):
        workspace.check(lambda: True)


def test_many_rows_are_compared_as_few_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "pier.md"
    few = Workspace(request(folder)).check_file(str(path)).annotations
    monkeypatch.setattr(compare, "IN_MEMORY", 0)
    many = Workspace(request(folder)).check_file(str(path)).annotations
    assert keys(many, path) == keys(few, path)
    assert many


def test_standard_input_takes_the_place_of_the_file_that_it_names(
    repository: Path, run: object
) -> None:
    arguments = ("check", "content", "-", "--stdin-filename", "content/pier.md", "--format")
    changed = PIER.replace("on loan", "for a summer")
    given_text = run(*arguments, "jsonl", input=changed).stdout  # type: ignore[operator]
    Path("content/pier.md").write_text(changed, "utf-8")
    on_disk = run("check", "content", "--format", "jsonl").stdout  # type: ignore[operator]
    assert given_text == on_disk
    assert "hotel.md" in on_disk
