"""Pages that were fetched, and the format that each is read in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from analyzer.readers import reader_of
from analyzer.readers.encoding import decode
from analyzer.readers.html import declared
from analyzer.readers.reader import SourceFile
from analyzer.web.entries import Entries, read_entries
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
    "application/pdf": "page.pdf",
    "application/epub+zip": "page.epub",
}
FEED = frozenset([b"rss", b"feed", b"rdf"])
DATA = (".xml", ".xml.gz", ".rss", ".atom", ".rdf")
HTML = (b"<!doctype html", b"<html")
NO_ENTRIES = Entries()


class Page(msgspec.Struct, frozen=True):
    """A page that was fetched.

    Attributes
    ----------
    fetched : Fetched
    name : str
        A file name that gives the format; empty for what is not read.
    head : PageHead or None
        None for what is no HTML.
    entries : Entries
        Links to other pages of the site.
    """

    fetched: Fetched
    name: str
    head: PageHead | None
    entries: Entries = NO_ENTRIES


def page_of(fetched: Fetched) -> Page:
    """Return a page with its format and, for HTML, its head and its links."""
    data = fetched.path.read_bytes()
    name = file_name(fetched, data)
    if not name.endswith(".html"):
        return Page(fetched, name, None)
    html = decode(data, declared(data)).text
    address = fetched.address
    return Page(fetched, name, read_head(html, address), read_entries(html, address))


def is_disguised(page: Page) -> bool:
    """Return whether an address that promises a sitemap or a feed holds a page.

    A site without one may answer with its first page, or with a message.
    """
    path = page.fetched.address.path.lower()
    return page.head is not None and path.endswith(DATA)


def file_name(fetched: Fetched, data: bytes) -> str:
    """Return a file name whose suffix gives the format, empty for a type that is not read.

    The server decides; where it says nothing certain, the address and the content do.
    """
    media_type, root = fetched.media_type, root_of(data).lower()
    if root in FEED:
        return "page.xml"
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
    if start.startswith(HTML) or root == b"html":
        return "page.html"
    return "page.txt" if media_type == "text/plain" else ""
