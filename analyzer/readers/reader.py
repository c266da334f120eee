"""What a reader is, and the file it is given."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, BinaryIO, cast

import msgspec

from analyzer.errors import Diagnostic
from analyzer.readers.encoding import decode, is_binary
from analyzer.readers.limits import LIMITS, Limits, named, size

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.article import Article
    from analyzer.errors import ProblemHandler, ProblemSeverity
    from analyzer.readers.markup_kind import MarkupKind

USUAL = 1 << 16


class Skipped(Exception):  # noqa: N818 - a signal to the walk, not an error
    """A file found in a folder holds no article; the message is its kind."""


class UnreadableError(Exception):
    """A file cannot be read; the message says what it is and what was expected."""


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
    drafts : bool
        Whether drafts are read as well.
    limits : Limits
        What one file may expand to.
    """

    text_column: str = ""
    title_column: str = ""
    id_column: str = ""
    language: str = ""
    markup: MarkupKind = "auto"
    stdin_filename: str = ""
    drafts: bool = False
    limits: Limits = LIMITS


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

    @property
    def name(self) -> str:
        """The name whose suffix gives the format."""
        return self.id

    @property
    def is_rereadable(self) -> bool:
        """Whether the file can be opened a second time, as standard input cannot."""
        return self.path is not None

    @contextmanager
    def open(self, limits: Limits) -> Iterator[BinaryIO]:
        """Open the file for reading bytes, those inside where it is a ``.gz``."""
        with self.raw() as raw:
            if self.name.lower().endswith(".gz"):
                # Nobody knows how long standard input is.
                n_bytes = (
                    limits.article_bytes if self.path is None else self.path.stat().st_size
                )
                from analyzer.readers.compressed_file import CompressedFile

                yield cast("BinaryIO", CompressedFile(raw, n_bytes, limits))
            else:
                yield raw

    def raw(self) -> AbstractContextManager[BinaryIO]:
        """Return the stream of the bytes as they are stored."""
        if self.path is not None:
            return self.path.open("rb")
        if sys.stdin is None:
            raise OSError("standard input is closed")
        return nullcontext(sys.stdin.buffer)

    def read(self, most: int, limits: Limits) -> bytes:
        """Return the bytes, at most one more than `most`."""
        with self.open(limits) as stream:
            first = min(USUAL, most + 1)
            data = stream.read(first)
            # A read of all that is allowed at once would allocate that much memory.
            return data if len(data) < first else data + stream.read(most + 1 - first)


def require(file: SourceFile, kind: str, extra: str, *modules: str) -> None:
    """Check that the libraries of a format are installed.

    Raises
    ------
    UnreadableError
        With what installs them, if the user named the file.
    Skipped
        If the file was found in a folder, which may hold files for other programs.
    """
    if any(find_spec(module) is None for module in modules):
        if not file.is_explicit:
            raise Skipped(f"{kind} without the extra {extra}")
        needed = " and ".join(modules)
        raise UnreadableError(f"{kind} needs {needed}: pip install 'analyzer[{extra}]'")


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
    has_records : bool
        Whether a file holds many articles, as a table does.
    label : str
        What people call the format.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    function: str = "read"
    has_records: bool = False
    label: str = ""

    def read(
        self, file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
    ) -> Iterator[Article]:
        """Yield the articles of one file; the module of the format is imported first."""
        read: ReadFile = getattr(
            import_module(f"analyzer.readers.{self.module}"), self.function
        )
        try:
            yield from read(file, options, on_problem)
        except UnreadableError as error:
            severity: ProblemSeverity = "error" if file.is_explicit else "warning"
            on_problem(Diagnostic(file.source, str(error), severity=severity))


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
    most = options.limits.article_bytes
    data = file.read(most, options.limits)
    if len(data) > most:
        message = (
            f"larger than {size(most)}, too large for one article {named('article-bytes')}"
        )
        on_problem(Diagnostic(file.source, message))
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
    title: object,
    file: SourceFile,
    row: int | None,
    on_problem: ProblemHandler,
    limits: Limits,
) -> str:
    """Return a title on one line, empty where it is none or absurdly long."""
    line, problem = on_one_line(title, limits)
    if problem:
        on_problem(Diagnostic(file.source, problem, row))
    return line


def on_one_line(title: object, limits: Limits) -> tuple[str, str]:
    """Return a title on one line, or empty with a message where it is too long."""
    if title is None or isinstance(title, (list, tuple, dict)):
        return "", ""
    line = " ".join(str(title).split())
    most = limits.title_characters
    if len(line) <= most:
        return line, ""
    found = f"a title of {len(line)} characters was left out"
    return "", f"{found}; at most {most} are read {named('title-characters')}"
