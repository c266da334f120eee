"""Comparison with git: the findings of an earlier commit, and the text changed since."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from analyzer.checks.analyze import CheckRequest, analyze_paths
from analyzer.checks.diff import Span, changed_spans
from analyzer.checks.location import path_from
from analyzer.checks.repository import (
    FILE_MODES,
    SUBMODULE_MODE,
    GitError,
    git,
    list_tree,
    resolve,
    write_files,
)
from analyzer.configuration import placed_at
from analyzer.errors import Diagnostic, SettingError
from analyzer.readers import SUFFIXES, read

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.errors import ProblemHandler


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
    named = [path for path in paths if path != "-"] or ["."]
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
        raise SettingError(
            f"unknown git commit {ref!r}; a shallow clone lacks older commits: fetch the "
            "whole history (actions/checkout: fetch-depth: 0)"
        )
    head = resolve(root, "HEAD") if since_fork else ""
    return _merge_base(root, commit, head) if head else commit


def _merge_base(root: str, commit: str, head: str) -> str:
    """Return the commit that two branches have in common, else the first of the two."""
    try:
        return git(root, "merge-base", commit, head).decode().split("\n")[0]
    except GitError:
        return commit


def changed_files(root: str, commit: str) -> dict[str, str]:
    """Return the files that differ from a commit, with their names in that commit.

    Paths are relative to the root of the repository. The former name is empty for
    a new file, whether git tracks it or not.

    Raises
    ------
    SettingError
        If git fails.
    """
    options = ("--raw", "-z", "-M", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all")
    listed = git(root, "diff", *options, commit, "--")
    fields = iter(os.fsdecode(listed).split("\0"))
    changed: dict[str, str] = {}
    for head in fields:
        if not head:
            continue
        status = head.rsplit(" ", 1)[-1]
        name = next(fields)
        if status[0] in "RC":
            changed[next(fields)] = name
        elif status[0] != "D":
            changed[name] = "" if status[0] == "A" else name
    others = git(root, "ls-files", "-z", "--others", "--full-name")
    changed |= dict.fromkeys(filter(None, os.fsdecode(others).split("\0")), "")
    return changed


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


def fingerprints_at(request: CheckRequest, commit: str) -> set[str]:
    """Return the fingerprints of the findings that the same check reports at a commit."""
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
            return set()
        earlier = replace(
            request,
            paths=paths,
            root=folder,
            configuration_file=None,
            exclude_root=_moved(request.exclude_root, request.root, folder),
            configuration=placed_at(request.configuration, request.root, folder),
        )
        analyzed = analyze_paths(earlier, _ignore)
    return {
        annotation.fingerprint
        for annotation, reason in zip(analyzed.annotations, analyzed.reasons, strict=True)
        if not reason
    }


def changed_since(
    request: CheckRequest, commit: str, texts: Sequence[Article], on_problem: ProblemHandler
) -> dict[int, list[Span] | None]:
    """Return the changed spans of each changed article; None if all of it is new."""
    former = changed_files(request.root, commit)
    entries = list(list_tree(request.root, commit))
    blobs = {path: blob for mode, blob, path in entries if mode in FILE_MODES}
    submodules = tuple(f"{path}/" for mode, _, path in entries if mode == SUBMODULE_MODE)
    relative = path_from(request.root)
    changed: dict[int, list[Span] | None] = {}
    by_path: dict[str, list[int]] = {}
    for index, article in enumerate(texts):
        path = relative(article.source)
        if path in former or path not in blobs or article.source == request.stdin_filename:
            by_path.setdefault(path, []).append(index)
    _report_submodules(submodules, by_path, on_problem)
    olds = {path: former.get(path, path) for path in by_path}
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="analyzer-") as folder:
        write_files(request.root, {o: blobs[o] for o in olds.values() if o in blobs}, folder)
        for path, indices in by_path.items():
            before = Path(folder, olds[path]) if olds[path] in blobs else None
            old = _read(before, request) if before else {}
            whole = set(old.values())
            for index in indices:
                key, text = _key(texts[index]), texts[index].text
                if key in old:
                    changed[index] = changed_spans(old[key], text)
                elif text not in whole:
                    changed[index] = None
    return changed


def _report_submodules(
    submodules: Sequence[str], paths: Iterable[str], on_problem: ProblemHandler
) -> None:
    """Report the submodules with articles, whose earlier texts are not in this repository."""
    for folder in submodules:
        if any(path.startswith(folder) for path in paths):
            message = "a git submodule: its texts count as new; check it from its own folder"
            on_problem(Diagnostic(folder.rstrip("/"), message, severity="warning"))


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


def _read(path: Path, request: CheckRequest) -> dict[str, str]:
    """Return the texts of a file by the keys of its articles."""
    articles = read([path], options=request.options, on_problem=_ignore)
    return {_key(article): article.text for article in articles}


def _moved(folder: str, root: str, new_root: str) -> str:
    """Return the folder in `new_root` that corresponds to one in `root`."""
    return os.path.normpath(
        os.path.join(new_root, os.path.relpath(folder or os.curdir, root))  # noqa: PTH118
    )


def _key(article: Article) -> str:
    """Return what identifies an article in its file."""
    return article.id.rpartition("#")[2] if article.row is not None else ""


def _ignore(problem: Diagnostic) -> None:
    """Ignore a problem of an earlier commit."""
