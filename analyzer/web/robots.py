"""``robots.txt``: which addresses a site lets robots fetch, as RFC 9309 has it.

A site without the file allows everything. One whose file cannot be fetched because the
server fails allows nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.web.request import FetchError

if TYPE_CHECKING:
    from protego import Protego

    from analyzer.web.address import Address
    from analyzer.web.fetch import Fetcher

AGENT = "Analyzer"
MAX_BYTES = 500 << 10  # RFC 9309: at least 500 KiB are to be read
MAX_DELAY = 60.0
UNAVAILABLE = range(400, 500)
TOO_MANY = 429


class Robots:
    """The rules of one host.

    Parameters
    ----------
    rules : Protego
    """

    def __init__(self, rules: Protego) -> None:
        self._rules = rules

    def allows(self, address: Address) -> bool:
        """Return whether an address may be fetched."""
        return bool(self._rules.can_fetch(str(address), AGENT))

    @property
    def delay(self) -> float:
        """The seconds between two requests that the site asks for, at most a minute."""
        return min(float(self._rules.crawl_delay(AGENT) or 0), MAX_DELAY)

    @property
    def sitemaps(self) -> list[str]:
        """The addresses of sitemaps, as they are written."""
        return list(self._rules.sitemaps)


def fetch_robots(address: Address, fetcher: Fetcher) -> Robots:
    """Return the rules of the host of an address.

    Raises
    ------
    FetchError
        If the server fails, so that nothing may be fetched.
    """
    from protego import Protego

    where = address.join("/robots.txt")
    try:
        text = fetcher.fetch(where).path.read_bytes()[:MAX_BYTES]
    except FetchError as error:
        is_redirect = str(error).startswith(("redirects", "more than"))
        if (error.status in UNAVAILABLE and error.status != TOO_MANY) or is_redirect:
            return Robots(Protego.parse(""))
        message = f"{where} {error}; without it, no page may be fetched"
        raise FetchError(message, error.status) from error
    return Robots(Protego.parse(text.decode("utf-8-sig", "replace")))
