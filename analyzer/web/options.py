"""How addresses are read; imported by every command, so it imports nothing of the network."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import msgspec

ADDRESS = re.compile(r"https?://", re.IGNORECASE)
PASSWORD = re.compile(r"(https?://)[^/?#\s]*@", re.IGNORECASE)

CACHE = ".analyzer_cache/web"
MAX_PAGES, DELAY, TIMEOUT = 1000, 0.5, 30.0


class WebOptions(msgspec.Struct, frozen=True):
    """How addresses are read.

    Attributes
    ----------
    crawl : bool
        Whether links of a page are followed, on its host and below its folder.
    max_pages : int
        The most pages to fetch for one address, those of a sitemap included.
    delay : float
        Seconds between two requests; ``Crawl-delay`` in robots.txt can make it longer.
    timeout : float
        Seconds for one request, redirects included.
    allow_private_network : bool
        Whether a private address, such as that of this machine, may be connected to.
    cache : Path or None
        The folder that keeps what was fetched; None for a temporary one.
    resume : bool
        Whether pages that the cache has got in the last day are not requested again.
    is_excluded : callable, optional
        From an address to whether it is not fetched; an address that is named always is.
    on_progress : callable, optional
        Called with how many pages were fetched, and how many are known.
    """

    crawl: bool = False
    max_pages: Annotated[int, msgspec.Meta(ge=1)] = MAX_PAGES
    delay: Annotated[float, msgspec.Meta(ge=0)] = DELAY
    timeout: Annotated[float, msgspec.Meta(gt=0)] = TIMEOUT
    allow_private_network: bool = False
    cache: Path | None = None
    resume: bool = False
    is_excluded: Callable[[str], bool] | None = None
    on_progress: Callable[[int, int], None] | None = None


def is_web_address(path: str) -> bool:
    """Return whether a path is an address of the web.

    Examples
    --------
    >>> [is_web_address(path) for path in ("https://example.org/", "s3a://news", "news")]
    [True, False, False]
    """
    return ADDRESS.match(path) is not None


def without_password(text: str) -> str:
    """Return a text with user names and passwords in its addresses left out.

    Examples
    --------
    >>> without_password("https://ann:secret@example.org/a")
    'https://example.org/a'
    """
    return PASSWORD.sub(r"\1", text)
