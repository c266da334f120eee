"""Fetching: limits on time, size and redirects, and what a server that fails leads to."""

import gzip
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from site_server import SiteServer, certificate, page, serve

from analyzer.readers.limits import LIMITS
from analyzer.web.address import parse_address
from analyzer.web.cache import WebCache
from analyzer.web.fetch import MAX_WAIT, Fetched, Fetcher
from analyzer.web.options import WebOptions
from analyzer.web.request import FetchError

# Seconds within which a server that never ends must be given up, with room for a slow machine.
SOON = 10
Get = Callable[..., Fetched]


@pytest.fixture
def site() -> Iterator[SiteServer]:
    with serve() as server:
        yield server


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def get(site: SiteServer, tmp_path: Path, waits: list[float]) -> Get:
    """Fetch a path of the site with a new fetcher; the cache stays."""

    def fetch(path: str, **options: Any) -> Fetched:
        limits = replace(LIMITS, download_bytes=100_000)
        known = {"delay": 0, "timeout": 30, "allow_private_network": True, **options}
        fetcher = Fetcher(WebOptions(**known), limits, WebCache(tmp_path), waits.append)
        return fetcher.fetch(parse_address(f"{site.url}{path}")[0])

    return fetch


def drip(request: Any) -> None:
    """Send an answer byte by byte, without an end."""
    request.send_response(200)
    request.end_headers()
    while not request.server.stopped.wait(0.05):
        request.wfile.write(b"a")


def drip_headers(request: Any) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not request.server.stopped.wait(0.05):
        request.wfile.write(b"X")


def endless(request: Any) -> None:
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b"a" * 65536)


def endless_headers(request: Any) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        request.wfile.write(b"X-More: yes\r\n" * 100)


def endless_chunks(request: Any) -> None:
    request.send_response(200)
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    while True:
        request.wfile.write(b"4\r\nabcd\r\n" * 1000)


def silent(request: Any) -> None:
    request.server.stopped.wait(20)


def nothing(request: Any) -> None:
    request.close_connection = True


def garbage(request: Any) -> None:
    request.wfile.write(b"\x00\x01\x02 no HTTP\r\n\r\n")


def half(request: Any) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b"half")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (silent, "no complete answer within 0.5 s"),
        (drip, "no complete answer within 0.5 s"),
        (drip_headers, "no complete answer within 0.5 s"),
        (endless, "holds more than 100,000 bytes (limits.download-bytes)"),
        (endless_chunks, "holds more than 100,000 bytes (limits.download-bytes)"),
        (endless_headers, "answered no HTTP"),
        (nothing, "the server closed the connection without an answer"),
        (garbage, "answered no HTTP"),
        (half, "the answer is incomplete"),
    ],
)
def test_a_server_that_misbehaves_is_given_up_soon(
    site: SiteServer, get: Get, answer: Any, message: str
) -> None:
    site.pages = {"/a": answer}
    start = time.monotonic()
    with pytest.raises(FetchError) as error:
        get("/a", timeout=0.5 if "within" in message else 30)
    assert str(error.value) == message
    assert time.monotonic() - start < SOON


@pytest.mark.slow
def test_a_compressed_bomb_is_not_unpacked(site: SiteServer, get: Get) -> None:
    bomb = gzip.compress(bytes(50 << 20))
    site.pages = {"/a": (200, {"Content-Encoding": "gzip"}, bomb)}
    with pytest.raises(FetchError, match="holds more than 100,000 bytes"):
        get("/a")
    nested = gzip.compress(gzip.compress(bomb))
    site.pages = {"/a": (200, {"Content-Encoding": ", ".join(["gzip"] * 3)}, nested)}
    with pytest.raises(FetchError, match=r"holds more than|damaged"):
        get("/a")
    site.pages = {"/a": (200, {"Content-Encoding": "gzip"}, b"no gzip")}
    with pytest.raises(FetchError, match="the compressed content is damaged"):
        get("/a")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((404, {}, ""), "answered 404 Not Found"),
        ((410, {}, ""), "answered 410 Gone"),
        ((500, {}, ""), "answered 500 Internal Server Error"),
        ((599, {}, ""), "answered 599"),
        ((304, {}, ""), "answered 304 Not Modified"),
        ((206, {}, "part"), "answered 206 Partial Content"),
        ((302, {}, "no location"), "answered 302 Found"),
    ],
)
def test_a_status_is_named(site: SiteServer, get: Get, answer: Any, message: str) -> None:
    site.pages = {"/a": answer}
    with pytest.raises(FetchError) as error:
        get("/a")
    assert str(error.value) == message
    assert site.requests == ["/a"]


