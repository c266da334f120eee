"""Results kept from one check to the next, by content.

What is kept of a file depends on its bytes alone: its articles, their results, and the
rows by which they are compared with others. The key is a hash of the bytes, the name,
the settings, this package's own files, the profile, NumPy and Python. So an entry is
correct or it is not found, and the folder may be deleted at any time.

Each run that has new results adds one file of entries; when there are many files, they
are merged. A file appears complete under its name or not at all, so runs need no lock:
the worst that can happen to an entry is to be lost.
"""

from __future__ import annotations

import hashlib
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec
import numpy as np

from analyzer.readers.limits import read_at_most
from analyzer.readers.reader import SourceFile
from analyzer.storage.atomic import remove_stale
from analyzer.version import __version__

if TYPE_CHECKING:
    from analyzer.readers import ReadOptions
    from analyzer.readers.limits import Limits
    from analyzer.settings import Settings

FOLDER = ".analyzer_cache"
SUFFIX = ".kept"
MAGIC = b"analyzer cache 1\n"
LARGE = 2 << 20  # bytes; results of larger files are not kept
MOST_BYTES = 512 << 20
MOST_FILES = 8
IGNORE = "# Written by Analyzer; safe to delete.\n*\n"
PROGRAM = (".py", ".npy", ".npz", ".json", ".txt")

# Key, start, length and checksum of each entry.
Index = list[tuple[bytes, int, int, int]]
READ_INDEX = msgspec.msgpack.Decoder(Index).decode


class FileInMemory(SourceFile, frozen=True):
    """A file in memory, so that the bytes that were hashed are the bytes that are read."""

    data: bytes = b""
    file_name: str = ""

    @property
    def name(self) -> str:
        """The name whose suffix gives the format."""
        return self.file_name or self.id

    @contextmanager
    def open(self, limits: Limits) -> Iterator[BinaryIO]:  # noqa: ARG002 - it is no .gz
        """Open the bytes."""
        yield BytesIO(self.data)


class Cache:
    """The entries of a folder; none where it cannot be read.

    Parameters
    ----------
    folder : Path
        Created with the first entry.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._salts: dict[Settings, bytes] = {}
        self._files = sorted(folder.glob(f"*{SUFFIX}"), key=_age)
        self._entries: dict[bytes, tuple[memoryview, int]] = {}
        for path in self._files:
            self._entries |= _read(path)
        self._used: dict[bytes, memoryview] = {}

    def key(
        self, data: bytes, file: SourceFile, settings: Settings, options: ReadOptions
    ) -> bytes:
        """Return the key of a file's results under some settings."""
        if settings not in self._salts:
            self._salts[settings] = salt(settings, options)
        return key_of(data, file, self._salts[settings])

    def load(self, key: bytes) -> memoryview | None:
        """Return the bytes kept under a key; None where there are none, or damaged ones."""
        data, checksum = self._entries.get(key, (None, 0))
        if data is None or zlib.crc32(data) != checksum:
            return None
        self._used[key] = data
        return data

    def keep(self, entries: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep entries by their keys."""
        new: dict[bytes, bytes | memoryview] = {**dict(entries)}
        if not new:
            return
        full = len(self._files) >= MOST_FILES
        old = self._retained(sum(map(len, new.values()))) if full else {}
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            ignore = self._folder / ".gitignore"
            if not ignore.exists():
                ignore.write_text(IGNORE, "utf-8")
            _write(self._folder, old | new)
            remove_stale(self._folder, "*.part")
            for path in self._files if full else ():
                path.unlink(missing_ok=True)

    def _retained(self, size: int) -> dict[bytes, bytes | memoryview]:
        """Return the entries to keep when files are merged: those used now, then the newest."""
        kept: dict[bytes, bytes | memoryview] = dict(self._used)
        size += sum(map(len, self._used.values()))
        for key, (data, _) in reversed(self._entries.items()):
            size += 0 if key in kept else len(data)
            if size > MOST_BYTES:
                break
            kept.setdefault(key, data)
        return kept


def read_into_memory(file: SourceFile) -> FileInMemory | None:
    """Return a file with its bytes; None if it is large, compressed or unreadable."""
    if file.path is None or file.name.lower().endswith(".gz"):
        return None
    try:
        if file.path.stat().st_size > LARGE:
            return None
        data = file.path.read_bytes()
    except OSError:
        return None
    known = {name: getattr(file, name) for name in SourceFile.__struct_fields__}
    return FileInMemory(**known, data=data, file_name=file.name)


def salt(settings: Settings, options: ReadOptions) -> bytes:
    """Return a hash of everything that a result depends on besides the file."""
    plain = msgspec.structs.replace(
        settings, fail_level="never", min_quality=0.0, overrides=(), root=""
    )
    digest = hashlib.blake2b(_program(), digest_size=20)
    digest.update(msgspec.json.encode(plain))
    digest.update(repr(options).encode("utf-8", "surrogatepass"))
    if settings.profile:
        with suppress(OSError):
            digest.update(read_at_most(Path(settings.profile)))
    return digest.digest()


def key_of(data: bytes, file: SourceFile, salted: bytes) -> bytes:
    """Return the key of a file's results."""
    # A page at an address has fields that depend on all of the address.
    shown = file.id.rsplit("/", 1)[-1] if file.name == file.id else f"{file.source} {file.name}"
    name = shown.encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(salted, digest_size=20)
    digest.update(len(name).to_bytes(4, "big") + name)
    digest.update(data)
    return digest.digest()


@lru_cache(maxsize=1)
def _program() -> bytes:
    """Return a hash of this package's files, Python and the installed libraries."""
    digest = hashlib.blake2b(f"{__version__} {sys.version} {np.__version__}".encode())
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*")):
        if path.suffix in PROGRAM and path.is_file():
            digest.update(f"{path.relative_to(package)}\0".encode())
            digest.update(path.read_bytes())
    # The versions of the libraries that split sentences and stem words.
    site = Path(np.__file__).parent.parent
    infos = sorted(name for name in os.listdir(site) if name.endswith("-info"))  # noqa: PTH208
    digest.update("\0".join(infos).encode())
    return digest.digest()


def _age(path: Path) -> tuple[int, str]:
    try:
        return path.stat().st_mtime_ns, path.name
    except OSError:
        return 0, path.name


def _read(path: Path) -> dict[bytes, tuple[memoryview, int]]:
    """Return the entries of a file and their checksums; none if it is damaged."""
    try:
        data = memoryview(path.read_bytes())
        if data[: len(MAGIC)] != MAGIC:
            return {}
        index = READ_INDEX(data[int.from_bytes(data[-8:], "big") : -8])
    except (OSError, ValueError):
        return {}
    return {key: (data[start : start + length], crc) for key, start, length, crc in index}


def _write(folder: Path, entries: dict[bytes, bytes | memoryview]) -> None:
    """Write a file of entries under a name that no other run has."""
    index: Index = []
    part = folder / f"{os.getpid()}.{os.urandom(8).hex()}.part"
    try:
        with part.open("wb") as stream:
            stream.write(MAGIC)
            for key, data in entries.items():
                index.append((key, stream.tell(), len(data), zlib.crc32(data)))
                stream.write(data)
            start = stream.tell()
            stream.write(msgspec.msgpack.encode(index) + start.to_bytes(8, "big"))
        part.replace(part.with_suffix(SUFFIX))
    except OSError:
        part.unlink(missing_ok=True)
        raise
