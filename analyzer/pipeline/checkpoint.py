"""What a long report has measured, kept in its folder until it is done.

A run that is killed leaves the journal behind, and ``--resume`` goes on from it.
What is kept of a batch of articles is found by a hash of all that decides it:
the articles as they were read, the settings, and everything else that a cache
goes by. So a journal is right or it is not used, whatever has changed since.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from pathlib import Path
from struct import Struct
from typing import Any, BinaryIO

from analyzer.article import Article
from analyzer.checks.cache import salt
from analyzer.errors import WriteError
from analyzer.readers.reader import ReadOptions
from analyzer.settings import Settings
from analyzer.storage.articles import to_record
from analyzer.storage.codec import Store, to_bytes
from analyzer.storage.spool import TemporaryBuffer

NAME = ".analyzer-resume"
MAGIC = b"analyzer journal 1\n"
KEY = 20
NO_KEY = bytes(KEY)
HEAD = Struct(f"<{KEY}sQI")


class Checkpoint(Store):
    """A store with a name; its keyed values can be found again by another run.

    Parameters
    ----------
    path : Path
        Its folder is made if it is not there.
    resume : bool
        Whether to go on from what an earlier run kept there.

    Raises
    ------
    WriteError
        If it cannot be made.
    """

    def __init__(self, path: Path, *, resume: bool = False) -> None:
        self._path = path
        self._known: dict[bytes, int] = {}
        super().__init__(TemporaryBuffer(_opened(path, resume), str(path)))
        self._read_again()
        self.n_known = len(self._known)

    def known(self, key: bytes) -> int:
        """Return the number of the value that was kept under a key, -1 for none."""
        return self._known.get(key, -1)

    def keep(self, key: bytes, value: Any) -> int:
        """Set a value aside to be found by its key, and return its number."""
        number = self._append(to_bytes(value), key=key)
        self._known[key] = number
        try:
            self._scratch.stream.flush()  # what is with the system outlives this process
        except OSError as error:
            raise WriteError(f"{self._path}: cannot write: {error.strerror}") from error
        return number

    def remove(self) -> None:
        """Delete it: the run is done."""
        self.close()
        self._path.unlink(missing_ok=True)

    def _append(self, data: bytes, head: bytes = b"", key: bytes = NO_KEY) -> int:
        if not self._scratch.size:
            head = MAGIC
        return super()._append(data, head + HEAD.pack(key, len(data), zlib.crc32(data)))

    def _read_again(self) -> None:
        """Count what is there, up to the last keyed value that is whole."""
        stream, whole = self._scratch.stream, (0, 0)
        if stream.read(len(MAGIC)) == MAGIC:
            while len(head := stream.read(HEAD.size)) == HEAD.size:
                key, length, checksum = HEAD.unpack(head)
                start, data = stream.tell(), stream.read(length)
                if len(data) < length or zlib.crc32(data) != checksum:
                    break
                self._add(start, length)
                if key != NO_KEY:
                    self._known[key] = len(self) - 1
                    whole = len(self), stream.tell()
        del self._start[whole[0] :], self._length[whole[0] :]
        self._scratch.size = whole[1]
        stream.truncate(self._scratch.size)


def _opened(path: Path, resume: bool) -> BinaryIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not resume:
            path.unlink(missing_ok=True)
        return path.open("r+b" if path.exists() else "x+b")
    except OSError as error:
        raise WriteError(f"{path}: cannot write: {error.strerror}") from error


def batch_key(articles: Sequence[Article], settings: Settings) -> bytes:
    """Return the key of what is measured in a batch."""
    digest = hashlib.blake2b(salt(settings, ReadOptions()), digest_size=KEY)
    for article in articles:
        data = to_bytes(to_record(article))
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.digest()
