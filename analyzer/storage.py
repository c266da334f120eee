"""Values set aside on disk while a long run goes on.

Nothing that is read back can run: no pickles, only numbers, texts and arrays,
as in `packing`. A text that UTF-8 cannot hold, with half of a surrogate pair,
comes back as it was.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np

from analyzer.errors import WriteError

ARRAY, TEXT, PAIRS = 1, 2, 3


class Store:
    """Pieces of bytes in an unnamed temporary file, by the order they came in.

    Only offsets stay in memory. The file has no name and dies with the process;
    nobody else can write to it.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="analyzer-")  # noqa: SIM115
        self._offset = [0]

    def __len__(self) -> int:
        return len(self._offset) - 1

    def append(self, value: Any) -> None:
        """Set a value aside.

        Raises
        ------
        WriteError
            If the disk is full.
        """
        data = to_bytes(value)
        try:
            self._file.seek(self._offset[-1])
            self._file.write(data)
        except OSError as error:
            where = tempfile.gettempdir()
            raise WriteError(f"{where}: cannot set aside: {error.strerror}") from error
        self._offset.append(self._offset[-1] + len(data))

    def load(self, number: int) -> Any:
        """Return a value; tuples come back as lists."""
        start, end = self._offset[number], self._offset[number + 1]
        self._file.seek(start)
        return from_bytes(self._file.read(end - start))

    def close(self) -> None:
        """Give the disk back."""
        self._file.close()


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
    return np.frombuffer(data[1 + data[0] :], np.dtype(kind))


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
