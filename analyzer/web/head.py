"""What a crawler needs of a page: its links, and what it says of its own address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from mimetypes import MimeTypes

import msgspec

from analyzer.readers.html_tags import attributes, one_line, scan
from analyzer.text.characters import unescape
from analyzer.web.address import Address, AddressError

TAGS = frozenset(["a", "area", "base", "link", "meta", "title"])
Attributes = Mapping[str, str]
MAX_LINKS = 10_000  # of a page
REFRESH = re.compile(
    r"(\d{1,3})\s{0,9}[;,]\s{0,9}(?:url\s{0,9}=\s{0,9})?[\"']?([^\"']++)", re.IGNORECASE
)
SOON = 5  # seconds; a page that is shown for longer is read
DIRECTIVE = re.compile(r"[\w-]+")
# Those of the standard library, which are the same on every machine.
TYPES = MimeTypes(filenames=())
PAGES = ("text/html", "text/plain", "application/xhtml+xml", "text/markdown")
AGENTS = frozenset(["", "analyzer", "googlebot", "bingbot"])


class PageHead(msgspec.Struct, frozen=True):
    """What a page says of itself, and where it links to.

    Attributes
    ----------
    title : str
        Of the title element.
    canonical, refresh : Address or None
        The address that it names as its own, and the one that it leads to at once.
    robots : frozenset of str
        What it asks robots, such as ``noindex`` and ``nofollow``.
    alternates : dict of str to Address
        The same page in other languages, by their codes.
    links : list of Address
        In order, each once.
    """

    title: str
    canonical: Address | None
    refresh: Address | None
    robots: frozenset[str]
    alternates: dict[str, Address]
    links: list[Address]


def read_head(html: str, address: Address) -> PageHead:
    """Return what a page says, and its links."""
    reading = _Reading(address)
    for token in scan(html):
        if token.closes or token.tag not in TAGS:
            continue
        if token.tag == "title":
            text = one_line(unescape(html[token.start : token.end]))
            reading.title = reading.title or text
        else:
            getattr(reading, f"read_{token.tag}")(attributes(token.attributes))
    return PageHead(
        reading.title,
        reading.canonical,
        reading.refresh,
        frozenset(reading.robots),
        reading.alternates,
        list(reading.links),
    )


class _Reading:
    """What the elements read so far say."""

    def __init__(self, address: Address) -> None:
        self.base, self.title = address, ""
        self.canonical: Address | None = None
        self.refresh: Address | None = None
        self.robots: set[str] = set()
        self.alternates: dict[str, Address] = {}
        self.links: dict[Address, None] = {}

    def read_base(self, found: Attributes) -> None:
        self.base = _joined(self.base, found.get("href", "")) or self.base

    def read_meta(self, found: Attributes) -> None:
        self.robots |= _robots(found)
        self.refresh = self.refresh or _refresh(found, self.base)

    def read_link(self, found: Attributes) -> None:
        relations = found.get("rel", "").lower().split()
        there = _joined(self.base, found.get("href", ""))
        if there is None:
            return
        if "canonical" in relations:
            self.canonical = self.canonical or there
        elif "alternate" in relations and found.get("hreflang"):
            self.alternates.setdefault(found["hreflang"].strip().lower(), there)
        elif "next" in relations or "prev" in relations:
            self.links.setdefault(there)

    def read_a(self, found: Attributes) -> None:
        if "nofollow" in found.get("rel", "").lower().split() or len(self.links) >= MAX_LINKS:
            return
        there = _joined(self.base, found.get("href", ""))
        if there is not None:
            self.links.setdefault(there)

    read_area = read_a


def header_robots(header: str) -> frozenset[str]:
    """Return what a header ``X-Robots-Tag`` asks all robots.

    Examples
    --------
    >>> sorted(header_robots("noindex, otherbot: nofollow"))
    ['noindex']
    """
    found: set[str] = set()
    for part in header.lower().split(","):
        agent, _, value = part.rpartition(":")
        if agent.strip() in AGENTS:
            found |= _directives(value)
    return frozenset(found)


def _robots(found: Attributes) -> frozenset[str]:
    """Return what a meta element asks robots."""
    name = found.get("name", "").strip().lower()
    if name not in ("robots", "googlebot", "analyzer"):
        return frozenset()
    return _directives(found.get("content", "").lower())


def _directives(text: str) -> frozenset[str]:
    found = frozenset(DIRECTIVE.findall(text))
    return found | {"noindex", "nofollow"} if "none" in found else found


def _refresh(found: Attributes, base: Address) -> Address | None:
    """Return where a meta element leads to at once."""
    if found.get("http-equiv", "").strip().lower() != "refresh":
        return None
    match = REFRESH.match(found.get("content", "").strip())
    return _joined(base, match[2]) if match and int(match[1]) <= SOON else None


def _joined(base: Address, link: str) -> Address | None:
    link = link.strip()
    if not link or link.startswith("#"):
        return None
    try:
        return base.join(link)
    except AddressError:
        return None


def may_be_page(address: Address) -> bool:
    """Return whether an address may hold a page, by the suffix of its path.

    Examples
    --------
    >>> from analyzer.web.address import parse_address
    >>> [may_be_page(parse_address(f"https://example.org/{name}")[0])
    ...  for name in ("lamp", "v1.2", "lamp.html", "lamp.jpg")]
    [True, True, True, False]
    """
    kind, _ = TYPES.guess_type(address.path)
    return kind is None or kind in PAGES
