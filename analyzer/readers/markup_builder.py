"""Build the prose of a text with markup, piece by piece."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from operator import itemgetter
from typing import TypedDict

import msgspec
import numpy as np

from analyzer.article import RUNNING_PROSE, Block, Ints, Markup, Span
from analyzer.text.later_patterns import compile_later

GAP = "\n\n"


@contextmanager
def collection_paused() -> Iterator[None]:
    """Pause the search for reference cycles, which would take half the time of a parser.

    What is made for one text has no cycles.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Place(TypedDict):
    """A half-open span of the source, as the Markdown parser gives it."""

    start: int
    end: int


class Pieces(msgspec.Struct):
    """Prose in reading order, and where it is in the source.

    It grows while one text is read, until `assemble` builds the markup.

    Attributes
    ----------
    text : list of str
    place : list of dict
        Where each piece is in the source, as ``start`` and ``end``.
    blocks : list of (int, int, Block)
        First piece, one past the last piece, kind.
    spans : list of (int, int, Span)
        Inline spans, in any order: first piece, one past the last piece, kind.
    """

    text: list[str] = msgspec.field(default_factory=list)
    place: list[Place] = msgspec.field(default_factory=list)
    blocks: list[tuple[int, int, Block]] = msgspec.field(default_factory=list)
    spans: list[tuple[int, int, Span]] = msgspec.field(default_factory=list)

    def add(self, text: str, start: int, end: int) -> None:
        """Add a piece to the open block."""
        self.text.append(text)
        self.place.append({"start": start, "end": end})

    def close(self, first: int, kind: Block) -> int:
        """Make a block of the pieces from `first` on; return where the next begins."""
        text, place = self.text, self.place
        count = len(text)
        if count == first:
            return first
        self.blocks.append((first, count, kind))
        end = place[-1]["end"]
        text.append(GAP)
        place.append({"start": end, "end": end})
        return count + 1

    def is_emphasized(self, first: int) -> bool:
        """Return whether all text from a piece on is in one emphasis."""
        for start, end, kind in reversed(self.spans):
            if start < first:
                return False
            outside = (*self.text[first:start], *self.text[end:])
            if kind == Span.EMPHASIS and not "".join(outside).strip():
                return True
        return False


def assemble(
    pieces: Pieces, positions: Ints | None = None, shift: int = 0, ends: Ints | None = None
) -> Markup:
    """Return the markup of the pieces; blocks without a letter are left out.

    Parameters
    ----------
    pieces : Pieces
    positions : ndarray of int64, optional
        Turns the pieces' offsets into code points of the source, where they
        count something else.
    shift : int
        Added to every offset: where the text read begins in the source.
    ends : ndarray of int64, optional
        Turns offsets of ends where they differ, as where text was cut out.
    """
    prose = "".join(pieces.text)
    count = len(pieces.place)
    length = np.fromiter(map(len, pieces.text), np.int64, count)
    bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(length)])
    start = np.fromiter(map(itemgetter("start"), pieces.place), np.int64, count)
    end = np.fromiter(map(itemgetter("end"), pieces.place), np.int64, count)
    if positions is not None:
        start, end = positions[start], (positions if ends is None else ends)[end]
        end = np.maximum(start, end)
    start, end = start + shift, end + shift
    edges = bounds.tolist()
    blocks = _trimmed(prose, edges, pieces.blocks)
    table = np.array(blocks, np.int64).reshape(-1, 3)
    first = _run_starts(start, end, length)
    spans = find_spans(prose, blocks, _inline(pieces, edges))
    return Markup(
        prose=prose,
        run_prose=np.append(bounds[:-1][first], len(prose)),
        run_start=start[first],
        run_end=end[np.append(first[1:], len(end)) - 1] if len(end) else end,
        block_start=table[:, 0],
        block_end=table[:, 1],
        block_kind=table[:, 2],
        span_start=spans[:, 0],
        span_end=spans[:, 1],
        span_kind=spans[:, 2],
    )


def _inline(pieces: Pieces, edges: Sequence[int]) -> list[tuple[int, int, int]]:
    return [(edges[first], edges[last], int(kind)) for first, last, kind in pieces.spans]


def aligned_parts(value: str, source: str) -> Iterator[tuple[str, int, int]]:
    """Yield the parts of a value that are in the source, with their bytes there.

    A line end is a space in the value; the marks of a quotation, indents and
    the backslash before a bar are not in it.
    """
    part, first, last = "", 0, 0
    letters = iter(source)
    for letter in value:
        start = last
        for other in letters:
            last += len(other.encode())
            if letter == other or (letter == " " and other in "\r\n"):
                break
            start = last
        if part and start > first + len(part.encode()):
            yield part, first, first + len(part.encode())
            part = ""
        if not part:
            first = start
        if start < last:
            part += letter
    if part:
        yield part, first, first + len(part.encode())


