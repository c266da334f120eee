"""Values set aside on disk while a long run goes on.

Nothing that is read back can run: no pickles, only numbers, texts and arrays,
as in `packing`. A text that UTF-8 cannot hold, with half of a surrogate pair,
comes back as it was.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, BinaryIO, Self, cast

import msgspec
import numpy as np

from analyzer.errors import WriteError

ARRAY, TEXT, PAIRS = 1, 2, 3
KIND = re.compile(r"[<>|][biufSU][0-9]{1,4}")


class Store:
    """Pieces of bytes in an unnamed temporary file, by the order they came in.

    Only offsets stay in memory. The file has no name and dies with the process;
    nobody else can write to it.
    """

    def __init__(self) -> None:
        self._file: BinaryIO = self._open()
        self._start, self._length = array("q"), array("q")
        self._end = 0

    def __len__(self) -> int:
        return len(self._start)

    def append(self, value: Any) -> int:
        """Set a value aside, and return its number.

        Raises
        ------
        WriteError
            If the disk is full.
        """
        return self._append(to_bytes(value), b"")

    def load(self, number: int) -> Any:
        """Return a value; tuples come back as lists."""
        self._file.seek(self._start[number])
        return from_bytes(self._file.read(self._length[number]))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the disk back."""
        with suppress(OSError):  # of a full disk, again
            self._file.close()

    def _open(self) -> BinaryIO:
        import tempfile

        return cast("BinaryIO", tempfile.TemporaryFile(prefix="analyzer-"))

    def _append(self, data: bytes, head: bytes) -> int:
        try:
            self._file.seek(self._end)
            self._file.write(head)
            self._file.write(data)
        except OSError as error:
            raise WriteError(f"{self._where()}: cannot set aside: {error.strerror}") from error
        self._add(self._end + len(head), len(data))
        return len(self) - 1

    def _add(self, start: int, length: int) -> None:
        self._start.append(start)
        self._length.append(length)
        self._end = start + length

    def _where(self) -> str:
        import tempfile

        return tempfile.gettempdir()


def to_bytes(value: Any) -> bytes:
    """Return a value made of plain ones, mappings, lists, tuples and arrays as bytes.

    Anything else is kept as the text that `str` makes of it.
    """
    try:
        return ENCODE(value)
    except UnicodeEncodeError:
        return ENCODE(_with_halves(value))


def from_bytes(data: bytes | memoryview) -> Any:
    """Return what `to_bytes` was given.

    Raises
    ------
    msgspec.DecodeError, ValueError, TypeError
        If the bytes are damaged.
    """
    return DECODE(data)


def _encoded(value: object) -> Any:
    if isinstance(value, np.ndarray):
        kind = value.dtype.str.encode()
        return msgspec.msgpack.Ext(ARRAY, bytes([len(kind)]) + kind + value.tobytes())
    if isinstance(value, np.generic):
        return value.item()
    return str(value)


def _decoded(code: int, data: memoryview) -> Any:
    if code == TEXT:
        return str(data, "utf-8", "surrogatepass")
    if code == PAIRS:
        return dict(DECODE(data))
    if code != ARRAY:
        raise ValueError(f"unknown kind of value: {code}")
    kind = str(data[1 : 1 + data[0]], "ascii")
    return array_of(kind, data[1 + data[0] :])


def array_of(kind: str, data: bytes | memoryview) -> np.ndarray:
    """Return bytes as the array they were.

    Parameters
    ----------
    kind : str
        The type of its elements, as ``numpy.dtype.str`` writes it.
    data : bytes or memoryview

    Raises
    ------
    ValueError
        If the kind is none of numbers, truth values and texts, or the size is wrong.
    """
    if not KIND.fullmatch(kind):
        raise ValueError(f"unknown kind of array: {kind!r}")
    return np.frombuffer(data, np.dtype(kind))


def _with_halves(value: Any) -> Any:
    """Put texts that UTF-8 cannot hold into bytes."""
    if isinstance(value, str):
        data = value.encode("utf-8", "surrogatepass")
        return msgspec.msgpack.Ext(TEXT, data) if _has_halves(value) else value
    if isinstance(value, Mapping):
        pairs = [_with_halves(pair) for pair in value.items()]
        return msgspec.msgpack.Ext(PAIRS, ENCODE(pairs))
    if isinstance(value, list | tuple):
        return [_with_halves(item) for item in value]
    return value


def _has_halves(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


ENCODE = msgspec.msgpack.Encoder(enc_hook=_encoded).encode
DECODE = msgspec.msgpack.Decoder(ext_hook=_decoded).decode
