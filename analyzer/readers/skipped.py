"""What a run skips: files that Analyzer wrote, drafts, and other addresses of a page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.article import Article
    from analyzer.readers.reader import SourceFile

if TYPE_CHECKING:
    pass

OWN_PREFIXES = (".analyzer-baseline", ".analyzer_cache")
OWN_SUFFIX = ".analyzer-archive"
PACKAGE, RUN = "datapackage.json", "run.json"
PACKAGE_NAME = "analyzer-report"
REPORT_SUFFIXES = (".csv", ".json", ".html", ".parquet", ".xlsx")
LFS, LFS_MOST = b"version https://git-lfs.github.com/spec/", 1024


def is_own(name: str) -> bool:
    """Return whether a file is a baseline, cache or archive of this package, by its name."""
    return name.startswith(OWN_PREFIXES) or name.endswith(OWN_SUFFIX)


def own_files(folder: Path) -> frozenset[Path]:
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


def is_reported(path: Path) -> bool:
    """Return whether a file belongs to a report, of its own folder or the one above."""
    return any(path in own_files(folder) for folder in (path.parent, path.parent.parent))


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


class SeenPages:
    """Remembers the canonical addresses of a run.

    A template may give all pages of a site one canonical address by mistake, so pages must
    also have the same title to be one page.

    Parameters
    ----------
    skipped : Counter of str
        Counts skipped pages.
    """

    def __init__(self, skipped: Counter[str]) -> None:
        self._skipped = skipped
        self._seen: set[tuple[str, str]] = set()

    def new(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Yield the articles whose canonical page was not seen before."""
        for article in articles:
            address = article.fields.get("url")
            if article.row is None and article.title and isinstance(address, str) and address:
                key = (address.rstrip("/"), article.title)
                if key in self._seen:
                    self._skipped["another address of a page"] += 1
                    continue
                self._seen.add(key)
            yield article


def is_draft(article: Article, file: SourceFile) -> bool:
    """Return whether a file found in a folder holds an article that is not published."""
    if file.is_explicit or article.row is not None:
        return False
    return article.fields.get("draft") is True or article.fields.get("published") is False
