"""A git repository is read without running anything of it, or writing outside a folder."""

import hashlib
import os
import shutil
import zlib
from pathlib import Path
from typing import Any

import pytest
from stories import QUARRY, SAID, VALLEY

from analyzer.checks.git import resolve
from analyzer.checks.repository import is_safe

REFS = ("--changed-from", "--baseline-from-ref")


def store(kind: str, data: bytes) -> str:
    """Write an object of the repository in the current folder, however odd it is."""
    whole = b"%b %d\0" % (kind.encode(), len(data)) + data
    name = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
    path = Path(".git", "objects", name[:2], name[2:])
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        path.write_bytes(zlib.compress(whole))
    return name


def tree(*entries: tuple[str, str, str]) -> str:
    return store(
        "tree",
        b"".join(
            f"{mode} {name}".encode() + b"\0" + bytes.fromhex(found)
            for mode, name, found in entries
        ),
    )


def commit(root: str, branch: str = "odd") -> None:
    who = "A. Tester <tester@example.org> 0 +0000"
    text = f"tree {root}\nauthor {who}\ncommitter {who}\n\nOdd\n"
    Path(".git/refs/heads", branch).write_text(store("commit", text.encode()) + "\n")


def content_of(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("option", REFS)
def test_nothing_that_the_repository_configures_is_run(
    repository: Path, run: Any, git: Any, option: str
) -> None:
    script = repository / ".git" / "spy"
    script.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{repository}/ran'\ncat\n")
    script.chmod(0o755)
    shutil.copytree(".git/hooks", ".git/spies", dirs_exist_ok=True)
    for hook in ("post-index-change", "reference-transaction", "post-checkout"):
        shutil.copy(script, repository / ".git" / "spies" / hook)
    Path(".gitattributes").write_text("*.md filter=spy diff=spy\n")
    git("config", "core.autocrlf", "false")
    for name in (
        "core.fsmonitor", "core.pager", "pager.diff", "diff.external", "core.sshCommand",
        "filter.spy.clean", "filter.spy.smudge", "filter.spy.process",
        "diff.spy.command", "diff.spy.textconv", "core.alternateRefsCommand",
    ):  # fmt: skip
        git("config", name, str(script))
    git("config", "core.hooksPath", str(repository / ".git" / "spies"))
    Path("content/valley.md").write_text(VALLEY + f"\nNew here. {SAID}\n")
    os.utime("content/quarry.md", (1, 1))
    before = content_of(repository / ".git")
    level = ("--fail-level", "note")
    assert run("check", "content", option, "HEAD", "--no-cache", *level).exit_code == 1
    assert not Path("ran").exists()
    assert content_of(repository / ".git") == before


@pytest.mark.parametrize("option", REFS)
@pytest.mark.parametrize("name", ["..", ".", ".git", ".GIT", "git~1", ".g\u200cit", ".git "])
def test_a_commit_with_a_path_that_leads_outside_is_refused(
    repository: Path, run: Any, monkeypatch: pytest.MonkeyPatch, option: str, name: str
) -> None:
    inner = tree(("100644", "escaped.md", store("blob", b"Nobody reads this.\n")))
    for _ in range(2):
        inner = tree(("40000", name, inner))
    commit(tree(("40000", "content", inner)))
    private = repository / "private"
    private.mkdir()
    monkeypatch.setenv("TMPDIR", str(private))
    monkeypatch.setattr("tempfile.tempdir", None)
    result = run("check", "content", option, "odd", "--no-cache")
    assert result.exit_code == 2
    assert "has the path" in result.stderr
    assert not list(repository.rglob("escaped.md"))
    assert not list(private.iterdir())


def test_safe_paths_are_those_that_stay_below_their_folder() -> None:
    safe = ["a.md", "...", "a..b/.github/c.md", ".gitignore", "git~10", "a: b?.md", "con.md"]
    assert [path for path in safe if not is_safe(path, windows=False)] == []
    odd = ["/a.md", "a//b.md", "../a", "a/..", "./a", "a/.git/hooks/x", ".Git::$DATA", ""]
    assert [path for path in odd if is_safe(path, windows=False)] == []
    reserved = ["CON", "aux.md", "a/lpt1.txt", "C:x.md", "a\\..\\b", "a?.md", " . "]
    assert [path for path in reserved if is_safe(path, windows=True)] == []
    assert is_safe("a b/c.md", windows=True)


@pytest.mark.parametrize("option", REFS)
def test_a_commit_that_lists_more_than_fits_in_memory_is_refused(
    repository: Path, run: Any, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    monkeypatch.setattr("analyzer.checks.repository.MAX_LISTING", 1 << 16)
    found = tree(("100644", "a.md", store("blob", b"Short.\n")))
    for _ in range(4):
        found = tree(*(("40000", f"{number}", found) for number in range(10)))
    commit(found)
    result = run("check", "content", option, "odd", "--no-cache")
    assert result.exit_code == 2
    assert "git lists more than 0 MB of files" in result.stderr


def test_a_commit_with_a_missing_object_is_an_error(
    repository: Path, run: Any, git: Any
) -> None:
    Path("content/quarry.md").write_text(QUARRY + "\nMore.\n")
    name = git("rev-parse", "HEAD:content/quarry.md").strip()
    Path(".git/objects", name[:2], name[2:]).unlink()
    for option in REFS:
        result = run("check", "content", option, "HEAD", "--no-cache")
        assert result.exit_code == 2
        assert "the clone is partial or damaged" in result.stderr
    name = git("rev-parse", "HEAD:content").strip()
    Path(".git/objects", name[:2], name[2:]).unlink()
    result = run("check", "content", "--baseline-from-ref", "HEAD", "--no-cache")
    assert result.exit_code == 2
    assert "git failed" in result.stderr


def test_a_shallow_clone_and_a_sparse_checkout_are_compared(
    repository: Path, run: Any, git: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("commit", "--quiet", "--allow-empty", "--message", "Second")
    git("clone", "--quiet", "--depth", "1", f"file://{repository}", "clone")
    git("-C", "clone", "sparse-checkout", "set", "--no-cone", "/content/valley.md")
    monkeypatch.chdir(repository / "clone")
    assert [path.name for path in Path("content").iterdir()] == ["valley.md"]
    for option in REFS:
        assert run("check", "content", option, "HEAD", "--no-cache").exit_code == 0
    result = run("check", "content", "--changed-from", "HEAD~1", "--no-cache")
    assert result.exit_code == 2
    assert "a shallow clone lacks older commits" in result.stderr


def test_texts_of_a_submodule_are_new_and_this_is_reported(
    repository: Path, run: Any, git: Any
) -> None:
    head = git("rev-parse", "HEAD").strip()
    git("update-index", "--add", "--cacheinfo", f"160000,{head},content/other")
    git("commit", "--quiet", "--message", "Submodule")
    Path("content/other").mkdir()
    Path("content/other/.git").write_text("gitdir: nowhere\n")
    Path("content/other/a.md").write_text("# Other\n\nThese words are in another repository.\n")
    result = run("check", "content", "--changed-from", "HEAD", "--no-cache")
    assert "warning: content/other: a git submodule: its texts count as new" in result.stderr


def test_a_worktree_and_line_ends_of_the_platform_are_compared(
    repository: Path, run: Any, git: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("worktree", "add", "--quiet", "tree", "-b", "other")
    monkeypatch.chdir(repository / "tree")
    git("config", "core.autocrlf", "true")
    path = Path("content/quarry.md")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run("check", "content", "--changed-from", "main", "--no-cache").exit_code == 0


def test_git_that_takes_too_long_is_ended(
    repository: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = repository / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("analyzer.checks.repository.QUICK", 0.2)
    result = run("check", "content", "--changed-from", "HEAD", "--no-cache")
    assert result.exit_code == 2
    assert "git took more than 0.2 s" in result.stderr


def test_two_entries_with_one_name_are_an_error(repository: Path, run: Any) -> None:
    blob = store("blob", b"Short words.\n")
    commit(tree(("40000", "content", tree(("100644", "a.md", blob), ("100644", "a.md", blob)))))
    inner = tree(("100644", "b.md", blob))
    commit(
        tree(("40000", "content", tree(("100644", "a.md", blob), ("40000", "a.md", inner)))),
        "both",
    )
    assert run("check", "content", "--baseline-from-ref", "odd", "--no-cache").exit_code in (
        0,
        1,
    )
    result = run("check", "content", "--baseline-from-ref", "both", "--no-cache")
    assert result.exit_code == 2
    assert "cannot write files of git" in result.stderr


@pytest.mark.usefixtures("repository")
def test_a_commit_name_is_never_an_option() -> None:
    names = ["--help", "-x", "", "HEAD:content", "main:content/quarry.md"]
    assert {resolve(str(Path.cwd()), name) for name in names} == {""}


@pytest.mark.parametrize("name", ["HEAD", "config"])
def test_a_pipe_in_a_repository_ends_the_command(
    repository: Path, run: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("analyzer.checks.repository.QUICK", 1)
    path = repository / ".git" / name
    path.unlink()
    os.mkfifo(path)
    done = run("check", ".", "--changed-from", "HEAD")
    assert done.exit_code == 2
    assert "git took more than 1 s" in done.stderr
