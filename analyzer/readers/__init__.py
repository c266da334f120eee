"""From paths to articles: one reader per input format.

A further format is one more file and one more line in `READERS`.
"""

from __future__ import annotations

import os
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from analyzer.errors import AnalyzerError, Diagnostic, format_exception, raise_error
from analyzer.readers.files import discover_files
from analyzer.readers.limits import LimitError
from analyzer.readers.reader import Reader, ReadOptions, Skipped, SourceFile
from analyzer.readers.skipped import (
    SeenPages,
    describe_skipped,
    is_draft,
    is_lfs_pointer,
)

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.errors import ProblemHandler
    from analyzer.readers.files import DiscoveredFiles
    from analyzer.readers.markup_kind import MarkupKind

__all__ = [
    "READERS",
    "Limited",
    "ReadOptions",
    "Reader",
    "SourceFile",
    "find",
    "read",
    "read_file",
    "read_found",
    "read_options",
    "read_with",
    "reader_of",
    "report_rest",
]

PLAIN = Reader("plain", (".txt", ".text"), "document", label="plain text")
READERS: tuple[Reader, ...] = (
    PLAIN,
    Reader(
        "markdown", (".md", ".markdown", ".mdx", ".mkd", ".qmd", ".rmd"), "markdown",
        label="Markdown",
    ),
    Reader("html", (".html", ".htm", ".xhtml"), "html", label="HTML"),
    Reader("docx", (".docx",), "docx", label="DOCX"),
    Reader("odt", (".odt",), "odt", label="ODT"),
    Reader("epub", (".epub",), "epub", label="EPUB"),
    Reader("pdf", (".pdf",), "pdf", label="PDF"),
    Reader("csv", (".csv", ".csv.gz"), "csv", "read", True, "CSV"),
    Reader("tsv", (".tsv", ".tab", ".tsv.gz"), "csv", "read_tsv", True, "TSV"),
    Reader(
        "jsonl", (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"), "json", "read", True,
        "JSON Lines",
    ),
    Reader("json", (".json", ".json.gz"), "json", "read_json", True, "JSON"),
    Reader("parquet", (".parquet",), "parquet", "read", True, "Parquet"),
    Reader("arrow", (".arrow", ".feather"), "parquet", "read_arrow", True, "Arrow"),
    Reader(
        "excel", (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), "excel", "read", True, "workbook"
    ),
    Reader(
        "feed", (".xml", ".xml.gz", ".rss", ".atom", ".rdf"), "feed", "read", True,
        "RSS, Atom or WordPress export",
    ),
    Reader("warc", (".warc", ".warc.gz", ".wet", ".wet.gz"), "warc", "read", True, "WARC"),
    Reader("zip", (".zip",), "zip", "read", True, "ZIP"),
)  # fmt: skip
BY_SUFFIX = {suffix: reader for reader in READERS for suffix in reader.suffixes}
SUFFIXES = tuple(sorted(BY_SUFFIX))
DEFAULTS = ReadOptions()
# Per file; every line of a large table may have the same problem.
MOST_PROBLEMS = 100


def read_options(
    *,
    text_column: str = "",
    title_column: str = "",
    id_column: str = "",
    language: str = "",
    markup: MarkupKind = "auto",
    drafts: bool = False,
) -> ReadOptions:
    """Return how files are read, with the kind of markup checked."""
    from analyzer.readers.document import check_markup

    return ReadOptions(
        text_column=text_column,
        title_column=title_column,
        id_column=id_column,
        language=language,
        markup=check_markup(markup),
        drafts=drafts,
    )


def read(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    options: ReadOptions | None = None,
    on_problem: ProblemHandler = raise_error,
    **given: Any,
) -> Iterator[Article]:
    """Return an iterator of the articles in files and folders.

    `analyzer.read` also reads addresses. The arguments that are given by name are those of
    `read_options`; by default the first error is raised and warnings are ignored.
    """
    chosen = read_options(**given) if options is None else options
    named = [paths] if isinstance(paths, str | os.PathLike) else paths
    found = discover([os.fspath(path) for path in named], options=chosen, on_problem=on_problem)
    return read_found(found, options=chosen, on_problem=on_problem)


def discover(
    inputs: Iterable[str],
    *,
    options: ReadOptions = DEFAULTS,
    records: bool = True,
    on_problem: ProblemHandler,
) -> DiscoveredFiles:
    """Return the files that `read` would read; without `records`, no tables in folders."""
    suffixes = tuple(
        suffix for suffix in SUFFIXES if records or not BY_SUFFIX[suffix].has_records
    )
    return discover_files(inputs, suffixes, options.stdin_filename, on_problem)


def read_file(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler, skipped: Counter[str]
) -> Iterator[Article]:
    """Yield the articles of one file; count a file without articles in `skipped`."""
    try:
        with ProblemLimiter(file.source, on_problem) as limited:
            for article in read_with(file, options, limited):
                if not options.drafts and is_draft(article, file):
                    raise Skipped("draft")
                yield article
    except Skipped as kind:
        skipped[str(kind)] += 1


def report_rest(
    found: DiscoveredFiles,
    inputs_with_articles: Collection[str],
    skipped: Counter[str],
    on_problem: ProblemHandler,
) -> None:
    """Report what was skipped, and the named folders without articles."""
    if skipped:
        on_problem(
            Diagnostic(", ".join(found.folders), describe_skipped(skipped), severity="note")
        )
    for folder in found.folders:
        if folder in inputs_with_articles:
            continue
        if "://" in folder:
            on_problem(Diagnostic(folder, "no article found"))
        else:
            types = ", ".join(SUFFIXES)
            on_problem(Diagnostic(folder, f"no article found; files that are read: {types}"))


def read_found(
    found: DiscoveredFiles, *, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield the articles of files that were found."""
    inputs_with_articles = set()
    skipped = Counter(found.skipped)
    pages = SeenPages(skipped)
    for file in found.files:
        for article in pages.new(read_file(file, options, on_problem, skipped)):
            inputs_with_articles.add(file.input)
            yield article
    report_rest(found, inputs_with_articles, skipped, on_problem)


class ProblemLimiter:
    """Reports the problems of one file; of very many only the first and the last.

    Parameters
    ----------
    source : str
    on_problem : callable

    Attributes
    ----------
    failed : bool
        Whether one of them is an error.
    """

    def __init__(self, source: str, on_problem: ProblemHandler) -> None:
        self._source, self._report = source, on_problem
        self._count, self.failed = 0, False
        self._last: Diagnostic | None = None

    def __enter__(self) -> ProblemLimiter:
        return self

    def __call__(self, problem: Diagnostic) -> None:
        """Report a problem."""
        self._count += 1
        self.failed |= problem.severity == "error"
        if self._count <= MOST_PROBLEMS:
            self._report(problem)
        elif problem.severity == "error" or self._last is None:
            self._last = problem

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None and self._last is not None:
            message = f"and {self._count - MOST_PROBLEMS} more problems, the last here"
            self._report(Diagnostic(self._source, message, self._last.row, self._last.severity))


def read_with(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield the articles of one file; raise `Skipped` if its kind cannot hold any."""
    reader = reader_of(file)
    if reader is None:
        types = ", ".join(SUFFIXES)
        on_problem(
            Diagnostic(file.source, f"a file of unknown type; files that are read: {types}")
        )
        return
    raised: list[BaseException] = []

    def report(problem: Diagnostic) -> None:
        try:
            on_problem(problem)
        except BaseException as error:
            raised.append(error)
            raise

    try:
        if file.path is not None and is_lfs_pointer(file.path):
            report(
                Diagnostic(file.source, "a pointer of Git LFS, not the file; run git lfs pull")
            )
            return
        yield from reader.read(file, options, report)
    except BaseException as error:
        problem = None if error in raised else failure_of(file, error)
        if problem is None:
            raise
        on_problem(problem)


def failure_of(file: SourceFile, error: BaseException) -> Diagnostic | None:
    """Return what an exception says about a file; None where it is not about the file."""
    if isinstance(error, PermissionError | FileNotFoundError):
        message = f"cannot be read: {error.strerror}"
        return Diagnostic(
            file.source, message, severity="error" if file.is_explicit else "warning"
        )
    message = ""
    if isinstance(error, OSError | EOFError | zlib.error):
        message = f"cannot be read to the end: {error}"
    elif isinstance(error, LimitError):
        message = str(error)
    elif isinstance(error, RecursionError):
        message = "nested too deeply to be read"
    elif isinstance(error, MemoryError):
        message = "needs more memory than there is"
    # What a library written in Rust raises where it should never have come to is no
    # `Exception`, and its class cannot be imported.
    elif type(error).__name__ == "PanicException":
        message = f"the parser failed: {error}"
    elif isinstance(error, Exception) and not isinstance(error, AnalyzerError | Skipped):
        message = f"the parser failed: {format_exception(error)}"
    return Diagnostic(file.source, message) if message else None


def reader_of(file: SourceFile) -> Reader | None:
    """Return the reader for a file; one without a suffix is plain text."""
    _, *ends = file.name.rpartition("/")[2].lstrip(".").lower().split(".")
    if not ends:
        return PLAIN
    return BY_SUFFIX.get("." + ".".join(ends[-2:])) or BY_SUFFIX.get("." + ends[-1])
