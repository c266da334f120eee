"""Results kept from one check to the next, by content.

What is kept of a file is what its bytes alone decide: its articles, what was
found in each of them alone, and the rows by which they are compared with
others. The key is a hash of the bytes, the name, the settings and everything
else that has a say: this package's own files, the profile, NumPy and Python. So
an entry is right or it is not found; the folder may be deleted at any time.

Each run that finds something new adds one file of entries; when there are many,
they are written as one. A file appears whole under its name or not at all, so
runs need no lock: the worst that can happen to an entry is to be lost.
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

from analyzer import __version__
from analyzer.checks.codec import Entry, decode
from analyzer.readers.reader import SourceFile

if TYPE_CHECKING:
    from analyzer.readers import ReadOptions
    from analyzer.settings import Settings

FOLDER = ".analyzer_cache"
SUFFIX = ".kept"
MAGIC = b"analyzer cache 1\n"
LARGE = 2 << 20  # bytes of a file that is not kept
MOST_BYTES = 512 << 20
MOST_FILES = 8
IGNORE = "# Written by Analyzer; safe to delete.\n*\n"
PROGRAM = (".py", ".npy", ".npz", ".json", ".txt")

# Key, where the entry begins, how long it is, and its checksum.
Index = list[tuple[bytes, int, int, int]]
READ_INDEX = msgspec.msgpack.Decoder(Index).decode


class HeldFile(SourceFile, frozen=True):
    """A file whose bytes are in memory, so that what was hashed is what is read."""

    data: bytes = b""

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open the bytes."""
        yield BytesIO(self.data)


class Cache:
    """The entries of a folder; where it cannot be read, there are none.

    Parameters
    ----------
    folder : Path
        Made when something is first kept.
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

    def load(self, key: bytes, file: SourceFile) -> Entry | None:
        """Return what is kept under a key, for the file as it is called now."""
        if key not in self._entries:
            return None
        data, checksum = self._entries[key]
        if zlib.crc32(data) != checksum:
            return None
        try:
            entry = decode(data, file)
        except (ValueError, TypeError, IndexError):
            return None  # a damaged cache is no cache
        self._used[key] = data
        return entry

    def keep(self, entries: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep packed entries by their keys."""
        new: dict[bytes, bytes | memoryview] = {**dict(entries)}
        if not new:
            return
        full = len(self._files) >= MOST_FILES
        old = self._worth_keeping(sum(map(len, new.values()))) if full else {}
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            ignore = self._folder / ".gitignore"
            if not ignore.exists():
                ignore.write_text(IGNORE, "utf-8")
            _write(self._folder, old | new)
            for path in self._files if full else ():
                path.unlink(missing_ok=True)

    def _worth_keeping(self, size: int) -> dict[bytes, bytes | memoryview]:
        """Return the entries to go on with: those used now, then the youngest."""
        kept: dict[bytes, bytes | memoryview] = dict(self._used)
        size += sum(map(len, self._used.values()))
        for key, (data, _) in reversed(self._entries.items()):
            size += 0 if key in kept else len(data)
            if size > MOST_BYTES:
                break
            kept.setdefault(key, data)
        return kept


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
    return HeldFile(file.path, file.id, file.source, file.input, file.is_explicit, data)


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
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*")):
        if path.suffix in PROGRAM and path.is_file():
            digest.update(f"{path.relative_to(package)}\0".encode())
            digest.update(path.read_bytes())
    # The libraries that segment and stem leave their version in a folder's name.
    beside = Path(np.__file__).parent.parent
    infos = sorted(name for name in os.listdir(beside) if name.endswith("-info"))  # noqa: PTH208
    digest.update("\0".join(infos).encode())
    return digest.digest()


def _age(path: Path) -> tuple[int, str]:
    try:
        return path.stat().st_mtime_ns, path.name
    except OSError:
        return 0, path.name


def _read(path: Path) -> dict[bytes, tuple[memoryview, int]]:
    """Return the entries of a file and their checksums; none where it is damaged."""
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
