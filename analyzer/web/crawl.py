"""Follow the links of a site from one page on, the nearest first."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from analyzer.web.address import AddressError
from analyzer.web.head import header_robots, may_be_page
from analyzer.web.sitemap_walk import listed_pages

if TYPE_CHECKING:
    from analyzer.web.address import Address
    from analyzer.web.fetch import Fetched
    from analyzer.web.page import Page
    from analyzer.web.site import Site

MAX_WAITING = 100_000  # addresses


def crawl(site: Site, start: Fetched) -> None:
    """Fetch the pages that a page links to, on its host and below its folder.

    Sitemaps that ``robots.txt`` names come last.

    Parameters
    ----------
    site : Site
    start : Fetched
        The page to begin with.
    """
    folder = start.address.folder
    site.is_crawl, site.folder = True, folder
    seen = {start.address}
    waiting: deque[Address] = deque()

    def wait_for(addresses: Iterable[Address]) -> None:
        for address in addresses:
            inside = address.site == start.address.site and address.path.startswith(folder)
            if address in seen or not inside or not may_be_page(address):
                continue
            if len(seen) < MAX_WAITING:
                seen.add(address)
                waiting.append(address)

    wait_for(_leads_to(site.add_fetched(start)))
    _follow(site, waiting, seen, wait_for)
    # Pages that no link leads to; a site names its sitemaps in robots.txt.
    if not site.is_full:
        wait_for(listed_pages(site, _sitemaps(site)))
        _follow(site, waiting, seen, wait_for)


def _follow(
    site: Site,
    waiting: deque[Address],
    seen: set[Address],
    wait_for: Callable[[Iterable[Address]], None],
) -> None:
    """Fetch the pages that are waited for, and those that they lead to."""
    while waiting and not site.is_dead:
        if site.is_full:
            site.stop("there are links to more")
            return
        site.progress(len(site.pages), len(site.pages) + len(waiting))
        page = site.add(waiting.popleft())
        if page is not None:
            seen.add(page.fetched.address)
            wait_for(_leads_to(page))


def _sitemaps(site: Site) -> list[Address]:
    """Return the sitemaps that the site names."""
    found = []
    for link in site.robots.sitemaps:
        with suppress(AddressError):
            found.append(site.start.join(link))
    return found


def _leads_to(page: Page | None) -> list[Address]:
    """Return where a page leads, in order, unless it asks robots not to follow."""
    if page is None or page.head is None:
        return []
    head = page.head
    own = [address for address in (head.refresh, head.canonical) if address is not None]
    robots = head.robots | header_robots(page.fetched.robots)
    return own if "nofollow" in robots else [*own, *head.links, *head.alternates.values()]
