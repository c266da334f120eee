"""What a run writes at its end and reads anywhere: in memory while small, then on disk."""

from __future__ import annotations

from contextlib import suppress
from threading import Lock
from typing import BinaryIO, cast

from analyzer.errors import WriteError

# Bytes that are kept in memory.
SMALL = 1 << 22


class Scratch:
    """Bytes set aside; without a stream, in a temporary file as soon as there are many.

    That file has no name and dies with the process; nobody else can write to it.

    Parameters
    ----------
    stream : file, optional
    where : str
        What errors name; the folder of temporary files where there is no stream.

    Attributes
    ----------
    size : int
        How many bytes there are.
    """

    def __init__(self, stream: BinaryIO | None = None, where: str = "") -> None:
        self.stream = stream or _nameless()
        self._where = where
        self._lock = Lock()  # what several threads read has one place to read from
        self.size = 0

    def append(self, *pieces: bytes | memoryview) -> None:
        """Write pieces at the end.

        Raises
        ------
        WriteError
            If the disk is full.
        """
        try:
            self.stream.seek(self.size)
            for piece in pieces:
                self.stream.write(piece)
        except OSError as error:
            where = self._where or _folder()
            raise WriteError(f"{where}: cannot set aside: {error.strerror}") from error
        self.size += sum(memoryview(piece).nbytes for piece in pieces)

    def read(self, start: int, length: int) -> bytes:
        """Return some of the bytes."""
        with self._lock:
            self.stream.seek(start)
            return self.stream.read(length)

    def read_into(self, start: int, values: memoryview) -> None:
        """Fill a piece of memory with what stands from a place on."""
        with self._lock:
            self.stream.seek(start)
            self.stream.readinto(values)  # type: ignore[attr-defined]

    def close(self) -> None:
        """Give the disk back, which also happens when nobody needs it any more."""
        with suppress(OSError):  # of a full disk, again
            self.stream.close()

    __del__ = close


def _nameless() -> BinaryIO:
    from tempfile import SpooledTemporaryFile

    return cast("BinaryIO", SpooledTemporaryFile(SMALL, prefix="analyzer-"))


def _folder() -> str:
    import tempfile

    return tempfile.gettempdir()
