"""The folder that a run writes into."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from analyzer.errors import WriteError

if TYPE_CHECKING:
    from analyzer.analysis import Analysis

RUN = "run.json"


class Output:
    """A folder that is written file by file and sealed with ``run.json``.

    A file appears under its name only when it is whole. ``run.json`` goes
    first when a run begins and comes back last, with the hash of every other
    file: a folder without it, or with other hashes, is of a run cut short.

    Parameters
    ----------
    folder : Path
        Made if it is not there.

    Raises
    ------
    WriteError
        If the folder cannot be made or written to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hashes: dict[str, str] = {}
        self.synced = True
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / RUN).unlink(missing_ok=True)
        except OSError as error:
            raise WriteError(f"{folder}: cannot write reports: {error.strerror}") from error

    def write(self, name: str, content: Iterable[bytes], *, sync: bool = True) -> None:
        """Write one file of the report, whole or not at all.

        Parameters
        ----------
        name : str
            Its path below the folder.
        content : iterable of bytes
        sync : bool
            Whether to wait for the disk. One of very many files need not: all
            are on it before ``run.json`` is.

        Raises
        ------
        WriteError
            If it cannot be written, as when the disk is full.
        """
        target, digest = self.folder / name, hashlib.sha256()
        part = target.with_name(f".{target.name}.part")
        try:
            part.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as stream:
                for piece in content:
                    digest.update(piece)
                    stream.write(piece)
                if sync:
                    stream.flush()
                    os.fsync(stream.fileno())
            if not sync:
                # Some file systems wait for the disk where a file takes another's place.
                target.unlink(missing_ok=True)
            self.synced &= sync
            part.replace(target)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise WriteError(f"{target}: cannot write: {error.strerror}") from error
        self.hashes[name] = f"sha256:{digest.hexdigest()}"

    def seal(self, analysis: Analysis) -> None:
        """Write ``run.json``: version, settings, and the hashes of inputs and reports."""
        from analyzer import __version__

        run = {
            "analyzer": __version__,
            "settings": msgspec.to_builtins(analysis.settings),
            "articles": len(analysis.texts),
            "inputs": _input_hashes(analysis.tables["articles"]["source"]),
            "reports": dict(sorted(self.hashes.items())),
        }
        if not self.synced and hasattr(os, "sync"):
            os.sync()
        content = json.dumps(run, indent=2, ensure_ascii=True, sort_keys=False) + "\n"
        self.write(RUN, [content.encode()])


def _input_hashes(sources: Iterable[str]) -> dict[str, str]:
    """Return the hash of every input that is a file and still there."""
    hashes = {}
    for source in sorted(set(sources)):
        path = Path(source)
        if source and path.is_file():
            with path.open("rb") as stream:
                hashes[source] = f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"
    return hashes
