"""Find the files: paths, folders, globs and standard input, each file once."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from glob import has_magic
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.errors import Diagnostic
from analyzer.readers.gitignore import Rules, is_ignored, rules_above, rules_with
from analyzer.readers.reader import SourceFile

if TYPE_CHECKING:
    from analyzer.errors import ProblemHandler

STDIN = "-"
OWN_PREFIXES = (".analyzer-baseline", ".analyzer_cache")
OWN_SUFFIX = ".analyzer-archive"
PACKAGE, RUN = "datapackage.json", "run.json"
PACKAGE_NAME = "analyzer-report"
REPORT_SUFFIXES = (".csv", ".json", ".html", ".parquet", ".xlsx")
LFS, LFS_MOST = b"version https://git-lfs.github.com/spec/", 1024
GLOB = frozenset("*?[")


class DiscoveredFiles(msgspec.Struct, frozen=True):
    """The files of a run.

    Attributes
    ----------
    files : tuple of SourceFile
        In path order, each once.
    skipped : Counter of str
        How many files in folders were skipped, by kind.
    folders : tuple of str
        The inputs that are folders or globs, in which there may be no article.
    """

    files: tuple[SourceFile, ...]
    skipped: Counter[str]
    folders: tuple[str, ...]


def without_excluded(
    found: DiscoveredFiles, is_excluded: Callable[[str], bool]
) -> DiscoveredFiles:
    """Return the files without the excluded ones; a file that the user named stays.

    Parameters
    ----------
    found : DiscoveredFiles
    is_excluded : callable
        From the path of a file to whether it is excluded.
    """
    kept = tuple(
        file for file in found.files if file.is_explicit or not is_excluded(file.source)
    )
    return msgspec.structs.replace(found, files=kept)


class Walk(msgspec.Struct, frozen=True):
    """The parameters of a walk.

    Attributes
    ----------
    suffixes : tuple of str
        Of the files to take, in lower case.
    skipped : Counter of str
        Counts skipped files.
    on_problem : callable
        Called with what is missing or cannot be read.
    """

    suffixes: tuple[str, ...]
    skipped: Counter[str]
    on_problem: ProblemHandler


class _Entry(msgspec.Struct, frozen=True):
    path: Path
    root: Path
    input: str
    is_explicit: bool


def discover_files(
    inputs: Iterable[str],
    suffixes: tuple[str, ...],
    stdin_filename: str,
    on_problem: ProblemHandler,
) -> DiscoveredFiles:
    """Return the files that the inputs name or contain.

    Parameters
    ----------
    inputs : iterable of str
        Files, folders, globs, or ``-`` for standard input.
    suffixes : tuple of str
        Of the files to take from folders and globs, in lower case.
    stdin_filename : str
        The file name of standard input.
    on_problem : callable
        Called with what is missing, is not a regular file, or cannot be read.
    """
    walk = Walk(suffixes, Counter(), on_problem)
    entries: dict[str, _Entry] = {}
    files, folders = [], []
    for given in dict.fromkeys(inputs):
        if given == STDIN:
            name = printable(Path(stdin_filename).as_posix()) if stdin_filename else "stdin"
            files.append(SourceFile(None, name, name, "", is_explicit=True))
            continue
        for path, named in _expand(given, walk):
            if not named or path.is_dir():
                folders.append(given)
            for entry in _entries(path, given, named, walk):
                entries.setdefault(_absolute(entry.path), entry)
    root = _common_root({entry.root for entry in entries.values()})
    for absolute, entry in entries.items():
        name = printable(Path(absolute[len(root) :].lstrip(os.sep)).as_posix())
        source = printable(entry.path.as_posix())
        files.append(SourceFile(entry.path, name, source, entry.input, entry.is_explicit))
    files.sort(key=lambda file: file.id.split("/"))
    return DiscoveredFiles(tuple(files), walk.skipped, tuple(dict.fromkeys(folders)))


def printable(name: str) -> str:
    """Return a file name with bytes that are not UTF-8 escaped."""
    return name.encode("utf-8", "backslashreplace").decode()


def _expand(given: str, walk: Walk) -> Iterator[tuple[Path, bool]]:
    """Yield the paths that an input names or matches, and whether it names them."""
    path = Path(given)
    try:
        exists = bool(given) and path.exists()
    except OSError as error:
        walk.on_problem(Diagnostic(printable(given), f"cannot be read: {error.strerror}"))
        return
    if exists:
        yield path, True
        return
    matches = _glob(path) if has_magic(given) else []
    if not matches:
        message = "no file matches" if has_magic(given) else "no such file or folder"
        walk.on_problem(Diagnostic(printable(given), message))
    for match in matches:
        yield match, False


def _glob(pattern: Path) -> list[Path]:
    """Return what a pattern matches; ``**`` matches any folders except hidden ones.

    A pattern with ``**`` matches files only; at its end ``**`` matches a whole folder.
    """
    parts = list(pattern.parts)
    while parts and parts[-1] == "**":
        parts.pop()
    magic = [index for index, part in enumerate(parts) if not GLOB.isdisjoint(part)]
    if not magic:
        return [path for path in [Path(*parts)] if path.exists()]
    base, rest = Path(*parts[: magic[0]]), parts[magic[0] :]
    try:
        found = sorted(base.glob("/".join(rest)))
    except (ValueError, OSError):
        return []
    hidden = any(part.startswith(".") for part in rest)
    return [
        path
        for path in found
        if hidden or not any(part.startswith(".") for part in path.relative_to(base).parts)
        if "**" not in rest or not path.is_dir()
    ]


def _entries(path: Path, given: str, named: bool, walk: Walk) -> Iterator[_Entry]:
    if path.is_dir():
        for found in _files_below(path, walk):
            yield _Entry(found, path, given, is_explicit=False)
    elif not path.is_file():
        if named:
            walk.on_problem(Diagnostic(printable(given), "neither a file nor a folder"))
        else:
            walk.skipped["special file"] += 1
    elif is_own(path.name) or _is_reported(path):
        if named:
            message = "written by Analyzer itself, never read as an article"
            walk.on_problem(Diagnostic(printable(given), message))
    elif named or is_readable(path.name, walk):
        yield _Entry(path, path.parent, given, named)


def _files_below(folder: Path, walk: Walk) -> Iterator[Path]:
    """Yield the files to read below a folder; symbolic links are not followed."""
    absolute = Path(_absolute(folder))
    own = _own_files(folder)
    waiting: list[tuple[Path, Path, Rules]] = [(folder, absolute, rules_above(absolute))]
    while waiting:
        here, absolute, rules = waiting.pop()
        try:
            with os.scandir(here) as listing:
                items = [item for item in listing if not item.name.startswith(".")]
        except OSError as error:
            message = f"cannot be read: {error.strerror}"
            walk.on_problem(
                Diagnostic(
                    printable(here.as_posix()),
                    message,
                    severity="error" if here == folder else "warning",
                )
            )
            continue
        rules = rules_with(absolute, rules)
        for item in items:
            kind = _kind(item)
            if is_ignored(absolute / item.name, rules, folder=kind == "folder"):
                continue
            path = here / item.name
            if kind == "folder":
                own |= _own_files(path)
                waiting.append((path, absolute / item.name, rules))
            elif kind != "file":
                walk.skipped[kind] += 1
            elif not is_own(item.name) and path not in own and is_readable(item.name, walk):
                yield path


def _kind(item: os.DirEntry[str]) -> str:
    if item.is_symlink():
        return "symbolic link"
    if item.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if item.is_file(follow_symlinks=False) else "special file"


def is_readable(name: str, walk: Walk) -> bool:
    """Return whether a file in a folder is read, by its name; count it if not."""
    if name.lower().endswith(walk.suffixes):
        return True
    walk.skipped[printable(Path(name).suffix.lower()) or "no suffix"] += 1
    return False


def is_own(name: str) -> bool:
    """Return whether a file is a baseline, cache or archive of this package, by its name."""
    return name.startswith(OWN_PREFIXES) or name.endswith(OWN_SUFFIX)


def _own_files(folder: Path) -> frozenset[Path]:
    """Return the files of a report in a folder."""
    return frozenset(folder / name for name in own_names(lambda name: _read(folder / name)))


def own_names(read: Callable[[str], bytes | None]) -> frozenset[str]:
    """Return the names of a report's files in a folder.

    A file belongs to a report if its ``run.json`` has the hash of the file. Whoever
    writes such a file by hand can hide a table or a page by it, but no article in text
    or Markdown, and never a folder.

    Parameters
    ----------
    read : callable
        From the name of a file to its bytes, None if it does not exist.
    """
    package = _parsed(read(PACKAGE))
    if package is None or package.get("name") != PACKAGE_NAME:
        return frozenset()
    run = _parsed(read(RUN)) or {}
    listed = run.get("reports")
    hashes = listed if isinstance(listed, dict) else _interrupted(package)
    names = {name for name, digest in hashes.items() if _is_written(name, digest, read)}
    return frozenset((*names, RUN, PACKAGE))


def _interrupted(package: dict[str, Any]) -> dict[str, None]:
    """Return the tables of a report whose ``run.json`` is not there yet."""
    resources = package.get("resources")
    paths = [r.get("path") for r in resources or () if isinstance(r, dict)]
    return dict.fromkeys(path for path in paths if isinstance(path, str) and "/" not in path)


def _is_written(name: str, digest: object, read: Callable[[str], bytes | None]) -> bool:
    """Return whether a file is one that a report has written."""
    if not name.endswith(REPORT_SUFFIXES) or ".." in name.split("/") or name.startswith("/"):
        return False
    if digest is None:
        return True
    import hashlib

    data = read(name)
    return data is not None and digest == f"sha256:{hashlib.sha256(data).hexdigest()}"


def _is_reported(path: Path) -> bool:
    """Return whether a file belongs to a report, of its own folder or the one above."""
    return any(path in _own_files(folder) for folder in (path.parent, path.parent.parent))


def is_lfs_pointer(path: Path) -> bool:
    """Return whether a file is what Git LFS leaves in place of one that it did not fetch."""
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode) or status.st_size > LFS_MOST:
            return False
        with path.open("rb") as stream:
            return stream.read(len(LFS)) == LFS
    except OSError:
        return False


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError:
        return None


def _parsed(data: bytes | None) -> dict[str, Any] | None:
    try:
        value = None if data is None else json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _absolute(path: Path) -> str:
    # Unlike `Path.resolve`, which would lose the name of a symbolic link.
    return os.path.normpath(path.absolute())


def _common_root(roots: set[Path]) -> str:
    try:
        return os.path.commonpath([_absolute(root) for root in roots])
    except ValueError:
        return ""
