"""The file of an archive: opening, checking, and transactions."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.archive.checksum import check_sum, write_sum
from analyzer.archive.schema import APPLICATION, TABLES, format_version, incompatible_fields
from analyzer.errors import ArchiveError
from analyzer.storage.atomic import PART, lock

if TYPE_CHECKING:
    from sqlite3 import Connection

# Bytes of the file that are memory-mapped, and of the page cache.
MAPPED = 1 << 32
CACHED = 64 << 20
WAIT = 60  # seconds for another writer
NO_ARCHIVE = "this is not an archive of Analyzer"


@dataclass(eq=False)
class Archive:
    """An open archive; close it, or use it in a ``with`` statement.

    Attributes
    ----------
    path : Path
    connection : sqlite3.Connection
    """

    path: Path
    connection: Connection

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read a snapshot of the archive, unaffected by concurrent writes."""
        with _sqlite_errors(self.path):
            self.connection.execute("BEGIN")
            try:
                yield self.connection
            finally:
                self.connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Write in a transaction: everything done inside, or nothing."""
        with _sqlite_errors(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                self.connection.execute("PRAGMA user_version = 0")  # until it is summed again
                yield self.connection
            except BaseException:
                self.connection.rollback()
                raise
            self.connection.commit()

    def meta(self, name: str, default: str = "") -> str:
        """Return a stored property of the archive."""
        row = self.connection.execute("SELECT value FROM meta WHERE name = ?", (name,))
        found = row.fetchone()
        return str(found[0]) if found else default

    def info(self) -> dict[str, str | int]:
        """Return the archive's counts, size, inputs and format version.

        Returns
        -------
        dict
            Counts of articles, distinct sentences and stems, whether the text is
            kept, bytes of the file, what was added, and the format version.
        """
        with self.reading() as connection:
            counts: dict[str, str | int] = {
                name: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for name, table in (
                    ("articles", "articles"),
                    ("distinct sentences", "sets"),
                    ("distinct stems", "stems"),
                )
            }
            counts["text"] = "kept" if self.meta("text") == "kept" else "not kept"
            size = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
            counts["bytes"] = connection.execute(size).fetchone()[0]
            return counts | {name: self.meta(name) for name in ("inputs", *format_version())}


@contextmanager
def only_writer(path: Path) -> Iterator[None]:
    """Keep other runs from writing to an archive; wait for one that does.

    Raises
    ------
    ArchiveError
        If another run writes for too long, or the lock cannot be written.
    """
    guard = path.with_name(f"{path.name}.lock")
    try:
        held = lock(guard, wait=WAIT)
    except BlockingIOError as error:
        message = f"{path}: another run has been writing to it for {WAIT} s"
        raise ArchiveError(message) from error
    except OSError as error:
        raise ArchiveError(f"{path}: cannot write: {error.strerror}") from error
    with held:
        try:
            yield
            if path.is_file():
                write_sum(path)
        finally:
            guard.unlink(missing_ok=True)


def open_archive(path: str | Path, *, create: bool = False, text: bool = True) -> Archive:
    """Open an archive.

    Parameters
    ----------
    path : path
    create : bool
        Whether to create the archive if there is none.
    text : bool
        Whether a new archive keeps the text of articles, to quote it.

    Raises
    ------
    ArchiveError
        If there is none, if the file is not one, or if it was made with another
        tokeniser, measure, threshold or schema.
    """
    path = Path(path)
    if path.exists() and not path.is_file():
        raise ArchiveError(f"{path}: {NO_ARCHIVE}")
    if create and not path.parent.is_dir():
        raise ArchiveError(f"{path}: no such folder: {path.parent}")
    if not create and not path.is_file():
        raise ArchiveError(
            f"{path}: no such archive; make one with: analyzer archive add {path} PATH..."
        )
    with _sqlite_errors(path):
        if create and not path.exists():
            _create(path, text=text)
        check_sum(path)
        connection = _connect(path)
        try:
            _prepare(path, connection, create=create, text=text)
            if create:
                connection.execute("PRAGMA journal_mode = WAL")
        except BaseException:
            connection.close()
            raise
        return Archive(path, connection)


def _create(path: Path, *, text: bool) -> None:
    """Create an archive without articles, under another name until it is complete."""
    target = Path(os.path.realpath(path))
    part = target.with_name(PART.format(os.urandom(8).hex()))
    try:
        with closing(_connect(part)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            _prepare(part, connection, create=True, text=text)
        try:
            os.link(part, target)
        except FileExistsError:
            pass  # another run was faster
        except OSError:  # a file system without hard links
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _connect(path: Path) -> Connection:
    import sqlite3

    # Readers write a lock beside the file too. Without permission to do so, the file can
    # still be read as long as nobody writes.
    alone = path.is_file() and not os.access(path.parent, os.W_OK)
    alone = alone and not Path(f"{path}-wal").exists()
    name = f"{path.absolute().as_uri()}?immutable=1" if alone else str(path)
    connection = sqlite3.connect(name, timeout=WAIT, isolation_level=None, uri=alone)
    try:
        connection.execute(f"PRAGMA mmap_size = {MAPPED}")
        connection.execute(f"PRAGMA cache_size = {-(CACHED >> 10)}")
        connection.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(path: Path, connection: Connection, *, create: bool, text: bool) -> None:
    """Create the tables of a new archive, or check the format version of an old one."""
    if create and not _n_tables(connection):
        connection.execute("BEGIN IMMEDIATE")
        # Another process may have been faster.
        if not _n_tables(connection):
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            for statement in TABLES.split(";")[:-1]:
                connection.execute(statement)
            values = format_version() | {"text": "kept" if text else "", "inputs": ""}
            connection.executemany("INSERT INTO meta VALUES (?, ?)", values.items())
        connection.execute("COMMIT")
    _check_application(path, connection)
    stored = dict(connection.execute("SELECT name, value FROM meta"))
    different = incompatible_fields(stored)
    if different:
        option = "" if stored.get("text") == "kept" else "--no-text "
        inputs = stored.get("inputs") or "PATH..."
        raise ArchiveError(
            f"{path}: made by another version ({'; '.join(different)}); rebuild it with: "
            f"analyzer archive add --rebuild {option}{shlex.quote(str(path))} {inputs}"
        )


def _n_tables(connection: Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def _check_application(path: Path, connection: Connection) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise ArchiveError(f"{path}: {NO_ARCHIVE}")


def check_is_archive(path: Path) -> None:
    """Raise an error if the file exists and is no archive, of whatever version."""
    if path.is_file():
        with _sqlite_errors(path), closing(_connect(path)) as connection:
            if _n_tables(connection):  # none if the first addition was interrupted
                _check_application(path, connection)


def replace_contents(archive: Archive, path: Path) -> None:
    """Write an archive over another one in one transaction, or to a new file.

    Replacing the file instead would leave the write-ahead log of the old one beside it.
    """
    with _sqlite_errors(path), closing(_connect(path)) as connection:
        archive.connection.backup(connection)


@contextmanager
def _sqlite_errors(path: Path) -> Iterator[None]:
    """Turn an error of SQLite into one that names the file."""
    import sqlite3

    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_NOTADB:
            raise ArchiveError(f"{path}: {NO_ARCHIVE}") from error
        raise ArchiveError(f"{path}: {error}") from error
