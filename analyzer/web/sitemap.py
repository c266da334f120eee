"""Sitemaps: XML and text, compressed or not, well-formed or not."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

import msgspec

from analyzer.readers.limits import LimitError, named, size

GZIP = b"\x1f\x8b"
# The first element, behind declarations and comments.
ROOT = re.compile(
    rb"\A(?:\xef\xbb\xbf)?(?:\s++|<\?[^>]*+>|<!--(?:[^-]++|-(?!->))*+-->|<!DOCTYPE[^>\[]*+>)*+"
    rb"<(?:[\w.-]++:)?([A-Za-z]++)"
)
ROOT_WITHIN = 1 << 16
ROOTS = frozenset([b"urlset", b"sitemapindex"])
LINE = re.compile(r"https?://\S+", re.IGNORECASE)
AMPERSAND = re.compile(rb"&(?!#?\w{1,31};)")
MAX_LAYERS = 2  # of compression: a file .gz that the server compresses once more
PIECE = 1 << 16


class Sitemap(msgspec.Struct, frozen=True):
    """What a sitemap lists.

    Attributes
    ----------
    pages, sitemaps : list of str
        Addresses as they are written, in order.
    """

    pages: list[str]
    sitemaps: list[str]


def decompress(data: bytes, most: int) -> bytes:
    """Return data without its gzip compression; what follows the compressed part is left out.

    Raises
    ------
    LimitError
        If it expands to more than `most` bytes.
    """
    for _ in range(MAX_LAYERS):
        if not data.startswith(GZIP):
            break
        data = b"".join(_members(data, most))
    return data


def _members(data: bytes, most: int) -> Iterator[bytes]:
    """Yield what each part of a gzip file holds, up to where it is damaged."""
    total = 0
    while data.startswith(GZIP):
        member = zlib.decompressobj(31)
        try:
            while not member.eof and data:
                piece = member.decompress(data, PIECE)
                data = member.unconsumed_tail
                total += len(piece)
                if total > most:
                    message = f"holds more than {size(most)} {named('download-bytes')}"
                    raise LimitError(message)
                yield piece
        except zlib.error:
            return
        data = member.unused_data


def root_of(data: bytes) -> bytes:
    """Return the name of the root element without its prefix, empty for no XML."""
    match = ROOT.match(data[:ROOT_WITHIN])
    return match[1] if match else b""


def is_sitemap(data: bytes) -> bool:
    """Return whether data is a sitemap, in XML or as lines of addresses.

    Examples
    --------
    >>> is_sitemap(b"<urlset/>"), is_sitemap(b"https://example.org/"), is_sitemap(b"A text.")
    (True, True, False)
    """
    if root_of(data) in ROOTS:
        return True
    lines = data[:PIECE].decode("utf-8-sig", "replace").split()
    return bool(lines) and all(map(LINE.fullmatch, lines if len(data) <= PIECE else lines[:-1]))


def parse_sitemap(data: bytes) -> Sitemap:
    """Return what a sitemap lists; a part that is damaged is left out."""
    if root_of(data) not in ROOTS:
        return Sitemap(data.decode("utf-8-sig", "replace").split(), [])
    from lxml import etree

    data = AMPERSAND.sub(b"&amp;", data)
    # A parser that is fed neither loads anything nor keeps more than a piece in memory. It is
    # not closed, which would complete an address that was cut.
    parser = etree.XMLPullParser(
        events=("end",), recover=True, resolve_entities=False, no_network=True
    )
    found = Sitemap([], [])
    for start in range(0, len(data), PIECE):
        try:
            parser.feed(data[start : start + PIECE])
        except etree.XMLSyntaxError:
            break
        _collect(parser, found)
    return found


def _collect(parser: object, found: Sitemap) -> None:
    """Add the addresses of elements that are complete."""
    for _, element in parser.read_events():  # type: ignore[attr-defined]
        name = _local(element)
        parent = element.getparent()
        if name == "loc" and parent is not None:
            text = "".join((element.text or "").split())
            owner = _local(parent)
            if text and owner == "url":
                found.pages.append(text)
            elif text and owner == "sitemap":
                found.sitemaps.append(text)
        elif name in ("url", "sitemap"):
            element.clear()
            while element.getprevious() is not None:
                del parent[0]


def _local(element: object) -> str:
    """Return the name of an element without its namespace."""
    tag = element.tag  # type: ignore[attr-defined]
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
