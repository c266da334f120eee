"""Comparison with git: the findings of an earlier commit, and the text changed since."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from analyzer.checks.analyze import CheckRequest, analyze_paths
from analyzer.checks.filters import entries_of
from analyzer.checks.repository import (
    FILE_MODES,
    GitError,
    ask,
    git,
    list_tree,
    write_files,
)
from analyzer.configuration import placed_at
from analyzer.errors import Diagnostic, SettingError
from analyzer.readers import SUFFIXES

if TYPE_CHECKING:
    from analyzer.checks.annotation import Entry

BRANCHES = "refs/heads", "refs/remotes"
DEFAULT_BRANCHES = "main", "master"


def repository_root(folder: str) -> str:
    """Return the nearest folder at or above `folder` that holds ``.git``, or nothing."""
    for parent in (Path(folder), *Path(folder).parents):
        if (parent / ".git").exists():
            return str(parent)
    return ""


def output_root(paths: Sequence[str], default: str) -> str:
    """Return the folder that paths in the output are relative to.

    It is the root of the repository of the first path, or else `default`, or else
    the current folder.
    """
    named = [path for path in paths if path != "-" and "://" not in path] or ["."]
    folder = os.path.abspath(named[0].split("*")[0] or ".")  # noqa: PTH100 - links are kept
    return repository_root(folder) or default or os.getcwd()  # noqa: PTH109


def resolve_commit(root: str, ref: str, *, since_fork: bool = True) -> str:
    """Return the commit that `ref` names, or the merge base with the current branch.

    Parameters
    ----------
    root : str
        A folder of the repository.
    ref : str
        A branch, a tag or a commit.
    since_fork : bool
        Whether to return the merge base, so that later commits of that branch do
        not count as changes.

    Raises
    ------
    SettingError
        If there is no repository or the commit does not exist.
    """
    if not root:
        raise SettingError(f"cannot compare with {ref!r}: not in a git repository")
    if not ref.strip():
        raise SettingError(
            "the git commit to compare with is empty; expected a branch or commit"
        )
    commit = resolve(root, ref)
    if not commit:
        raise SettingError(f"unknown git commit {ref!r}{_hint(root, ref)}")
    head = resolve(root, "HEAD") if since_fork else ""
    return _merge_base(root, commit, head) if head else commit


def resolve(root: str, name: str) -> str:
    """Return the commit that a name stands for, empty where there is none.

    Raises
    ------
    GitError
        If git cannot read the repository at all.
    """
    # Fails with a message of its own if the repository is at fault.
    ask(root, "rev-parse", "--git-dir")
    commit = f"{name}^{{commit}}"
    try:
        return ask(root, "rev-parse", "--verify", "--quiet", "--end-of-options", commit)
    except GitError:
        return ""


def _hint(root: str, ref: str) -> str:
    """Return why a commit may be unknown: another branch is meant, or the clone is shallow."""
    listed = ask(root, "for-each-ref", "--format=%(refname:lstrip=2)", *BRANCHES).split("\n")
    name = ref.removeprefix("origin/")
    names = (name, *(DEFAULT_BRANCHES if name in DEFAULT_BRANCHES else ()))
    meant = [f"{remote}{name}" for name in names for remote in ("origin/", "")]
    if known := [name for name in meant if name in listed]:
        return f"; this repository has {known[0]!r}"
    if ask(root, "rev-parse", "--is-shallow-repository") == "true":
        return (
            "; a shallow clone lacks older commits: fetch the whole history "
            "(actions/checkout: fetch-depth: 0)"
        )
    return "; expected a branch, a tag or a commit of this repository"


def _merge_base(root: str, commit: str, head: str) -> str:
    """Return the commit that two branches have in common, else the first of the two."""
    try:
        return git(root, "merge-base", commit, head).decode().split("\n")[0]
    except GitError:
        return commit


def changed_files(root: str, commit: str) -> tuple[dict[str, str], list[str]]:
    """Return the files that differ from a commit, and those that were deleted.

    Paths are relative to the root of the repository. The first has the name of each
    file in that commit, empty for a new file, whether git tracks it or not.

    Raises
    ------
    SettingError
        If git fails.
    """
    options = ("--raw", "-z", "-M", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all")
    listed = git(root, "diff", *options, commit, "--")
    fields = iter(os.fsdecode(listed).split("\0"))
    changed: dict[str, str] = {}
    deleted = []
    for head in fields:
        if not head:
            continue
        status = head.rsplit(" ", 1)[-1]
        name = next(fields)
        if status[0] in "RC":
            changed[next(fields)] = name
        elif status[0] == "D":
            deleted.append(name)
        else:
            changed[name] = "" if status[0] == "A" else name
    others = git(root, "ls-files", "-z", "--others", "--full-name")
    changed |= dict.fromkeys(filter(None, os.fsdecode(others).split("\0")), "")
    return changed, deleted


def list_files(root: str, commit: str) -> dict[str, str]:
    """Return the files of a commit with the object names of their contents."""
    return {path: blob for mode, blob, path in list_tree(root, commit) if mode in FILE_MODES}


def readable_files(paths: Iterable[str], suffixes: Sequence[str]) -> list[str]:
    """Return the paths with one of the suffixes, and ``.gitignore`` files."""
    return [
        path
        for path in paths
        if path.lower().endswith(tuple(suffixes)) or path.rsplit("/", 1)[-1] == ".gitignore"
    ]


def findings_at(request: CheckRequest, commit: str) -> dict[str, Entry]:
    """Return the findings that the same check has at a commit, by their fingerprints.

    They are those that it reports, and those that it hides for their severity or because
    another finding covers them.
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="analyzer-") as folder:
        relative = [
            os.path.relpath(path, request.root) for path in request.paths if path != "-"
        ]
        blobs = list_files(request.root, commit)
        names = [
            name for name in readable_files(blobs, SUFFIXES) if _may_be_read(name, relative)
        ]
        write_files(request.root, {name: blobs[name] for name in names}, folder)
        # Stops the search for .gitignore files in the folders above.
        (Path(folder) / ".git").mkdir()
        paths = tuple(os.path.join(folder, path) for path in relative)  # noqa: PTH118
        paths = tuple(path for path in paths if "*" in path or os.path.exists(path))  # noqa: PTH110
        if not paths:
            return {}
        earlier = replace(
            request,
            paths=paths,
            root=folder,
            configuration_file=None,
            exclude_root=_moved(request.exclude_root, request.root, folder),
            configuration=placed_at(request.configuration, request.root, folder),
        )
        analyzed = analyze_paths(earlier, ignore)
    return entries_of(
        annotation
        for annotation, reason in zip(analyzed.annotations, analyzed.reasons, strict=True)
        if reason != "suppressed"
    )


def _may_be_read(name: str, paths: Sequence[str]) -> bool:
    """Return whether one of the paths may include a file; ``.gitignore`` files always are."""
    if name.endswith(".gitignore"):
        return True
    for path in paths:
        stem = path.replace(os.sep, "/").split("*")[0]
        if stem in (".", "") or name == stem or name.startswith(stem.rstrip("/") + "/"):
            return True
        if "*" in path and name.startswith(stem):
            return True
    return False


def _moved(folder: str, root: str, new_root: str) -> str:
    """Return the folder in `new_root` that corresponds to one in `root`."""
    return os.path.normpath(
        os.path.join(new_root, os.path.relpath(folder or os.curdir, root))  # noqa: PTH118
    )


def ignore(problem: Diagnostic) -> None:
    """Ignore a problem of an earlier commit."""
