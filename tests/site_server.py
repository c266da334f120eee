"""A web server on loopback whose answers a test decides, each by a path."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Handler = Callable[[BaseHTTPRequestHandler], None]
PARAGRAPHS = (
    "The harbour office keeps {0} lamps for the winter, and the crew of {0} boats trims them "
    "each evening before the tide turns.",
    "When the wind from {0} grows, the keeper walks the pier twice, writes the hour down and "
    "waits for the last ferry to come in.",
    "Nobody in {0} remembers a night without a light, although the oldest book of the office "
    "has two empty pages in its first year.",
)


def page(title: str, *, head: str = "", links: str = "", topic: str = "") -> str:
    """Return a page with a menu, an article and a footer."""
    paragraphs = "".join(f"<p>{text.format(topic or title)}</p>" for text in PARAGRAPHS)
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>{head}"
        "</head><body><nav><a href=/>Home</a> <a href=#about>About the office</a></nav>"
        f"<main><article><h1>{title}</h1>{paragraphs}{links}</article></main>"
        "<footer><p>Copyright of the harbour office, all rights reserved.</p></footer>"
        "</body></html>"
    )


def sitemap(*addresses: str, index: bool = False) -> str:
    """Return a sitemap, or an index of sitemaps."""
    root, entry = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    entries = "".join(f"<{entry}><loc>{one}</loc></{entry}>" for one in addresses)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="{space}">{entries}</{root}>'


class SiteServer:
    """A server on loopback.

    Attributes
    ----------
    url : str
        Without a slash at the end.
    pages : dict of str to str, bytes, tuple or callable
        From the path with its query to a body, to status, headers and body, or to a function
        that writes the answer. Others answer 404.
    requests : list of str
        The paths that were asked for, in order.
    headers : list of mapping
        The headers of each request.
    """

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Any] = {}
        self.requests: list[str] = []
        self.headers: list[Mapping[str, str]] = []
        site = self

        class Request(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.requests.append(self.path)
                site.headers.append(dict(self.headers))
                site.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self.url = f"http{'s' if context else ''}://127.0.0.1:{self.port}"
        self.stopped = threading.Event()
        self._server.stopped = self.stopped  # type: ignore[attr-defined]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Write the answer to a request."""
        found = self.pages.get(request.path, (404, {}, "nothing here"))
        if callable(found):
            found(request)
            return
        status, headers, body = found if isinstance(found, tuple) else (200, {}, found)
        data = body.encode() if isinstance(body, str) else body
        kind = "text/html; charset=utf-8"
        if data.lstrip()[:5] == b"<?xml":
            kind = "application/xml"
        request.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            request.send_header(name, value)
        if "Content-Length" not in headers:
            request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    def close(self) -> None:
        """Stop the server."""
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def serve(context: ssl.SSLContext | None = None) -> Iterator[SiteServer]:
    """Run a server for the time of a test."""
    server = SiteServer(context)
    try:
        yield server
    finally:
        server.close()


def certificate(folder: Path) -> ssl.SSLContext:
    """Write a self-made certificate into a folder, and return the context of a server."""
    import subprocess

    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"),
         "-days", "2", "-subj", "/CN=harbour", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context
