"""What a reader is, the file it is given, and what one file may expand to.

``docs/limits.md`` lists the limits. A file that reaches one is an error of that file, which
names the limit.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, cast

import msgspec

from analyzer.errors import Diagnostic
from analyzer.readers.encoding import decode, is_binary

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.article import Article
    from analyzer.errors import ProblemHandler
    from analyzer.readers.markup_kind import MarkupKind

MAX_ARTICLE = 64 << 20  # bytes of a file or a record that is one article
MAX_TITLE = 10_000  # characters of a title
MAX_FRONT_MATTER = 1 << 16  # characters
MAX_EXPANDED = 1 << 18  # characters of front matter with its aliases expanded
MAX_PACKED = 1 << 28  # bytes of a workbook
MAX_UNPACKED = 1 << 29  # bytes of a workbook's parts
MAX_IGNORE_BYTES = 1 << 20  # of a .gitignore file
MAX_IGNORE_PATTERNS = 10_000
WORKBOOK_SECONDS = 30
# What a compressed file may hold: so much, and so many times its own bytes.
FREE_TEXT, TEXT_RATIO = 8 << 20, 30  # bytes of text
FREE_CELLS, CELL_RATIO = 1 << 22, 4  # cells of a workbook
FREE_ROWS, ROW_RATIO = 1 << 20, 1  # rows of a table
FREE_MEMORY, MEMORY_RATIO = 1 << 30, 32  # bytes to open a workbook


class LimitError(Exception):
    """A file reaches a limit; the message names it."""


class TextBudget:
    """Counts the text of a compressed file.

    Parameters
    ----------
    size : int
        The bytes of the file.
    """

    def __init__(self, size: int) -> None:
        self._most = FREE_TEXT + TEXT_RATIO * size
        self._count = 0

    def add(self, count: int) -> None:
        """Count some text.

        Raises
        ------
        LimitError
            If there is more than the file may hold.
        """
        self._count += count
        if self._count > self._most:
            raise LimitError(
                f"holds more than {self._most >> 20} MB of text; expected at most "
                f"{TEXT_RATIO} times the bytes of the file and {FREE_TEXT >> 20} MB"
            )


USUAL = 1 << 16


class Skipped(Exception):  # noqa: N818 - a signal to the walk, not an error
    """A file found in a folder holds no article; the message is its kind."""


class ReadOptions(msgspec.Struct, frozen=True):
    """How files are read.

    Attributes
    ----------
    text_column, title_column, id_column : str
        The columns of a table or the keys of a record; guessed where empty.
    language : str
        An ISO 639-1 code, the language of articles that declare none.
    markup : {"auto", "text", "markdown", "html"}
        What records, and files of plain text, are written in; "auto" judges each by its
        content. The type of a Markdown or HTML file is known by its name.
    stdin_filename : str
        The file name of ``-``: it gives the format and the article's id.
    max_bytes : int
        A larger file that holds one article, or a larger record, is refused.
    """

    text_column: str = ""
    title_column: str = ""
    id_column: str = ""
    language: str = ""
    markup: MarkupKind = "auto"
    stdin_filename: str = ""
    max_bytes: int = MAX_ARTICLE


class SourceFile(msgspec.Struct, frozen=True):
    """A file that may hold articles.

    Attributes
    ----------
    path : Path or None
        None is standard input.
    id : str
        The path below the common root of the inputs, with forward slashes.
    source : str
        The path as it was given or found, with forward slashes.
    input : str
        The input it was found by, empty for standard input.
    is_explicit : bool
        Whether the user named this very file, so that failing is an error.
    """

    path: Path | None
    id: str
    source: str
    input: str
    is_explicit: bool

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open the file for reading bytes, those inside where it is a ``.gz``."""
        with self.raw() as raw:
            if self.id.lower().endswith(".gz"):
                yield cast("BinaryIO", _LimitedGzip(raw, self._size()))
            else:
                yield raw

    def _size(self) -> int:
        """Return the bytes of the file; of standard input, as many as may ever be read."""
        return MAX_ARTICLE if self.path is None else self.path.stat().st_size

    def raw(self) -> AbstractContextManager[BinaryIO]:
        """Return the stream of the bytes as they are stored."""
        if self.path is not None:
            return self.path.open("rb")
        if sys.stdin is None:
            raise OSError("standard input is closed")
        return nullcontext(sys.stdin.buffer)

    def read(self, limit: int) -> bytes:
        """Return the bytes, at most one more than `limit`."""
        with self.open() as stream:
            data = stream.read(USUAL)
            # A read of the whole limit at once would allocate that much memory.
            return data if len(data) < USUAL else data + stream.read(limit + 1 - USUAL)


class _LimitedGzip(gzip.GzipFile):
    """A compressed file that must not expand to many times its size."""

    def __init__(self, raw: BinaryIO, size: int) -> None:
        super().__init__(fileobj=raw)
        self._budget = TextBudget(size)

    def read(self, size: int | None = -1) -> bytes:
        """Return some bytes."""
        data = super().read(size)
        self._budget.add(len(data))
        return data

    def read1(self, size: int = -1) -> bytes:
        """Return some bytes that are there already."""
        data = super().read1(size)
        self._budget.add(len(data))
        return data


ReadFile = Callable[[SourceFile, ReadOptions, "ProblemHandler"], Iterator["Article"]]


class Reader(msgspec.Struct, frozen=True):
    """One input format.

    Attributes
    ----------
    name : str
    suffixes : tuple of str
        In lower case, with the dot; the longest matching one is used.
    module, function : str
        Where the generator is: it yields the articles of one file, one at a
        time. A record that cannot be read is reported and the next one is read.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    function: str = "read"

    def read(
        self, file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
    ) -> Iterator[Article]:
        """Yield the articles of one file; the module of the format is imported first."""
        read: ReadFile = getattr(
            import_module(f"analyzer.readers.{self.module}"), self.function
        )
        return read(file, options, on_problem)


def read_text(
    file: SourceFile,
    options: ReadOptions,
    on_problem: ProblemHandler,
    declared: Callable[[bytes], str],
) -> str | None:
    """Return the text of a file that holds one article; None if it is not text.

    Parameters
    ----------
    file, options, report
        As a reader is given them.
    declared : callable
        From the bytes to the character set that they declare, empty for none.
    """
    data = file.read(options.max_bytes)
    if len(data) > options.max_bytes:
        size = options.max_bytes >> 20
        on_problem(Diagnostic(file.source, f"larger than {size} MB, too large for one article"))
        return None
    if is_binary(data):
        if not file.is_explicit:
            raise Skipped("binary")
        on_problem(Diagnostic(file.source, "binary data, not text"))
        return None
    decoded = decode(data, declared(data))
    if decoded.guessed:
        message = f"neither UTF-8 nor declared to be anything else; read as {decoded.encoding}"
        on_problem(Diagnostic(file.source, message, severity="warning"))
    return decoded.text


def normalize_title(
    title: object, file: SourceFile, row: int | None, on_problem: ProblemHandler
) -> str:
    """Return a title on one line, empty where it is none or absurdly long."""
    line, problem = on_one_line(title)
    if problem:
        on_problem(Diagnostic(file.source, problem, row))
    return line


def on_one_line(title: object) -> tuple[str, str]:
    """Return a title on one line, or empty with a message where it is too long."""
    if title is None or isinstance(title, (list, tuple, dict)):
        return "", ""
    line = " ".join(str(title).split())
    if len(line) <= MAX_TITLE:
        return line, ""
    return "", f"a title of {len(line)} characters was left out; at most {MAX_TITLE} are read"
