"""A check compared with git: what was found in an earlier commit, what has changed since."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from analyzer.checks.analyze import CheckRequest, analyze_paths
from analyzer.checks.annotation import Annotation, is_whole, path_from
from analyzer.checks.diff import Stretch, changed_stretches, share_changed, touches
from analyzer.configuration import placed_at
from analyzer.errors import SettingError
from analyzer.readers import SUFFIXES, read
from analyzer.rules.low_quality import RULE as LOW_QUALITY
from analyzer.rules.unused_suppression import RULE as UNUSED

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.errors import Problem

TIMEOUT = 120
FILE_MODES = (b"100644", b"100755")


def find_root(folder: str) -> str:
    """Return the folder at or above `folder` that holds ``.git``, empty where none does."""
    for parent in (Path(folder), *Path(folder).parents):
        if (parent / ".git").exists():
            return str(parent)
    return ""


def root_of(paths: Sequence[str], otherwise: str) -> str:
    """Return the folder that paths in the output begin at.

    It is that of the repository which holds what was named, else `otherwise`,
    else the current one.
    """
    named = [path for path in paths if path != "-"] or ["."]
    folder = os.path.abspath(named[0].split("*")[0] or ".")  # noqa: PTH100 - links are kept
    return find_root(folder) or otherwise or os.getcwd()  # noqa: PTH109


def commit_of(root: str, ref: str, *, since_fork: bool = True) -> str:
    """Return the commit that `ref` names, or where the current branch left it.

    Parameters
    ----------
    root : str
        A folder of the repository.
    ref : str
        A branch, a tag or a commit.
    since_fork : bool
        Whether to go back to the last commit that both have, so that what
        others did on that branch in the meantime does not show.

    Raises
    ------
    SettingError
        If there is no repository or no such commit.
    """
    if not root:
        raise SettingError(f"cannot compare with {ref!r}: not in a git repository")
    known = _git(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"
    )
    if known is None:
        raise SettingError(
            f"git knows no commit {ref!r}; where the repository was cloned without its "
            "history, fetch it first (actions/checkout: fetch-depth: 0)"
        )
    commit = known.decode().strip()
    if since_fork:
        base = _git(root, "merge-base", commit, "HEAD")
        commit = base.decode().split("\n")[0] if base else commit
    return commit


def changed_files(root: str, commit: str) -> dict[str, str]:
    """Return the files that differ from a commit, with the names they had there.

    Paths begin at the root of the repository. A file that is new, also one
    that git does not track, has no former name: empty.

    Raises
    ------
    SettingError
        If git fails.
    """
    listed = _needed(root, "diff", "--raw", "-z", "-M", "--no-ext-diff", commit, "--")
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
    others = _needed(root, "ls-files", "-z", "--others", "--full-name", ":/")
    changed |= dict.fromkeys(filter(None, os.fsdecode(others).split("\0")), "")
    return changed


def list_files(root: str, commit: str) -> dict[str, str]:
    """Return the files of a commit and the names of their contents."""
    listed = _needed(root, "ls-tree", "-r", "-z", "--full-tree", commit)
    files = {}
    for line in filter(None, listed.split(b"\0")):
        description, _, name = line.partition(b"\t")
        mode, _, blob = description.split(b" ")
        if mode in FILE_MODES:
            files[os.fsdecode(name)] = blob.decode()
    return files


def write_files(root: str, blobs: Mapping[str, str], folder: str) -> None:
    """Write files of the repository into a folder.

    Parameters
    ----------
    root : str
    blobs : mapping of str to str
        Path below `folder`, and the name of its content.
    folder : str
    """
    paths, names = list(blobs), "".join(f"{blob}\n" for blob in blobs.values())
    content = _needed(root, "cat-file", "--batch", given=names.encode())
    at = 0
    for path in paths:
        stop = content.index(b"\n", at)
        size = int(content[at:stop].rsplit(b" ", 1)[-1])
        target = Path(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content[stop + 1 : stop + 1 + size])
        at = stop + 1 + size + 1


def wanted(paths: Iterable[str], suffixes: Sequence[str]) -> list[str]:
    """Return the paths with one of the suffixes, and those that say what is left out."""
    return [
        path
        for path in paths
        if path.lower().endswith(tuple(suffixes)) or path.rsplit("/", 1)[-1] == ".gitignore"
    ]


def _needed(root: str, *arguments: str, given: bytes = b"") -> bytes:
    output = _git(root, *arguments, given=given)
    if output is None:
        raise SettingError(f"git {arguments[0]} failed in {root}")
    return output


def _git(root: str, *arguments: str, given: bytes = b"") -> bytes | None:
    """Return what git prints, None where it fails."""
    import subprocess

    command = ["git", "-c", "core.quotePath=false", "-C", root, *arguments]
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, check=False, timeout=TIMEOUT
        )
    except FileNotFoundError as error:
        raise SettingError("git is not installed, or not on the path") from error
    except subprocess.TimeoutExpired as error:
        raise SettingError(f"git {arguments[0]} took more than {TIMEOUT} s") from error
    return done.stdout if done.returncode == 0 else None


MOSTLY = 0.5


def known_before(request: CheckRequest, commit: str) -> set[str]:
    """Return the fingerprints of what the same check tells of in a commit."""
    from tempfile import TemporaryDirectory

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
        looked = analyze_paths(earlier, _say_nothing)
    return {
        annotation.fingerprint
        for annotation, kind in zip(looked.annotations, looked.kinds, strict=True)
        if not kind
    }


def changed_since(
    request: CheckRequest, commit: str, texts: Sequence[Article]
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
    if stretches is None or finding.rule == LOW_QUALITY.name:
        return True
    if finding.rule == UNUSED.name or not is_whole(finding):
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


def _read(path: Path, request: CheckRequest) -> dict[str, str]:
    """Return the texts that a file held, by what tells them apart in it."""
    articles = read([path], options=request.options, on_problem=_say_nothing)
    return {_key(article): article.text for article in articles}


def _key(article: Article) -> str:
    return article.id.rpartition("#")[2] if article.row is not None else ""


def _say_nothing(problem: Problem) -> None:
    """Pass over what was wrong in an earlier commit."""
