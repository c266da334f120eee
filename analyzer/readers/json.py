"""JSON Lines, and JSON that holds an array of records or one record."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.errors import Diagnostic
from analyzer.readers.byte_lines import fallback_decoder, read_lines
from analyzer.readers.encoding import BOMS, decode, is_binary
from analyzer.readers.json_exports import find_posts, is_published
from analyzer.readers.limits import named, size
from analyzer.readers.reader import Skipped
from analyzer.readers.records import (
    Record,
    choose_columns,
    describe,
    is_fallback,
    read_table,
)
from analyzer.readers.skipped import without_own_records

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import ReadOptions, SourceFile

Decode = Callable[[bytes, int], str]
BLANK = b" \t\r\n"
WHITESPACE = re.compile(r"[ \t\r\n]*")
MARKS = tuple(bom for bom, _ in BOMS)
# In the records of the search index of a built site.
ADDRESS_KEYS = frozenset(["href", "link", "location", "path", "permalink", "ref", "uri", "url"])
RELATIVE = re.compile(r"\.{0,2}/(?!/)")
INDEX_NAME = re.compile(r"(?:^|[-_.])(?:search\w*|index|lunr|fuse|algolia)[-_.]", re.IGNORECASE)
NOT_AN_OBJECT = "a record must be an object, not {}"
decode_json = msgspec.json.Decoder().decode
decode_array = msgspec.json.Decoder(list[msgspec.Raw]).decode


def read(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield an article for each line; the row is the number of the line."""

    def rows(report: ProblemHandler) -> Iterator[Record]:
        return without_own_records(_lines(file, options, report), file, report)

    return read_table(rows, file, options, on_problem)


