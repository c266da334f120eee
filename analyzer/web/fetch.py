"""Fetch addresses one after the other: redirects, repeated requests, delay and cache."""

from __future__ import annotations

import hashlib
import time
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import msgspec

from analyzer.readers.encoding import BOMS, character_set
from analyzer.readers.limits import Limits, named, size
from analyzer.web.address import Address, AddressError, parse_address
from analyzer.web.cache import DAY, Stored, WebCache
from analyzer.web.connection import Deadline, tls_context
from analyzer.web.options import WebOptions
from analyzer.web.request import (
    USABLE,
    Answer,
    FetchError,
    Terms,
    ask,
    describe_status,
)

MAX_REDIRECTS = 10
REDIRECTS = frozenset([301, 302, 303, 307, 308])
NOT_MODIFIED = 304
BUSY = frozenset([429, 502, 503, 504])
PAUSES = (1.0, 4.0)  # seconds before a busy server is asked again, if it does not say when
MAX_WAIT = 60  # seconds that a server may ask to wait


class Fetched(msgspec.Struct, frozen=True):
    """What an address holds.

    Attributes
    ----------
    address : Address
        That answered, after redirects.
    media_type : str
        In lower case, without parameters; empty where the server names none.
    robots : str
        The header ``X-Robots-Tag``.
    path : Path
        The file with the body.
    digest : str
        The hash of the body.
    """

    address: Address
    media_type: str
    robots: str
    path: Path
    digest: str


class Fetcher:
    """Fetches addresses for one run, politely.

    Parameters
    ----------
    options : WebOptions
    limits : Limits
    cache : WebCache
    sleep : callable
        Waits for some seconds.

    Attributes
    ----------
    delay : float
        Seconds between two requests.
    most_bytes : int
        Of a body.
    """

    def __init__(
        self,
        options: WebOptions,
        limits: Limits,
        cache: WebCache,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.delay, self.most_bytes = options.delay, limits.download_bytes
        self._terms = Terms(
            tls_context(), options.timeout, options.allow_private_network, limits.download_bytes
        )
        self._resume, self._most = options.resume, limits.site_bytes
        self._cache, self._sleep = cache, sleep
        self._logins: dict[tuple[str, str, int], str] = {}
        self._last = -options.delay
        self._n_bytes = 0

    def authorize(self, address: Address, login: str) -> None:
        """Send a user name and password to the host of an address, and to no other."""
        if not login:
            return
        header = f"Basic {b64encode(login.encode()).decode('ascii')}"
        self._logins[address.scheme, address.host, address.port] = header
        if (address.scheme, address.port) == ("http", 80):
            self._logins["https", address.host, 443] = header

    def fetch(self, address: Address) -> Fetched:
        """Return what an address holds.

        Raises
        ------
        FetchError
            If it answers nothing that can be used; the message says why.
        """
        kept = self._cache.find(str(address))
        if kept is not None and self._resume and time.time() - kept.requested < DAY:
            return self._fetched(kept)
        for pause in PAUSES:
            try:
                return self._fetched(self._follow(address, kept))
            except FetchError as error:
                if error.status not in BUSY:
                    raise
                wait = pause if error.retry_after is None else error.retry_after
                if wait > MAX_WAIT:
                    message = f"{error}, and asks to wait for {wait:,.0f} s"
                    raise FetchError(message, error.status) from error
                self._sleep(wait)
        return self._fetched(self._follow(address, kept))

    def _fetched(self, stored: Stored) -> Fetched:
        final, _ = parse_address(stored.final)
        return Fetched(
            final, stored.media_type, stored.robots, self._cache.body(stored), stored.body
        )

    def _follow(self, address: Address, kept: Stored | None) -> Stored:
        """Follow redirects, all within the time of one request, politeness apart."""
        deadline = Deadline(self._terms.timeout)
        here, seen = address, {address}
        for _ in range(MAX_REDIRECTS + 1):
            known = kept if kept is not None and kept.final == str(here) else None
            answer = self._ask(here, known, deadline)
            if answer.status in REDIRECTS and answer.header("location"):
                here = _redirected(here, answer)
                if here in seen:
                    raise FetchError(f"redirects in a circle, back to {here}")
                seen.add(here)
            else:
                return self._store(address, here, answer, known)
        raise FetchError(f"more than {MAX_REDIRECTS} redirects")

    def _ask(self, address: Address, known: Stored | None, deadline: Deadline) -> Answer:
        if self._n_bytes > self._most:
            message = f"more than {size(self._most)} fetched in one run {named('site-bytes')}"
            raise FetchError(message)
        headers = {}
        if known is not None and known.etag:
            headers["If-None-Match"] = known.etag
        elif known is not None and known.modified:
            headers["If-Modified-Since"] = known.modified
        login = self._logins.get((address.scheme, address.host, address.port))
        if login is not None:
            headers["Authorization"] = login
        pause = self._last + self.delay - time.monotonic()
        if pause > 0:
            self._sleep(pause)
            deadline.extend(pause)
        try:
            return ask(address, headers, self._terms, deadline)
        finally:
            self._last = time.monotonic()

    def _store(
        self, address: Address, final: Address, answer: Answer, known: Stored | None
    ) -> Stored:
        """Keep an answer, and return its record."""
        if answer.status == NOT_MODIFIED and known is not None:
            stored = msgspec.structs.replace(known, requested=time.time())
            self._cache.keep(stored)
            return stored
        if answer.status not in USABLE:
            message = describe_status(answer.status)
            raise FetchError(message, answer.status, _retry_after(answer))
        self._n_bytes += len(answer.body)
        body = _in_utf_8(answer)
        stored = Stored(
            str(address),
            str(final),
            answer.media_type,
            answer.header("x-robots-tag"),
            hashlib.sha256(body).hexdigest(),
            answer.header("etag"),
            answer.header("last-modified"),
            time.time(),
        )
        self._cache.keep(stored, body)
        return stored


def _redirected(here: Address, answer: Answer) -> Address:
    """Return where a redirect leads, on the same site."""
    location = answer.header("location")
    # Headers are read as Latin-1, and many servers write UTF-8.
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        there = here.join(location)
    except AddressError as error:
        raise FetchError(f"redirects to {error}") from error
    if there.site != here.site:
        raise FetchError(f"redirects to {there}, on another host, which is not followed")
    return there


def _retry_after(answer: Answer) -> float | None:
    """Return the seconds that a server asks to wait, None where it does not say."""
    value = answer.header("retry-after").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
        return max(0.0, (when - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def _in_utf_8(answer: Answer) -> bytes:
    """Return a text in UTF-8, as the character set that the server declares is kept nowhere."""
    body, codec = answer.body, character_set(answer.charset)
    if not codec or not answer.media_type.startswith("text/") or codec == "utf-8":
        return body
    if any(body.startswith(mark) for mark, _ in BOMS):
        return body
    try:
        body.decode("utf-8")
        is_utf_8 = not body.isascii() or b"\x1b" not in body
    except UnicodeDecodeError:
        is_utf_8 = False
    try:
        return body if is_utf_8 else body.decode(codec).encode()
    except UnicodeError:
        return body
