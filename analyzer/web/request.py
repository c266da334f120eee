"""One request: what is sent, what comes back within the limits, and what can go wrong."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Mapping
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPException, RemoteDisconnected
from typing import Any

import msgspec
from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError

from analyzer.readers.limits import named, size
from analyzer.version import HOMEPAGE, __version__
from analyzer.web.address import Address
from analyzer.web.connection import Deadline, PrivateAddressError, open_connection

HEADERS = {
    "User-Agent": f"Analyzer/{__version__} (+{HOMEPAGE})",
    "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
USABLE = frozenset([HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION])
MEDIA_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}")
CHARSET = re.compile(r";\s{0,9}charset\s{0,9}=\s{0,9}[\"']?([\w:.-]{2,40})", re.IGNORECASE)
MAX_HEADER = 1000  # characters of one that is kept
PIECE = 1 << 16


class FetchError(Exception):
    """An address answers nothing that can be used; the message says why.

    Attributes
    ----------
    status : int
        That the server answered; 0 where it answered none.
    retry_after : float or None
        The seconds after which it asks to come again.
    """

    def __init__(self, message: str, status: int = 0, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status, self.retry_after = status, retry_after


class Answer(msgspec.Struct, frozen=True):
    """What a server answers.

    Attributes
    ----------
    status : int
    headers : mapping of str to str
        Names in lower case.
    body : bytes
        Decompressed; empty where the status says that it is of no use.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    def header(self, name: str) -> str:
        """Return the value of a header, empty where there is none."""
        return self.headers.get(name, "")[:MAX_HEADER]

    @property
    def media_type(self) -> str:
        """The media type in lower case, without parameters."""
        match = MEDIA_TYPE.match(self.header("content-type").strip())
        return match[0].lower() if match else ""

    @property
    def charset(self) -> str:
        """The character set that the server declares, empty for none."""
        match = CHARSET.search(self.header("content-type"))
        return match[1] if match else ""


class Terms(msgspec.Struct, frozen=True):
    """The terms of all requests of a run.

    Attributes
    ----------
    context : ssl.SSLContext
    timeout : float
    allow_private : bool
    most : int
        Bytes of a body.
    """

    context: ssl.SSLContext
    timeout: float
    allow_private: bool
    most: int


def ask(
    address: Address, headers: Mapping[str, str], terms: Terms, deadline: Deadline
) -> Answer:
    """Send one request, and return the answer.

    Raises
    ------
    FetchError
        If there is no complete answer in time, or it is too large.
    """
    try:
        connection = open_connection(
            address, deadline, terms.context, allow_private=terms.allow_private
        )
        try:
            connection.request(
                "GET", address.target, headers={**HEADERS, **headers}, preload_content=False
            )
            with closing(connection.getresponse()) as response:
                return _answer(response, terms.most)
        finally:
            connection.close()
    except (OSError, HTTPError, HTTPException, ValueError) as error:
        raise FetchError(_message(error, terms)) from error


def _answer(response: Any, most: int) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if response.status not in USABLE:
        return Answer(response.status, headers)
    body = bytearray()
    while piece := response.read(PIECE):
        body += piece
        if len(body) > most:
            message = f"holds more than {size(most)} {named('download-bytes')}"
            raise FetchError(message)
    return Answer(response.status, headers, bytes(body))


def _message(error: Exception, terms: Terms) -> str:
    """Return why a request failed, in words that name what a person can do."""
    if isinstance(error, PrivateAddressError):
        return f"{error} is a private address; --allow-private-network permits it"
    if isinstance(error, (TimeoutError, ReadTimeoutError)):
        return f"no complete answer within {terms.timeout:g} s"
    for one in (error, error.__cause__ or error.__context__):
        if isinstance(one, ssl.SSLCertVerificationError):
            return f"the certificate is not valid: {one.verify_message}"
        if isinstance(one, ssl.SSLError):
            return f"TLS failed: {one.reason or 'the connection was closed'}"
    return _broken(error)


def _broken(error: Exception) -> str:
    """Return what a connection or an answer lacks."""
    if isinstance(error, socket.gaierror):
        return "no such host"
    if isinstance(error, DecodeError):
        return "the compressed content is damaged"
    if isinstance(error, RemoteDisconnected):
        return "the server closed the connection without an answer"
    if isinstance(error, OSError):
        return f"cannot connect: {error.strerror or type(error).__name__}"
    return "the answer is incomplete" if isinstance(error, HTTPError) else "answered no HTTP"


def describe_status(status: int) -> str:
    """Return what a status means.

    Examples
    --------
    >>> describe_status(404), describe_status(599)
    ('answered 404 Not Found', 'answered 599')
    """
    try:
        return f"answered {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"answered {status}"
