"""What a long report has measured, kept in its folder until the report is done.

An interrupted run leaves its checkpoint behind, and ``--resume`` continues from it. The
result of a batch is found by a hash of everything that it depends on: the articles as
they were read, the settings, and the program itself. So a result is correct or it is not
used, whatever has changed since.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from struct import Struct
from typing import Any, BinaryIO

from analyzer.article import Article
from analyzer.errors import WriteError
from analyzer.readers.reader import ReadOptions
from analyzer.settings import Settings
from analyzer.storage.atomic import lock
from analyzer.storage.cache import salt
from analyzer.storage.codec import Store, article_to_record, encode
from analyzer.storage.spool import TemporaryBuffer

NAME = ".analyzer-resume"
MAGIC = b"analyzer journal 1\n"
KEY = 20
NO_KEY = bytes(KEY)
HEAD = Struct(f"<{KEY}sQI")


class Checkpoint(Store):
    """A store in a named file, whose keyed values another run can find.

    Parameters
    ----------
    path : Path
        Its folder is created if it does not exist.
    resume : bool
        Whether to continue from the values that an earlier run has kept there.

    Attributes
    ----------
    n_known : int
        How many values an earlier run has kept.

    Raises
    ------
    WriteError
        If the file cannot be created.
    """

    def __init__(self, path: Path, *, resume: bool = False) -> None:
        self._path = path
        self._known: dict[bytes, int] = {}
        stream, self._lock = _open(path, resume)
        super().__init__(TemporaryBuffer(stream, str(path)))
        self._index()
        self.n_known = len(self._known)

    def known(self, key: bytes) -> int:
        """Return the number of the value kept under a key, -1 if there is none."""
        return self._known.get(key, -1)

    def keep(self, key: bytes, value: Any) -> int:
        """Write a value that can be found by its key, and return its number."""
        number = self._append(encode(value), key=key)
        self._known[key] = number
        try:
            self._scratch.stream.flush()  # the system keeps what it has received
        except OSError as error:
            raise WriteError(f"{self._path}: cannot write: {error.strerror}") from error
        return number

    def remove(self) -> None:
        """Delete the file, as the run is done."""
        self._path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Close the file, and let other runs use it."""
        super().close()
        self._lock.close()

    def _append(self, data: bytes, head: bytes = b"", key: bytes = NO_KEY) -> int:
        if not self._scratch.size:
            head = MAGIC
        return super()._append(data, head + HEAD.pack(key, len(data), zlib.crc32(data)))

    def _index(self) -> None:
        """Index the values of an earlier run, up to the last keyed value that is complete."""
        stream, whole = self._scratch.stream, (0, 0)
        size = self._path.stat().st_size
        if stream.read(len(MAGIC)) == MAGIC:
            while len(head := stream.read(HEAD.size)) == HEAD.size:
                key, length, checksum = HEAD.unpack(head)
                start = stream.tell()
                if not 0 <= length <= size - start:
                    break
                if zlib.crc32(stream.read(length)) != checksum:
                    break
                self._add(start, length)
                if key != NO_KEY:
                    self._known[key] = len(self) - 1
                    whole = len(self), stream.tell()
        del self._start[whole[0] :], self._length[whole[0] :]
        self._scratch.size = whole[1]
        stream.truncate(self._scratch.size)


def _open(path: Path, resume: bool) -> tuple[BinaryIO, ExitStack]:
    """Return the stream of a checkpoint, and the lock that keeps other runs out."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = lock(path)
        stream = path.open("r+b" if path.exists() else "x+b")
        if not resume:
            stream.truncate()
        return stream, held
    except BlockingIOError as error:
        message = f"{path.parent}: another run is writing its report here"
        raise WriteError(message) from error
    except OSError as error:
        raise WriteError(f"{path}: cannot write: {error.strerror}") from error


def batch_key(articles: Sequence[Article], settings: Settings) -> bytes:
    """Return the key of the result of a batch."""
    digest = hashlib.blake2b(salt(settings, ReadOptions()), digest_size=KEY)
    for article in articles:
        data = encode(article_to_record(article))
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.digest()
