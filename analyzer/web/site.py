"""The pages of one site that a run reads: what may be fetched, what failed, what is double."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from analyzer.errors import Diagnostic
from analyzer.web.archives import archives
from analyzer.web.head import header_robots
from analyzer.web.page import Page, page_of
from analyzer.web.request import FetchError
from analyzer.web.robots import Robots, fetch_robots

if TYPE_CHECKING:
    from analyzer.errors import ProblemHandler
    from analyzer.web.address import Address
    from analyzer.web.fetch import Fetched, Fetcher
    from analyzer.web.options import WebOptions

# Requests in a row that get no answer, after which a host is given up.
MOST_UNANSWERED = 5
ANOTHER_HOST = "is on another host, which is not read"


class Site:
    """Fetches pages of the site of one input, within its rules.

    Parameters
    ----------
    given : str
        The input, as messages name it.
    start : Address
    fetcher : Fetcher
    options : WebOptions
    skipped : Counter of str
        Counts what is not read on purpose.

    Raises
    ------
    FetchError
        If the site has a ``robots.txt`` that cannot be fetched.
    """

    def __init__(
        self,
        given: str,
        start: Address,
        fetcher: Fetcher,
        options: WebOptions,
        skipped: Counter[str],
    ) -> None:
        self.given, self.start, self.skipped = given, start, skipped
        self.max_pages, self.most_bytes = options.max_pages, fetcher.most_bytes
        self.robots: Robots = fetch_robots(start, fetcher)
        self._rules = {(start.scheme, start.authority): self.robots}
        self.pages: dict[Address, Page] = {}
        fetcher.delay = max(fetcher.delay, self.robots.delay)
        self._fetcher, self._on_progress = fetcher, options.on_progress
        self._is_excluded = options.is_excluded
        self._stopped = ""
        self.is_crawl, self.folder = False, "/"
        self._failed: dict[str, list[Address]] = {}
        self._n_unanswered = self._n_fetched = 0

    @property
    def is_full(self) -> bool:
        """Whether as many pages were fetched as may be."""
        return self._n_fetched >= self.max_pages

    @property
    def is_dead(self) -> bool:
        """Whether the host has stopped to answer."""
        return self._n_unanswered >= MOST_UNANSWERED

    def fetch(self, address: Address) -> Fetched | None:
        """Return what an address holds, None where it is forbidden or fails."""
        if address.site != self.start.site:
            self.fail(address, ANOTHER_HOST)
            return None
        if self._is_excluded is not None and self._is_excluded(str(address)):
            self.skipped["excluded"] += 1
            return None
        try:
            if not self._robots_of(address).allows(address):
                self.skipped["robots.txt"] += 1
                return None
            fetched = self._fetcher.fetch(address)
            if not self._robots_of(fetched.address).allows(fetched.address):
                self.skipped["robots.txt"] += 1
                return None
        except FetchError as error:
            self._n_unanswered = 0 if error.status else self._n_unanswered + 1
            self.fail(address, str(error))
            return None
        self._n_unanswered = 0
        return fetched

    def _robots_of(self, address: Address) -> Robots:
        """Return the rules of the host of an address, which may differ in ``www.``."""
        host = address.scheme, address.authority
        if host not in self._rules:
            self._rules[host] = fetch_robots(address, self._fetcher)
        return self._rules[host]

    def add(self, address: Address) -> Page | None:
        """Fetch a page and keep it, unless another address has had it."""
        self._n_fetched += 1
        fetched = self.fetch(address)
        if fetched is None:
            return None
        if not fetched.address.path.startswith(self.folder):
            self.skipped["redirect"] += 1
            return None
        return self.add_fetched(fetched)

    def add_fetched(self, fetched: Fetched) -> Page | None:
        """Keep a page without its links, unless another address has had it."""
        if fetched.address in self.pages:
            self.skipped["another address of a page"] += 1
            return None
        page = page_of(fetched)
        head = page.head and msgspec.structs.replace(page.head, links=[])
        self.pages[fetched.address] = msgspec.structs.replace(page, head=head)
        return page

    def fail(self, address: Address, message: str) -> None:
        """Count an address that cannot be read."""
        self._failed.setdefault(message, []).append(address)

    def stop(self, reason: str) -> None:
        """Note that there are more pages than may be fetched."""
        self._stopped = reason

    def progress(self, done: int, total: int) -> None:
        """Show how many pages have been fetched."""
        if self._on_progress is not None:
            self._on_progress(done, total)

    def report(self, on_problem: ProblemHandler) -> None:
        """Report what failed, a line for each kind."""
        for message, addresses in self._failed.items():
            text = f"{addresses[0]}: {message}"
            if len(addresses) > 1:
                text = f"{text} (and {len(addresses) - 1:,} more addresses)"
            on_problem(Diagnostic(self.given, text, severity="warning"))
        if self._stopped:
            text = f"stopped after {self.max_pages:,} pages: {self._stopped}; see --max-pages"
            on_problem(Diagnostic(self.given, text, severity="warning"))
        if self.is_dead:
            on_problem(
                Diagnostic(self.given, "the host stopped answering; the rest was not read")
            )

    def articles(self) -> Iterator[Page]:
        """Yield the pages to read: each once, without those that ask not to be listed."""
        seen: set[tuple[str, str]] = set()
        titles = {
            address.key: page.head.title
            for address, page in self.pages.items()
            if page.head is not None
        }
        lists = archives(self.pages, self.start if self.is_crawl else None)
        for address, page in sorted(self.pages.items(), key=lambda item: str(item[0])):
            kind = self._reason(address, page, titles)
            if not kind and address in lists:
                kind = "archive page"
            double = (address.key, page.fetched.digest)
            if not kind and double in seen:
                kind = "another address of a page"
            seen.add(double)
            if kind:
                self.skipped[kind] += 1
            else:
                yield page

    def _reason(self, address: Address, page: Page, titles: dict[str, str]) -> str:
        """Return why a page is not read, empty where it is."""
        if not page.name:
            return page.fetched.media_type or "unknown type"
        if "noindex" in header_robots(page.fetched.robots):
            return "noindex"
        head = page.head
        if head is None:
            return ""
        if head.refresh is not None and head.refresh != address:
            return "redirect"
        there = head.canonical
        if (
            there is not None
            and there.key != address.key
            and titles.get(there.key) == head.title
        ):
            return "another address of a page"
        return ""
