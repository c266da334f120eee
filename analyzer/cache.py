"""Results kept from one check to the next, by content.

What is kept of a file is what its bytes alone decide: its articles, what was
found in each of them alone, and the rows by which they are compared with
others. The key is a hash of the bytes, the name, the settings and everything
else that has a say: this package's own files, the profile, NumPy and Python. So
an entry is right or it is not found; the folder may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec
import numpy as np

from analyzer import __version__
from analyzer.packing import Entry, unpack
from analyzer.readers.source import SourceFile

if TYPE_CHECKING:
    import sqlite3

    from analyzer.readers import ReadOptions
    from analyzer.settings import Settings

FOLDER = ".analyzer_cache"
FILE = "check.sqlite"
LARGE = 2 << 20  # bytes of a file that is not kept
MOST_BYTES = 512 << 20
TABLE = """create table if not exists kept
    (key blob primary key, value blob not null, run integer not null) without rowid"""
IGNORE = "# Written by Analyzer; safe to delete.\n*\n"


@dataclass(frozen=True, slots=True)
class HeldFile(SourceFile):
    """A file whose bytes are in memory, so that what was hashed is what is read."""

    data: bytes = field(default=b"", repr=False)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open the bytes."""
        yield BytesIO(self.data)


class Cache:
    """A file of results by content; where it cannot be used, there are none.

    Parameters
    ----------
    folder : Path
        Made when something is first kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: list[bytes] = []
        self._salts: dict[Settings, bytes] = {}
        self._base = self._open() if (folder / FILE).is_file() else None
        self._run = 1 + self._scalar("select max(run) from kept")

    def key(
        self, data: bytes, file: SourceFile, settings: Settings, options: ReadOptions
    ) -> bytes:
        """Return the key of a file's results under some settings."""
        if settings not in self._salts:
            self._salts[settings] = salt(settings, options)
        return key_of(data, file, self._salts[settings])

    def load(self, key: bytes, file: SourceFile) -> Entry | None:
        """Return what is kept under a key, for the file as it is called now."""
        if self._base is None:
            return None
        import sqlite3

        try:
            row = self._base.execute("select value from kept where key = ?", (key,)).fetchone()
            entry = None if row is None else unpack(row[0], file)
        except (sqlite3.Error, ValueError, TypeError, IndexError):
            return None  # a damaged cache is no cache
        if entry is not None:
            self._used.append(key)
        return entry

    def keep(self, entries: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep packed entries by their keys, and note which others were used."""
        import sqlite3

        with suppress(sqlite3.Error, OSError):
            rows = [(key, value, self._run) for key, value in entries]
            if rows and self._base is None:
                self._folder.mkdir(parents=True, exist_ok=True)
                (self._folder / ".gitignore").write_text(IGNORE, "utf-8")
                self._base = self._open()
            if self._base is None:
                return
            if rows:
                with self._base:
                    self._base.executemany("insert or replace into kept values (?, ?, ?)", rows)
                    marked = [(self._run, key) for key in self._used]
                    self._base.executemany("update kept set run = ? where key = ?", marked)
                self._prune()
            self._base.close()

    def _open(self) -> sqlite3.Connection | None:
        import sqlite3

        path = self._folder / FILE
        try:
            base = sqlite3.connect(path, timeout=1, isolation_level="DEFERRED")
            base.execute("pragma synchronous = off")
            base.execute(TABLE)
        except sqlite3.DatabaseError:
            with suppress(OSError):
                path.unlink()
            return None
        return base

    def _scalar(self, query: str) -> int:
        import sqlite3

        with suppress(sqlite3.Error):
            if self._base is not None:
                return int(self._base.execute(query).fetchone()[0] or 0)
        return 0

    def _prune(self) -> None:
        """Drop what was not used for longest while the file is too large."""
        assert self._base is not None
        size = self._scalar("select sum(length(value)) from kept")
        while size > MOST_BYTES:
            oldest = self._scalar("select min(run) from kept")
            with self._base:
                self._base.execute("delete from kept where run = ?", (oldest,))
            size = self._scalar("select sum(length(value)) from kept")


def hold(file: SourceFile) -> HeldFile | None:
    """Return a file with its bytes; None where it is large, packed or cannot be read."""
    if file.path is None or file.id.lower().endswith(".gz"):
        return None
    try:
        if file.path.stat().st_size > LARGE:
            return None
        data = file.path.read_bytes()
    except OSError:
        return None
    return HeldFile(file.path, file.id, file.source, file.origin, file.named, data)


def salt(settings: Settings, options: ReadOptions) -> bytes:
    """Return a hash of all that decides a result besides the file."""
    plain = msgspec.structs.replace(
        settings, fail_level="never", min_quality=0.0, overrides=(), root=""
    )
    digest = hashlib.blake2b(_program(), digest_size=20)
    digest.update(msgspec.json.encode(plain))
    digest.update(repr(options).encode("utf-8", "surrogatepass"))
    if settings.profile:
        with suppress(OSError):
            digest.update(Path(settings.profile).read_bytes())
    return digest.digest()


def key_of(data: bytes, file: SourceFile, salted: bytes) -> bytes:
    """Return the key of a file's results."""
    name = file.id.rsplit("/", 1)[-1].encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(salted, digest_size=20)
    digest.update(len(name).to_bytes(4, "big") + name)
    digest.update(data)
    return digest.digest()


@lru_cache(maxsize=1)
def _program() -> bytes:
    """Return a hash of this package's files, and of what it is run with."""
    digest = hashlib.blake2b(f"{__version__} {sys.version} {np.__version__}".encode())
    package = Path(__file__).parent
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".npy", ".npz", ".json", ".txt") and path.is_file():
            digest.update(f"{path.relative_to(package)}\0".encode())
            digest.update(path.read_bytes())
    # The libraries that segment and stem leave their version in a folder's name.
    beside = Path(np.__file__).parent.parent
    infos = sorted(name for name in os.listdir(beside) if name.endswith("-info"))  # noqa: PTH208
    digest.update("\0".join(infos).encode())
    return digest.digest()
