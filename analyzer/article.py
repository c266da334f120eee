"""The article: one text with a title, as a reader found it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
# What comments and fields that suppress findings begin with.
SUPPRESSION = "analyzer-"
# A half-open span of the text, and what is wrong there.
MetadataError = tuple[int, int, str]


class Block(IntEnum):
    """The kind of a block; kinds below `TITLE` are the body of an article.

    Readers give the kinds that markup names. `FRAGMENT` (a list item that is not a full
    sentence) and `LINKS` (a table of contents, a list of links) follow from the text.
    """

    PARAGRAPH = 0
    HEADING = 1
    LIST_ITEM = 2
    QUOTE = 3
    TABLE = 4
    FRAGMENT = 5
    CAPTION = 6
    LINKS = 7
    TITLE = 8
    CODE = 9
    BOILERPLATE = 10


# Blocks that hold sentences which follow each other.
RUNNING_PROSE = frozenset([Block.PARAGRAPH, Block.QUOTE, Block.LIST_ITEM])


class Span(IntEnum):
    """The kind of an inline span of prose.

    A `LABEL` opens a block and names what follows, as a speaker in an interview;
    an `ADDRESS` is an address that the text shows, which is not a word. A `QUOTATION` is
    what markup quotes besides blocks of the kind `Block.QUOTE`.
    """

    LINK = 0
    ADDRESS = 1
    CODE = 2
    EMPHASIS = 3
    LABEL = 4
    QUOTATION = 5


def no_ints() -> Ints:
    """Return an empty array of offsets."""
    return np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Markup:
    """What a person sees of a text with markup, and where it is in the source.

    The prose is made of *runs*. A run is a part of the prose that is in the source,
    either character by character or, as an entity, in another spelling.

    Attributes
    ----------
    prose : str
        The visible text, with at least one blank line between two blocks.
    run_prose : ndarray of int64, shape (n_runs + 1,)
        Where each run begins in the prose; the last is the length of the prose.
    run_start, run_end : ndarray of int64, shape (n_runs,)
        Where each run begins and ends in the source. Where the lengths differ
        from the prose, the whole run corresponds to the whole of its source.
    block_start, block_end : ndarray of int64, shape (n_blocks,)
        The blocks, in the order of the text, as offsets into the prose.
    block_kind : ndarray of int64, shape (n_blocks,)
        Values of `Block`.
    span_start, span_end : ndarray of int64, shape (n_spans,)
        Inline spans, in the order of the text, as offsets into the prose; spans of
        different kinds may overlap.
    span_kind : ndarray of int64, shape (n_spans,)
        Values of `Span`.
    """

    prose: str
    run_prose: Ints
    run_start: Ints
    run_end: Ints
    block_start: Ints
    block_end: Ints
    block_kind: Ints
    span_start: Ints = field(default_factory=no_ints)
    span_end: Ints = field(default_factory=no_ints)
    span_kind: Ints = field(default_factory=no_ints)

    def locate(self, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """Return the spans of the source of some spans of prose, both half-open."""
        if not len(self.run_start):
            return np.zeros_like(start), np.zeros_like(end)
        last = np.maximum(end - 1, start)
        begin, _ = self._character(start)
        _, finish = self._character(last)
        return begin, np.where(end > start, finish, begin)

    def _character(self, position: Ints) -> tuple[Ints, Ints]:
        run = np.searchsorted(self.run_prose, position, side="right") - 1
        run = np.clip(run, 0, len(self.run_start) - 1)
        start, end = self.run_start[run], self.run_end[run]
        offset = position - self.run_prose[run]
        verbatim = end - start == self.run_prose[run + 1] - self.run_prose[run]
        exact = np.clip(start + offset, start, end)
        return (
            np.where(verbatim, exact, start),
            np.where(verbatim, np.minimum(exact + 1, end), end),
        )


@dataclass(frozen=True, slots=True)
class Article:
    """One text with a title.

    Attributes
    ----------
    id : str
        Names the article in every report: the path below the common root of
        the inputs, with ``#row`` (or ``#id``) for a record.
    text : str
        The source, untouched. Every position in a report is a half-open
        offset in code points into it.
    title : str or None
        None where the text itself must be searched for it, as in a scraped
        page; empty where there is none.
    source : str
        The file it was read from, empty for a text given in memory.
    row : int or None
        The record of that file, counted from 1.
    language : str
        An ISO 639-1 code, empty if it is to be detected.
    metadata_errors : tuple of (int, int, str)
        Spans of front matter that cannot be parsed, and what is wrong with each.
    fields : mapping
        Carried to the reports, never read by a measure.
    markup : Markup or None
        Where the prose is, for Markdown and HTML; None for plain text.
    """

    id: str
    text: str
    title: str | None = ""
    source: str = ""
    row: int | None = None
    language: str = ""
    metadata_errors: tuple[MetadataError, ...] = ()
    fields: Mapping[str, object] = field(default_factory=dict)
    markup: Markup | None = field(default=None, compare=False, repr=False)

    @property
    def prose(self) -> str:
        """The text without its markup."""
        return self.text if self.markup is None else self.markup.prose

    def locate(self, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """Turn half-open offsets into the prose into offsets into the text."""
        return (start, end) if self.markup is None else self.markup.locate(start, end)


def prose_spans(
    article: Article, start: Sequence[int], end: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Convert offsets into an article's text to offsets into its prose.

    The inverse of `Markup.locate`. An offset between two runs of prose, as inside
    a tag, becomes the end of the first run.

    Parameters
    ----------
    article : Article
    start, end : sequence of int
        Half-open spans of the text.
    """
    markup = article.markup
    if markup is None or not len(markup.run_start):
        return list(start), list(end)
    begin = _prose_offset(markup, np.asarray(start, np.int64), last=False)
    finish = _prose_offset(markup, np.asarray(end, np.int64) - 1, last=True)
    return begin.tolist(), np.maximum(begin, finish).tolist()


