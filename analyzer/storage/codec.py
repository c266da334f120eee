"""Values set aside on disk while a long run goes on.

Nothing that is read back can run: no pickles, only numbers, texts and arrays,
as in `packing`. A text that UTF-8 cannot hold, with half of a surrogate pair,
comes back as it was.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping
from typing import Any, Self

import msgspec
import numpy as np

from analyzer.storage.spool import TemporaryBuffer

ARRAY, TEXT, PAIRS = 1, 2, 3
KIND = re.compile(r"[<>|][biufSU][0-9]{1,4}")


class Store:
    """Values on disk, by the order they came in; only offsets stay in memory.

    Parameters
    ----------
    scratch : TemporaryBuffer, optional
        A temporary file where there is none.
    """

    def __init__(self, scratch: TemporaryBuffer | None = None) -> None:
        self._scratch = scratch or TemporaryBuffer()
        self._start, self._length = array("q"), array("q")

    def __len__(self) -> int:
        return len(self._start)

    def append(self, value: Any) -> int:
        """Set a value aside, and return its number.

        Raises
        ------
        WriteError
            If the disk is full.
        """
        return self._append(encode(value))

    def load(self, number: int) -> Any:
        """Return a value; tuples come back as lists."""
        return decode(self._scratch.read(self._start[number], self._length[number]))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the disk back."""
        self._scratch.close()

    def _append(self, data: bytes, head: bytes = b"") -> int:
        start = self._scratch.size + len(head)
        self._scratch.append(head, data)
        self._add(start, len(data))
        return len(self) - 1

    def _add(self, start: int, length: int) -> None:
        self._start.append(start)
        self._length.append(length)


def encode(value: Any) -> bytes:
    """Return a value made of plain ones, mappings, lists, tuples and arrays as bytes.

    Anything else is kept as the text that `str` makes of it.
    """
    try:
        return ENCODE(value)
    except UnicodeEncodeError:
        return ENCODE(_with_halves(value))


def decode(data: bytes | memoryview) -> Any:
    """Return what `encode` was given.

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
