"""Follow a sitemap to its pages, through the sitemaps that it lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.readers.limits import LimitError
from analyzer.web.address import Address, AddressError
from analyzer.web.site import ANOTHER_HOST
from analyzer.web.sitemap import decompress, is_sitemap, parse_sitemap

if TYPE_CHECKING:
    from analyzer.web.site import Site

MAX_SITEMAPS = 1000
MAX_DEPTH = 3  # the protocol has one: an index does not list another


def walk_sitemap(site: Site, start: Address, data: bytes) -> None:
    """Fetch the pages that a sitemap lists, as many as may be.

    Parameters
    ----------
    site : Site
    start : Address
        Of the sitemap.
    data : bytes
        Its content, decompressed.
    """
    listed: dict[Address, None] = {}
    for address in listed_pages(site, [], (start, data)):
        if len(listed) >= site.max_pages and address not in listed:
            site.stop("the sitemap lists more")
            break
        listed.setdefault(address)
    for number, address in enumerate(listed):
        if site.is_dead:
            return
        site.progress(number, len(listed))
        site.add(address)


def listed_pages(
    site: Site, sitemaps: list[Address], known: tuple[Address, bytes] | None = None
) -> Iterator[Address]:
    """Yield the addresses that sitemaps list, those of further sitemaps included, in order.

    Parameters
    ----------
    site : Site
    sitemaps : list of Address
    known : (Address, bytes) or None
        A sitemap that has been fetched, and its content.
    """
    waiting = [(address, 0) for address in reversed(sitemaps)]
    waiting += [] if known is None else [(known[0], 0)]
    seen: set[Address] = set()
    while waiting and not site.is_dead:
        here, depth = waiting.pop()
        if here in seen:
            continue
        if depth > MAX_DEPTH or len(seen) >= MAX_SITEMAPS:
            site.fail(here, "is one sitemap too many, which is not read")
            continue
        seen.add(here)
        is_known = known is not None and here == known[0]
        content = known[1] if known is not None and is_known else _content(site, here)
        if content is not None:
            found = parse_sitemap(content)
            yield from _resolved(site, here, found.pages)
            further = [(one, depth + 1) for one in _resolved(site, here, found.sitemaps)]
            waiting += reversed(further)


def _resolved(site: Site, here: Address, links: list[str]) -> Iterator[Address]:
    """Yield the addresses of the site; count the others."""
    for link in links:
        try:
            address = here.join(link)
        except AddressError:
            site.fail(here, f"lists {link[:80]!r}, which is not an address of the web")
            continue
        if address.site == site.start.site:
            yield address
        else:
            site.fail(address, ANOTHER_HOST)


def _content(site: Site, address: Address) -> bytes | None:
    """Return a further sitemap, None where it cannot be read."""
    fetched = site.fetch(address)
    if fetched is None:
        return None
    try:
        data = decompress(fetched.path.read_bytes(), site.most_bytes)
    except LimitError as error:
        site.fail(address, str(error))
        return None
    if not is_sitemap(data):
        site.fail(address, "is no sitemap")
        return None
    return data