def _prose_offset(markup: Markup, position: Ints, *, last: bool) -> Ints:
    """Return the prose offset of each character, or the one past it."""
    run = np.searchsorted(markup.run_start, position, side="right") - 1
    run = np.clip(run, 0, len(markup.run_start) - 1)
    first, stop = markup.run_prose[run], markup.run_prose[run + 1]
    size = markup.run_end[run] - markup.run_start[run]
    offset = first + position - markup.run_start[run]
    verbatim = np.where(offset < stop, offset + last, stop)
    whole = stop if last else first
    return np.asarray(np.clip(np.where(size == stop - first, verbatim, whole), first, stop))


class Named(Protocol):
    """What names an article: the article itself, or what is kept of one that is not read."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def source(self) -> str:
        """The file it was read from."""

    @property
    def row(self) -> int | None:
        """The record of that file."""


def named(articles: Sequence[Article]) -> Sequence[Named]:
    """Return what names each article, without reading those on disk."""
    names: Sequence[Named] = getattr(articles, "names", articles)
    return names


LINE_END = re.compile(r"\r\n|\r|\n")


def line_columns(text: str, offsets: Iterable[int]) -> list[tuple[int, int]]:
    r"""Return the line and the column of each offset, both counted from 1.

    Lines end at ``\n``, ``\r\n`` and ``\r`` only; columns are code points.
    """
    offsets = list(offsets)
    if "\r" in text:
        starts = [0, *(match.end() for match in LINE_END.finditer(text))]
        lines = [bisect_right(starts, offset) for offset in offsets]
        return [(n, at - starts[n - 1] + 1) for n, at in zip(lines, offsets, strict=True)]
    return _of_line_feeds(text, offsets)


def _of_line_feeds(text: str, offsets: list[int]) -> list[tuple[int, int]]:
    """Return lines and columns in a text without carriage returns, several times as fast."""
    found = {}
    line, start, before = 1, 0, 0
    for offset in sorted(set(offsets)):
        ended = text.count("\n", before, offset)
        if ended:
            line += ended
            start = text.rfind("\n", before, offset) + 1
        before = offset
        found[offset] = line, offset - start + 1
    return [found[offset] for offset in offsets]


def byte_columns(text: str, offsets: Iterable[int]) -> dict[int, tuple[int, int, int]]:
    """Return line, column and byte column of each offset, in one pass over the text."""
    starts = [0, *(match.end() for match in LINE_END.finditer(text))]
    found = {}
    previous, n_bytes, line = 0, 0, 0
    for offset in sorted(offsets):
        now = bisect_right(starts, offset)
        if now != line:
            line, previous, n_bytes = now, starts[now - 1], 0
        n_bytes += len(text[previous:offset].encode("utf-8", "surrogatepass"))
        previous = offset
        found[offset] = (line, offset - starts[line - 1] + 1, n_bytes + 1)
    return found
