"""From addresses to files: what each address is, and the pages that it leads to."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.errors import Diagnostic
from analyzer.readers.files import DiscoveredFiles
from analyzer.readers.limits import LimitError, Limits
from analyzer.readers.reader import SourceFile
from analyzer.web.address import Address, AddressError, article_id, parse_address
from analyzer.web.cache import WebCache
from analyzer.web.crawl import crawl
from analyzer.web.fetch import Fetched, Fetcher
from analyzer.web.options import WebOptions, without_password
from analyzer.web.page import Page, is_disguised, page_of
from analyzer.web.request import FetchError
from analyzer.web.site import Site
from analyzer.web.sitemap import decompress, is_sitemap
from analyzer.web.sitemap_walk import walk_sitemap

if TYPE_CHECKING:
    from analyzer.errors import ProblemHandler

TEMPORARY: list[tempfile.TemporaryDirectory[str]] = []


class FetchedFile(SourceFile, frozen=True):
    """A page that was fetched, as a file.

    Attributes
    ----------
    file_name : str
        A name whose suffix gives the format.
    """

    file_name: str = ""

    @property
    def name(self) -> str:
        """The name whose suffix gives the format."""
        return self.file_name


def discover(
    addresses: Iterable[str],
    options: WebOptions,
    limits: Limits,
    on_problem: ProblemHandler,
    *,
    with_host: bool = False,
) -> DiscoveredFiles:
    """Fetch what addresses name and lead to, and return it as files.

    Parameters
    ----------
    addresses : iterable of str
        Pages, sitemaps, feeds or, to be crawled, sites.
    options : WebOptions
    limits : Limits
    on_problem : callable
        Called with what cannot be read.
    with_host : bool
        Whether ids of articles begin with the host; they do where there are several.
    """
    found = Discovery(options, limits, on_problem)
    given = list(dict.fromkeys(addresses))
    for address in given:
        found.add(address)
    return found.files(with_host=with_host)


class Discovery:
    """The pages that the addresses of a run lead to.

    Parameters
    ----------
    options : WebOptions
    limits : Limits
    on_problem : callable
    """

    def __init__(self, options: WebOptions, limits: Limits, on_problem: ProblemHandler) -> None:
        self._options, self._limits, self._on_problem = options, limits, on_problem
        self._cache = _open_cache(options.cache)
        self._fetcher = Fetcher(options, limits, self._cache)
        self._pages: dict[Address, tuple[Page, str, bool]] = {}
        self._inputs: list[str] = []
        self._skipped: Counter[str] = Counter()

    def add(self, given: str) -> None:
        """Fetch what an address names and leads to."""
        shown = without_password(given)
        try:
            address, login = parse_address(given)
            self._fetcher.authorize(address, login)
            self._add(shown, address)
        except AddressError as error:
            self._on_problem(Diagnostic("", str(error)))
        except (FetchError, LimitError) as error:
            self._on_problem(Diagnostic(shown, str(error)))

    def _add(self, given: str, address: Address) -> None:
        fetched = self._fetcher.fetch(address)
        data = decompress(fetched.path.read_bytes(), self._limits.download_bytes)
        page = page_of(fetched)
        if is_sitemap(data):
            site = self._site(given, fetched)
            walk_sitemap(site, fetched.address, data)
        elif self._options.crawl and page.head is not None:
            site = self._site(given, fetched)
            crawl(site, fetched)
        else:
            self._keep(page, given, is_explicit=True)
            return
        self._inputs.append(given)
        site.report(self._on_problem)
        for one in site.articles():
            self._keep(one, given, is_explicit=False)

    def _site(self, given: str, fetched: Fetched) -> Site:
        return Site(given, fetched.address, self._fetcher, self._options, self._skipped)

    def _keep(self, page: Page, given: str, *, is_explicit: bool) -> None:
        """Keep a page, which the user has named or not."""
        address = page.fetched.address
        if is_explicit and not page.name:
            kind = page.fetched.media_type or "no type"
            raise FetchError(f"holds {kind}, which is not read")
        if is_explicit and is_disguised(page):
            raise FetchError("holds an HTML page, and no sitemap or feed")
        known = self._pages.get(address)
        if known is None or not known[2]:
            self._pages[address] = page, given, is_explicit

    def files(self, *, with_host: bool) -> DiscoveredFiles:
        """Return the pages as files, in the order of their ids."""
        self._cache.remove_old()
        with_host |= len({address.site for address in self._pages}) > 1
        files = [
            FetchedFile(
                page.fetched.path,
                article_id(address, with_host=with_host),
                str(address),
                given,
                is_explicit,
                page.name,
            )
            for address, (page, given, is_explicit) in self._pages.items()
        ]
        files.sort(key=lambda file: (file.id.split("/"), file.source))
        return DiscoveredFiles(tuple(files), self._skipped, tuple(self._inputs))


def _open_cache(folder: Path | None) -> WebCache:
    """Return the cache of a folder, or a temporary one where nothing can be written there."""
    if folder is not None:
        cache = WebCache(folder)
        with suppress(OSError):
            cache.create()
            return cache
    cache = WebCache(_temporary())
    cache.create()
    return cache


def _temporary() -> Path:
    """Return a folder that is removed when the program ends."""
    folder = tempfile.TemporaryDirectory(prefix="analyzer-")
    TEMPORARY.append(folder)
    return Path(folder.name)
