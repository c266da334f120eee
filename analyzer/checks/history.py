"""A check compared with git: what was found in an earlier commit, what has changed since."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec.structs import replace

from analyzer.checks.annotation import Annotation, is_whole, path_from
from analyzer.checks.changes import Stretch, changed_stretches, share_changed, touches
from analyzer.checks.looking import Request, look
from analyzer.checks.low_quality import RULE as LOW_QUALITY
from analyzer.checks.repository import changed_files, list_files, wanted, write_files
from analyzer.checks.suppressions import RULE as UNUSED
from analyzer.configuration import placed_at
from analyzer.readers import SUFFIXES, read

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.errors import Problem

MOSTLY = 0.5


def known_before(request: Request, commit: str) -> set[str]:
    """Return the fingerprints of what the same check tells of in a commit."""
    with TemporaryDirectory(prefix="analyzer-") as folder:
        relative = [
            os.path.relpath(path, request.root) for path in request.paths if path != "-"
        ]
        blobs = list_files(request.root, commit)
        names = [name for name in wanted(blobs, SUFFIXES) if _below(name, relative)]
        write_files(request.root, {name: blobs[name] for name in names}, folder)
        # So that reading does not look above for what is to be left out.
        (Path(folder) / ".git").mkdir()
        paths = tuple(os.path.join(folder, path) for path in relative)  # noqa: PTH118
        paths = tuple(path for path in paths if "*" in path or os.path.exists(path))  # noqa: PTH110
        if not paths:
            return set()
        earlier = replace(
            request,
            paths=paths,
            root=folder,
            configuration=placed_at(request.configuration, request.root, folder),
        )
        looked = look(earlier, _say_nothing)
    return {
        annotation.fingerprint
        for annotation, kind in zip(looked.annotations, looked.kinds, strict=True)
        if not kind
    }


def changed_since(
    request: Request, commit: str, texts: Sequence[Article]
) -> dict[int, list[Stretch] | None]:
    """Return what is new in each article that is not as it was; None where all of it is."""
    former = changed_files(request.root, commit)
    blobs = list_files(request.root, commit)
    relative = path_from(request.root)
    changed: dict[int, list[Stretch] | None] = {}
    by_path: dict[str, list[int]] = {}
    for index, article in enumerate(texts):
        path = relative(article.source)
        if path in former or path not in blobs or article.source == request.stdin_filename:
            by_path.setdefault(path, []).append(index)
    olds = {path: former.get(path, path) for path in by_path}
    with TemporaryDirectory(prefix="analyzer-") as folder:
        write_files(request.root, {o: blobs[o] for o in olds.values() if o in blobs}, folder)
        for path, indices in by_path.items():
            before = Path(folder, olds[path]) if olds[path] in blobs else None
            old = _read(before, request) if before else {}
            whole = set(old.values())
            for index in indices:
                key, text = _key(texts[index]), texts[index].text
                if key in old:
                    changed[index] = changed_stretches(old[key], text)
                elif text not in whole:
                    changed[index] = None
    return changed


def is_new(
    annotation: Annotation, changed: dict[int, list[Stretch] | None], texts: Sequence[Article]
) -> bool:
    """Tell whether a finding touches changed text.

    One about a whole article does where most of the article is new; a score too
    low does where anything is.
    """
    finding = annotation.finding
    if finding.article not in changed:
        return False
    stretches = changed[finding.article]
    if stretches is None or finding.rule == LOW_QUALITY:
        return True
    if finding.rule == UNUSED or not is_whole(finding):
        return touches(finding.start, finding.end, stretches)
    return share_changed(len(texts[finding.article].text), stretches) >= MOSTLY


def _below(name: str, paths: Sequence[str]) -> bool:
    """Tell whether a file may be read for one of the paths, or says what is left out."""
    if name.endswith(".gitignore"):
        return True
    for path in paths:
        stem = path.replace(os.sep, "/").split("*")[0]
        if stem in (".", "") or name == stem or name.startswith(stem.rstrip("/") + "/"):
            return True
        if "*" in path and name.startswith(stem):
            return True
    return False


def _read(path: Path, request: Request) -> dict[str, str]:
    """Return the texts that a file held, by what tells them apart in it."""
    articles = read([path], options=request.options, report=_say_nothing)
    return {_key(article): article.text for article in articles}


def _key(article: Article) -> str:
    return article.id.rpartition("#")[2] if article.row is not None else ""


def _say_nothing(problem: Problem) -> None:
    """Pass over what was wrong in an earlier commit."""