def code_point_offsets(data: bytes) -> Ints | None:
    """Return the code point at each byte of UTF-8 and at its end; None for ASCII.

    Shape (n_bytes + 1,). In ASCII text the two are the same.
    """
    if data.isascii():
        return None
    # Continuation bytes are the lowest where bytes have a sign.
    leading = np.frombuffer(data, np.int8) >= -64
    points = np.zeros(len(data) + 1, np.int64)
    np.cumsum(leading, out=points[1:])
    # The code point *at* a byte counts the leading bytes before it.
    return points


def _trimmed(
    prose: str, edges: Sequence[int], blocks: Sequence[tuple[int, int, Block]]
) -> list[tuple[int, int, Block]]:
    trimmed = []
    for first, last, kind in blocks:
        start, end = edges[first], edges[last]
        if prose[start].isspace() or prose[end - 1].isspace():
            text = prose[start:end]
            start, end = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
        if start < end:
            trimmed.append((start, end, kind))
    return trimmed


def _run_starts(start: Ints, end: Ints, length: Ints) -> Ints:
    """Return the first piece of each run: adjacent verbatim pieces are one run."""
    if not len(start):
        return np.zeros(0, np.int64)
    verbatim = end - start == length
    joined = verbatim[1:] & verbatim[:-1] & (start[1:] == end[:-1])
    return np.flatnonzero(np.concatenate([[True], ~joined]))


MAX_LABEL = 80
# With a full stop, more words than these may be a sentence that is emphasised.
STOP_WORDS = 3
COLON = compile_later(r"\s{0,3}[:：]")
SENTENCE_END = compile_later(r"[.!?。！？](?:\s|\Z)")
REST = r"[^\s<>\"'“”‘’()\[\]{}|\\^`]{1,2000}"
# A literal is found many times faster than a choice.
URL_WITH_SCHEME = compile_later(rf"://{REST}")
URL = compile_later(rf"(?:://|www\.){REST}")
SCHEMES = ("https", "http", "ftp")
MAILBOX = compile_later(r"[\w.+-]{1,64}\Z")
HOST = compile_later(r"(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}\b")
# These end a sentence rather than an address.
CLOSING = ".,;:!?…。，；：！？"


def find_spans(
    prose: str, blocks: Sequence[tuple[int, int, Block]], inline: Iterable[tuple[int, int, int]]
) -> Ints:
    """Return the inline spans of a prose in order, labels and addresses included.

    Parameters
    ----------
    prose : str
    blocks : sequence of (int, int, Block)
        Start, end and kind of each block.
    inline : iterable of (int, int, int)
        Start, end and kind of each span that the markup names.

    Returns
    -------
    ndarray of int64, shape (n_spans, 3)
        Start, end and kind, sorted.
    """
    found = [span for span in inline if span[0] < span[1]]
    found += _labels(prose, blocks, found)
    found += _addresses(prose)
    found = sorted(set(found))
    flat = np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found))
    return flat.reshape(-1, 3)


def _labels(
    prose: str,
    blocks: Sequence[tuple[int, int, Block]],
    inline: Iterable[tuple[int, int, int]],
) -> list[tuple[int, int, int]]:
    """Return the emphasis that opens a block and, with a colon, names what follows."""
    emphasis: dict[int, int] = {}
    for start, end, kind in inline:
        if kind == Span.EMPHASIS:
            emphasis[start] = max(end, emphasis.get(start, 0))
    labels: list[tuple[int, int, int]] = []
    if not emphasis:
        return labels
    for start, end, kind in blocks:
        last = emphasis.get(start, 0)
        if not last or kind not in RUNNING_PROSE:
            continue
        text = prose[start:last].rstrip()
        after = COLON.match(prose, last)
        if after is not None:
            last = after.end()
        elif text.endswith(".") and len(text.split()) <= STOP_WORDS:
            text = text[:-1]
        elif not text.endswith((":", "：")):
            continue
        if last < end and len(text) <= MAX_LABEL and not SENTENCE_END.search(text):
            labels.append((start, last, int(Span.LABEL)))
    return labels


def _addresses(prose: str) -> Iterator[tuple[int, int, int]]:
    """Yield the addresses that the text shows."""
    bare = "www." in prose
    if bare or "://" in prose:
        for match in (URL if bare else URL_WITH_SCHEME).finditer(prose):
            start, end = match.span()
            if prose[start] == ":":
                before = prose[max(start - 5, 0) : start].lower()
                scheme = next((name for name in SCHEMES if before.endswith(name)), "")
                if not scheme:
                    continue
                start -= len(scheme)
            elif start and prose[start - 1].isalnum():
                continue
            yield start, start + len(prose[start:end].rstrip(CLOSING)), int(Span.ADDRESS)
    at = prose.find("@")
    while at >= 0:
        host = HOST.match(prose, at + 1)
        mailbox = MAILBOX.search(prose, max(at - 64, 0), at) if host else None
        if mailbox and host:
            yield mailbox.start(), host.end(), int(Span.ADDRESS)
        at = prose.find("@", at + 1)