def test_redirects_are_followed_up_to_a_limit(site: SiteServer, get: Get) -> None:
    site.pages = {f"/{n}": (301, {"Location": f"/{n + 1}"}, "") for n in range(20)}
    site.pages["/5"] = page("Fifth")
    assert get("/0").address.path == "/5"
    site.pages["/5"] = (302, {"Location": "6"}, "")
    with pytest.raises(FetchError, match="more than 10 redirects"):
        get("/0")
    site.pages["/3"] = (308, {"Location": "/1"}, "")
    with pytest.raises(FetchError, match=r"redirects in a circle, back to http://.*/1"):
        get("/0")
    site.pages["/a"] = (307, {"Location": "/caf\u00e9".encode().decode("latin-1")}, "")
    site.pages["/caf%C3%A9"] = page("Coffee")
    assert get("/a").address.path == "/caf%C3%A9"


def test_slow_redirects_share_the_time_of_one_request(site: SiteServer, get: Get) -> None:
    def slow(request: Any) -> None:
        time.sleep(0.2)
        request.send_response(302)
        request.send_header("Location", f"{request.path}x")
        request.end_headers()

    site.pages = {f"/a{'x' * n}": slow for n in range(20)}
    start = time.monotonic()
    with pytest.raises(FetchError, match=r"no complete answer within 0\.5 s"):
        get("/a", timeout=0.5)
    assert time.monotonic() - start < SOON


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again(
    site: SiteServer, get: Get, waits: list[float], status: int
) -> None:
    answers = [(status, {"Retry-After": "7"}, ""), (status, {}, ""), (200, {}, page("Late"))]

    def answer(request: Any) -> None:
        site.pages["/a"] = answers.pop(0)
        site.answer(request)
        site.pages["/a"] = answer

    site.pages = {"/a": answer}
    assert get("/a").digest
    assert waits == [7.0, 4.0]


def test_a_server_that_stays_busy_is_given_up(
    site: SiteServer, get: Get, waits: list[float]
) -> None:
    site.pages = {"/a": (429, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, "")}
    with pytest.raises(FetchError, match="answered 429 Too Many Requests"):
        get("/a")
    assert (len(site.requests), waits) == (3, [0.0, 0.0])
    site.pages = {"/a": (503, {"Retry-After": "86400"}, "")}
    with pytest.raises(FetchError, match="asks to wait for 86,400 s"):
        get("/a")
    assert max(waits) <= MAX_WAIT
    site.pages = {"/a": (503, {"Retry-After": "soon"}, "")}
    with pytest.raises(FetchError, match="answered 503"):
        get("/a")
    assert waits[2:] == [1.0, 4.0]


def test_a_password_goes_to_its_own_host_only(site: SiteServer, tmp_path: Path) -> None:
    with serve() as other:
        site.pages = {"/a": page("Staging")}
        other.pages = {"/b": page("Other")}
        options = WebOptions(delay=0, allow_private_network=True)
        fetcher = Fetcher(options, LIMITS, WebCache(tmp_path))
        address, login = parse_address(f"http://ann:secret@127.0.0.1:{site.port}/a")
        fetcher.authorize(address, login)
        fetcher.fetch(address)
        fetcher.fetch(parse_address(f"{other.url}/b")[0])
        assert site.headers[0]["Authorization"] == "Basic YW5uOnNlY3JldA=="
        assert "Authorization" not in other.headers[0]
        kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert b"secret" not in kept
        assert b"YW5u" not in kept


