"""What articles are compared with besides each other: an archive, opened when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.archive import Archive


@contextmanager
def opened(path: str | Path | None) -> Iterator[Archive | None]:
    """Open an archive for as long as it is needed; None where none is named.

    Raises
    ------
    ArchiveError
        If it is not there, or was made with another tokeniser or threshold.
    """
    if not path:
        yield None
        return
    from analyzer.archive import open_archive

    with open_archive(path) as archive:
        yield archive
