"""The text of each article that is new since a commit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from analyzer.checks.diff import Change, changes, words_of
from analyzer.checks.git import changed_files, ignore, readable_files
from analyzer.checks.location import path_from
from analyzer.checks.repository import FILE_MODES, SUBMODULE_MODE, list_tree, write_files
from analyzer.errors import Diagnostic
from analyzer.readers import SUFFIXES, read

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.checks.analyze import CheckRequest
    from analyzer.errors import ProblemHandler


def changed_since(
    request: CheckRequest, commit: str, texts: Sequence[Article], on_problem: ProblemHandler
) -> dict[int, Change]:
    """Return what is new in each article that is not as it was in a commit."""
    former, deleted = changed_files(request.root, commit)
    entries = list(list_tree(request.root, commit))
    blobs = {path: blob for mode, blob, path in entries if mode in FILE_MODES}
    submodules = tuple(f"{path}/" for mode, _, path in entries if mode == SUBMODULE_MODE)
    relative = path_from(request.root)
    by_path: dict[str, list[int]] = {}
    for index, article in enumerate(texts):
        path = relative(article.source)
        if path in former or path not in blobs or article.source == request.stdin_filename:
            by_path.setdefault(path, []).append(index)
    _report_submodules(submodules, by_path, on_problem)
    olds = {path: former.get(path, path) for path in by_path}
    # Only what was deleted can have moved, and only into a text that has changed.
    gone = readable_files(deleted, SUFFIXES) if by_path else []
    wanted = {name: blobs[name] for name in (*olds.values(), *gone) if name in blobs}
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="analyzer-") as folder:
        write_files(request.root, wanted, folder)

        def read_old(name: str) -> dict[str, str]:
            return _read(Path(folder, name), request) if name in wanted else {}

        befores: dict[int, str | None] = {}
        rest = [text for name in gone for text in read_old(name).values()]
        for path, indices in by_path.items():
            befores |= _pair(read_old(olds[path]), [(i, texts[i]) for i in indices], rest)
    pairs = [
        (words_of(before) if before is not None else None, words_of(texts[index].text))
        for index, before in befores.items()
    ]
    found = changes([*pairs, *((words_of(text), None) for text in rest)])
    return {
        index: replace(change, before=before or "")
        for (index, before), change in zip(befores.items(), found, strict=False)
    }


def _pair(
    old: dict[str, str], new: Sequence[tuple[int, Article]], rest: list[str]
) -> dict[int, str | None]:
    """Return the former text of each article that has changed; add others to `rest`."""
    whole, befores = set(old.values()), {}
    for index, article in new:
        before = old.get(_key(article))
        if before != article.text and (before is not None or article.text not in whole):
            befores[index] = before
    kept = {_key(article) for _, article in new} | {""}
    texts = {article.text for _, article in new}
    rest += [text for key, text in old.items() if key not in kept and text not in texts]
    return befores


def _report_submodules(
    submodules: Sequence[str], paths: Iterable[str], on_problem: ProblemHandler
) -> None:
    """Report the submodules with articles, whose earlier texts are not in this repository."""
    for folder in submodules:
        if any(path.startswith(folder) for path in paths):
            message = "a git submodule: its texts count as new; check it from its own folder"
            on_problem(Diagnostic(folder.rstrip("/"), message, severity="warning"))


def _read(path: Path, request: CheckRequest) -> dict[str, str]:
    """Return the texts of a file by the keys of its articles."""
    articles = read([path], options=request.options, on_problem=ignore)
    return {_key(article): article.text for article in articles}


def _key(article: Article) -> str:
    """Return what identifies an article in its file."""
    return article.id.rpartition("#")[2] if article.row is not None else ""
