"""Which hosts are connected to: the address that is checked is the one that is used."""

import socket
from typing import Any

import pytest
from site_server import page, serve

from analyzer.readers.limits import LIMITS
from analyzer.web.address import parse_address
from analyzer.web.cache import WebCache
from analyzer.web.connection import is_public
from analyzer.web.fetch import Fetcher
from analyzer.web.options import WebOptions
from analyzer.web.request import FetchError


@pytest.mark.parametrize(
    "text",
    [
        *("127.0.0.1", "127.255.0.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1"),
        *("240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1"),
        *("fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::127.0.0.1"),
        *("::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::1"),
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)
def test_addresses_that_are_not_of_the_internet_are_private(text: str) -> None:
    assert not is_public(text)


@pytest.mark.parametrize(
    "text", ["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"]
)
def test_addresses_of_the_internet_are_public(text: str) -> None:
    assert is_public(text)


def resolves_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let every name resolve to these addresses, those of the last call again and again."""
    waiting, asked = list(answers), []

    def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        found = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def fetcher(folder: Any, **options: Any) -> Fetcher:
    return Fetcher(WebOptions(delay=0, timeout=2, **options), LIMITS, WebCache(folder))


def test_a_name_that_resolves_to_a_private_address_is_not_connected_to(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve() as site:
        resolves_to(monkeypatch, ["127.0.0.1"])
        address, _ = parse_address(f"http://example.org:{site.port}/")
        with pytest.raises(FetchError, match=r"127.0.0.1 is a private address"):
            fetcher(tmp_path).fetch(address)
        assert site.requests == []


def test_a_name_is_resolved_once_for_a_request(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: what was checked is what is connected to."""
    connected: list[object] = []

    def connect(_: socket.socket, where: object) -> None:
        connected.append(where)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr("analyzer.web.connection._Socket.connect", connect)
    asked = resolves_to(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    address, _ = parse_address("http://example.org/")
    with pytest.raises(FetchError, match=r"cannot connect: Connection refused"):
        fetcher(tmp_path).fetch(address)
    assert connected == [("8.8.8.8", 80)]
    assert asked == ["example.org"]


def test_of_several_addresses_private_ones_are_left_out(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected: list[object] = []

    def connect(_: socket.socket, where: object) -> None:
        connected.append(where)
        raise TimeoutError

    monkeypatch.setattr("analyzer.web.connection._Socket.connect", connect)
    resolves_to(monkeypatch, ["10.0.0.1", "8.8.8.8", "169.254.169.254"])
    address, _ = parse_address("http://example.org/")
    with pytest.raises(FetchError, match="no complete answer within 2 s"):
        fetcher(tmp_path).fetch(address)
    assert connected == [("8.8.8.8", 80)]


def test_a_redirect_is_checked_again(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name resolves to a public address first, and to a private one for the redirect."""
    with serve() as site:
        site.pages = {"/a": (302, {"Location": "/b"}, ""), "/b": page("Secret")}
        resolves_to(monkeypatch, ["127.0.0.1"], ["127.0.0.2"])
        monkeypatch.setattr(
            "analyzer.web.connection.is_public", lambda text: text == "127.0.0.1"
        )
        address, _ = parse_address(f"http://example.org:{site.port}/a")
        with pytest.raises(FetchError, match=r"127.0.0.2 is a private address"):
            fetcher(tmp_path).fetch(address)
        assert site.requests == ["/a"]


@pytest.mark.parametrize(
    "target",
    [
        *("http://other.example/", "//other.example/b", "http://127.0.0.1:1/", "ftp://a/"),
        *("file:///etc/passwd", "javascript:alert(1)", "http://[::1]/"),
    ],
)
def test_a_redirect_to_another_host_is_not_followed(tmp_path: Any, target: str) -> None:
    with serve() as site:
        site.pages = {"/a": (301, {"Location": target}, "")}
        address, _ = parse_address(f"{site.url}/a")
        with pytest.raises(FetchError, match="redirects to"):
            fetcher(tmp_path, allow_private_network=True).fetch(address)