def test_a_certificate_that_nobody_trusts_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(certificate(tmp_path)) as site:
        site.pages = {"/a": page("Safe")}
        options = WebOptions(delay=0, timeout=5, allow_private_network=True)
        address, _ = parse_address(f"{site.url}/a")
        with pytest.raises(FetchError, match=r"the certificate is not valid: self.signed"):
            Fetcher(options, LIMITS, WebCache(tmp_path / "a")).fetch(address)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        assert Fetcher(options, LIMITS, WebCache(tmp_path / "b")).fetch(address).digest
        wrong, _ = parse_address(f"https://localhost:{site.port}/a")
        with pytest.raises(FetchError, match=r"the certificate is not valid: .*localhost"):
            Fetcher(options, LIMITS, WebCache(tmp_path / "c")).fetch(wrong)
        assert site.requests == ["/a"]


def test_broken_tls_is_named(site: SiteServer, tmp_path: Path) -> None:
    options = WebOptions(delay=0, timeout=2, allow_private_network=True)
    address, _ = parse_address(f"https://127.0.0.1:{site.port}/a")
    with pytest.raises(FetchError, match=r"TLS failed|no complete answer"):
        Fetcher(options, LIMITS, WebCache(tmp_path)).fetch(address)


def test_a_handshake_that_hangs_ends_in_time(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        options = WebOptions(delay=0, timeout=0.5, allow_private_network=True)
        address, _ = parse_address(f"https://127.0.0.1:{server.getsockname()[1]}/a")
        start = time.monotonic()
        with pytest.raises(FetchError, match=r"no complete answer within 0.5 s"):
            Fetcher(options, LIMITS, WebCache(tmp_path)).fetch(address)
        assert time.monotonic() - start < SOON


def test_a_slow_answer_over_tls_ends_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(certificate(tmp_path)) as site:
        site.pages = {"/a": drip}
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        options = WebOptions(delay=0, timeout=0.8, allow_private_network=True)
        address, _ = parse_address(f"{site.url}/a")
        start = time.monotonic()
        with pytest.raises(FetchError, match=r"no complete answer within 0\.8 s"):
            Fetcher(options, LIMITS, WebCache(tmp_path)).fetch(address)
        assert time.monotonic() - start < SOON


def test_the_bytes_of_a_run_are_limited(site: SiteServer, tmp_path: Path) -> None:
    site.pages = {"/a": page("First"), "/b": page("Second")}
    options = WebOptions(delay=0, allow_private_network=True)
    fetcher = Fetcher(options, replace(LIMITS, site_bytes=500), WebCache(tmp_path))
    fetcher.fetch(parse_address(f"{site.url}/a")[0])
    with pytest.raises(FetchError, match=r"more than 500 bytes .*limits.site-bytes"):
        fetcher.fetch(parse_address(f"{site.url}/b")[0])


def test_what_the_server_declares_decides_the_character_set(site: SiteServer, get: Get) -> None:
    polish = "Zażółć gęślą jaźń"
    kind = {"Content-Type": "text/html; charset=ISO-8859-2"}
    site.pages = {"/a": (200, kind, polish.encode("iso-8859-2"))}
    assert get("/a").path.read_text("utf-8") == polish
    site.pages = {"/a": (200, kind, polish.encode())}
    assert get("/a").path.read_text("utf-8") == polish
    kind = {"Content-Type": "text/html; charset=nonsense"}
    site.pages = {"/a": (200, kind, polish.encode("iso-8859-2"))}
    assert get("/a").path.read_bytes() == polish.encode("iso-8859-2")
