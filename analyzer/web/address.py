"""Addresses: their normal form, what belongs to one site, and the id of an article."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin

import msgspec
from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from analyzer.web.options import without_password

PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"[a-z0-9._-]{1,255}|\[[0-9a-f:.]{2,45}\]")
MAX_LENGTH = 2048  # of an address, as the sitemap protocol has it


class AddressError(ValueError):
    """A text is no address of the web."""


class Address(msgspec.Struct, frozen=True):
    """An address in its normal form.

    Attributes
    ----------
    scheme : str
        ``http`` or ``https``.
    host : str
        In lower case, in ASCII.
    port : int
    path : str
        Begins with a slash, percent-encoded.
    query : str
        With its question mark; empty where there is none.
    """

    scheme: str
    host: str
    port: int
    path: str
    query: str = ""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def authority(self) -> str:
        """The host, with its port where that is not the one of the scheme."""
        return self.host if self.port == PORTS[self.scheme] else f"{self.host}:{self.port}"

    @property
    def target(self) -> str:
        """What a request asks for."""
        return self.path + self.query

    @property
    def site(self) -> str:
        """What addresses of one site have in common: ``www.`` and the scheme may differ."""
        host = self.host.removeprefix("www.")
        return host if self.port in PORTS.values() else f"{host}:{self.port}"

    @property
    def folder(self) -> str:
        """The path up to its last slash."""
        return self.path[: self.path.rindex("/") + 1]

    @property
    def key(self) -> str:
        """Equal for addresses that differ in a slash at the end or the name of an index."""
        path = self.path
        for index in ("index.html", "index.htm", "index.php"):
            path = path.removesuffix(f"/{index}")
        return f"{self.site}{path.rstrip('/')}{self.query}"

    def join(self, link: str) -> Address:
        """Return the address of a link.

        Raises
        ------
        AddressError
            If it is no address of the web.
        """
        try:
            joined = urljoin(str(self), link.strip())
        except ValueError as error:
            raise AddressError(f"{link[:80]}: not an address") from error
        return parse_address(joined)[0]


def parse_address(text: str) -> tuple[Address, str]:
    """Return an address without its fragment, and its user name and password.

    Raises
    ------
    AddressError
        If the text is no address of the web.

    Examples
    --------
    >>> str(parse_address("HTTP://Example.org:80?b=%7e#top")[0])
    'http://example.org/?b=~'
    >>> str(parse_address("https://m\u00fcnchen.example/stra\u00dfe")[0])
    'https://xn--mnchen-3ya.example/stra%C3%9Fe'
    """
    shown = without_password(text)[:200]
    if len(text) > MAX_LENGTH:
        raise AddressError(f"{shown}: longer than {MAX_LENGTH} characters")
    try:
        url = parse_url("".join(text.strip().splitlines()))
        return _normal(url), url.auth or ""
    except (LocationParseError, UnicodeError, ValueError) as error:
        raise AddressError(f"{shown}: not an address of the web") from error


def _normal(url: Url) -> Address:
    if url.scheme not in PORTS or not url.host or not HOST.fullmatch(url.host):
        raise ValueError(url.scheme)
    path = url.path or "/"
    query = f"?{_unreserved(url.query)}" if url.query else ""
    port = url.port or PORTS[url.scheme]
    return Address(url.scheme, url.host.rstrip("."), port, _unreserved(path), query)


def _unreserved(text: str) -> str:
    """Return text in which characters that need no encoding are not encoded."""
    first, *rest = text.split("%")
    parts = [first]
    for part in rest:
        character = chr(int(part[:2], 16))
        plain = character.isascii() and (character.isalnum() or character in "-._~")
        parts.append(character + part[2:] if plain else f"%{part}")
    return "".join(parts)


def host_of(text: str) -> str:
    """Return the host of an address for the name of a folder; empty where it has none."""
    try:
        return parse_address(text)[0].host.strip("[]").replace(":", "-")
    except AddressError:
        return "articles"


def article_id(address: Address, *, with_host: bool) -> str:
    """Return the id of an article: its path below the host, decoded.

    Examples
    --------
    >>> article_id(parse_address("https://example.org/caf%C3%A9/?p=2")[0], with_host=False)
    'café/?p=2'
    >>> article_id(parse_address("https://example.org/")[0], with_host=True)
    'example.org/'
    """
    path = unquote(address.path, errors="replace").replace("#", "%23") + unquote(
        address.query, errors="replace"
    ).replace("#", "%23")
    name = address.authority + path if with_host else path[1:] or "/"
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
