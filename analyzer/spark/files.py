"""The files at the addresses of a run, in order.

Names that begin with ``_`` or ``.``, which Spark ignores, are not articles. For
the rest the rules are those of `readers.files`: path order, each file once, ids
below the common root, no report of this package.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from analyzer.errors import Diagnostic, ProblemHandler
from analyzer.readers import SUFFIXES, SourceFile
from analyzer.readers.files import DiscoveredFiles, Walk, is_readable
from analyzer.readers.skipped import OWN, RUN, is_own, own_names
from analyzer.spark.hadoop import Hadoop, HadoopError, Listed

HIDDEN = "not read by Spark, as its name begins with _ or a full stop"


class SparkFile(SourceFile, frozen=True):
    """A file that executors can read.

    Attributes
    ----------
    key : str
        The result of `hadoop.key_of` for the path that Spark gives with a row.
    length : int
        In bytes, as stored.
    """

    key: str
    length: int


class _Entry(NamedTuple):
    path: str
    key: str
    length: int
    root: str
    given: str
    is_explicit: bool


def discover_files(
    spark: Any, inputs: Iterable[str], on_problem: ProblemHandler
) -> DiscoveredFiles:
    """Return the files that addresses or patterns of Hadoop name or contain.

    Parameters
    ----------
    spark : SparkSession
    inputs : iterable of str
    on_problem : callable
        Called with what is missing or cannot be read.
    """
    listing = _Listing(spark, Walk(SUFFIXES, Counter(), on_problem))
    entries: dict[str, _Entry] = {}
    folders = []
    for given in dict.fromkeys(inputs):
        try:
            found = listing.entries(given)
        except HadoopError as error:
            on_problem(Diagnostic(given, f"cannot be read: {error}"))
            continue
        if listing.is_folder(given):
            folders.append(given)
        for entry in found:
            entries.setdefault(entry.path, entry)
    root = _common({entry.root for entry in entries.values()})
    files = [
        SparkFile(None, path[len(root) :].lstrip("/"), path, given, named, key, length)
        for path, key, length, _, given, named in entries.values()
    ]
    files.sort(key=lambda file: file.id.split("/"))
    return DiscoveredFiles(tuple(files), listing.walk.skipped, tuple(folders))


class _Listing:
    def __init__(self, spark: Any, walk: Walk) -> None:
        self.walk = walk
        self._hadoop = Hadoop(spark)
        self._own = lru_cache(maxsize=1024)(self._own_names)
        self._matches = lru_cache(maxsize=16)(self._hadoop.matches)

    def is_folder(self, given: str) -> bool:
        """Return whether an address names folders or is a pattern."""
        matches = self._matches(given)
        return bool(matches.folders) or matches.pattern

    def entries(self, given: str) -> list[_Entry]:
        """Return the files to read of those that an address names."""
        folders, files, pattern = self._matches(given)
        if not folders and not files:
            what = "no file matches" if pattern else "no such file or folder"
            self.walk.on_problem(Diagnostic(given, what))
            return []
        listed = self._listed(sorted(folders | files))
        reports = {_folder(path) for path, *_ in listed if _name(path) == RUN}
        if not pattern and not files <= {path for path, *_ in listed}:
            self.walk.on_problem(Diagnostic(given, HIDDEN))
        found = []
        for path, key, length in listed:
            if path in files:
                root, named = _folder(path), not pattern
                wanted = self._is_wanted(path, named=named)
            else:
                root, named = next(at for at in _above(path) if at in folders), False
                wanted = self._is_article(path, reports)
            if wanted:
                found.append(_Entry(path, key, length, root, given, named))
        return found

    def _listed(self, paths: Iterable[str]) -> list[Listed]:
        """Return every file at or below some paths that Spark does not ignore."""
        listed = [
            file
            for path in paths
            for file in self._hadoop.files(path)
            if not any(map(_is_hidden, _below(file.path, _folder(path)).split("/")))
        ]
        return sorted(listed)

    def _is_wanted(self, path: str, *, named: bool) -> bool:
        """Return whether to read a file that was named, or matches a pattern."""
        if is_own(_name(path)) or self._is_reported(path):
            if named:
                self.walk.on_problem(Diagnostic(path, OWN))
            return False
        return named or is_readable(_name(path), self.walk)

    def _is_article(self, path: str, reports: set[str]) -> bool:
        """Return whether to read a file below a folder; `reports` are those with a report."""
        for folder in _above(path) if reports else ():
            if folder in reports and _below(path, folder) in self._own(folder):
                return False
        return not is_own(_name(path)) and is_readable(_name(path), self.walk)

    def _is_reported(self, path: str) -> bool:
        folders = list(_above(path))[:2]
        return any(_below(path, folder) in self._own(folder) for folder in folders)

    def _own_names(self, folder: str) -> frozenset[str]:
        def digest(name: str) -> str | None:
            data = self._hadoop.read(f"{folder}/{name}")
            return None if data is None else sha256(data).hexdigest()

        return own_names(lambda name: self._hadoop.read(f"{folder}/{name}"), digest)


def _is_hidden(name: str) -> bool:
    """Return whether Spark ignores a file or folder of this name."""
    unnamed = name.startswith("_") and "=" not in name
    return unnamed or name.startswith(".") or name.endswith("._COPYING_")


def _below(path: str, folder: str) -> str:
    return path[len(folder) + 1 :]


def _above(path: str) -> Iterator[str]:
    """Yield the folders that a path is in, from the nearest."""
    while "/" in (path := _folder(path)):
        yield path


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _common(roots: set[str]) -> str:
    """Return the folder that all of these are in or are."""
    split = [root.split("/") for root in roots] or [[""]]
    common = []
    for parts in zip(*split, strict=False):
        if len(set(parts)) > 1:
            break
        common.append(parts[0])
    return "/".join(common)
