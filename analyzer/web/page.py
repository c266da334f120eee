"""Pages that were fetched, and the format that each is read in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from analyzer.readers import reader_of
from analyzer.readers.reader import SourceFile
from analyzer.web.head import PageHead, read_head
from analyzer.web.sitemap import GZIP, root_of

if TYPE_CHECKING:
    from analyzer.web.fetch import Fetched

NAMES = {
    "text/html": "page.html",
    "application/xhtml+xml": "page.html",
    "text/markdown": "page.md",
    "text/csv": "page.csv",
    "application/json": "page.json",
    "application/x-ndjson": "page.jsonl",
    "application/jsonl": "page.jsonl",
}
HTML = (b"<!doctype html", b"<html")
VAGUE = ("", "text/plain", "application/octet-stream", "binary/octet-stream")


class Page(msgspec.Struct, frozen=True):
    """A page that was fetched.

    Attributes
    ----------
    fetched : Fetched
    name : str
        A file name that gives the format; empty for what is not read.
    head : PageHead or None
        None for what is no HTML.
    """

    fetched: Fetched
    name: str
    head: PageHead | None


def page_of(fetched: Fetched) -> Page:
    """Return a page with its format and, for HTML, its head."""
    data = fetched.path.read_bytes()
    name = file_name(fetched, data)
    head = read_head(data, fetched.address) if name.endswith(".html") else None
    return Page(fetched, name, head)


def file_name(fetched: Fetched, data: bytes) -> str:
    """Return a file name whose suffix gives the format, empty for a type that is not read.

    The server decides; where it says nothing certain, the address and the content do.
    """
    media_type = fetched.media_type
    if media_type in NAMES:
        return NAMES[media_type]
    if media_type.startswith(("image/", "audio/", "video/", "font/")):
        return ""
    last = fetched.address.path.rpartition("/")[2].lower()
    if last.endswith(".gz") and not data.startswith(GZIP):
        last = last.removesuffix(".gz")
    file = SourceFile(None, last, last, "", is_explicit=False)
    if "." in last.strip(".") and reader_of(file) is not None:
        return last
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(HTML) or root_of(data) == b"html":
        return "page.html"
    return "page.txt" if media_type == "text/plain" else ""
