"""The checksum of an archive, so that damage to the file is noticed.

SQLite notices a page that makes no sense, but not a byte that differs. The checksum of
the whole file is in its header, where SQLite keeps a number for its user. It is zero
while the archive is changed, and stays zero after a run that was killed.
"""

from __future__ import annotations

import time
import zlib
from contextlib import closing, suppress
from pathlib import Path

from analyzer.errors import ArchiveError

MOST_SUMMED = 256 << 20  # bytes; a larger file takes too long to read each time
HEADER = 100
SUM = slice(60, 64)
# What SQLite writes by itself: how often the file has changed, and its own version.
VARIABLE = (slice(24, 28), SUM, slice(92, 100))
ATTEMPTS = 3
PAUSE = 0.2  # seconds, in which another run ends its write


def check_sum(path: Path) -> None:
    """Raise an error if the file is not what was written; a file without a sum passes.

    Raises
    ------
    ArchiveError
        If the checksum differs.
    """
    for _ in range(ATTEMPTS):
        if _is_in_use(path) or _is_right(path) or _is_in_use(path):
            return
        time.sleep(PAUSE)
    raise ArchiveError(
        f"{path}: damaged, as its checksum is not that of the file; make it again with: "
        f"analyzer archive add --rebuild {path} PATH..."
    )


def write_sum(path: Path) -> None:
    """Write the checksum of a file that nobody else writes to."""
    import sqlite3

    if path.stat().st_size > MOST_SUMMED:
        return
    # Without the sum, as where another process reads, the archive is used as it is.
    with suppress(sqlite3.Error, OSError), closing(sqlite3.connect(path)) as connection:
        connection.isolation_level = None
        if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            return
        total = _sum(path.read_bytes())
        signed = total - (1 << 32) if total >= 1 << 31 else total
        connection.execute(f"PRAGMA user_version = {signed}")


def _is_in_use(path: Path) -> bool:
    """Return whether the file alone is not the archive: there is a log beside it."""
    log = Path(f"{path}-wal")
    return log.exists() and log.stat().st_size > 0


def _is_right(path: Path) -> bool:
    try:
        if not path.is_file() or path.stat().st_size > MOST_SUMMED:
            return True
        data = path.read_bytes()
    except OSError:
        return True  # opening it says more
    expected = int.from_bytes(data[SUM], "big")
    return len(data) < HEADER or not expected or expected == _sum(data)


def _sum(data: bytes) -> int:
    """Return the checksum of a file without what changes by itself; never zero."""
    head = bytearray(data[:HEADER])
    for part in VARIABLE:
        head[part] = bytes(part.stop - part.start)
    return zlib.crc32(memoryview(data)[HEADER:], zlib.crc32(head)) or 1
