"""Groups of values in a file: what is kept of files that were measured together.

A file of groups ends with an index, so that a value is read only when it is asked for. A
group is correct as a whole, by its checksum, or it is not in the index that is returned.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import msgspec

from analyzer.errors import WriteError
from analyzer.storage.spool import TemporaryBuffer

MAGIC = b"analyzer cache 2\n"
AT_ONCE = 1 << 20  # bytes


class Group(msgspec.Struct, frozen=True, eq=False):
    """Values of several files, of which the first ones have keys.

    Attributes
    ----------
    buffer : TemporaryBuffer
        What they are read from.
    keys : list of bytes
        One for each of the first values; empty for one that no later run may use.
    start : int
        Where the first value begins.
    lengths : list of int
    checksum : int
    """

    buffer: TemporaryBuffer
    keys: list[bytes]
    start: int
    lengths: list[int]
    checksum: int

    def __len__(self) -> int:
        return len(self.lengths)

    def value(self, number: int) -> bytes:
        """Return a value."""
        start = self.start + sum(self.lengths[:number])
        return self.buffer.read(start, self.lengths[number])

    @property
    def size(self) -> int:
        """The number of bytes of all values."""
        return sum(self.lengths)

    def is_whole(self) -> bool:
        """Return whether the values are as they were written."""
        checksum = 0
        for start in range(0, self.size, AT_ONCE):
            length = min(AT_ONCE, self.size - start)
            checksum = zlib.crc32(self.buffer.read(self.start + start, length), checksum)
        return checksum == self.checksum


# Keys, start, lengths and checksum of each group.
Index = list[tuple[list[bytes], int, list[int], int]]
READ_INDEX = msgspec.msgpack.Decoder(Index).decode


def read_groups(path: Path) -> list[Group]:
    """Return the groups of a file that are whole; none where it cannot be read."""
    try:
        buffer = TemporaryBuffer(path.open("rb"), str(path))
        size = path.stat().st_size
        if buffer.read(0, len(MAGIC)) != MAGIC:
            return []
        start = int.from_bytes(buffer.read(size - 8, 8), "big")
        index = READ_INDEX(buffer.read(start, size - 8 - start)) if start < size else []
        groups = [Group(buffer, *entry) for entry in index]
        return [group for group in groups if _fits(group, size) and group.is_whole()]
    except (OSError, ValueError, OverflowError):
        return []


def _fits(group: Group, size: int) -> bool:
    in_file = group.start >= 0 and min(group.lengths, default=0) >= 0
    return in_file and group.start + group.size <= size and len(group.keys) <= len(group)


class GroupWriter:
    """Writes groups: to a file that appears when it is complete, or to a temporary one.

    Where the disk is full, groups are in memory.

    Parameters
    ----------
    folder : Path or None
        Of the file; None for a temporary one.
    suffix : str
    """

    def __init__(self, folder: Path | None, suffix: str) -> None:
        self._suffix = suffix
        self._part: Path | None = None
        self._index: Index = []
        self._buffer = TemporaryBuffer()
        if folder is not None:
            part = folder / f"{os.getpid()}.{os.urandom(8).hex()}.part"
            self._buffer = TemporaryBuffer(part.open("w+b"), str(part))
            self._part = part
            self._buffer.append(MAGIC)

    @property
    def has_keys(self) -> bool:
        """Whether a later run may use anything of it."""
        return any(any(keys) for keys, *_ in self._index)

    @property
    def size(self) -> int:
        """The number of bytes written."""
        return self._buffer.size

    def add(self, keys: Sequence[bytes], values: Sequence[bytes]) -> Group:
        """Write a group."""
        checksum = 0
        for value in values:
            checksum = zlib.crc32(value, checksum)
        start = self._buffer.size
        try:
            self._buffer.append(*values)
        except WriteError:
            self.discard()
            start, self._buffer = 0, TemporaryBuffer(BytesIO())
            self._buffer.append(*values)
        entry = (list(keys), start, [len(value) for value in values], checksum)
        self._index.append(entry)
        return Group(self._buffer, *entry)

    def finish(self) -> None:
        """Let the file appear.

        Raises
        ------
        OSError, WriteError
            If it cannot be written.
        """
        if self._part is None:
            return
        try:
            start = self._buffer.size
            index = msgspec.msgpack.encode(self._index)
            self._buffer.append(index, start.to_bytes(8, "big"))
            self._buffer.stream.flush()
            self._part.replace(self._part.with_suffix(self._suffix))
        except (OSError, WriteError):
            self.discard()
            raise
        self._part = None

    def discard(self) -> None:
        """Remove the file; what was written can still be read."""
        if self._part is not None:
            self._part.unlink(missing_ok=True)
            self._part = None
