"""Connections that keep a deadline and do not reach a private network.

The address that a name resolves to is checked, and that very address is connected to, for
every request and every redirect. A name that resolves to another address the next time
gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection

from analyzer.web.address import Address

NAT64 = ipaddress.ip_network("64:ff9b::/96")
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class PrivateAddressError(OSError):
    """A name resolves to a private address; the message is that address."""


def is_public(text: str) -> bool:
    """Return whether an IP address is one of the public Internet.

    Examples
    --------
    >>> [is_public(text) for text in ("192.0.2.1", "::ffff:10.0.0.1", "2606:4700::1111")]
    [False, False, True]
    """
    return all(map(_is_global, _embedded(ipaddress.ip_address(text))))


def _is_global(address: IPAddress) -> bool:
    site_local = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not (
        site_local or address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _embedded(address: IPAddress) -> Iterator[IPAddress]:
    """Yield an address; of an IPv6 address that carries IPv4 addresses, these."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
        return
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in NAT64 or int(address) < 1 << 32:
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    found = [one for one in inner if one is not None]
    yield from found
    if address.ipv4_mapped is None and address not in NAT64:
        yield address


class Deadline:
    """A moment after which nothing is waited for.

    Parameters
    ----------
    seconds : float
        From now.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def extend(self, seconds: float) -> None:
        """Move the moment by some seconds, which were waited on purpose."""
        self._end += seconds

    def remaining(self) -> float:
        """Return the seconds that are left.

        Raises
        ------
        TimeoutError
            If there are none.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class _Socket(socket.socket):
    """A socket whose reads end at a deadline, however slowly bytes arrive."""

    deadline: Deadline | None = None

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        if self.deadline is not None:
            self.settimeout(self.deadline.remaining())
        return super().recv_into(buffer, nbytes, flags)


class _TLSSocket(ssl.SSLSocket):
    """The same for TLS."""

    deadline: Deadline | None = None

    def recv_into(self, buffer: Any, nbytes: int | None = None, flags: int = 0) -> int:
        if self.deadline is not None:
            self.settimeout(self.deadline.remaining())
        return super().recv_into(buffer, nbytes, flags)


def _connected(host: str, port: int, deadline: Deadline, allow_private: bool) -> socket.socket:
    """Return a socket that is connected to a host, at an address that is allowed."""
    refused, error = "", OSError("no address")
    for family, kind, protocol, _, where in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    ):
        if not allow_private and not is_public(str(where[0])):
            refused = refused or str(where[0])
            continue
        sock = _Socket(family, kind, protocol)
        try:
            sock.settimeout(deadline.remaining())
            sock.connect(where)
        except OSError as failed:
            sock.close()
            error = failed
        else:
            return sock
    if refused and error.errno is None and not isinstance(error, TimeoutError):
        raise PrivateAddressError(refused)
    raise error


class _Guarded:
    """What both kinds of connection have in common."""

    host: str
    port: int
    deadline: Deadline
    allow_private: bool

    def _new_conn(self) -> socket.socket:
        host = self.host.strip("[]")
        return _connected(host, self.port, self.deadline, self.allow_private)


def _keep_deadline(connection: Any) -> None:
    """Let the socket of a connection keep its deadline."""
    connection.sock.deadline = connection.deadline


class _Plain(_Guarded, HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _keep_deadline(self)


class _Encrypted(_Guarded, HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _keep_deadline(self)


def tls_context() -> ssl.SSLContext:
    """Return the context that trusts what this machine and certifi trust."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    context.sslsocket_class = _TLSSocket
    return context


def open_connection(
    address: Address, deadline: Deadline, context: ssl.SSLContext, *, allow_private: bool
) -> Any:
    """Return a connection for one request; it connects when the request is sent."""
    timeout = deadline.remaining()
    connection: _Plain | _Encrypted
    if address.scheme == "https":
        connection = _Encrypted(
            address.host, address.port, timeout=timeout, ssl_context=context
        )
    else:
        connection = _Plain(address.host, address.port, timeout=timeout)
    connection.deadline, connection.allow_private = deadline, allow_private
    return connection
