"""EPUB, read as one article in the order of its pages; needs the extra ``epub``."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from analyzer.errors import Diagnostic
from analyzer.readers.encoding import decode
from analyzer.readers.extracted import (
    Extracted,
    Properties,
    extracted_article,
    parse_part,
    read_bytes,
)
from analyzer.readers.front_matter import language_code
from analyzer.readers.html import declared
from analyzer.readers.reader import UnreadableError, require
from analyzer.readers.zip_parts import open_parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.sax.xmlreader import AttributesImpl

    from analyzer.article import Article
    from analyzer.errors import ProblemHandler
    from analyzer.readers.limits import Limits
    from analyzer.readers.reader import ReadOptions, SourceFile

CONTAINER, ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
MOST_NAMED = 5
PAGES = ("application/xhtml+xml", "text/html")
BODY = re.compile(r"<body(?=[\s>])[^>]{0,2000}>", re.IGNORECASE)
END = re.compile(r"</body\s{0,9}>", re.IGNORECASE)


class _Package(Properties):
    """Keeps the order of the pages, besides the properties of the book."""

    def __init__(self) -> None:
        super().__init__()
        self.package = ""
        self.encrypted: set[str] = set()
        self._pages: dict[str, str] = {}
        self._order: list[str] = []

    def begin(self, name: str, attributes: AttributesImpl) -> None:
        """Note a page, or where it is in the order."""
        super().begin(name, attributes)
        local = name.rpartition(":")[2]
        if local == "rootfile":
            self.package = self.package or attributes.get("full-path", "")
        elif local == "CipherReference":
            self.encrypted.add(unquote(attributes.get("URI", "")))
        elif local == "item" and attributes.get("media-type") in PAGES:
            if "nav" not in attributes.get("properties", "").split():
                self._pages[attributes.get("id", "")] = attributes.get("href", "")
        elif local == "itemref" and attributes.get("linear") != "no":
            self._order.append(attributes.get("idref", ""))

    @property
    def pages(self) -> list[str]:
        """The parts that hold the pages, in their order, each once."""
        folder = posixpath.dirname(self.package)
        listed = (self._pages[page] for page in self._order if page in self._pages)
        paths = (unquote(address.partition("#")[0]) for address in listed)
        parts = (posixpath.normpath(posixpath.join("/", folder, path)) for path in paths)
        return list(dict.fromkeys(part.lstrip("/") for part in parts))


def read(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield the one article of a book."""
    require(file, "EPUB", "epub", "defusedxml")
    data = read_bytes(file, options.limits)
    found, missing = _extract(data, options.limits)
    if missing:
        message = f"pages that the book lists are missing: {', '.join(missing[:MOST_NAMED])}"
        on_problem(Diagnostic(file.source, message, severity="warning"))
    yield extracted_article(file, found, options, on_problem)


def _extract(data: bytes, limits: Limits) -> tuple[Extracted, list[str]]:
    """Return what a book says, and the pages that it lists but does not have."""
    parts, package = open_parts(data, limits, "EPUB"), _Package()
    parse_part(parts.read(CONTAINER), package, CONTAINER)
    if ENCRYPTION in parts.members:
        parse_part(parts.read(ENCRYPTION), package, ENCRYPTION)
    package.values.clear()
    parse_part(parts.read(package.package), package, package.package)
    pages = [page for page in package.pages if page in parts.members]
    if not pages:
        raise UnreadableError("not EPUB: its package names no page")
    if not package.encrypted.isdisjoint(pages):
        raise UnreadableError("protected by encryption; expected EPUB without protection")
    found = package.values
    missing = [page for page in package.pages if page not in parts.members]
    text = Extracted(
        "\n".join(_body(parts.read(page)) for page in pages),
        found.get("title", ""),
        language_code(found.get("language")),
        {"author": found.get("creator"), "date": found.get("date")},
    )
    return text, missing


def _body(data: bytes) -> str:
    """Return what is in the body of a page."""
    html = decode(data, declared(data)).text
    start = BODY.search(html)
    end = END.search(html, start.end()) if start else None
    return html[start.end() if start else 0 : end.start() if end else len(html)]