def read_json(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield an article for each record of an array, or the one there is.

    The bytes of the file are in memory, the records are not. A file in a folder without a
    record with text is skipped: it holds settings or other data.
    """

    def rows(report: ProblemHandler) -> Iterator[Record]:
        return without_own_records(_array(file, options, report), file, report)

    return read_table(rows, file, options, on_problem)


def _lines(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Record]:
    with file.open(options.limits) as stream:
        lines = read_lines(stream, options.limits.article_bytes)
        yield from parsed(lines, file, options, on_problem)


def parsed(
    lines: Iterable[tuple[int, bytes | None]],
    file: SourceFile,
    options: ReadOptions,
    on_problem: ProblemHandler,
) -> Iterator[Record]:
    """Yield the record of each line, with its row; None is a line that is too long."""
    repair = fallback_decoder(file, on_problem)
    for row, line in lines:
        if line is None:
            most = f"{size(options.limits.article_bytes)} {named('article-bytes')}"
            on_problem(Diagnostic(file.source, f"a line of more than {most}", row))
        elif row == 1 and is_binary(line, zeros=False):
            if not file.is_explicit:
                raise Skipped("binary")
            on_problem(Diagnostic(file.source, "binary data, not JSON"))
            return
        elif line.strip(BLANK):
            try:
                value = _parse(line, row, repair)
            except ValueError as error:
                on_problem(Diagnostic(file.source, str(error), row))
                continue
            yield row, value


def _array(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Record]:
    most = options.limits.json_bytes
    data = file.read(most, options.limits)
    if len(data) > most:
        found = f"larger than {size(most)} {named('json-bytes')}"
        message = f"{found}; write it as JSON Lines, a record a line"
        on_problem(Diagnostic(file.source, message))
        return
    if data.startswith(MARKS):
        data = decode(data).text.encode()
    start = data.lstrip(BLANK)[:1]
    if start == b"{":
        yield from _object(data, file, options, on_problem)
        return
    repair = fallback_decoder(file, on_problem)
    try:
        records: Iterable[Any] = decode_array(data)
    except (ValueError, RecursionError):
        if not file.is_explicit and start != b"[":
            raise Skipped(".json without articles") from None
        yield from _salvage(repair(data, 1), file, on_problem)
        return
    for row, record in enumerate(records, 1):
        try:
            value = _parse(record, row, repair)
        except ValueError as error:
            if row == 1 and not file.is_explicit:
                raise Skipped(".json without articles") from None
            on_problem(Diagnostic(file.source, str(error), row))
            continue
        if row == 1 and not file.is_explicit:
            _skip_others(file, value, options)
        yield row, value


def _skip_others(file: SourceFile, record: Mapping[str, object], options: ReadOptions) -> None:
    """Raise `Skipped` if the first record shows that a file holds no articles."""
    if choose_columns(tuple(record), options).problem:
        raise Skipped(".json without articles")
    if is_search_index(file.id, record):
        raise Skipped("search index")


def is_search_index(name: str, record: Mapping[str, object]) -> bool:
    """Return whether a file is the search index that a built site has of its own pages.

    Its records have addresses: relative ones, or the file has the name of an index.
    """
    keys = [key for key in record if key.lower() in ADDRESS_KEYS]
    if not keys:
        return False
    addresses = [record[key] for key in keys]
    relative = any(isinstance(to, str) and RELATIVE.match(to) for to in addresses)
    return relative or INDEX_NAME.search(name.rpartition("/")[2]) is not None


def _object(
    data: bytes, file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Record]:
    """Yield the only record of a file, those of an export, or those of JSON Lines."""
    try:
        record = _parse(data, 1, fallback_decoder(file, on_problem))
    except ValueError as error:
        first = data.lstrip(BLANK).partition(b"\n")[0]
        try:
            decode_json(first)
        except (ValueError, RecursionError):
            on_problem(
                Diagnostic(
                    file.source, str(error), severity="error" if file.is_explicit else "warning"
                )
            )
        else:
            lines = read_lines(BytesIO(data), options.limits.article_bytes)
            yield from parsed(lines, file, options, on_problem)
        return
    posts = find_posts(record)
    if posts is not None:
        yield from _published(posts, file, options, on_problem)
        return
    if not file.is_explicit:
        chosen = choose_columns(tuple(record), options)
        # One object with a description is what a package or an app says of itself.
        if chosen.problem or (chosen.text != options.text_column and is_fallback(chosen.text)):
            raise Skipped(".json without articles")
    yield 1, record


def _published(
    posts: Iterable[Mapping[str, object]],
    file: SourceFile,
    options: ReadOptions,
    on_problem: ProblemHandler,
) -> Iterator[Record]:
    """Yield the posts of an export without drafts; a note counts those."""
    left_out = 0
    for row, post in enumerate(posts, 1):
        if options.drafts or is_published(post):
            yield row, post
        else:
            left_out += 1
    if left_out:
        message = f"{left_out:,} draft{'s' * (left_out > 1)} not read"
        on_problem(Diagnostic(file.source, message, severity="note"))


def _salvage(text: str, file: SourceFile, on_problem: ProblemHandler) -> Iterator[Record]:
    """Yield the records of a damaged array up to the damage."""
    scan = json.JSONDecoder().raw_decode
    at, row = _skip(text, 0), 0
    expected = "["
    while text[at : at + 1] == expected:
        row += 1
        try:
            value, at = scan(text, _skip(text, at + 1))
        except (json.JSONDecodeError, RecursionError):
            break
        at = _skip(text, at)
        expected = ","
        if isinstance(value, dict):
            yield row, value
        else:
            on_problem(Diagnostic(file.source, NOT_AN_OBJECT.format(describe(value)), row))
    if text[at:] != "]":
        on_problem(
            Diagnostic(file.source, "not JSON from here on; the rest was not read", max(row, 1))
        )


def _skip(text: str, at: int) -> int:
    match = WHITESPACE.match(text, at)
    return match.end() if match else at


def _parse(data: bytes | msgspec.Raw, row: int, repair: Decode) -> Mapping[str, object]:
    """Return one record; a ValueError says what is wrong with it."""
    try:
        value = decode_json(data)
    except (ValueError, RecursionError):
        value = _parse_slowly(repair(bytes(data), row))
    if isinstance(value, dict):
        return value
    raise ValueError(NOT_AN_OBJECT.format(describe(value)))


def _parse_slowly(text: str) -> Any:
    """Parse what the fast parser rejects: lone surrogates, NaN, other encodings."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg.lower()} at column {error.colno}") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
