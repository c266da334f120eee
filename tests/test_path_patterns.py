"""Patterns of ignore files: as pathspec matches them, but never for long."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from analyzer.errors import Diagnostic
from analyzer.path_patterns import compile_patterns, decide
from analyzer.readers import gitignore, read

PART = st.text("ab*?.", min_size=1, max_size=4).filter(lambda part: "**" not in part)
PARTS = st.lists(
    PART | st.just("**") | st.sampled_from(["[ab]", "[!a]", "\\*"]), min_size=1, max_size=4
)
LINE = st.builds(
    lambda start, parts, end: start + "/".join(parts) + end,
    st.sampled_from(["", "/", "!"]), PARTS, st.sampled_from(["", "/", " "]),
)  # fmt: skip
NAME = st.text("ab.", min_size=1, max_size=3).filter(lambda name: name.strip("."))
PATH = st.builds(
    lambda names, end: "/".join(names) + end,
    st.lists(NAME, min_size=1, max_size=4),
    st.sampled_from(["", "/"]),
)


@given(st.lists(LINE, min_size=1, max_size=3), PATH)
def test_a_path_is_ignored_as_by_pathspec(lines: list[str], path: str) -> None:
    assume(not any(line.rstrip().endswith("**/") for line in lines))
    # Git enters the folder of `folder/**`, for `!folder/kept` may follow; pathspec does not.
    assume(not (path.endswith("/") and any(line.rstrip().endswith("/**") for line in lines)))
    expected = GitIgnoreSpec.from_lines(lines).check_file(path).include
    assert decide(compile_patterns(lines), path) == expected


def test_a_folder_whose_content_is_ignored_is_entered_for_what_is_kept() -> None:
    patterns = compile_patterns(["drafts/**", "!drafts/kept.md"])
    found = [decide(patterns, path) for path in ("drafts/", "drafts/a.md", "drafts/kept.md")]
    assert found == [None, True, False]


@pytest.mark.parametrize(
    ("line", "yes", "no"),
    [
        ("*.md", "a/b.md", "b.mdx"),
        ("a/*/c", "a/b/c", "a/b/b/c"),
        ("a/**/c", "a/c", "b/a/c"),
        ("**/b/c", "a/b/c", "a/b/a/c"),
        ("doc/", "x/doc/y", "doc"),
        ("/doc", "doc", "x/doc"),
        ("[[:digit:]]?.txt", "1a.txt", "a1.txt"),
        ("[a-c]", "b", "d"),
        ("[]x]", "]", "y"),
        ("[[&|~a]", "[", "b"),
        ("[^\\]a]", "b", "]"),
        ("\\!a", "!a", "a"),
        ("\\#a", "#a", "a"),
        ("a\\ ", "a ", "a"),
        ("x/**", "x/a/b", "x"),
    ],
)
def test_patterns_match_as_git_documents(line: str, yes: str, no: str) -> None:
    patterns = compile_patterns([line])
    assert decide(patterns, yes) is True
    assert decide(patterns, no) is None


HOSTILE = ["*a" * 100 + "b", "**/" * 100 + "b", "**/a/" * 100 + "b", "*" * 1000 + "b",
           "[a]*" * 200 + "b", "?*" * 100 + "b", "a*/**/" * 50 + "b"]  # fmt: skip


@pytest.mark.parametrize("pattern", HOSTILE, ids=range(len(HOSTILE)))
def test_no_pattern_takes_long(pattern: str) -> None:
    patterns = compile_patterns([pattern])
    begun = time.process_time()
    for path in ("a" * 255, "/".join(["a"] * 2000), "/".join(["a" * 100] * 40)):
        assert decide(patterns, path) is None
    assert time.process_time() - begun < 1


def told(folder: Path) -> tuple[list[str], list[str]]:
    problems: list[Diagnostic] = []
    ids = [article.id for article in read(folder, on_problem=problems.append)]
    return ids, [problem.message for problem in problems if problem.severity == "error"]


def test_an_ignore_file_that_is_no_file_or_too_large(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("A kettle sings.")
    os.mkfifo(tmp_path / ".gitignore")
    assert told(tmp_path) == (["a.md"], [])
    (tmp_path / ".gitignore").unlink()
    (tmp_path / ".gitignore").write_text("*\n" * (1 << 20))
    assert told(tmp_path) == (["a.md"], ["2097152 bytes; expected at most 1048576"])
    (tmp_path / ".gitignore").write_text("*\n" * 20_000)
    assert told(tmp_path) == (["a.md"], ["20000 lines; expected at most 10000"])


def test_many_patterns_for_many_files_are_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gitignore, "MAX_IGNORE_MATCHES", 25)
    (tmp_path / ".gitignore").write_text("*.md\n" * 10)
    for number in range(5):
        (tmp_path / f"{number}.md").write_text("A kettle sings.")
    ids, [message] = told(tmp_path)
    assert len(ids) == 3
    assert "so the rest is not ignored; expected at most 25" in message
