"""Find the files: paths, folders, globs and standard input, each file once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from analyzer.errors import Diagnostic
from analyzer.readers.gitignore import IgnoreFiles, Rules
from analyzer.readers.reader import SourceFile
from analyzer.readers.skipped import CONFIGURATION, OWN, is_own, is_reported, own_files

if TYPE_CHECKING:
    from analyzer.errors import ProblemHandler

STDIN = "-"
GLOB = frozenset("*?[")
LOCK = "~$"  # of a document that is open in Word


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
    found: DiscoveredFiles, is_excluded: Callable[[str], bool], *, force: bool = True
) -> DiscoveredFiles:
    """Return the files without the excluded ones.

    Parameters
    ----------
    found : DiscoveredFiles
    is_excluded : callable
        From the path of a file to whether it is excluded.
    force : bool
        Whether files that the user named are excluded too. They are then counted as skipped.
    """
    kept, skipped = [], Counter(found.skipped)
    for file in found.files:
        if (file.is_explicit and not force) or not is_excluded(file.source):
            kept.append(file)
        elif file.is_explicit:
            skipped["excluded"] += 1
    return msgspec.structs.replace(found, files=tuple(kept), skipped=skipped)


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
        The file name of standard input, which takes the place of that file.
    on_problem : callable
        Called with what is missing, is not a regular file, or cannot be read.
    """
    walk = Walk(suffixes, Counter(), on_problem)
    entries: dict[str, _Entry] = {}
    files, folders = [], []
    given_paths = list(dict.fromkeys(inputs))
    for given in given_paths:
        if given == STDIN:
            continue
        for path, named in _expand(given, walk):
            if not named or path.is_dir():
                folders.append(given)
            for entry in _entries(path, given, named, walk):
                entries.setdefault(_absolute(entry.path), entry)
    root = _common_root({entry.root for entry in entries.values()})
    if STDIN in given_paths:
        files.append(_stdin(stdin_filename, entries, root))
    for absolute, entry in entries.items():
        source = printable(entry.path.as_posix())
        name = _name(absolute, root)
        files.append(SourceFile(entry.path, name, source, entry.input, entry.is_explicit))
    files.sort(key=lambda file: file.id.split("/"))
    return DiscoveredFiles(tuple(files), walk.skipped, tuple(dict.fromkeys(folders)))


def _stdin(filename: str, entries: dict[str, _Entry], root: str) -> SourceFile:
    """Return standard input as a file; take the file in whose place it is read out."""
    if not filename:
        return SourceFile(None, "stdin", "stdin", "", is_explicit=True)
    absolute = _absolute(Path(filename))
    replaced = entries.pop(absolute, None)
    source = printable((replaced.path if replaced else Path(filename)).as_posix())
    name = _name(absolute, root) if root and is_below(absolute, root) else source
    return SourceFile(None, name, source, replaced.input if replaced else "", is_explicit=True)


def _name(absolute: str, root: str) -> str:
    """Return the path of a file below the common root, with forward slashes."""
    return printable(Path(absolute[len(root) :].lstrip(os.sep)).as_posix())


def is_below(path: str, folder: str) -> bool:
    """Return whether an absolute path is below a folder."""
    return path.startswith(folder.rstrip(os.sep) + os.sep)


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
    elif is_own(path.name) or is_reported(path):
        if named:
            walk.on_problem(Diagnostic(printable(given), OWN))
    elif named or is_readable(path.name, walk):
        yield _Entry(path, path.parent, given, named)


def _files_below(folder: Path, walk: Walk) -> Iterator[Path]:
    """Yield the files to read below a folder; symbolic links are not followed."""
    absolute = Path(_absolute(folder))
    own = own_files(folder)
    ignore = IgnoreFiles(walk.on_problem)
    waiting: list[tuple[Path, Path, Rules]] = [(folder, absolute, ignore.rules_above(absolute))]
    while waiting:
        here, absolute, rules = waiting.pop()
        try:
            with os.scandir(here) as listing:
                items = [item for item in listing if not item.name.startswith(".")]
        except OSError as error:
            name, message = printable(here.as_posix()), f"cannot be read: {error.strerror}"
            worst = here == folder
            walk.on_problem(Diagnostic(name, message, severity="error" if worst else "warning"))
            continue
        rules = ignore.rules_with(absolute, rules)
        for item in items:
            kind = _kind(item)
            if ignore.ignores(absolute / item.name, rules, folder=kind == "folder"):
                continue
            path = here / item.name
            if kind == "folder":
                own |= own_files(path)
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
    """Return whether a file in a folder is read; count others but the configuration."""
    if name.lower().endswith(walk.suffixes):
        if not name.startswith(LOCK):
            return True
        walk.skipped["lock file"] += 1
        return False
    if name != CONFIGURATION:
        walk.skipped[printable(Path(name).suffix.lower()) or "no suffix"] += 1
    return False


def _absolute(path: Path) -> str:
    # Unlike `Path.resolve`, which would lose the name of a symbolic link.
    return os.path.normpath(path.absolute())


def _common_root(roots: set[Path]) -> str:
    try:
        return os.path.commonpath([_absolute(root) for root in roots])
    except ValueError:
        return ""
