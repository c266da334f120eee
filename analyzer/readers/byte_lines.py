"""Lines of a stream as bytes, and decoding of text that is not UTF-8."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from io import StringIO
from typing import TYPE_CHECKING, BinaryIO

from analyzer.errors import Diagnostic
from analyzer.readers.encoding import BOMS, guess
from analyzer.readers.limits import named
from analyzer.readers.limits import size as size_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import SourceFile

CHUNK = 1 << 20
NOT_UTF_8 = "not UTF-8 from here on"


def read_chunks(stream: BinaryIO) -> Iterator[bytes]:
    """Yield a stream piece by piece, as UTF-8 without a byte order mark.

    UTF-16 and UTF-32 are recognised by their byte order mark. Other bytes are unchanged.
    """
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    chunk = read(CHUNK)
    bom, encoding = next(
        ((bom, encoding) for bom, encoding in BOMS if chunk.startswith(bom)), (b"", "utf-8")
    )
    chunk = chunk[len(bom) :] or read(CHUNK)
    if encoding == "utf-8":
        while chunk:
            yield chunk
            chunk = read(CHUNK)
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while chunk:
        yield decoder.decode(chunk).encode()
        chunk = read(CHUNK)
    yield decoder.decode(b"", final=True).encode()


def read_lines(stream: BinaryIO, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield number and bytes of each line, without its end; None for one over `limit`.

    Lines end at a line feed only, as JSON Lines has it. A line that is too
    long is never held in memory.
    """
    number, size = 1, 0
    pending: list[bytes] = []
    for chunk in read_chunks(stream):
        *whole, rest = chunk.split(b"\n")
        if whole:
            size += len(whole[0])
            first = b"".join([*pending, whole[0]])
            yield number, first if size <= limit else None
            for line in whole[1:]:
                number += 1
                yield number, line if len(line) <= limit else None
            number += 1
            pending, size = [], 0
        size += len(rest)
        if size <= limit:
            pending.append(rest)
        else:
            pending.clear()
    if size:
        yield number, b"".join(pending) if size <= limit else None


def read_text_lines(stream: BinaryIO, limit: int) -> Iterator[str]:
    """Yield lines as text with their ends, which are LF, CR LF or CR.

    Bytes that are not UTF-8 become lone surrogates, to be decoded later.
    Raises a `ValueError` at a line of more than `limit` characters.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    pending: list[str] = []
    size = 0
    for chunk in read_chunks(stream):
        text = decoder.decode(chunk)
        if not text:
            continue
        if pending and _is_whole(pending[-1], text):
            yield "".join(pending)
            pending, size = [], 0
        *whole, last = StringIO(text, newline="")
        if whole:
            yield "".join([*pending, whole[0]])
            yield from whole[1:]
            pending, size = [], 0
        pending.append(last)
        size += len(last)
        if size > limit:
            raise ValueError(
                f"a line of more than {size_of(limit)} {named('article-bytes')}; "
                "the rest was not read"
            )
    last = "".join([*pending, decoder.decode(b"", final=True)])
    if last:
        yield last


def _is_whole(line: str, rest: str) -> bool:
    """Return whether a line has ended; a carriage return may be half of an end."""
    return line.endswith("\n") or (line.endswith("\r") and not rest.startswith("\n"))


def decode_fallback(text: str, repair: Callable[[bytes, int], str], row: int) -> str:
    """Return a text of `read_text_lines` with its lone surrogates decoded by `repair`."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return repair(text.encode("utf-8", "surrogateescape"), row)
    return text


def fallback_decoder(
    file: SourceFile, on_problem: ProblemHandler
) -> Callable[[bytes, int], str]:
    """Return a function from bytes and a row to text, for the bytes of one file.

    What is not UTF-8 is decoded by one guess for the whole file, reported once.
    """
    encoding = ""

    def repair(data: bytes, row: int) -> str:
        nonlocal encoding
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            if not encoding:
                encoding = guess(data)
                message = f"{NOT_UTF_8}; read as {encoding}"
                on_problem(Diagnostic(file.source, message, row, severity="warning"))
            return data.decode(encoding, "replace")

    return repair
