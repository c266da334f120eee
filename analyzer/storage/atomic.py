"""Files that several runs may write: complete or not there, by one run at a time."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from analyzer.errors import WriteError

PART = ".analyzer-{}.part"
STALE = 3600  # seconds since the last write, after which its run is dead
PAUSE = 0.05


@contextmanager
def atomic_write(path: Path, *, sync: bool = True) -> Iterator[BinaryIO]:
    """Write to a temporary file that replaces the file when everything is written.

    Until then the old file stays. Links are followed, and what is not a regular file,
    such as ``/dev/stdout``, is written to directly.

    Parameters
    ----------
    path : Path
    sync : bool
        Whether to wait for the disk, so that the file survives a power failure.

    Raises
    ------
    WriteError
        If it cannot be written, as when the disk is full.
    """
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as stream:
                yield stream
            return
        yield from _beside(Path(os.path.realpath(path)), sync)
    except OSError as error:
        raise WriteError(f"{path}: cannot write: {error.strerror or error}") from error


def _beside(target: Path, sync: bool) -> Iterator[BinaryIO]:
    remove_stale(target.parent, PART.format("*"))
    # Another run that writes the same file has a temporary file of its own.
    part = target.with_name(PART.format(os.urandom(8).hex()))
    try:
        with part.open("xb") as stream:
            yield stream
            if sync:
                stream.flush()
                os.fsync(stream.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def remove_stale(folder: Path, pattern: str) -> None:
    """Remove temporary files of runs that were killed."""
    for path in folder.glob(pattern):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE:
                path.unlink()


def lock(path: Path, *, wait: float = 0) -> ExitStack:
    """Lock a file or folder until the stack is closed or the process ends.

    Where the system or the file system has no locks, nothing is locked.

    Parameters
    ----------
    path : Path
        A file is created if it does not exist.
    wait : float
        For how many seconds to wait for another run.

    Raises
    ------
    BlockingIOError
        If another run holds the lock.
    OSError
        If the file cannot be opened.
    """
    stack = ExitStack()
    try:
        import fcntl
    except ImportError:  # on Windows
        return stack
    flags = os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT
    until = time.monotonic() + wait
    while True:
        descriptor = os.open(path, flags, 0o666)
        stack.callback(os.close, descriptor)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                stack.close()
                raise
            time.sleep(PAUSE)
        except OSError:
            return stack  # a file system without locks
        else:
            if _is_there(path, descriptor):
                return stack
        stack.close()


def _is_there(path: Path, descriptor: int) -> bool:
    """Return whether an open file still has its name: its run may have removed it."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
