"""Atomic writing: a file appears complete, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from analyzer.errors import WriteError


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
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("wb") as stream:
            yield stream
            if sync:
                stream.flush()
                os.fsync(stream.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
