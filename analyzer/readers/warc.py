"""WARC, the archives of crawlers, and WET, their text; needs the extra ``warc``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from analyzer.errors import Diagnostic
from analyzer.readers.encoding import decode
from analyzer.readers.html import declared
from analyzer.readers.limits import named, size
from analyzer.readers.reader import require
from analyzer.readers.records import Record, read_records, within_budget

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import ReadOptions, SourceFile

PAGES = ("text/html", "application/xhtml+xml", "text/plain")
CHARSET = "charset="
OK = "200"


def read(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield an article for each page that was fetched; rows count all records from 1."""
    require(file, "WARC", "warc", "warcio")
    records = within_budget(_records(file, options, on_problem), options)
    yield from read_records(records, file, options, on_problem)


class _Whole:
    """A stream whose sudden end is an error that the library does not take for the end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """Return some bytes."""
        try:
            return self._stream.read(size)
        except EOFError as error:
            raise OSError(str(error)) from error


def _records(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Record]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    class QuietIterator(ArchiveIterator):  # type: ignore[misc]
        INC_RECORD = ""  # written to standard error; ``err_count`` counts them too

    most, row = options.limits.article_bytes, 0
    with file.open(options.limits) as stream:
        try:
            archive = QuietIterator(_Whole(stream))
            for row, found in enumerate(archive, 1):
                kind = _kind(found)
                if kind is None:
                    continue
                data = found.content_stream().read(most + 1)
                missing = getattr(found.raw_stream, "limit", None)
                if len(data) <= most and missing:
                    message = "cut off in this record; the rest is missing"
                    on_problem(Diagnostic(file.source, message, row))
                    return
                if len(data) > most:
                    limit = f"{size(most)} {named('article-bytes')}"
                    on_problem(Diagnostic(file.source, f"a page of more than {limit}", row))
                    continue
                charset = kind.partition(CHARSET)[2].partition(";")[0].strip(" \"'")
                address = found.rec_headers.get_header("WARC-Target-URI") or ""
                yield (
                    row,
                    {
                        "content": decode(data, charset or declared(data)).text,
                        "url": address,
                        "id": address,
                        "date": found.rec_headers.get_header("WARC-Date") or "",
                    },
                )
            if archive.err_count:
                n = archive.err_count
                message = (
                    "a record does not end where it says"
                    if n == 1
                    else f"{n:,} records do not end where they say"
                )
                on_problem(Diagnostic(file.source, message, severity="warning"))
        except ArchiveLoadFailed as error:
            cause = " ".join(str(error).split()).rstrip(".")
            message = f"not WARC, or damaged: {cause}"
            on_problem(Diagnostic(file.source, message, row + 1 if row else None))


def _kind(record: object) -> str | None:
    """Return the type of the page in a record; None where it holds none."""
    kind = getattr(record, "rec_type", "")
    if kind == "conversion":
        return "text/plain; charset=utf-8"
    headers = getattr(record, "http_headers", None)
    if kind != "response" or headers is None or headers.get_statuscode() != OK:
        return None
    written = str(headers.get_header("Content-Type") or "").lower()
    return written if written.startswith(PAGES) else None
