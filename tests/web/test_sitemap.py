"""Sitemaps: well-formed, compressed, damaged, in circles, and with foreign addresses."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from site_server import SiteServer, page, serve, sitemap

from analyzer.errors import Diagnostic
from analyzer.readers.files import DiscoveredFiles
from analyzer.readers.limits import LIMITS, LimitError
from analyzer.web.discovery import discover
from analyzer.web.options import WebOptions
from analyzer.web.sitemap import decompress, is_sitemap, parse_sitemap

MOST = 1 << 20
Found = tuple[DiscoveredFiles, list[Diagnostic]]


@pytest.mark.parametrize(
    ("data", "pages", "sitemaps"),
    [
        (sitemap("https://a.example/1", "https://a.example/2"), "12", ""),
        (sitemap("https://a.example/1", index=True), "", "1"),
        # Without a namespace, with another one, and with a prefix.
        ("<urlset><url><loc>https://a.example/1</loc></url></urlset>", "1", ""),
        (sitemap("https://a.example/1").replace("www.sitemaps.org", "x.example"), "1", ""),
        ("<s:urlset xmlns:s='x'><s:url><s:loc>https://a.example/1</s:loc></s:url></s:urlset>",
         "1", ""),
        # White space and line breaks around and inside of an address.
        ("<urlset><url><loc>\n https://a.exam\nple/1 \n</loc></url></urlset>", "1", ""),
        ("<urlset><url><loc><![CDATA[https://a.example/1]]></loc></url></urlset>", "1", ""),
        # The address of an image is no page.
        ("<urlset xmlns:image='i'><url><loc>https://a.example/1</loc><image:image><image:loc>"
         "https://a.example/2</image:loc></image:image></url></urlset>", "1", ""),
        # Two addresses in one entry, as a closing tag is missing.
        ("<sitemapindex><sitemap><loc>https://a.example/1</loc><loc>https://a.example/2</loc>"
         "</sitemap></sitemapindex>", "", "12"),
        # Ends in the middle.
        ("<urlset><url><loc>https://a.example/1</loc></url><url><loc>https://a.ex", "1", ""),
        ("\ufeff  <?xml version='1.0'?><!-- made -- by --><urlset><url><loc>https://a.example/1"
         "</loc></url></urlset>", "1", ""),
        ("https://a.example/1\r\n\r\nhttps://a.example/2\n", "12", ""),
        ("<urlset/>", "", ""),
    ],
)  # fmt: skip
def test_a_sitemap_lists_pages_or_sitemaps(data: str, pages: str, sitemaps: str) -> None:
    found = parse_sitemap(data.encode())
    assert is_sitemap(data.encode())
    assert found.pages == [f"https://a.example/{n}" for n in pages]
    assert found.sitemaps == [f"https://a.example/{n}" for n in sitemaps]


def test_ampersands_are_read_whether_they_are_escaped_or_not() -> None:
    data = b"<urlset><url><loc>https://a.example/?a=1&b=2&amp;c=3</loc></url></urlset>"
    assert parse_sitemap(data).pages == ["https://a.example/?a=1&b=2&c=3"]


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"<html><urlset/></html>", b"A text about https://a.example/", b"<rss/>"),
        b'<!DOCTYPE urlset [<!ENTITY a "b">]><urlset/>',
    ],
)
def test_other_content_is_no_sitemap(data: bytes) -> None:
    assert not is_sitemap(data)


def test_entities_are_not_expanded() -> None:
    data = b"<urlset><!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><url><loc>&e;</loc></url></urlset>"
    assert not any("root" in one for one in parse_sitemap(data).pages)


def test_compressed_sitemaps_are_read() -> None:
    data = sitemap("https://a.example/1").encode()
    packed = gzip.compress(data)
    assert decompress(packed, MOST) == data
    assert decompress(gzip.compress(packed), MOST) == data
    assert decompress(data, MOST) == data
    half = len(data) // 2
    assert decompress(gzip.compress(data[:half]) + gzip.compress(data[half:]), MOST) == data
    # A plug-in appended a comment to the compressed file, or the file was cut.
    assert decompress(packed + b"<!-- cached -->", MOST) == data
    assert decompress(packed[:-8], MOST) == data
    assert decompress(b"\x1f\x8bnot gzip", MOST) == b""
    assert is_sitemap(decompress(gzip.compress(b"https://a.example/1"), MOST))


@pytest.mark.slow
def test_a_compressed_bomb_is_not_unpacked() -> None:
    with pytest.raises(LimitError, match=r"holds more than 1 MB \(limits.download-bytes\)"):
        decompress(gzip.compress(bytes(20 << 20)), MOST)


@pytest.fixture
def site() -> Iterator[SiteServer]:
    with serve() as server:
        server.pages = {f"/{n}": page(f"Lamp {n}") for n in "abcd"}
        yield server


@pytest.fixture
def find(site: SiteServer, tmp_path: Path) -> Callable[..., Found]:
    def found(*paths: str, **options: Any) -> Found:
        problems: list[Diagnostic] = []
        known = {"delay": 0, "timeout": 10, "allow_private_network": True, **options}
        web = WebOptions(cache=tmp_path, **known)
        addresses = [path if "//" in path else f"{site.url}{path}" for path in paths]
        return discover(addresses, web, LIMITS, problems.append), problems

    return found


def ids(found: DiscoveredFiles) -> list[str]:
    return [file.id for file in found.files]


def test_a_sitemap_leads_to_its_pages(site: SiteServer, find: Any) -> None:
    site.pages["/sitemap.xml"] = sitemap(f"{site.url}/b", f"{site.url}/a", f"{site.url}/a#top")
    found, problems = find("/sitemap.xml")
    assert (ids(found), problems) == (["a", "b"], [])
    assert [file.source for file in found.files] == [f"{site.url}/a", f"{site.url}/b"]
    assert [file.is_explicit for file in found.files] == [False, False]
    assert found.folders == (f"{site.url}/sitemap.xml",)


def test_an_index_leads_to_sitemaps_and_circles_end(site: SiteServer, find: Any) -> None:
    packed = gzip.compress(sitemap(f"{site.url}/a", f"{site.url}/b").encode())
    site.pages |= {
        "/index.xml": sitemap("/one.xml.gz", "/index.xml", "/two.xml", index=True),
        "/one.xml.gz": (200, {"Content-Type": "application/gzip"}, packed),
        "/two.xml": sitemap("/index.xml", "/one.xml.gz", "/three.xml", index=True),
        "/three.xml": sitemap(f"{site.url}/c"),
    }
    found, problems = find("/index.xml")
    assert (ids(found), problems) == (["a", "b", "c"], [])
    assert len(site.requests) == len(set(site.requests))


def test_sitemaps_without_an_end_are_given_up(site: SiteServer, find: Any) -> None:
    def deeper(request: Any) -> None:
        name = request.path.removesuffix(".xml")
        site.pages |= {f"{name}{n}.xml": deeper for n in "xy"}
        body = sitemap(*(f"{name}{n}.xml" for n in "xy"), index=True).encode()
        request.send_response(200)
        request.end_headers()
        request.wfile.write(body)

    site.pages["/s.xml"] = deeper
    found, problems = find("/s.xml")
    assert not found.files
    assert "is one sitemap too many, which is not read" in str(problems[0])
    assert len(site.requests) < 20


def test_what_a_sitemap_lists_wrongly_is_a_warning(site: SiteServer, find: Any) -> None:
    site.pages["/sitemap.xml"] = sitemap(
        f"{site.url}/a", f"{site.url}/gone", f"{site.url}/gone2", "mailto:a@example.org",
        "https://other.example/x", "http://127.0.0.1:1/y", "http://10.0.0.1/z",
        f"{site.url}/picture",
    )  # fmt: skip
    site.pages["/picture"] = (200, {"Content-Type": "image/png"}, b"\x89PNG")
    found, problems = find("/sitemap.xml")
    assert ids(found) == ["a"]
    assert {problem.severity for problem in problems} == {"warning"}
    assert [problem.message for problem in problems] == [
        f"{site.url}/sitemap.xml: lists 'mailto:a@example.org', which is not an address of "
        "the web",
        "https://other.example/x: is on another host, which is not read (and 2 more addresses)",
        f"{site.url}/gone: answered 404 Not Found (and 1 more addresses)",
    ]
    assert found.skipped == {"image/png": 1}


def test_a_page_has_one_address(site: SiteServer, find: Any) -> None:
    """Redirects, slashes at the end, index files and the canonical address."""
    canonical = f"<link rel=canonical href={site.url}/b>"
    site.pages |= {
        "/old": (301, {"Location": "/a"}, ""),
        "/a/": site.pages["/a"],
        "/c/index.html": site.pages["/c"],
        "/c/": site.pages["/c"],
        "/b": page("Lamp b", head=canonical),
        "/b?utm_source=x": page("Lamp b", head=canonical),
        "/d": page("Lamp d", head=canonical),
    }
    site.pages["/s.xml"] = sitemap(
        *("/old", "/a", "/a/", "/b", "/b?utm_source=x", "/c/", "/c/index.html", "/d")
    )
    found, problems = find("/s.xml")
    assert (ids(found), problems) == (["a", "b", "c/", "d"], [])
    assert found.skipped == {"another address of a page": 4}


def test_pages_that_ask_not_to_be_listed_are_skipped(site: SiteServer, find: Any) -> None:
    site.pages["/a"] = (200, {"X-Robots-Tag": "noindex, nofollow"}, page("Lamp a"))
    site.pages["/b"] = page("Lamp b", head="<meta http-equiv=refresh content='0; url=/c'>")
    site.pages["/s.xml"] = sitemap("/a", "/b", "/c")
    found, _ = find("/s.xml")
    assert ids(found) == ["c"]
    assert found.skipped == {"noindex": 1, "redirect": 1}
    found, _ = find("/a")
    assert ids(found) == ["a"]


def test_the_number_of_pages_is_limited(site: SiteServer, find: Any) -> None:
    site.pages["/s.xml"] = sitemap("/a", "/b", "/c", "/d")
    found, problems = find("/s.xml", max_pages=2)
    assert ids(found) == ["a", "b"]
    assert [problem.message for problem in problems] == [
        "stopped after 2 pages: the sitemap lists more; see --max-pages"
    ]
    _, problems = find("/s.xml", max_pages=4)
    assert problems == []


def test_a_host_that_stops_answering_is_given_up(site: SiteServer, find: Any) -> None:
    def gone(request: Any) -> None:
        request.close_connection = True

    site.pages = {f"/{n}": gone for n in range(50)}
    site.pages["/s.xml"] = sitemap(*(f"/{n}" for n in range(50)))
    _, problems = find("/s.xml")
    assert [problem.severity for problem in problems] == ["warning", "error"]
    assert "the host stopped answering; the rest was not read" in str(problems[1])
    assert len(site.requests) == 2 + 5


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/gone", "answered 404 Not Found"),
        ("/picture", "holds image/png, which is not read"),
        ("/app.bin", "holds application/octet-stream, which is not read"),
        ("/sitemap.xml", "holds an HTML page, and no sitemap or feed"),
        ("http://10.0.0.1:99999/a", None),
        ("http://ann:secret@/a", None),
    ],
)
def test_a_named_address_that_fails_is_an_error(
    site: SiteServer, find: Any, path: str, message: str | None
) -> None:
    site.pages |= {
        "/picture": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
        "/app.bin": (200, {"Content-Type": "application/octet-stream"}, b"\0\1"),
        "/sitemap.xml": page("Page not found"),
    }
    found, problems = find(path, "/a")
    assert ids(found) == ["a"]
    assert [problem.severity for problem in problems] == ["error"]
    assert "secret" not in str(problems)
    if message:
        assert str(problems[0]) == f"{site.url}{path}: {message}"


def test_the_format_is_what_the_server_says_or_the_content(site: SiteServer, find: Any) -> None:
    text = "# A heading\n\nSome text with *stress* in it.\n"
    plain = {"Content-Type": "text/plain"}
    site.pages |= {
        "/readme.md": (200, plain, text),
        "/notes": (200, plain, text),
        "/data.csv": (200, {"Content-Type": "text/csv"}, "title,text\na,b\n"),
        "/lamp.php": page("Lamp"),
        "/untyped": (200, {"Content-Type": ""}, page("Lamp")),
        "/x.md": (200, {"Content-Type": "text/html"}, page("Lamp")),
        "/data.csv.gz": (200, {"Content-Type": "x/y", "Content-Encoding": "gzip"},
                         gzip.compress(b"title,text\na,b\n")),
    }  # fmt: skip
    found, problems = find(*(path for path in site.pages if "." in path or len(path) > 2))
    assert not problems
    assert {file.id: file.name for file in found.files} == {
        "readme.md": "readme.md",
        "notes": "page.txt",
        "data.csv": "page.csv",
        "lamp.php": "page.html",
        "untyped": "page.html",
        "x.md": "page.html",
        "data.csv.gz": "data.csv",
    }


def test_ids_have_the_host_where_there_are_several(site: SiteServer, find: Any) -> None:
    with serve() as other:
        other.pages = {"/a": page("Lamp of another host")}
        found, _ = find("/a", f"{other.url}/a")
        assert sorted(ids(found)) == sorted(
            [f"127.0.0.1:{site.port}/a", f"127.0.0.1:{other.port}/a"]
        )
