"""The Spark session of a run, and files as Spark reaches them, by their addresses.

Files may be on S3, on HDFS or on a shared disk. The driver lists folders and writes reports
through Hadoop's file systems in its Java process; executors read the content of files.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from analyzer.errors import AnalyzerError, SettingError, WriteError

JAVA = "--engine spark needs Java 17 or later: set JAVA_HOME, or put java on the PATH"
PACKAGE = "--engine spark needs PySpark: pip install 'analyzer[spark]'"
SUBMITTED = "PYSPARK_GATEWAY_PORT"  # set by spark-submit


def get_session() -> Any:
    """Return the active session, or a new one with the settings of ``spark-submit``.

    Without ``spark-submit`` a new one runs on all processors of this machine, unless the
    environment variable ``SPARK_MASTER`` or Spark's own configuration says otherwise.

    Raises
    ------
    SettingError
        If PySpark or Java is missing.
    """
    # Workers must use the Python of this process.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    try:
        from pyspark import SparkConf, SparkContext
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SettingError(PACKAGE) from error
    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    home = os.environ.get("JAVA_HOME")
    if not (home and (Path(home) / "bin").is_dir()) and shutil.which("java") is None:
        raise SettingError(JAVA)
    # Without Java a configuration is empty, and would override what was submitted.
    SparkContext._ensure_initialized()
    conf = SparkConf()
    if SUBMITTED not in os.environ:
        conf.set("spark.ui.showConsoleProgress", "false")
        conf.setMaster(os.environ.get("SPARK_MASTER") or conf.get("spark.master") or "local[*]")
    package = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
    conf.setIfMissing("spark.executorEnv.PYTHONPATH", path)
    if str(conf.get("spark.master")).startswith("local"):
        # As many partitions as this machine has processors, not as a cluster has.
        conf.setIfMissing("spark.sql.shuffle.partitions", str(2 * (os.cpu_count() or 1)))
        conf.setIfMissing("spark.ui.enabled", "false")
    return SparkSession.builder.config(conf=conf).appName("analyzer").getOrCreate()


# At least two letters: a single one is a Windows drive.
ADDRESS = re.compile(r"\A(?!https?://)[A-Za-z][A-Za-z0-9+.-]+:/", re.IGNORECASE)
MAGIC = re.compile(r"([{}\[\]*?\\])")
PYTHON_ERROR = re.compile(r"\A[A-Z]\w*(Error|Exception)\b.*")


class HadoopError(AnalyzerError):
    """A file system of Hadoop refused an operation."""


def is_address(path: str) -> bool:
    """Return whether a path has a scheme, so that Spark has to reach it; not one of the web.

    Examples
    --------
    >>> [is_address(path) for path in ("s3a://news/2024", "C:/news", "news")]
    [True, False, False]
    """
    return bool(ADDRESS.match(path)) and not Path(path).exists()


def literally(path: str) -> str:
    """Return a path as a pattern that matches nothing else."""
    return MAGIC.sub(r"\\\1", path)


def key_of(address: str) -> str:
    """Return an encoded address as it is compared: with one slash, where Spark may write three.

    Examples
    --------
    >>> key_of("file:///news/a%20b.jsonl")
    'file:/news/a%20b.jsonl'
    """
    return re.sub(":/+", ":/", address, count=1)


class Matches(NamedTuple):
    """The paths that an address names, and whether it is a pattern."""

    folders: frozenset[str]
    files: frozenset[str]
    pattern: bool


class Listed(NamedTuple):
    """A file: its path, its key, and how many bytes it has."""

    path: str
    key: str
    length: int


class Hadoop:
    """The file systems that a Spark session can reach.

    Parameters
    ----------
    spark : SparkSession
    """

    def __init__(self, spark: Any) -> None:
        self._java = spark._jvm
        self._configuration = spark._jsparkSession.sessionState().newHadoopConf()

    def matches(self, given: str) -> Matches:
        """Return the paths that an address or a pattern names.

        Raises
        ------
        HadoopError
            If there is no such file system, or it refuses.
        """
        with _translate_errors():
            path, system = self._at(given)
            pattern = bool(MAGIC.search(given)) and not system.exists(path)
            if pattern:
                found = list(system.globStatus(path) or ())
            else:
                found = [system.getFileStatus(path)] if system.exists(path) else []
            kinds: dict[bool, list[str]] = {True: [], False: []}
            for one in found:
                kinds[bool(one.isDirectory())].append(one.getPath().toString())
            return Matches(frozenset(kinds[True]), frozenset(kinds[False]), pattern)

    def files(self, address: str) -> list[Listed]:
        """Return the files at or below an address."""
        with _translate_errors():
            path, system = self._at(address)
            listing, found = system.listFiles(path, True), []
            while listing.hasNext():
                one = listing.next()
                at = one.getPath()
                key = key_of(at.toUri().toString())
                found.append(Listed(at.toString(), key, one.getLen()))
            return found

    def read(self, address: str) -> bytes | None:
        """Return the content of a small file, None if it does not exist."""
        with _translate_errors():
            path, system = self._at(address)
            if not system.exists(path):
                return None
            stream = system.open(path)
            try:
                return bytes(self._java.org.apache.commons.io.IOUtils.toByteArray(stream))
            finally:
                stream.close()

    def columns(self, address: str) -> tuple[list[tuple[str, str]], int]:
        """Return the columns of a Parquet file, with their types, and how many rows it has.

        Raises
        ------
        HadoopError
            If it is not a Parquet file.
        """
        parquet = self._java.org.apache.parquet.hadoop
        with _translate_errors():
            path, _ = self._at(address)
            file = parquet.util.HadoopInputFile.fromPath(path, self._configuration)
            reader = parquet.ParquetFileReader.open(file)
            try:
                schema = reader.getFooter().getFileMetaData().getSchema()
                fields = [schema.getType(at) for at in range(schema.getFieldCount())]
                return [(f.getName(), f.toString()) for f in fields], int(
                    reader.getRecordCount()
                )
            finally:
                reader.close()

    def put(self, folder: Path, names: list[str], address: str) -> None:
        """Copy files of a folder to an address, the last one after all others.

        Raises
        ------
        WriteError
            If that cannot be done.
        """
        try:
            with _translate_errors():
                target, system = self._at(address)
                system.setWriteChecksum(False)
                where = {name: self._path(f"{target.toString()}/{name}") for name in names}
                system.delete(where[names[-1]], False)
                for name in names:
                    source = (folder / name).absolute().as_posix()
                    local = self._path(f"file:///{source.lstrip('/')}")
                    system.copyFromLocalFile(False, True, local, where[name])
        except HadoopError as error:
            raise WriteError(f"{address}: cannot write reports: {error}") from error

    def _at(self, address: str) -> tuple[Any, Any]:
        path = self._path(address)
        return path, path.getFileSystem(self._configuration)

    def _path(self, address: str) -> Any:
        return self._java.org.apache.hadoop.fs.Path(address)


@contextmanager
def _translate_errors() -> Iterator[None]:
    """Raise what Java throws as an error with its message."""
    from py4j.protocol import Py4JJavaError

    try:
        yield
    except Py4JJavaError as error:
        raise HadoopError(cause(error)) from error


def cause(error: Any) -> str:
    """Return the error of Java, Spark or a function that Spark ran, in one line."""
    thrown = getattr(error, "java_exception", None)
    text = str(error) if thrown is None else str(thrown.getMessage() or thrown.toString())
    lines = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    ours = [line for line in lines if PYTHON_ERROR.match(line)]
    return " ".join(dict.fromkeys([lines[0], *ours[-1:]]))[:300]
