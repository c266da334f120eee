"""The output folder of a report."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.errors import WriteError
from analyzer.readers.skipped import RUN, STAGING
from analyzer.settings import plain_settings
from analyzer.storage.atomic import lock
from analyzer.tables import SCHEMA_VERSION

if TYPE_CHECKING:
    from analyzer.pipeline.results import Results


class Output:
    """An output folder that receives a whole report or stays unchanged.

    Files are first written into a hidden folder inside it. `seal` then moves them
    into place, ``run.json`` last. That file has the hash of every other file: if it
    is missing, or a hash differs, the run was interrupted during the move.

    Parameters
    ----------
    folder : Path
        Created if needed.

    Raises
    ------
    WriteError
        If the folder cannot be created or written to, or another run writes to it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.staging = folder, folder / STAGING
        self.hashes: dict[str, str] = {}
        self.synced = True
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(folder)
            if self.staging.exists():
                shutil.rmtree(self.staging)
            self.staging.mkdir(parents=True)
        except OSError as error:
            raise WriteError(f"{folder}: cannot write reports: {error.strerror}") from error

    def write(self, name: str, content: Iterable[bytes], *, sync: bool = True) -> None:
        """Write one file of the report.

        Parameters
        ----------
        name : str
            Its path below the folder.
        content : iterable of bytes
        sync : bool
            Whether to wait until the file is on disk. Unnecessary for each of many
            files: `seal` waits for all of them before it writes ``run.json``.

        Raises
        ------
        WriteError
            If the file cannot be written, for example because the disk is full.
        """
        target, digest = self.staging / name, hashlib.sha256()
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as stream:
                for piece in content:
                    digest.update(piece)
                    stream.write(piece)
                if sync:
                    stream.flush()
                    os.fsync(stream.fileno())
        except OSError as error:
            where = self.folder / name
            raise WriteError(f"{where}: cannot write: {error.strerror or error}") from error
        self.synced &= sync
        self.hashes[name] = f"sha256:{digest.hexdigest()}"

    def discard(self) -> None:
        """Discard the report and leave the folder unchanged."""
        shutil.rmtree(self.staging, ignore_errors=True)
        self._lock.close()

    def seal(self, analysis: Results) -> None:
        """Move the files into place and write ``run.json``.

        It holds the version, the settings, and the hashes of inputs and reports.
        """
        from analyzer.version import __version__

        run = {
            "schema_version": SCHEMA_VERSION,
            "analyzer": __version__,
            "settings": plain_settings(analysis.settings),
            "articles": len(analysis.texts),
            "labels": "integer" if analysis.has_numbers else "text",
            "inputs": _input_hashes(analysis.tables["articles"]["source"]),
            "reports": dict(sorted(self.hashes.items())),
        }
        if not self.synced and hasattr(os, "sync"):
            os.sync()
        content = json.dumps(run, indent=2, ensure_ascii=True, sort_keys=False) + "\n"
        self.write(RUN, [content.encode()])
        try:
            self._put_in_place()
        except OSError as error:
            raise WriteError(
                f"{self.folder}: cannot put the reports in place: {error.strerror}"
            ) from error

    def _put_in_place(self) -> None:
        (self.folder / RUN).unlink(missing_ok=True)
        for name in self.hashes:  # in the order of writing: ``run.json`` comes last
            (self.folder / name).parent.mkdir(exist_ok=True)
            (self.staging / name).replace(self.folder / name)
        shutil.rmtree(self.staging, ignore_errors=True)  # the report is complete
        self._lock.close()


def _lock(folder: Path) -> ExitStack:
    """Lock a folder until the stack is closed or the process ends."""
    try:
        return lock(folder)
    except BlockingIOError as error:
        raise WriteError(f"{folder}: another run is writing its report here") from error


def _input_hashes(sources: Iterable[str]) -> dict[str, str]:
    """Return the hash of every input that is an existing file."""
    hashes = {}
    for source in sorted(set(sources)):
        path = Path(source)
        if source and path.is_file():
            with path.open("rb") as stream:
                hashes[source] = f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"
    return hashes
