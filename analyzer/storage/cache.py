"""Results kept from one check to the next, by content.

What is kept of a file depends on its bytes alone: its articles, their results, and the
rows by which they are compared with others. The key is a hash of the bytes, the name,
the settings, this package's own files, the profile, NumPy and Python. So an entry is
correct or it is not found, and the folder may be deleted at any time.

Results are kept in groups, of about as many files as a batch measures: the rows of a group
are arrays of all its files, which are read without looking at each file. Each run that has
new results adds one file of groups; when there are many files, they are merged. A file
appears complete under its name or not at all, so runs need no lock: the worst that can
happen to an entry is to be lost.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec
import numpy as np

from analyzer.errors import WriteError
from analyzer.readers.limits import read_at_most
from analyzer.readers.reader import SourceFile
from analyzer.storage.atomic import remove_stale
from analyzer.storage.groups import Group, GroupWriter, read_groups
from analyzer.storage.kept_results import KeptResults
from analyzer.version import __version__

if TYPE_CHECKING:
    from analyzer.readers import ReadOptions
    from analyzer.readers.limits import Limits
    from analyzer.settings import Settings

FOLDER = ".analyzer_cache"
SUFFIX = ".kept"
LARGE = 2 << 20  # bytes; results of larger files are not kept
MOST_BYTES = 512 << 20
MOST_FILES = 8
IGNORE = "# Written by Analyzer; safe to delete.\n*\n"
PROGRAM = (".py", ".npy", ".npz", ".json", ".txt")


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
    """The results of files that earlier runs have kept, and those that this run adds.

    Parameters
    ----------
    folder : Path or None
        Created with the first results; None keeps nothing for other runs.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._salts: dict[Settings, bytes] = {}
        self._files = sorted(folder.glob(f"*{SUFFIX}"), key=_age) if folder else []
        self.groups = [group for path in self._files for group in read_groups(path)]
        self._entries = {
            key: (group, number)
            for group in self.groups
            for number, key in enumerate(group.keys)
            if key
        }
        self._writer: GroupWriter | None = None

    def key(
        self, data: bytes, file: SourceFile, settings: Settings, options: ReadOptions
    ) -> bytes:
        """Return the key of a file's results under some settings."""
        if settings not in self._salts:
            self._salts[settings] = salt(settings, options)
        return key_of(data, file, self._salts[settings])

    def comparisons(self, settings: Settings, options: ReadOptions) -> KeptResults | None:
        """Return what a run keeps of its comparisons; None where nothing is kept."""
        if self._folder is None:
            return None
        return KeptResults(self._folder, salt(settings, options))

    def find(self, key: bytes) -> tuple[Group, int] | None:
        """Return the group that has a value under a key, and the number of the value."""
        return self._entries.get(key)

    def add(self, keys: Sequence[bytes], values: Sequence[bytes]) -> Group:
        """Add a group, whose first values have keys."""
        if self._writer is None:
            self._writer = self._new_writer()
        return self._writer.add(keys, values)

    @property
    def is_kept(self) -> bool:
        """Whether other runs can find what this one adds."""
        return self._folder is not None

    @property
    def is_full(self) -> bool:
        """Whether this run has to write everything that is to be kept into one file."""
        return self.has_new and len(self._files) >= MOST_FILES

    @property
    def has_new(self) -> bool:
        """Whether this run has added what others may use."""
        return self._writer is not None and self._writer.has_keys

    @property
    def room(self) -> int:
        """How many bytes there is room for in the file of this run."""
        return MOST_BYTES - (self._writer.size if self._writer else 0)

    def finish(self) -> None:
        """Let other runs find what this one has added."""
        if self._writer is None:
            return
        full = self.is_full
        if not self.has_new:
            self._writer.discard()
            return
        with suppress(OSError, WriteError):
            self._writer.finish()
            for path in self._files if full else ():
                path.unlink(missing_ok=True)

    def discard(self) -> None:
        """Leave nothing of a run that has failed."""
        if self._writer is not None:
            self._writer.discard()

    def _new_writer(self) -> GroupWriter:
        with suppress(OSError, WriteError):
            if self._folder is not None:
                self._folder.mkdir(parents=True, exist_ok=True)
                ignore = self._folder / ".gitignore"
                if not ignore.exists():
                    ignore.write_text(IGNORE, "utf-8")
                remove_stale(self._folder, "*.part")
                return GroupWriter(self._folder, SUFFIX)
        return GroupWriter(None, SUFFIX)


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
