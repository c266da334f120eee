"""What was fetched, kept in a folder: for conditional requests, and to resume a run.

A body is a file named after its hash, so it never changes under a reader. Beside it is a
record for each address. A damaged record or body is as good as none.
"""

from __future__ import annotations

import errno
import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from analyzer.storage.atomic import atomic_write

BODIES, RECORDS = "bodies", "records"
IGNORE = "# Written by Analyzer; safe to delete.\n*\n"
DAY = 86400
KEEP = 30 * DAY  # since the last use
MAX_BYTES = 4 << 30


class Stored(msgspec.Struct, frozen=True):
    """The record of an address.

    Attributes
    ----------
    address : str
        That was asked for.
    final : str
        That answered, after redirects.
    media_type, robots : str
        From the headers ``Content-Type`` and ``X-Robots-Tag``.
    body : str
        The hash of the body.
    etag, modified : str
        For conditional requests.
    requested : float
        When the server was last asked.
    """

    address: str
    final: str
    media_type: str
    robots: str
    body: str
    etag: str
    modified: str
    requested: float


READ = msgspec.json.Decoder(Stored).decode


class WebCache:
    """The answers of servers, in a folder.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def body(self, stored: Stored) -> Path:
        """Return the file of a body."""
        return self._folder / BODIES / stored.body

    def find(self, address: str) -> Stored | None:
        """Return what is kept of an address, None for nothing or something damaged."""
        try:
            stored = READ(self._record(address).read_bytes())
            path = self.body(stored)
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            if stored.address != address or digest != stored.body:
                return None
            os.utime(path)
        except (OSError, ValueError, msgspec.MsgspecError):
            return None
        return stored

    def keep(self, stored: Stored, body: bytes | None = None) -> None:
        """Keep the record of an address, and its body where it is new."""
        self.create()
        if body is not None:
            with atomic_write(self.body(stored), sync=False) as stream:
                stream.write(body)
        with atomic_write(self._record(stored.address), sync=False) as stream:
            stream.write(msgspec.json.encode(stored))

    def remove_old(self) -> None:
        """Remove what was not used for a month, and the oldest beyond `MAX_BYTES`."""
        found = []
        for name in (RECORDS, BODIES):
            with suppress(OSError):
                for item in os.scandir(self._folder / name):
                    status = item.stat()
                    found.append((status.st_mtime, status.st_size, item.path))
        total, now = 0, time.time()
        for used, size, path in sorted(found, reverse=True):
            total += size
            if total > MAX_BYTES or now - used > KEEP:
                Path(path).unlink(missing_ok=True)

    def _record(self, address: str) -> Path:
        name = hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / RECORDS / name

    def create(self) -> None:
        """Create the folder, for the user alone.

        Raises
        ------
        OSError
            If it cannot be created, or nothing can be written there.
        """
        for name in (BODIES, RECORDS):
            (self._folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        ignore = self._folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text(IGNORE, "utf-8")
        if not os.access(self._folder / BODIES, os.W_OK):
            raise PermissionError(errno.EACCES, "cannot write", str(self._folder))
