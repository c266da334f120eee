"""Files of a run: data in memory while small, then on disk; and atomic writing.

A file that is written atomically appears complete, or not at all.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from itertools import pairwise
from threading import Lock
from typing import Any, BinaryIO, cast
from weakref import finalize

import numpy as np
import numpy.typing as npt

from analyzer.errors import WriteError
from analyzer.text.arrays import radix_argsort

# Bytes that stay in memory.
SMALL = 1 << 22


class TemporaryBuffer:
    """Bytes that grow; without a stream, in a temporary file as soon as there are many.

    That file has no name and ends with the process; nobody else can write to it.

    Parameters
    ----------
    stream : file, optional
    where : str
        The name that errors mention; by default the folder of temporary files.

    Attributes
    ----------
    size : int
        The number of bytes.
    close : callable
        Frees the disk; this also happens when the object is deleted.
    """

    def __init__(self, stream: BinaryIO | None = None, where: str = "") -> None:
        self.stream = stream or _nameless()
        # Also where it is garbage with what refers to it, before the stream is.
        self.close = finalize(self, _close, self.stream)
        self._where = where
        self._lock = Lock()  # a stream has one position, for all threads
        self.size = 0

    def append(self, *pieces: bytes | memoryview) -> None:
        """Write at the end.

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
        """Fill a buffer with the bytes from a position on."""
        with self._lock:
            self.stream.seek(start)
            self.stream.readinto(values)  # type: ignore[attr-defined]


def _close(stream: BinaryIO) -> None:
    with suppress(OSError):  # the disk may be full
        stream.close()


def _nameless() -> BinaryIO:
    from tempfile import SpooledTemporaryFile

    return cast("BinaryIO", SpooledTemporaryFile(SMALL, prefix="analyzer-"))


def _folder() -> str:
    import tempfile

    return tempfile.gettempdir()


# The gap in elements up to which two indices are read together, and the elements read
# at a time for many indices.
NEAR = 1 << 10
AT_ONCE = 1 << 20


class Column:
    """A flat array on disk; slices and indexed elements of it are arrays in memory.

    Parameters
    ----------
    dtype : str
    """

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self.dtype = np.dtype(dtype)
        self._scratch = TemporaryBuffer()

    def __len__(self) -> int:
        return self._scratch.size // self.dtype.itemsize

    def extend(self, values: npt.NDArray[Any]) -> None:
        """Add values at the end.

        Raises
        ------
        WriteError
            If the disk is full.
        """
        self._scratch.append(np.ascontiguousarray(values, self.dtype).data)

    def __getitem__(self, at: slice | npt.NDArray[np.int64]) -> npt.NDArray[Any]:
        """Return the values of a slice without a step, or of indices in any order."""
        if isinstance(at, slice):
            first, last, _ = at.indices(len(self))
            return self._read(first, max(last, first))
        result = np.empty(len(at), self.dtype)
        ascending = np.all(at[1:] >= at[:-1])
        order = slice(None) if ascending else np.argsort(at, kind="stable")
        result[order] = self._gathered(at[order])
        return result

    def _gathered(self, indices: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
        """Return the values at ascending indices, reading near ones together."""
        result = np.empty(len(indices), self.dtype)
        block = indices // AT_ONCE
        apart = (np.diff(indices) > NEAR) | (np.diff(block) > 0)
        edges = np.concatenate([[0], np.flatnonzero(apart) + 1, [len(indices)]]).tolist()
        for first, last in pairwise(edges if len(indices) else []):
            base = int(indices[first])
            values = self._read(base, int(indices[last - 1]) + 1)
            result[first:last] = values[indices[first:last] - base]
        return result

    def _read(self, first: int, last: int) -> npt.NDArray[Any]:
        values = np.empty(last - first, self.dtype)
        self._scratch.read_into(first * self.dtype.itemsize, values.data)
        return values


Columns = list[npt.NDArray[Any]]


class Buckets:
    """Columns of numbers on disk, by bucket, in the order in which they were added.

    Parameters
    ----------
    n_buckets : int
    dtypes : sequence of str
        One for each column.
    """

    def __init__(self, n_buckets: int, *dtypes: npt.DTypeLike) -> None:
        self._n_buckets = n_buckets
        self._dtypes = [np.dtype(dtype) for dtype in dtypes]
        self._scratch = TemporaryBuffer()
        self._base: list[list[int]] = []  # per addition, where its columns begin
        self._edge: list[npt.NDArray[np.int64]] = []  # and where its buckets begin

    def __enter__(self) -> Buckets:
        return self

    def __exit__(self, *error: object) -> None:
        self._scratch.close()

    def add(self, bucket: npt.NDArray[np.int64], *columns: npt.NDArray[Any]) -> None:
        """Add records.

        Parameters
        ----------
        bucket : ndarray of int64, shape (n,)
            Below the number of buckets.
        columns : ndarray, shape (n,)

        Raises
        ------
        WriteError
            If the disk is full.
        """
        order = radix_argsort(bucket)
        count = np.bincount(bucket, minlength=self._n_buckets)
        self._edge.append(np.concatenate([[0], np.cumsum(count)]))
        self._base.append([])
        for column, dtype in zip(columns, self._dtypes, strict=True):
            self._base[-1].append(self._scratch.size)
            self._scratch.append(np.asarray(column[order], dtype).data)

    def __len__(self) -> int:
        return self._n_buckets

    def __getitem__(self, bucket: int) -> Columns:
        """Return the columns of a bucket."""
        if not 0 <= bucket < len(self):
            raise IndexError(bucket)
        first = [int(edge[bucket]) for edge in self._edge]
        last = [int(edge[bucket + 1]) for edge in self._edge]
        edges = np.cumsum([0, *np.subtract(last, first)], dtype=np.int64)
        columns = [np.empty(int(edges[-1]), dtype) for dtype in self._dtypes]
        for number, bases in enumerate(self._base):
            for column, base in zip(columns, bases, strict=True):
                values = column[edges[number] : edges[number + 1]]
                self._scratch.read_into(base + first[number] * column.itemsize, values.data)
        return columns


def how_many(total: float, in_memory: int) -> int:
    """Return how many buckets are needed for `total` records, `in_memory` in each at most."""
    return max(-(-int(total) // in_memory), 1)


def trim_malloc() -> None:
    """Return free memory to the system, where the C library can.

    The allocator of glibc keeps freed memory in fragments that the next large task may
    not fit in, so that two tasks would take the memory of both.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
